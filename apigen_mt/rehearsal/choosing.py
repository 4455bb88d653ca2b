"""Which tool a wish is about, by the words of both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.language.match import normal
from apigen_mt.rehearsal.desk import Desk, form_of, needed, ways_in, writes
from apigen_mt.rehearsal.knowledge import content_words, stems
from apigen_mt.rehearsal.reading import sentences
from apigen_mt.rehearsal.speech import ADDRESS, EMAIL

_DETAIL = re.compile(r"^(?:The|Your|Which|What|How) [^?]*: ")
_SYNONYMS = {
    "swap": "exchange change item other",
    "instead": "change exchange item other",
    "back": "return",
    "bring": "return",
    "out": "borrow",
    "where": "shelf track",
    "wrote": "author",
    "who": "author",
    "copies": "copy",
    "due": "loan date",
    "when": "date expect due",
    "long": "return term",
    "street": "address order",
    "money": "return",
    "save": "add wish",
    "later": "add wish",
    "off": "remove",
    "tidy": "remove wish",
    "drop": "remove",
    "move": "change address",
    "moved": "update address",
    "call": "cancel",
    "extend": "renew",
    "longer": "renew",
    "keep": "renew",
    "wait": "reserve",
    "hold": "reserve",
    "waiting": "reserve",
    "take": "borrow",
    "lend": "borrow",
    "pay": "payment",
    "card": "payment",
    "charge": "payment",
    "deliver": "address order",
    "send": "order address",
    "ship": "order address",
    "arrive": "track expect",
    "here": "track expect",
    "parcel": "track",
    "price": "product",
    "cost": "product",
    "human": "hand human",
    "person": "hand human",
    "team": "hand human",
    "colleague": "hand human",
    "someone": "hand human",
    "broken": "hand human",
    "damaged": "hand human",
    "mail": "email",
}


def candidates(desk: Desk, asks: bool) -> list[Mapping[str, Any]]:
    """Return the tools that the wish may be about, the likeliest first."""
    words = stems(widened(_asked(desk)))
    entries = {str(one["name"]) for one in ways_in(desk)}
    scored = [
        (_score(desk, tool, words, asks), tool)
        for tool in desk.tools
        if tool["name"] not in entries and writes(tool) != asks
    ]
    scored = [one for one in scored if one[0] > (0.7 if asks else 0.9)]
    scored.sort(key=lambda one: -one[0])
    return [tool for score, tool in scored if score >= 0.6 * scored[0][0]]


def _asked(desk: Desk) -> str:
    """Return what was asked for when the wish came up, without details told along with it."""
    parts = sentences(desk.wish[0]) if desk.wish else []
    return " ".join(part for part in parts if not _DETAIL.match(part))


def _score(desk: Desk, tool: Mapping[str, Any], words: set[str], asks: bool) -> float:
    name = stems(str(tool["name"]).split("_"))
    verb = next(iter(stems([str(tool["name"]).split("_")[0]])))
    about = stems(content_words(str(tool.get("description", ""))))
    if asks:
        return 0.8 * len(name & words) + 1.0 * len((about - name) & words) - 0.1 * len(name - words)
    score = 2.0 * len(name & words) + 0.6 * len(about & words) + 1.5 * (verb in words)
    for parameter in needed(tool):
        options = form_of(tool, parameter).get("enum") or ()
        score += 1.0 * any(normal(str(one)) in normal(desk.text) for one in options)
        score += 1.5 * ("address" in parameter and bool(ADDRESS.search(desk.text)))
        score += 1.5 * ("email" in parameter and bool(EMAIL.search(desk.text)))
    return score - 0.25 * len(name - words)


def is_question(text: str) -> bool:
    """Return whether a text asks for information rather than for a deed."""
    said = normal(text)
    wants = re.search(
        r" (can|could) (you help me|i|you) | possible to | what do i have to do ", said
    )
    asks = re.search(r" (what|when|which|how|where|who|is|are|does|do|did|has|have) ", said)
    return "?" in text and asks is not None and wants is None


def widened(text: str) -> Iterator[str]:
    """Yield the words of a text that say what it is about, and what they may mean."""
    for word in content_words(text):
        yield word
        yield from _SYNONYMS.get(word, "").split()
