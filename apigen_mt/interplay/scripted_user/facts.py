"""Telling what one knows when it is asked for: a mistyped detail first, then the right one."""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.interplay.scripted_user import lines
from apigen_mt.interplay.scripted_user.person import Person
from apigen_mt.language.grammar import listed, sentence
from apigen_mt.language.intent import asks_for, closes
from apigen_mt.language.match import normal
from apigen_mt.language.telling import named
from apigen_mt.records.blueprint import Fact


def tell(person: Person, text: str) -> str | None:
    """Return an answer to a question for facts, or None where nothing is asked for.

    A question that is about none of them gets those that are left; about itself first.
    """
    asked = [fact for fact in person.known() if asks_for(text, fact.ask)]
    fresh = [fact for fact in asked if fact.key not in person.told]
    again = [fact for fact in asked if fact.mistaken and fact.key in person.told]
    if fresh or again:
        return _give(person, fresh, again)
    if closes(text) or "?" not in text:
        return None
    rest = [fact for fact in person.known() if fact.key not in person.told]
    own = [fact for fact in rest if "." not in fact.key]
    if own:
        return f"{person.line(lines.UNKNOWN)} {', '.join(_said(person, own))}."
    if rest:
        return _give(person, rest)
    return person.line(lines.UNSURE)


def _give(person: Person, fresh: Sequence[Fact], again: Sequence[Fact] = ()) -> str:
    """Return a message that tells `fresh` facts and corrects those told wrong before."""
    facts = [*fresh, *again]
    said = _said(person, facts)
    own = all("." not in fact.key for fact in facts)
    text = ", ".join(said) if own or len(said) > 2 else listed(said)
    if again:
        return person.line(lines.CORRECT_SELF, facts=text)
    if person.persona.length == "terse":
        return text
    chatty = person.persona.length == "chatty" and person.chance(0.5)
    if len(facts) == 1 and not own:
        text = named(facts[0], text)
    line = person.line(lines.GIVE_CHATTY if chatty else lines.GIVE, facts=text)
    return line if "@" in line.split()[0] else sentence(line)


def _said(person: Person, facts: Sequence[Fact]) -> list[str]:
    """Return how facts are told now, each once; what is mistaken is told wrong the first time."""
    said = []
    for fact in facts:
        wrong = fact.mistaken and fact.key not in person.told
        said.append(fact.mistaken if wrong else fact.said)
        person.told.add(fact.key)
    if [fact.key for fact in facts[:2]] == ["first_name", "last_name"]:
        said[:2] = [f"{said[0]} {said[1]}"]
    return list({normal(one): one for one in said}.values())
