"""What the policy forbids whoever asks, as far as an agent reads that from its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.language.intent import cuts_corners
from apigen_mt.rehearsal.desk import Desk
from apigen_mt.rehearsal.knowledge import content_words, stems

_LINE = re.compile(r"\n+")
_STRANGERS = re.compile(r"\b(?:my (?:sister|brother|partner|neighbor)|a friend)'s\b")


def stranger(desk: Desk) -> bool:
    """Whether somebody wants something of somebody else's."""
    return _STRANGERS.search(desk.text) is not None


def spent(desk: Desk, tool: Mapping[str, Any], arguments: Mapping[str, Any]) -> str:
    """Return the policy's sentence by which a write may not be made again, or nothing."""
    first = next(iter(arguments.items()), None)
    before = desk.calls[: desk.since]
    made = (given for name, given, refused in before if name == tool["name"] and not refused)
    if first is None or not any(given.get(first[0]) == first[1] for given in made):
        return ""
    rules = [one for one in _LINE.split(desk.system) if "once in a conversation" in one]
    return next((one.strip("- ") for one in rules if shared(tool, one) > 2), "")


def shared(tool: Mapping[str, Any], rule: str) -> int:
    """Return how many words a tool and a rule have in common."""
    words = [*str(tool["name"]).split("_"), *content_words(str(tool.get("description", "")))]
    return len(stems(words) & stems(content_words(rule)))


def shortcut(turns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether somebody has asked for a shortcut, and was not told no yet."""
    for turn in reversed(turns):
        text = str(turn.get("content") or "")
        if turn.get("role") == "assistant" and text:
            return False
        if turn.get("role") == "user":
            return cuts_corners(text)
    return False
