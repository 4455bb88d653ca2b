"""Money and dates in what somebody says: which ones, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from apigen_mt.language.match import MONTHS, leaves

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_AMOUNT = re.compile(rf"(?<![\w.])([$€£¥₹]\s?)?({_NUMBER})(?![\d_])(\s?%|[\s-]?[^\W\d_]+)?")
_DOLLARS = frozenset(("$", "dollars", "dollar", "usd", "bucks"))
_UNITS = _DOLLARS | frozenset(
    "€ £ ¥ ₹ % euro euros eur pound pounds gbp yen rupees cent cents percent points credits "
    "second seconds minute minutes hour hours day days week weeks month months year years "
    "meter meters metre metres km kilometers miles mile kg kilos lb lbs gb mb".split()
)
_DIGIT = re.compile(r"\d")
_MONTH = "|".join(MONTHS)
_MONTHS = tuple(month.casefold() for month in MONTHS)
_DAY = re.compile(
    rf"\b({_MONTH})\s+(\d{{1,2}})\b|\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\b", re.I
)
_ISO = re.compile(r"\b\d{4}-(\d{2})-(\d{2})")

Day = tuple[int, int]
"""Month and day."""


def amounts(text: str) -> Iterator[tuple[float, str]]:
    """Yield each number that `text` says with its unit, in lower case; nothing where none is."""
    if not _DIGIT.search(text):
        return
    for before, number, after in _AMOUNT.findall(text):
        unit = before.strip() or after.strip(" -").casefold()
        yield float(number.replace(",", "")), unit if unit in _UNITS else ""


def in_dollars(text: str, value: str) -> bool:
    """Return whether `text` says the amount `value` with no other unit than dollars."""
    wanted = abs(float(value))
    return any(number == wanted and unit in ("", *_DOLLARS) for number, unit in amounts(text))


def days(text: str) -> Iterator[Day]:
    """Yield each day that `text` says, spoken or in ISO form."""
    if not _DIGIT.search(text):
        return
    folded = text.casefold()
    if any(month in folded for month in _MONTHS):  # most texts name none, and _DAY is slow
        for month, day, first, of in _DAY.findall(text):
            yield MONTHS.index((month or of).capitalize()) + 1, int(day or first)
    for month, day in _ISO.findall(text):
        yield int(month), int(day)


class Figures(NamedTuple):
    """What a text says in figures."""

    numbers: frozenset[float]
    sums: frozenset[float]
    """Those that may be sums of money: in words, what is named in dollars."""
    days: frozenset[Day]


@dataclass(slots=True)
class Known:
    """The figures of several texts together."""

    numbers: set[float] = field(default_factory=set)
    sums: set[float] = field(default_factory=set)
    days: set[Day] = field(default_factory=set)

    def add(self, figures: Figures) -> None:
        """Take in what one more text says."""
        self.numbers |= figures.numbers
        self.sums |= figures.sums
        self.days |= figures.days


@lru_cache(maxsize=4096)
def figures_in(text: str) -> Figures:
    """Return the figures that somebody's words say."""
    said = list(amounts(text))
    return Figures(
        frozenset(number for number, _ in said),
        frozenset(number for number, unit in said if unit in _DOLLARS),
        frozenset(days(text)),
    )


@lru_cache(maxsize=4096)
def figures_told(observation: str) -> Figures:
    """Return the figures that a tool's answer tells, given as JSON text."""
    answer = orjson.loads(observation)
    said = figures_in(" ; ".join(leaves(answer)))
    sums: list[float] = []
    _add_numbers(answer, sums)
    return said._replace(sums=said.sums.union(sums))


def computed(amount: float, known: Iterable[float]) -> bool:
    """Return whether an amount is the sum or the difference of two known ones."""
    cents, found = round(amount * 100), {round(one * 100) for one in known}
    return any(cents - one in found or one - cents in found for one in found)


def _add_numbers(value: Any, found: list[float]) -> None:
    """Add each number of a JSON value."""
    kind = type(value)
    if kind is int or kind is float:
        found.append(float(value))
    elif kind is dict or kind is list:
        for inner in value.values() if kind is dict else value:
            if type(inner) is not str:  # most of an answer
                _add_numbers(inner, found)
