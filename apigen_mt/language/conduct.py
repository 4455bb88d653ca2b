"""How a simulated human goes about its wishes, in sentences: what it holds back or takes back.

Made of the human's side of a blueprint alone: no tool, no key, no gold action.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from apigen_mt.language.match import normal
from apigen_mt.language.telling import unsaid
from apigen_mt.records.blueprint import Blueprint, Goal

HELD_BACK = "Leave out {ask} at first. Asked for it, say: {said}."
TOLD_ALONG = "Say along with it, for {ask}: {said}."
TOLD_WHEN_ASKED = "Asked for {ask}, say: {said}."
CHANGED = (
    "Speak of {before} until you are asked whether to go ahead. Then do not agree: you want {said} "
    "after all, not {before}. Agree once that is read back to you."
)
VAGUE = "Call it {vague} at first, and nothing more exact. Asked which one you mean, say: {said}."
REGRETTED = (
    "Bring this up only when the wish before has been carried out: you have changed your mind and "
    "want {said} instead of {before}."
)
INSTEAD = "Bring this up only if you were told that the wish before cannot be met."
PRESSED = "Add, in your own way: {pressed} Told why that cannot be, give in and go on."
REFUSED = "If you are told that it cannot be done, take no for an answer."
GUIDED = (
    "Do on your own device what you are asked to do, one step at a time, and tell what you see; do "
    "nothing there before you are asked."
)
MISTYPED = (
    "The first time you tell {ask}, mistype it: {mistaken}. When nobody is found with that, "
    "correct yourself: {said}."
)
IMPATIENT = (
    "Press for time once or twice (“I'm in a hurry”, “can we make this quick?”), never together "
    "with a yes."
)
CONFUSED = (
    "The first time you are asked for something, say only that you do not understand what is meant "
    "(“sorry, what do you mean?”); answer when you are asked again."
)
TYPOS = (
    "In most messages swap two neighbouring letters in a long word or two (“retrun” for “return”), "
    "never in names, numbers, addresses or a yes."
)


class Conduct(TypedDict):
    """One wish and how the human goes about it."""

    wish: str
    """The wish as the human first tells it; a question ends with its mark."""
    why: str
    """What moves the human to it, a sentence, or nothing."""
    how: list[str]
    """What to do about it, a sentence or two each."""


def conduct(blueprint: Blueprint) -> list[Conduct]:
    """Return the wishes of a blueprint in order, and how the human goes about each."""
    return [
        {
            "wish": f"{goal.want}?" if goal.kind == "inform" else goal.want,
            "why": goal.why,
            "how": list(_how(blueprint, goal)),
        }
        for goal in blueprint.goals
    ]


def manner(blueprint: Blueprint) -> list[str]:
    """Return what the human does whatever its wish is: slips about itself, haste, typos."""
    persona = blueprint.scenario.persona
    moods = ((persona.impatient, IMPATIENT), (persona.confused, CONFUSED), (persona.typos, TYPOS))
    return [
        *(
            MISTYPED.format(ask=fact.ask, mistaken=fact.mistaken, said=fact.said)
            for fact in blueprint.facts
            if fact.mistaken
        ),
        *(sentence for shown, sentence in moods if shown),
    ]


def _how(blueprint: Blueprint, goal: Goal) -> Iterator[str]:
    if goal.instead:
        yield INSTEAD
    if goal.regrets:
        said = " and ".join(blueprint.fact(key).said for key in goal.facts)
        yield REGRETTED.format(said=said, before=goal.want.partition(" instead of ")[2])
        return
    if goal.kind == "guide":
        yield GUIDED
    if goal.vague is not None:
        meant = _fact(blueprint, goal, goal.vague.argument)
        yield VAGUE.format(vague=goal.vague.said, said=meant)
    if goal.change is not None:
        fact, before = blueprint.fact(goal.change.fact), goal.change.said_before
        if normal(before) not in normal(goal.want):
            yield TOLD_WHEN_ASKED.format(ask=fact.ask, said=before)
        yield CHANGED.format(before=before, said=fact.said)
    for key in unsaid(blueprint, goal):
        fact = blueprint.fact(key)
        yield _details(blueprint, goal).format(ask=fact.ask, said=fact.said)
    if goal.pressed:
        yield PRESSED.format(pressed=goal.pressed)
    if goal.kind in ("refuse", "decline", "forbidden"):
        yield REFUSED


def _details(blueprint: Blueprint, goal: Goal) -> str:
    """Return how a detail is told that the wish itself does not tell."""
    if goal.kind != "act":
        return TOLD_WHEN_ASKED
    due = "missing_parameter" in blueprint.scenario.behaviours
    return HELD_BACK if due else TOLD_ALONG


def _fact(blueprint: Blueprint, goal: Goal, argument: str) -> str:
    """Return how the human says one argument of a wish."""
    keys = (key for key in goal.facts if key.partition(".")[2] == argument)
    return next((blueprint.fact(key).said for key in keys), "")
