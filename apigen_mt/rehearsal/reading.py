"""What a request says: which role it is for, the data in it, and a source of variety of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

import orjson

_BLOCK = re.compile(r"<(\w+)>\n(.*?)\n</\1>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:St|Dr|Mr|Ms|Rd)\.)\s+(?=\S)")


@dataclass(frozen=True)
class Heard:
    """One request, read."""

    role: str
    """The heading of the system message, in lower case: author, juror, caller, agent, ..."""
    system: str
    """The system message."""
    turns: Sequence[Mapping[str, Any]]
    """The messages after it."""
    data: Mapping[str, Any]
    """The JSON between tags, by tag; of the system message and the first message after it."""
    tools: Sequence[Mapping[str, Any]]
    """The functions offered."""
    random: Random = field(repr=False)
    """Seeded by the request, so that an equal request gets an equal answer."""


def read(request: Mapping[str, Any]) -> Heard:
    """Return what a request says."""
    messages = [one for one in request.get("messages") or () if isinstance(one, dict)]
    system = str(messages[0].get("content") or "") if messages else ""
    turns = messages[1:] if messages and messages[0].get("role") == "system" else messages
    data: dict[str, Any] = {}
    for text in (system, str(turns[0].get("content") or "") if turns else ""):
        data.update(blocks(text))
    first = system.lstrip().splitlines()[0] if system.strip() else ""
    canonical = orjson.dumps(request, option=orjson.OPT_SORT_KEYS)
    return Heard(
        role=first.lstrip("# ").strip().casefold(),
        system=system,
        turns=turns,
        data=data,
        tools=[one["function"] for one in request.get("tools") or () if "function" in one],
        random=Random(sha256(canonical).digest()),
    )


def blocks(text: str) -> dict[str, Any]:
    """Return the JSON values between tags in a text, by tag."""
    found = {}
    for name, content in _BLOCK.findall(text):
        try:
            found[name] = orjson.loads(content)
        except orjson.JSONDecodeError:
            continue
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [one.strip() for one in _SENTENCE_END.split(text) if one.strip()]
