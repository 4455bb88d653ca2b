"""The human's own device: does what the desk asks for, and tells what it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from apigen_mt.language.match import leaves, normal
from apigen_mt.rehearsal.knowledge import content_words, stems
from apigen_mt.rehearsal.reading import Heard

_NOTE = re.compile(r"^\(You used (\w+) on your device with .*?: (.*)\)$", re.DOTALL)
_NUMBER = re.compile(r"\b\d{3}-\d{3}-\d{4}\b")
_LEAST = 1.5
"""How well a request has to fit something that the device can do."""


def heard(theirs: Sequence[str]) -> list[str]:
    """Return what the desk said, without what the device has shown since."""
    return [one for one in theirs if not _NOTE.match(one)]


def seen(theirs: Sequence[str]) -> list[Any]:
    """Return what the device has shown since the desk spoke."""
    shown = []
    for one in reversed(theirs):
        note = _NOTE.match(one)
        if note is None:
            break
        shown.append(orjson.loads(note.group(2)))
    return shown[::-1]


def told(shown: Sequence[Any]) -> str:
    """Return what a person tells of what a device has shown."""
    values = [", ".join(leaves(one)) for one in shown]
    return f"Okay, done. It says: {'; '.join(values)}."


def act(heard_: Heard) -> tuple[str, dict[str, Any]] | None:
    """Return what to do on the device for what the desk said last; None for nothing."""
    theirs = [str(one.get("content") or "") for one in heard_.turns if one.get("role") == "user"]
    if not theirs or seen(theirs):
        return None
    desk = theirs[-1]
    words = stems(content_words(desk))
    scored = [(_fit(tool, words), tool) for tool in heard_.tools]
    score, tool = max(scored, key=lambda one: one[0], default=(0.0, {}))
    arguments = _arguments(tool, desk, heard_) if score >= _LEAST else None
    return (str(tool["name"]), arguments) if arguments is not None else None


def _fit(tool: Mapping[str, Any], words: set[str]) -> float:
    named = stems(str(tool["name"]).split("_"))
    about = stems(content_words(str(tool.get("description", "")))) - named
    return len(named & words) + 0.5 * len(about & words)


def _arguments(tool: Mapping[str, Any], desk: str, heard_: Heard) -> dict[str, Any] | None:
    """Return the arguments of a tool out of what was said; None where one is unknown."""
    everything = f"{heard_.system} {' '.join(str(one.get('content')) for one in heard_.turns)}"
    found: dict[str, Any] = {}
    parameters = tool.get("parameters", {})
    for name in parameters.get("required", ()):
        options = parameters["properties"][name].get("enum")
        if options:
            said = [one for one in options if normal(str(one)) in normal(desk)]
        else:
            said = _NUMBER.findall(desk) or _NUMBER.findall(everything)
        if not said:
            return None
        found[name] = said[-1]
    return found
