"""Looking things up, each as soon as its arguments are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apigen_mt.environment import OUTAGES, error_in
from apigen_mt.interplay.scripted_agent.desk import Desk, Step
from apigen_mt.interplay.scripted_agent.failures import call


def read(desk: Desk, places: Sequence[int]) -> Step[None]:
    """Make the look-ups whose arguments are known by now; the others wait."""
    results = desk.memory.results
    for group in _groups(desk, places):
        actions = [desk.blueprint.actions[place] for place in group]
        if len(group) == 1:
            results[group[0]] = yield from call(desk, actions[0])
            continue
        answers = yield from desk.call(*actions)
        for place, action, answer in zip(group, actions, answers, strict=True):
            if error_in(answer) in OUTAGES:
                results[place] = yield from call(desk, action)
            else:
                results[place] = desk.memory.read(action, answer)


def _groups(desk: Desk, places: Sequence[int]) -> Iterator[list[int]]:
    """Yield look-ups one by one; together those known at one time, where that is the manner."""
    together = "parallel_reads" in desk.blueprint.scenario.behaviours
    group: list[int] = []
    for place in places:
        if group and not (together and _known(desk, place)):
            yield group
            group = []
        if place not in desk.memory.results and (_known(desk, place) or desk.slip == "guess"):
            group.append(place)
    if group:
        yield group


def _known(desk: Desk, place: int) -> bool:
    return desk.memory.grounds(desk.blueprint.actions[place])
