"""In which order the wishes of a task are composed, and which of them lead to others."""

from __future__ import annotations

from collections.abc import Iterator

from apigen_mt.environment import Environment
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.records.scenario import Scenario


def agenda(environment: Environment, scenario: Scenario) -> Iterator[str]:
    """Yield the kinds of goal, each with a name where one is meant, such as `act:cancel_order`.

    A limit comes first, with what leads to it, and then the focus; hand-overs come late, and last
    are shortcuts, which are asked for with a wish that is there.
    """
    goals = _with_leads(environment, list(scenario.goals))
    if scenario.focus is not None:
        focus = list(_focus(environment, scenario.focus))
        for kind in (kind.partition(":")[0] for kind in focus):
            if kind in goals:
                goals.remove(kind)
        goals = [*focus, *goals]
    yield from sorted(goals, key=lambda goal: _turn(environment, goal))


def _focus(environment: Environment, edge: tuple[str, str, str]) -> Iterator[str]:
    source, target, slot = edge
    for name in (source, target):
        tool = environment.toolbox[name]
        if name == source and not tool.writes and slot != f"ref:{environment.people}":
            continue  # the plan takes this read on the way to the target
        yield f"{'act' if tool.writes else 'inform'}:{name}"


def _with_leads(environment: Environment, goals: list[str]) -> list[str]:
    """Return the goals without the writes that a limit brings itself, and with those of duties."""
    for kind, _, name in [goal.partition(":") for goal in goals]:
        rule = forbidden(environment).get(name)
        if rule is None:
            continue
        for _ in rule.before if kind == "refuse" else ():
            if "act" in goals:
                goals.remove("act")
        tool = environment.toolbox.get(rule.tool)
        pressed = kind == "pressure" and not rule.anonymous and "act" in goals
        if pressed and tool is not None and tool.writes:
            goals[goals.index("act")] = f"act:{tool.name}"
    return goals


def _turn(environment: Environment, goal: str) -> int:
    kind, _, name = goal.partition(":")
    if kind == "refuse" and name:
        return 3 if environment.phrasing.hand_overs & {*forbidden(environment)[name].before} else -1
    if kind == "pressure" and forbidden(environment)[name].kind == "duty":
        return 4
    return 2 if kind == "hand_over" else 0
