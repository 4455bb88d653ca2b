"""Templates: alternatives in `(a|b)`, placeholders in `{name.path:format}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from apigen_mt.language.match import MONTHS

_PLACE = re.compile(r"\{([a-zA-Z_]\w*)((?:\.\w+)*)(?::(\w+))?\}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

Node = str | tuple["Node", ...] | list["Node"]
"""Text; a sequence of parts; or alternatives."""


def expand(template: str, random: Random) -> str:
    """Return `template` with one alternative of each `(a|b)` chosen; they may nest."""
    return _choose(_parse(template), random)


def pick(templates: Sequence[str], random: Random) -> str:
    """Return one of `templates`, expanded."""
    return expand(random.choice(templates), random)


@lru_cache(maxsize=8192)
def _parse(template: str) -> tuple[Any, ...]:
    parts, _ = _sequence(template, 0, top=True)
    return tuple(parts[0]) if len(parts) == 1 else (tuple(map(tuple, parts)),)


def _sequence(text: str, start: int, top: bool) -> tuple[list[list[Any]], int]:
    branches: list[list[Any]] = [[]]
    plain: list[str] = []
    place = start

    def flush() -> None:
        if plain:
            branches[-1].append("".join(plain))
            plain.clear()

    while place < len(text):
        letter = text[place]
        if letter == "(":
            inner, end = _sequence(text, place + 1, top=False)
            if len(inner) > 1 and end <= len(text):
                flush()
                branches[-1].append([tuple(branch) for branch in inner])
            else:
                plain.append(text[place:end])
            place = end
            continue
        if letter == ")" and not top:
            flush()
            return branches, place + 1
        if letter == "|" and not top:
            flush()
            branches.append([])
        else:
            plain.append(letter)
        place += 1
    flush()
    return branches, place


def _choose(node: Any, random: Random) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return _choose(node[int(random.random() * len(node))], random)
    return "".join([_choose(part, random) for part in node])


def places(template: str) -> list[str]:
    """Return the names of the placeholders of `template`, in order."""
    return [match.group(1) for match in _PLACE.finditer(template)]


def fill(template: str, fields: Mapping[str, Any], say: Callable[[Any], str] | None = None) -> str:
    """Return `template` with each placeholder replaced by the value found under its path.

    Raises:
        KeyError: a placeholder has no value; its path is the message.
    """

    def put(match: re.Match[str]) -> str:
        name, path, form = match.groups()
        value = look_up(fields, name + path)
        if value is None:
            raise KeyError(name + path)
        if form:
            return FORMATS[form](value)
        return say(value) if say else spoken(value)

    return _PLACE.sub(put, template) if "{" in template else template


def look_up(value: Any, path: str) -> Any:
    """Return what lies at `a.b.0.c` inside a JSON value, or None."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def money(value: Any) -> str:
    """Return dollars as people write them: `$1,204.50`, `$12`; what is written so stays."""
    amount = float(value.replace("$", "").replace(",", "") if isinstance(value, str) else value)
    text = f"{abs(amount):,.2f}"
    return f"{'-' if amount < 0 else ''}${text[:-3] if text.endswith('.00') else text}"


def day(value: Any) -> str:
    """Return an ISO date or time as `May 3, 2025`."""
    match = _ISO.match(str(value))
    if match is None:
        return str(value)
    found = date(*map(int, match.groups()))
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}"


def spoken(value: Any) -> str:
    """Return a JSON value as a person would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, Mapping):
        return ", ".join(spoken(inner) for inner in value.values() if inner not in (None, ""))
    if isinstance(value, list | tuple):
        return listed([spoken(inner) for inner in value])
    text = str(value)
    return day(text) if _ISO.match(text) else text


def listed(parts: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """Return `text` with a capital first letter."""
    for place, letter in enumerate(text):
        if letter.isalpha():
            return text[:place] + letter.upper() + text[place + 1 :]
        if letter.isdigit():
            break
    return text


FORMATS: dict[str, Callable[[Any], str]] = {"money": money, "date": day, "list": spoken}
