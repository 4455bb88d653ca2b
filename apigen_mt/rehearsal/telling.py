"""Instructions told anew: planned wishes in words, and several instructions as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.language import conduct
from apigen_mt.language.match import normal
from apigen_mt.rehearsal.mind import fields
from apigen_mt.rehearsal.reading import Heard, sentences

_LEADS = ("I'd like to {want}.", "I want to {want}.", "I need to {want}.")
_QUESTIONS = ("I want to know: {want}?", "I'd like to know: {want}?")
_HOW = {
    conduct.HELD_BACK: "If I'm asked for {ask}: {said}.",
    conduct.TOLD_ALONG: "If I'm asked for {ask}: {said}.",
    conduct.TOLD_WHEN_ASKED: "If I'm asked for {ask}: {said}.",
    conduct.CHANGED: "When it's read back to me I change my mind: not {before} but {said}.",
    conduct.VAGUE: "I only say {vague}; asked which one, I mean the {said}.",
    conduct.PRESSED: "I also say: {pressed}",
    conduct.REFUSED: "I'll take no for an answer if there's a good reason.",
}
"""How a caller goes about a wish, and how it says that of itself."""


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
    wishes = [_wish(one, heard) for one in plan]
    told = normal(" ".join(wishes))
    rest = [one for one in facts if normal(str(one.get("said", ""))) not in told]
    own = [one for one in facts if "your " in str(one.get("ask", "")) or one in rest]
    parts = [str(persona.get("description", "")), *map(known_line, own), *wishes]
    return {
        "thought": "The plan in order, every detail in its words.",
        "instruction": " ".join(part for part in parts if part),
    }


def _wish(wish: Mapping[str, Any], heard: Heard) -> str:
    text, how = str(wish.get("wish", "")), [str(one) for one in wish.get("how") or ()]
    leads = _QUESTIONS if text.endswith("?") else _LEADS
    lead = heard.random.choice(leads).format(want=text.rstrip("?"))
    if conduct.INSTEAD in how:
        lead = f"If I'm told that can't be done, I'd rather {text}."
    if any(fields(conduct.REGRETTED, one) for one in how):
        lead = f"Once that is done I change my mind: I'd rather {text}."
    told = [_own_words(one) for one in how]
    return " ".join(part for part in (lead, str(wish.get("why") or ""), *told) if part)


def _own_words(how: str) -> str:
    """Return how a caller goes about a wish as it says so itself, or nothing."""
    for theirs, own in _HOW.items():
        found = fields(theirs, how)
        if found:
            return own.format(**{**found, "ask": mine(found.get("ask", ""))})
    return _HOW.get(how, "")


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
