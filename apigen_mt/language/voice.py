"""A persona's manner of writing, put over plain sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from apigen_mt.language.intent import agrees
from apigen_mt.records.chat import STOP
from apigen_mt.records.scenario import Persona

_WHO = (
    "a nurse between two shifts",
    "a student on a slow train",
    "a father of three with a toddler on his arm",
    "a retired teacher",
    "a chef on a short break",
    "a freelance illustrator",
    "a site manager at lunch",
    "somebody who has just moved house",
    "a grandmother typing with one finger",
    "a lawyer between meetings",
    "a delivery driver waiting at a dock",
    "a musician on tour",
    "a lab technician",
    "a shop owner before opening time",
    "a first-year parent, short of sleep",
    "an accountant who likes things exact",
    "a gardener with muddy hands",
    "a software tester",
    "a night guard at the start of a shift",
    "a dance teacher",
    "a carpenter in a noisy workshop",
    "a translator working from home",
    "a volunteer fire fighter",
    "a marathon runner in training",
)
_MOOD = (
    "in a hurry",
    "in a good mood",
    "a little annoyed",
    "patient and thorough",
    "apologetic about asking",
    "distracted",
    "matter-of-fact",
    "tired",
    "cheerful",
    "a bit sceptical of chat support",
    "curious",
    "worried about getting it wrong",
)


def draw_persona(random: Random) -> Persona:
    """Return a persona: who is writing, in which mood, and how that shows."""
    mood = random.choice(_MOOD)
    hurried = mood in ("in a hurry", "distracted", "tired")
    lengths = ("terse", "terse", "plain") if hurried else ("plain", "plain", "chatty", "terse")
    length = random.choice(lengths)
    casing = "lower" if random.random() < (0.6 if hurried else 0.25) else "normal"
    return Persona(
        description=f"{random.choice(_WHO).capitalize()}, {mood}.",
        casing=casing,
        length=length,
        polite=mood not in ("a little annoyed", "in a hurry") and random.random() < 0.8,
    )


_LOOSE = (("I'd", "id"), ("I'm", "im"), ("don't", "dont"), ("that's", "thats"), ("it's", "its"))
_PLEASE = re.compile(r",? please(?=[.,!?]|$)", re.IGNORECASE)
_THANKS = re.compile(
    r"[,.]? (thanks|thank you|cheers)( for (your help|today))?(?=[.!]| #|$)", re.IGNORECASE
)
_LONG = re.compile(r"\b[a-z]{5,}\b")


def utter(text: str, persona: Persona, random: Random, facts: Sequence[str] = ()) -> str:
    """Return `text` as `persona` types it; `facts` and the stop token stay readable as they are."""
    text = " ".join(text.split())
    if not persona.polite:
        text = _THANKS.sub("", _PLEASE.sub("", text))
    if persona.typos:
        text = slip(text, persona.typos, random, facts)
    if persona.casing == "lower":
        for neat, loose in _LOOSE:
            text = text.replace(neat, loose)
        text = text.lower().replace(STOP.lower(), STOP)
        if text.endswith(".") and random.random() < 0.7:
            text = text[:-1]
    return text


def slip(text: str, rate: float, random: Random, facts: Sequence[str]) -> str:
    """Return `text` with neighbouring letters swapped in a share of words, mostly in one at least.

    A clear yes stays one, and facts stay readable.
    """
    if agrees(text) or STOP in text:
        return text
    kept = " ".join(facts).casefold()
    words = [match for match in _LONG.finditer(text) if match.group() not in kept]
    chosen = [match for match in words if random.random() < rate]
    if words and not chosen and random.random() < 0.9:
        chosen = [random.choice(words)]
    for match in reversed(chosen):
        word = match.group()
        swaps = [n for n in range(1, len(word) - 2) if word[n] != word[n + 1]]
        if swaps:
            place = random.choice(swaps)
            word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        text = f"{text[: match.start()]}{word}{text[match.end() :]}"
    return text
