"""Guiding a user who acts on a device of its own (dual control)."""

from __future__ import annotations

from functools import partial
from itertools import takewhile

from apigen_mt.interplay.scripted_agent.agreement import agree
from apigen_mt.interplay.scripted_agent.desk import PATIENCE, Desk, Step
from apigen_mt.interplay.scripted_agent.failures import call
from apigen_mt.interplay.scripted_agent.lookups import read
from apigen_mt.language.intent import wonders
from apigen_mt.records.blueprint import Action, Goal


def guide(desk: Desk, goal: Goal) -> Step[str]:
    """Take the steps of a matter in turn: look up, act on a yes, or ask the user to act.

    Returns:
        The last word on the matter.
    """
    told: set[str] = set()
    for number, place in enumerate(goal.actions):
        action = desk.blueprint.actions[place]
        mine = desk.environment.toolbox.get(action.tool)
        if mine is None:
            yield from _ask_to(desk, action)
        elif mine.writes:
            yield from agree(desk, goal, action)
            result = desk.memory.results[place] = yield from call(desk, action)
            desk.begin_with(desk.speech.report(action, result))
        elif place not in desk.memory.results:
            looks = list(takewhile(partial(_looks, desk), goal.actions[number:]))
            yield from read(desk, looks)
            for look in looks:
                _mention(desk, look, told)
    return goal.answer


def _looks(desk: Desk, place: int) -> bool:
    """Whether a step is a look-up of the desk's own."""
    tool = desk.environment.toolbox.get(desk.blueprint.actions[place].tool)
    return tool is not None and not tool.writes


def _mention(desk: Desk, place: int, told: set[str]) -> None:
    """Keep in mind to tell what a look-up shows, if there are words for it, once a matter."""
    action = desk.blueprint.actions[place]
    found = desk.speech.found(action, desk.memory.results.get(place))
    if found and action.tool not in told:
        told.add(action.tool)
        desk.begin_with(found)


def _ask_to(desk: Desk, action: Action) -> Step[None]:
    """Ask the user to use a tool of its own, until it says that it has."""
    for _ in range(PATIENCE):
        answer = yield from desk.say(desk.speech.request(action))
        if not wonders(answer):
            return
