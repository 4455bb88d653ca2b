"""What a blueprint plans to happen on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from apigen_mt.environment import Environment, Trace
from apigen_mt.generation.effort import burdens
from apigen_mt.language.grammar import sentence
from apigen_mt.language.match import leaves, told_by
from apigen_mt.language.telling import unsaid
from apigen_mt.records.blueprint import HEAVY, Action, Blueprint, Goal


def planned(blueprint: Blueprint, environment: Environment, trace: Trace) -> set[str]:
    """Return what a blueprint plans to happen; `trace` is that of its gold actions."""
    persona = blueprint.scenario.persona
    signs = {
        "impatient_user": persona.impatient,
        "confused_user": persona.confused,
        "typos": persona.typos > 0,
        "mistaken_identity": any(fact.mistaken for fact in blueprint.facts),
        "missing_tool": bool(blueprint.withheld),
        "tool_failure": bool(blueprint.disturbances),
        "parallel_reads": any(
            side_by_side(goal.actions, blueprint.actions, environment, trace)
            for goal in blueprint.goals
        ),
        "limit": any(_by_rule(goal, environment) for goal in blueprint.goals),
        "read_heavy": any(count >= HEAVY for count in burdens(blueprint, environment)),
    }
    found = {name for name, shown in signs.items() if shown}
    gone = absent(blueprint)
    for goal in blueprint.goals:
        found.update(of_wish(goal, gone))
        if goal.kind == "act" and unsaid(blueprint, goal):
            found.add("missing_parameter")
    return found


def of_wish(goal: Goal, gone: Collection[str] = ()) -> Iterator[str]:
    """Yield what one wish is, and shows whatever its words are; `gone` are tools not there."""
    if goal.kind == "inform":
        yield "information"
    elif goal.kind == "refuse" and goal.tool not in gone:
        yield "refusal"
    elif goal.kind == "decline":
        yield "hand_over" if goal.actions else "out_of_scope"
    elif goal.kind == "forbidden":
        yield "pressure"
    elif goal.kind == "guide":
        yield "dual_control"
    if goal.instead:
        yield "alternative"
    if goal.pressed:
        yield "pressure"
    if goal.change is not None:
        yield "mind_change"
    if goal.regrets:
        yield "regret"
    if goal.vague is not None:
        yield "near_duplicates"


def _by_rule(goal: Goal, environment: Environment) -> bool:
    """Whether a wish is refused for a rule's own reason."""
    reasons = {sentence(rule.explains) for rule in environment.rules}
    return goal.kind == "refuse" and goal.because.rstrip(".") in reasons


def absent(blueprint: Blueprint) -> set[str]:
    """Return the tools that are not there, or down for good."""
    return {*blueprint.withheld, *(one.tool for one in blueprint.disturbances if one.permanent)}


def side_by_side(
    places: Sequence[int], actions: Sequence[Action], environment: Environment, trace: Trace
) -> bool:
    """Return whether two neighbouring look-ups of the agent do not need each other."""
    for one, other in pairwise(places):
        tools = [environment.toolbox.get(actions[at].tool) for at in (one, other)]
        if any(tool is None or tool.writes for tool in tools):
            continue
        before = told_by(trace[one].observation)
        fresh = before.difference(*(told_by(step.observation) for step in trace[:one]))
        if not fresh.intersection(leaves(actions[other].arguments)):
            return True
    return False
