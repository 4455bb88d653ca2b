"""What an author sees of a scenario: tools with their references, rows, rules, examples."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from apigen_mt.environment import Environment
from apigen_mt.environment.shape import harvest
from apigen_mt.records.blueprint import Blueprint, Goal
from apigen_mt.records.scenario import Scenario
from apigen_mt.storage.shipped import shipped

MOST_BYTES = 24_000
"""Most bytes of rows in one prompt."""
_HOPS = 2
_NEIGHBOURS = 6
"""Most rows of one kind that come along with a row that another one refers to."""

_BEHAVIOURS = {
    "missing_parameter": "The wish leaves out a detail that the agent then has to ask for.",
    "mind_change": "At the confirmation the caller takes another value; `first` has the old one.",
    "near_duplicates": "What the caller wants changed has a near twin among the caller's rows.",
    "read_heavy": "Finding out what to do takes many look-ups.",
    "hand_over": "One matter is passed on to a human colleague.",
    "mistaken_identity": "The caller mistypes something about itself, as `caller` says.",
    "impatient_user": "The caller presses for time.",
    "confused_user": "The caller does not understand a question at first.",
    "typos": "The caller mistypes words, never names, numbers or addresses.",
}

Rows = dict[str, list[dict[str, Any]]]


def tools_of(environment: Environment) -> list[dict[str, Any]]:
    """Return each tool with its effect, its schema and the tables that its arguments refer to."""
    found = []
    for tool in environment.toolbox.values():
        function = tool.published()["function"]
        fields = tool.accepts.fields or {}
        refs = {}
        for name, shape in fields.items():
            slot = shape.slot or (shape.items.slot if shape.items is not None else None)
            if slot is not None and slot.startswith("ref:"):
                refs[name] = slot[4:]
        found.append({**function, "effect": "write" if tool.writes else "read", "refs": refs})
    return found


def rows_of(environment: Environment, scenario: Scenario) -> Rows:
    """Return the scenario's rows, and those they refer to with a few of their kin, by table.

    A version of a product brings other versions of it along, so that there is a choice.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    front = [(table, key) for table, _, key in (one.partition("/") for one in scenario.rows)]
    size = 0
    for hop in range(_HOPS + 1):
        reached: list[tuple[str, str]] = []
        for table, key in front:
            row = environment.seed.table(table).get(key)
            if (table, key) in found or row is None:
                continue
            size += len(orjson.dumps(row))
            if size > MOST_BYTES:
                return _by_table(found)
            found[table, key] = dict(row)
            reached += _beside(environment, table, row) if hop else []
            reached += _referred(environment, table, row)
        front = [one for one in reached if one[0] != environment.people]
    return _by_table(found)


def _referred(environment: Environment, table: str, row: Any) -> list[tuple[str, str]]:
    shape = environment.database.declared()[table].shape
    return [
        (seen.slot[4:], str(seen.value))
        for seen in harvest(shape, row)
        if seen.slot.startswith("ref:") and seen.slot != f"ref:{table}"
    ]


def _beside(environment: Environment, table: str, row: Any) -> list[tuple[str, str]]:
    """Return rows that refer to the same thing as `row` does."""
    if any(name == table for name, _ in environment.owned):
        return []
    return [(table, key) for key in environment.seed.kin(table, row)[:_NEIGHBOURS]]


def _by_table(found: dict[tuple[str, str], dict[str, Any]]) -> Rows:
    rows: Rows = {}
    for (table, _), row in found.items():
        rows.setdefault(table, []).append(row)
    return rows


def rules_of(environment: Environment, scenario: Scenario) -> list[str]:
    """Return the sentences of the rules that were drawn."""
    return [rule.sentence for rule in environment.rules if rule.name in scenario.rules]


def persona_of(scenario: Scenario) -> dict[str, Any]:
    """Return how the caller speaks."""
    return scenario.persona.model_dump()


def behaviours_of(scenario: Scenario) -> list[str]:
    """Return what should happen on the way, a sentence each."""
    return [_BEHAVIOURS[name] for name in scenario.behaviours if name in _BEHAVIOURS]


def examples_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the scenario's examples as tasks in the author's own form."""
    known = _shipped(scenario.environment)
    return [task_of(known[name]) for name in scenario.examples if name in known]


@cache
def _shipped(environment: str) -> dict[str, Blueprint]:
    files = sorted((shipped("blueprints") / environment).glob("*.jsonl"))
    blueprints = [
        Blueprint.model_validate_json(line)
        for file in files
        for line in file.read_bytes().splitlines()
    ]
    return {one.id: one for one in blueprints}


def task_of(blueprint: Blueprint) -> dict[str, Any]:
    """Return a blueprint as the task that an author would have written."""
    return {
        "thought": blueprint.reasoning,
        "instruction": blueprint.instruction,
        "wishes": [_wish(blueprint, goal) for goal in blueprint.goals],
    }


def _wish(blueprint: Blueprint, goal: Goal) -> dict[str, Any]:
    serving = [blueprint.actions[at] for at in goal.actions if at < len(blueprint.actions)]
    mine = [one for one in serving if (one.tool, one.arguments) == (goal.tool, goal.arguments)]
    kept = (mine or serving)[-1:]
    told = [blueprint.outputs[at] for at in goal.outputs]
    return {
        "kind": goal.kind,
        "want": goal.want,
        "because": goal.because,
        "pressed": goal.pressed,
        "actions": [one.model_dump() for one in kept],
        "outputs": [one.text for one in told if not (goal.pressed and one.kind == "refusal")],
        "says": [
            {"argument": key.partition(".")[2], "said": blueprint.fact(key).said}
            for key in goal.facts
            if "." in key
        ],
    }
