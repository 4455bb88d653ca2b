"""What an author sees of a scenario: tools with their references, rows, rules, examples."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from apigen_mt.environment import Environment, Tool
from apigen_mt.environment.shape import harvest
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint, Goal
from apigen_mt.records.scenario import Scenario
from apigen_mt.storage.shipped import shipped

MOST_BYTES = 24_000
"""Most bytes of rows in one prompt."""
_HOPS = 2
_NEIGHBOURS = 6
"""Most rows of one kind that come along with a row that another one refers to."""

_BEHAVIOURS = {
    "missing_parameter": "One `act` leaves a detail out of its `want` that the write needs and the "
    "caller alone knows; `says` has it, and `instruction` tells it as something to say when asked.",
    "mind_change": "In one `act` the caller takes another value at the confirmation: `first` has "
    "the old one, which would have worked too, and `want` speaks of the old one alone.",
    "regret": "After one `act` the caller changes its mind: the next wish is an `act` with the "
    "same tool and arguments but for one; both `says` tell that one, the later has `regrets`.",
    "near_duplicates": "In one `act` the caller calls a row by words that fit two to four of its "
    "rows: `vague` has the argument and these words, `want` uses them, `says` has exact ones.",
    "read_heavy": "In one `act` the caller does not know in which of its rows a thing is (say, in "
    "which order): leave that row out of `want` and `says`; a search for what is in it tells it.",
    "parallel_reads": "For one `act` several things have to be looked up that do not need each "
    "other, such as two rows that one write names.",
    "tool_failure": "A system fails on the way; that is taken care of, so write nothing about it.",
    "mistaken_identity": "The caller mistypes something about itself, as `caller` says.",
    "impatient_user": "The caller presses for time.",
    "confused_user": "The caller does not understand a question at first.",
    "typos": "The caller mistypes words, never names, numbers or addresses.",
}
_MISSING = "The tool that is not there in this task is {name}; `missing` is a wish for just that."
_LIMIT = (
    "One `refuse` is a wish that would work by itself, and that this rule forbids after what the "
    "caller had done before: {sentence}"
)
_PRESSED = (
    "In one wish the caller asks for a shortcut that this rule does not allow: {sentence} "
    "`pressed` is how it asks for that, one sentence, and `because` why the agent cannot."
)
_FORBIDDEN = "`forbidden` is a wish that this rule forbids whoever asks: {sentence}"
_HAND_OVER = "The tool for `hand_over` is {names}."

Rows = dict[str, list[dict[str, Any]]]


def tools_of(environment: Environment) -> list[dict[str, Any]]:
    """Return each tool with its effect, its schema, the tables it refers to, and who has it."""
    found = []
    for tool in environment.every_tool.values():
        function = tool.published()["function"]
        fields = tool.accepts.fields or {}
        refs = {}
        for name, shape in fields.items():
            slot = shape.slot or (shape.items.slot if shape.items is not None else None)
            if slot is not None and slot.startswith("ref:"):
                refs[name] = slot[4:]
        mine = {} if tool.name in environment.toolbox else {"of": "caller"}
        effect = "write" if tool.writes else "read"
        found.append({**function, **mine, "effect": effect, "refs": refs})
    return found


def rows_of(environment: Environment, scenario: Scenario) -> Rows:
    """Return the scenario's rows, and those they refer to with a few of their kin, by table.

    A version of a product brings other versions of it along, so that there is a choice. Each row
    comes with what a person calls it, as `called`.
    """
    wording = Wording(environment)
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
            found[table, key] = {**row, "called": wording.labels(table, row)[0]}
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


def behaviours_of(environment: Environment, scenario: Scenario, missing: Tool | None) -> list[str]:
    """Return what should happen on the way, a sentence each; `missing` is a tool taken away."""
    found = [_BEHAVIOURS[name] for name in scenario.behaviours if name in _BEHAVIOURS]
    if missing is not None:
        found.append(_MISSING.format(name=missing.name))
    handing = {one.hand_over: None for one in environment.phrasing.declines if one.hand_over}
    found += (_about_rule(environment, *goal.split(":")) for goal in scenario.goals if ":" in goal)
    if "hand_over" in scenario.behaviours:
        found.append(_HAND_OVER.format(names=" or ".join(handing)))
    return found


def _about_rule(environment: Environment, kind: str, name: str) -> str:
    rule = forbidden(environment)[name]
    line = _PRESSED if rule.kind == "duty" else _FORBIDDEN
    return (_LIMIT if kind == "refuse" else line).format(sentence=rule.rule.sentence)


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
    told = [blueprint.outputs[at] for at in goal.outputs]
    wish: dict[str, Any] = {
        "kind": _kind(blueprint, goal),
        "want": goal.want,
        "because": goal.answer if goal.kind == "guide" else goal.because,
        "actions": _calls(blueprint, goal),
        "outputs": [one.text for one in told if not (goal.pressed and one.kind == "refusal")],
        "says": [
            {"argument": key.partition(".")[2], "said": blueprint.fact(key).said}
            for key in goal.facts
            if "." in key
        ],
    }
    if goal.change is not None:
        change = goal.change
        wish["first"] = {
            "argument": change.argument,
            "said": change.said_before,
            "value": change.before,
        }
    if goal.vague is not None:
        wish["vague"] = {"argument": goal.vague.argument, "said": goal.vague.said}
    if goal.pressed:
        wish["pressed"] = goal.pressed
    turns = (("instead", goal.instead), ("regrets", goal.regrets))
    return wish | {name: True for name, turned in turns if turned}


def _kind(blueprint: Blueprint, goal: Goal) -> str:
    """Return what an author calls a kind of wish; one that a failure has stopped was an act."""
    if goal.kind == "decline":
        return "hand_over" if goal.actions else "decline"
    if goal.kind == "refuse" and goal.tool in blueprint.withheld:
        return "missing"
    return "act" if _stopped(blueprint, goal) else goal.kind


def _stopped(blueprint: Blueprint, goal: Goal) -> bool:
    down = [one for one in blueprint.disturbances if one.permanent]
    return goal.kind == "refuse" and any(one.tool == goal.tool for one in down)


def _calls(blueprint: Blueprint, goal: Goal) -> list[dict[str, Any]]:
    """Return the calls of a wish that an author would name: no look-ups that lead to them."""
    serving = [blueprint.actions[at] for at in goal.actions if at < len(blueprint.actions)]
    if goal.kind == "guide":
        return [one.model_dump() for one in serving]
    if goal.kind == "refuse":
        return [{"tool": goal.tool, "arguments": goal.arguments}] if goal.tool else []
    mine = [one for one in serving if (one.tool, one.arguments) == (goal.tool, goal.arguments)]
    return [one.model_dump() for one in (mine or serving)[-1:]]
