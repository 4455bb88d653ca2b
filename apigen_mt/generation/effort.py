"""How much work a task takes: look-ups for a write, and chains of calls that need each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apigen_mt.environment import Environment, Trace
from apigen_mt.records.blueprint import Blueprint


def burdens(blueprint: Blueprint, environment: Environment) -> Iterator[int]:
    """Yield how many look-ups each wish that is met takes before its write."""
    for goal in blueprint.goals:
        if goal.kind == "act":
            tools = [blueprint.actions[at].tool for at in goal.actions[:-1]]
            yield sum(not environment.toolbox[name].writes for name in tools)


def hops(blueprint: Blueprint, environment: Environment, trace: Trace) -> int:
    """Return the longest chain of calls each of which needs what only the one before told.

    What the user knows and can say needs no call; what several calls told, the nearest one.
    `trace` is that of the gold actions.
    """
    told: dict[tuple[str, Any], int] = {}
    for fact in blueprint.facts:
        if fact.literal:
            told |= {(slot, fact.value): -1 for slot in _slots(environment, trace, fact.value)}
    longest = 0
    for step in trace:
        tool = environment.every_tool[step.tool]
        known = [(slot, value) for _, slot, value in tool.slots(step.arguments)]
        depth = max((told.get(one, -1) + 1 for one in known), default=0)
        longest = max(longest, depth)
        for seen in tool.seen_in(step.observation) if step.error is None else ():
            if isinstance(seen.value, str | int):
                told[seen.slot, seen.value] = min(told.get((seen.slot, seen.value), depth), depth)
    return longest


def _slots(environment: Environment, trace: Trace, value: Any) -> set[str]:
    """Return the slots which take a value that the user says."""
    if not isinstance(value, str | int):
        return set()
    return {
        slot
        for step in trace
        for _, slot, other in environment.every_tool[step.tool].slots(step.arguments)
        if other == value
    }
