"""Slips of the finger: words with two neighbouring letters swapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from apigen_mt.verification.behaviours.played import Played

_WORD = re.compile(r"[^\W\d_]{5,}")
_WORDS_OF_ALL = (
    "somewhere helps present website finished tracking follow fingers slipped hurry searched "
    "about account actually address again alright already another anything asked before being "
    "believe better bought bring buying cancel change chance check choose could course delivery "
    "details different email everything exactly exchange extend fine first forgot found giving "
    "going happened having hello hoping instead know later least letter little looked looking "
    "loves maybe meant minutes moment months morning moved needed never nothing number online "
    "orders other overall parcel payment people perfect phone picked placed please possible price "
    "problem question quick quickly rather really received refund return right second should since "
    "small someone something sorry sounds still sure switch thank thanks their there these thing "
    "things think those though thought today together tomorrow trying turns twice update using "
    "waiting wanted wants weeks where which while whole without wonder wondering would wrong years"
)
_COMMON = frozenset(_WORDS_OF_ALL.split())


def typos(played: Played) -> bool:
    """Two words of the user with neighbouring letters swapped that are words the right way round.

    Words are those that the agent, the tools or the task's own text use, and some that all use.
    """
    rare = {word for _, text in played.users() for word in _words(text)} - _COMMON
    known = set(_COMMON)
    for text in (
        played.blueprint.instruction,
        *(goal.want for goal in played.blueprint.goals),
        *(message.content for message in played.messages if message.role != "user"),
    ):
        if len(rare) < 2:
            return False  # most often before the long answers of tools are taken apart
        known |= _words(text)
        rare -= known
    return sum(not known.isdisjoint(_swapped(word)) for word in rare) > 1


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """Return the long words of a text."""
    return frozenset(_WORD.findall(text.casefold()))


def _swapped(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
