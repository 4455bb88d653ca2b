"""What a user tells of itself: which details a wish holds back, and whose they are."""

from __future__ import annotations

import re

from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Blueprint, Fact, Goal


def unsaid(blueprint: Blueprint, goal: Goal) -> list[str]:
    """Return the keys of facts that the agent has to ask for: the wish does not tell them."""
    told = normal(f"{goal.want} {goal.why}")
    vague = goal.vague.argument if goal.vague is not None else None
    changed = goal.change.fact if goal.change is not None else None
    return [
        key
        for key in goal.facts
        if "." in key
        and key != changed
        and key.partition(".")[2] != vague
        and normal(blueprint.fact(key).said) not in told
    ]


def named(fact: Fact, said: str) -> str:
    """Return how a fact stands in a sentence: `the April bill`, but `Ana Gomez` and `14`."""
    common = any(word.islower() and len(word) > 3 for word in said.split())
    bare = not said.startswith(("“", "a ", "an ", "the ", "my "))
    return f"the {said}" if not fact.literal and common and bare else said


def mine(ask: str) -> str:
    """Return what an agent asks for, as the user thinks of it."""
    for theirs, own in (("your", "my"), ("yours", "mine"), ("you'd", "I'd"), ("you", "I")):
        ask = re.sub(rf"\b{theirs}\b", own, ask)
    return ask
