"""The user's side of a blueprint as prose: what the user wants and knows, in the first person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from apigen_mt.language.grammar import expand, sentence
from apigen_mt.language.match import normal
from apigen_mt.language.telling import mine
from apigen_mt.records.blueprint import Fact, Goal
from apigen_mt.records.scenario import Scenario

_WISH = {
    "act": ("I'd like to {want}.", "I want to {want}.", "I need to {want}."),
    "guide": ("I'd like to {want}.", "I want to {want}.", "I need to {want}."),
    "inform": ("I want to know: {want}?", "I'd like an answer to this: {want}?"),
    "refuse": (
        "I'd like to {want}. If that can't be done I'll accept it once I hear why.",
        "I want to {want}, though I'll take no for an answer if there's a good reason.",
    ),
    "decline": (
        "I'll also ask whether I can {want}.",
        "And I'd like to {want}, if that's possible at all.",
    ),
    "forbidden": (
        "I'll ask whether I can {want}, and leave it at that when I hear why I can't.",
        "I also try to {want}, and don't insist.",
    ),
}
_KNOWN = (
    "If I'm asked {topic}: {said}.",
    "Asked {topic}, I say {said}.",
    "{Ask}: {said}.",
)
_QUESTIONS = ("which ", "whether ", "how ", "what ", "when ", "where ")


def instruct(
    facts: Mapping[str, Fact], goals: Sequence[Goal], scenario: Scenario, random: Random
) -> str:
    """Return the instruction: who I am, my wishes in order, and what I say when asked."""
    parts = [scenario.persona.description]
    own = [fact for fact in facts.values() if "." not in fact.key]
    if own:
        parts.append(" ".join(_identity(fact) for fact in own))
    for goal in goals:
        parts.append(_wish(facts, goal, random))
    if any(not fact.literal for fact in facts.values()):
        parts.append(
            expand("I (don't have|don't know) any (reference numbers|ids) by heart.", random)
        )
    return " ".join(part for part in parts if part)


def _identity(fact: Fact) -> str:
    text = f"{sentence(mine(fact.ask))} is {fact.said}."
    if fact.mistaken:
        text += f" I mistype it as {fact.mistaken} at first."
    return text


def _wish(facts: Mapping[str, Fact], goal: Goal, random: Random) -> str:
    text = random.choice(_WISH[goal.kind]).format(want=goal.want)
    if goal.instead:
        text = f"If I'm told that can't be done, I'd rather {goal.want}."
    if goal.regrets:
        text = f"Once that is done I change my mind: I'd rather {goal.want}."
    text = f"{text} {goal.why}".rstrip()
    if goal.pressed:
        text += f" I add: {goal.pressed} I don't insist on that when I hear why."
    if goal.change is not None:
        said = facts[goal.change.fact].said
        text += (
            f" When it's read back to me I change my mind: "
            f"not {goal.change.said_before} but {said}."
        )
    told = normal(text)
    for key in goal.facts:
        fact = facts[key]
        if goal.vague is not None and key.partition(".")[2] == goal.vague.argument:
            text += f" I only say {goal.vague.said}; asked which one, I mean the {fact.said}."
            continue
        if normal(fact.said) not in told:
            ask = mine(fact.ask)
            topic = ask if ask.startswith(_QUESTIONS) else f"for {ask}"
            line = random.choice(_KNOWN).format(topic=topic, Ask=sentence(ask), said=fact.said)
            text += f" {line}"
            told += normal(line)
    return text
