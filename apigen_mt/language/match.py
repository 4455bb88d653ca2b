"""Whether a text says a value: by normalised tokens, never by bare substrings.

Case, punctuation, thousands separators and trailing zeros do not matter, and an ISO date equals its
spoken form; `5` is not said by `50` or by `5.50`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import orjson

MONTHS = (
    "January February March April May June July August September October November December"
).split()

_MONTHS = tuple(month.casefold() for month in MONTHS)
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:,\d{3})*(?:\.\d+)?")
_PLAIN_TOKEN = re.compile(r"[a-z]+|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
"""The same, and quicker, for a text in ASCII, as most are."""
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:t[\d:.]+z?)?\b")
_APOSTROPHE = re.compile(r"['\u2019](?<=\w.)(?=\w)")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({'|'.join(_MONTHS)})\b")
_OWNER = re.compile(
    r"['\u2019]s\b(?<=\w..)(?<!\bit..)(?<!\bhe..)(?<!\bthat..)(?<!\bwhat..)(?<!\bhere..)"
    r"(?<!\bthere..)(?<!\bshe..)(?<!\bwho..)(?<!\bhow..)(?<!\bwhere..)(?<!\blet..)"
)
"""The ending of a name that owns something; `that's` and its like are other words.

What stands before it is looked at last, since at most places there is no apostrophe.
"""
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return the tokens of `text` with one space before, between and after them."""
    plain = text.isascii()
    text = text.casefold() if plain else unicodedata.normalize("NFKC", text).casefold()
    figures = _DIGIT.search(text) is not None
    if figures and "-" in text:
        text = _ISO.sub(_spoken_date, text)
    if "'" in text or "\u2019" in text:
        text = _APOSTROPHE.sub("", _OWNER.sub("", text))
    if figures:
        if any(month in text for month in _MONTHS):
            text = _DAY_FIRST.sub(r"\2 \1", text)
        text = _ORDINAL.sub(r"\1", text)
    tokens = (_PLAIN_TOKEN if plain else _TOKEN).findall(text)
    if figures:
        tokens = [_number(one) if "." in one or "," in one else one for one in tokens]
    return f" {' '.join(tokens)} "


def _spoken_date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    if not 1 <= int(month) <= 12:
        return match.group()
    return f"{_MONTHS[int(month) - 1]} {int(day)}, {year}"


def _number(token: str) -> str:
    token = token.replace(",", "")
    return token.rstrip("0").rstrip(".") if "." in token else token


def says(text: str, value: Any) -> bool:
    """Return whether `text` says `value`; every leaf of an object or list must be said."""
    said = normal(text)
    return all(normal(leaf) in said for leaf in leaves(value))


def heard(said: str, value: Any) -> bool:
    """The same for a text that is already normal (or several, one after the other)."""
    return all(normal(leaf) in said for leaf in leaves(value))


def named_apart(said: str, names: Iterable[str]) -> int:
    """Count the names in a normal text; a short one inside a longer one is not said by that."""
    found = 0
    for name in sorted(map(normal, names), key=len, reverse=True):
        found += name in said
        said = said.replace(name, " | ")
    return found


def leaves(value: Any) -> list[str]:
    """Return the text of every leaf of a JSON value; null and empty texts say nothing."""
    found: list[str] = []
    _leaves(value, found)
    return found


def _leaves(value: Any, found: list[str]) -> None:
    kind = type(value)
    if kind is str:
        if value:
            found.append(value)
    elif kind is bool:
        found.append("true" if value else "false")
    elif kind is float:
        found.append(f"{value:.10f}".rstrip("0").rstrip("."))
    elif isinstance(value, dict):
        for inner in value.values():
            _leaves(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _leaves(inner, found)
    elif value is not None:
        found.append(str(value))


@lru_cache(maxsize=1024)
def told_by(observation: str) -> frozenset[str]:
    """Return the leaves of a tool's answer, given as JSON text."""
    return frozenset(leaves(orjson.loads(observation)))
