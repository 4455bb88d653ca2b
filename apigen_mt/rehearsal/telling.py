"""Instructions told anew: planned wishes in words, and several instructions as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.language.match import normal
from apigen_mt.rehearsal.reading import Heard, sentences

_LEADS = {
    "act": ("I'd like to {want}.", "I want to {want}.", "I need to {want}."),
    "inform": ("I want to know: {want}?", "I'd like to know: {want}?"),
    "refuse": ("I'd like to {want}, though I'll take no for an answer.",),
    "decline": ("I'll also ask whether I can {want}.",),
}


def mine(ask: str) -> str:
    """Return what an agent asks for, as the caller thinks of it."""
    for theirs, own in (("your", "my"), ("yours", "mine"), ("you", "I")):
        ask = re.sub(rf"\b{theirs}\b", own, ask)
    return ask


def known_line(fact: Mapping[str, Any]) -> str:
    """Return a sentence that tells what the caller knows of itself."""
    ask = mine(str(fact.get("ask", "")))
    text = f"{ask[:1].upper()}{ask[1:]} is {fact.get('said', '')}."
    if fact.get("mistaken"):
        text += f" I mistype it as {fact['mistaken']} at first."
    return text


def reword(heard: Heard) -> dict[str, Any]:
    """Return the instruction of a plan: every wish in order, every fact word for word."""
    persona = heard.data.get("persona") or {}
    facts: Sequence[Mapping[str, Any]] = heard.data.get("facts") or ()
    plan: Sequence[Mapping[str, Any]] = heard.data.get("plan") or ()
    wanted = normal(" ".join(str(one.get("want", "")) for one in plan))
    own = [one for one in facts if "your " in str(one.get("ask", ""))]
    parts = [str(persona.get("description", "")), *(known_line(one) for one in own)]
    for goal in plan:
        parts.append(_wish(goal, heard))
    for fact in facts:
        if fact not in own and normal(str(fact.get("said", ""))) not in wanted:
            parts.append(f"If I'm asked for {mine(str(fact['ask']))}: {fact['said']}.")
    return {
        "thought": "The plan in order, every detail in its words.",
        "instruction": " ".join(part for part in parts if part),
    }


def _wish(goal: Mapping[str, Any], heard: Heard) -> str:
    want = str(goal.get("want", ""))
    if goal.get("instead"):
        return f"If I'm told that can't be done, I'd rather {want}."
    if goal.get("regrets"):
        return f"Once that is done I change my mind: I'd rather {want}."
    leads = _LEADS.get(str(goal.get("kind")), _LEADS["act"])
    text = f"{heard.random.choice(leads).format(want=want)} {goal.get('why') or ''}".rstrip()
    change = goal.get("change")
    if change:
        before = change["said_before"]
        text += f" When it's read back to me I change my mind, away from {before}."
    return text


def recombine(heard: Heard) -> dict[str, Any]:
    """Return one instruction out of several: who I am once, then every wish."""
    persona = heard.data.get("persona") or {}
    described = str(persona.get("description", ""))
    told: dict[str, None] = {described: None} if described else {}
    known = [known_line(fact) for fact in heard.data.get("caller") or ()]
    tasks = [str(text).removeprefix(described) for text in heard.data.get("instructions") or ()]
    for text in (*known, *tasks):
        told |= dict.fromkeys(sentences(text.strip()))
    return {"thought": "One caller, one story, in order.", "instruction": " ".join(told)}
