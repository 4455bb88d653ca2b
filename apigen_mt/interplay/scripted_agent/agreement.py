"""Offering what will be done, and waiting for a yes."""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.interplay.scripted_agent import lines
from apigen_mt.interplay.scripted_agent.desk import PATIENCE, Desk, Step
from apigen_mt.interplay.scripted_agent.lookups import read
from apigen_mt.language.intent import agrees
from apigen_mt.records.blueprint import Action, Goal


def agree(desk: Desk, goal: Goal, action: Action) -> Step[None]:
    """Say what will be done and wait for a yes; a change of mind is taken up."""
    bank: Sequence[str] = lines.OFFER
    now = _first_wanted(goal, action)
    for _ in range(PATIENCE):
        answer = yield from desk.say(desk.speech.offer(now, bank))
        if now != action:
            now, bank = action, lines.OFFER_AGAIN
            yield from read(desk, goal.actions[:-1])
        elif agrees(answer):
            return


def _first_wanted(goal: Goal, action: Action) -> Action:
    """Return a write as the user wants it before it changes its mind."""
    if goal.change is None:
        return action
    first = {**action.arguments, goal.change.argument: goal.change.before}
    return Action(tool=action.tool, arguments=first)


def agree_to_pass_on(desk: Desk, action: Action, refusal: str) -> Step[None]:
    """Refuse a wish, offer to hand it over instead, and wait for a yes."""
    for _ in range(PATIENCE):
        offer = desk.speech.offer(action, lines.OFFER)
        answer = yield from desk.say(f"{refusal} {offer}")
        if agrees(answer):
            return
        refusal = ""
