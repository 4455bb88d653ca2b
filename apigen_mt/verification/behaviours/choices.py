"""What a user settles on the way: details asked for, changed, taken back, told apart."""

from __future__ import annotations

from apigen_mt.language.intent import agrees, asks_go_ahead, closes
from apigen_mt.language.match import named_apart, normal, says
from apigen_mt.records.blueprint import Goal, Vague
from apigen_mt.verification.behaviours.played import Played


def missing_parameter(played: Played) -> bool:
    """A detail of a write is asked for, told in answer, and used."""
    for goal in played.goals("act"):
        done = played.done(goal)
        if done is None:
            continue
        start = played.last_closing(done)
        skipped = goal.vague.argument if goal.vague is not None else ""
        for fact in played.facts(goal):
            if fact.key.partition(".")[2] == skipped:
                continue
            said = (at for at, text in played.users() if at > start and says(text, fact.said))
            first = next(said, None)
            if first is not None and first < done and _plainly_asks(played, played.asked(first)):
                return True
    return False


def _plainly_asks(played: Played, text: str) -> bool:
    """Whether the agent asks for a detail, not for a yes, another wish or one of several rows."""
    if "?" not in text or asks_go_ahead(text) or closes(text):
        return False
    vague = [goal.vague for goal in played.blueprint.goals if goal.vague is not None]
    return not any(_names_several(text, one) for one in vague)


def mind_change(played: Played) -> bool:
    """At a confirmation the user takes another value, and the write has that one."""
    for goal in played.goals("act"):
        if goal.change is None or played.done(goal) is None:
            continue
        said = played.blueprint.fact(goal.change.fact).said
        for place, text in played.users():
            if asks_go_ahead(played.asked(place)) and not agrees(text) and says(text, said):
                return True
    return False


def regret(played: Played) -> bool:
    """After a write the user wants it otherwise, and a second write does that."""
    before: Goal | None = None
    for goal in played.blueprint.goals:
        if goal.regrets and before is not None and _taken_back(played, before, goal):
            return True
        before = goal
    return False


def _taken_back(played: Played, before: Goal, goal: Goal) -> bool:
    """Whether both wishes were done, and the second was brought up in between."""
    first, second = played.done(before), played.done(goal)
    if first is None or second is None:
        return False
    wished = [text for at, text in played.users() if first < at < second]
    return any(says(text, fact.said) for text in wished for fact in played.facts(goal))


def near_duplicates(played: Played) -> bool:
    """The agent names rows that fit, and the user says which one it is."""
    for goal in played.blueprint.goals:
        if goal.vague is None or played.done(goal) is None:
            continue
        meant = [f.said for f in played.facts(goal) if f.key.endswith(f".{goal.vague.argument}")]
        for place, text in played.users():
            question = played.asked(place)
            named = "?" in question and _names_several(question, goal.vague)
            if named and any(says(text, one) for one in meant):
                return True
    return False


def _names_several(question: str, vague: Vague) -> bool:
    """Whether a question names several rows, one of which is meant."""
    said = normal(question)
    return named_apart(said, vague.fits) > 1
