"""What an agent's offer says of a row, and whether that tells it from another row."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import Any

import orjson

from apigen_mt.language.intent import sentences
from apigen_mt.language.match import leaves, normal

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT = re.compile(r"-?\d{1,3}(\.0+)?")
_ANNOUNCES = re.compile(r" (ill|id|i will|i would|im going to|let me|to confirm) ")

Called = tuple[Any, list[str]]
"""A row and its labels."""


def called(said: str, name: str) -> bool:
    """Return whether a name is said, one way or another."""
    return any(way in said for way in _ways(name))


def telling(leaf: str) -> bool:
    """Return whether a value is something that a row could be known by."""
    return len(leaf) > 2 and leaf not in ("true", "false")


def announced(offer: str) -> str:
    """Return the sentences that say what will be done, or all of them; not what leads to it."""
    parts = [normal(part) for part in sentences(offer)]
    return "".join(part for part in parts if _ANNOUNCES.search(part)) or normal(offer)


def instead(announced: str, row: Called, other: Called, explained: Set[str]) -> bool:
    """Return whether what will be done is said of another row by name, and nothing of `row`."""
    return normal(other[1][0]) in announced and not _evidence(announced, *row) - explained


def outdone(said: str, row: Called, other: Called, explained: Set[str]) -> bool:
    """Return whether an offer says all that it says of `row` of another row as well, and more.

    Only what rows are called by counts, and nothing that the offer says for another reason: values
    of the call, or rows inside `row` which the call names too.
    """
    mine, theirs = (_evidence(said, *one, strict=True) - explained for one in (row, other))
    return all(_within(leaf, theirs) for leaf in mine) and bool(theirs - mine)


def indistinct(said: str, row: Called, other: Any) -> bool:
    """Return whether an offer says nothing of `row` that is not true of another row of the call."""
    theirs = set(leaves(other))
    return bool(set(leaves(row[0])) - theirs) and not _evidence(said, *row) - theirs


def _within(leaf: str, names: Set[str]) -> bool:
    """Whether a name is only part of another one, as `card` of `gift card`."""
    return any(normal(leaf) in normal(name) for name in names)


def _evidence(said: str, row: Any, labels: list[str], strict: bool = False) -> set[str]:
    """Return what an offer says of a row; a short number counts only if the row is called by it.

    With `strict` that holds for everything, where any of the row's values is in its labels.
    """
    found = {leaf for leaf, forms in _forms(orjson.dumps(row)) if any(f in said for f in forms)}
    label = " ".join(map(normal, labels))
    if strict and any(way in label for leaf in leaves(row) for way in _ways(leaf)):
        return {leaf for leaf in found if any(way in label for way in _ways(leaf))}
    return {leaf for leaf in found if not _SHORT.fullmatch(leaf) or normal(leaf) in label}


@lru_cache(maxsize=8192)
def _forms(view: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """Return each name in a row, given as JSON text, with the ways in which it may be said."""
    named = (leaf for leaf in leaves(orjson.loads(view)) if leaf not in ("true", "false"))
    return [(leaf, _ways(leaf)) for leaf in named]


def _ways(name: str) -> tuple[str, ...]:
    """Return how a name may be said, in tokens; a date may be said without its year."""
    words = normal(name)
    return (words, words[:-5]) if _ISO.match(name) else (words,)
