"""Whether the agent said no to each wish that cannot be met, and to none for two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from apigen_mt.language.intent import asks_go_ahead, refuses
from apigen_mt.language.match import normal, says
from apigen_mt.records.blueprint import Goal

Wish = str | int
"""The words of a reason, which several wishes may share, or the number of an output without."""

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_LATER = re.compile(
    r"\b(once|after|afterwards|then|any ?more|again|(be|been) \w+ back|if|until|from then on|"
    r"be un\w+)\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    "the and for you your that this with from have has was not but are can cannot cant its only "
    "been will would when where who what which our out any all one once more than they them then "
    "there these into does done did because possible able sorry afraid also after before "
    "unfortunately here help wish could something isnt looked checked".split()
)


def refusals(reply: str) -> Iterator[str]:
    """Yield the parts of a message that each say no: a sentence that does, and its reason.

    A notice of what a yes will make impossible is no refusal.
    """
    notices = asks_go_ahead(reply)
    part, no, reason = "", False, False
    for sentence in _SENTENCE.split(reply):
        mine = refuses(sentence) and not (notices and _LATER.search(sentence))
        if mine and no and reason:
            yield part
            part, no, reason = "", False, False
        part = f"{part} {sentence}"
        no = no or mine
        reason = reason or (no and bool(content(sentence)))
    if no:
        yield part


def topic(goals: Sequence[Goal]) -> set[str]:
    """Return the words of a wish that is not met, and of the reason's first sentence."""
    return {
        word
        for goal in goals
        for word in content(f"{goal.want} {_SENTENCE.split(goal.because)[0]}")
    }


def fits(part: str, reason: str, about: set[str]) -> bool:
    """Whether a refusal gives the words of a reason or, where there are none, is about a wish."""
    return says(part, reason) if reason else bool(about & content(part))


def content(text: str) -> set[str]:
    """Return the words of `text` that carry meaning, without endings."""
    words = (word for word in normal(text).split() if len(word) > 2 and word not in _COMMON)
    return {_stem(word) for word in words}


def unmatched(places: Mapping[Wish, Sequence[int]]) -> set[Wish]:
    """Return the wishes left over when as many as can be get a place of their own.

    Those with words of a reason are left over last.
    """
    taken: dict[int, Wish] = {}

    def find(wish: Wish, tried: set[int]) -> bool:
        for place in places[wish]:
            if place in tried:
                continue
            tried.add(place)
            if place not in taken or find(taken[place], tried):
                taken[place] = wish
                return True
        return False

    ordered = sorted(places, key=lambda wish: isinstance(wish, int))
    return {wish for wish in ordered if not find(wish, set())}


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word
