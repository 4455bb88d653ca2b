"""What a user answers: yes or another wish, which one is meant, what was done, what it knows."""

from __future__ import annotations

from apigen_mt.interplay.scripted_user import lines
from apigen_mt.interplay.scripted_user.deeds import act
from apigen_mt.interplay.scripted_user.facts import tell
from apigen_mt.interplay.scripted_user.person import Person
from apigen_mt.language.intent import asks_go_ahead, closes
from apigen_mt.language.match import named_apart, normal
from apigen_mt.language.telling import named
from apigen_mt.records.blueprint import Change, Vague


def answer(person: Person, text: str) -> str | None:
    """Return the answer to what the agent said, or None when there is room for the next wish."""
    goal = person.wish
    if asks_go_ahead(text):
        if goal is not None and goal.change is not None and not person.changed:
            return _change(person, goal.change)
        return _agree(person)
    if person.persona.confused and not person.lost and "?" in text and not closes(text):
        person.lost = True
        return person.line(lines.CONFUSED)
    if goal is not None and goal.vague is not None and _asks_which(goal.vague, text):
        return _name(person, goal.vague)
    return act(person, text) or tell(person, text)


def _agree(person: Person) -> str:
    if person.persona.length == "terse":
        return person.line(lines.YES_TERSE)
    chatty = person.persona.length == "chatty" and person.chance(0.5)
    return person.line(lines.YES_CHATTY if chatty else lines.YES)


def _change(person: Person, change: Change) -> str:
    """Want another value than the one that was just to be confirmed."""
    person.changed = True
    person.told.add(change.fact)
    fact = person.blueprint.fact(change.fact)
    before = named(fact, change.said_before)
    return person.line(lines.CHANGE, facts=named(fact, fact.said), before=before, Ask="I want")


def _asks_which(vague: Vague, text: str) -> bool:
    """Whether the agent asks which one of several rows is meant."""
    said = normal(text)
    return "?" in text and not closes(text) and named_apart(said, vague.fits) > 1


def _name(person: Person, vague: Vague) -> str:
    """Say which row is meant."""
    assert person.wish is not None
    key = next(k for k in person.wish.facts if k.partition(".")[2] == vague.argument)
    person.told.add(key)
    said = person.blueprint.fact(key).said
    if person.persona.length == "terse":
        return f"the {said}"
    return person.line(lines.WHICH, facts=said)
