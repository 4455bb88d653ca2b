"""Slips of the finger: words with two neighbouring letters swapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apigen_mt.verification.behaviours.played import Played

_WORD = re.compile(r"[^\W\d_]{5,}")
_COMMON = (
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


def typos(played: Played) -> bool:
    """Two words of the user with neighbouring letters swapped that are words the right way round.

    Words are those that the agent, the tools or the task's own text use, and some that all use.
    """
    known = {
        word
        for text in (
            _COMMON,
            played.blueprint.instruction,
            *(goal.want for goal in played.blueprint.goals),
            *(message.content for message in played.messages if message.role != "user"),
        )
        for word in _WORD.findall(text.casefold())
    }
    slips = set()
    for _, text in played.users():
        for word in _WORD.findall(text.casefold()):
            if word not in known and any(other in known for other in _swapped(word)):
                slips.add(word)
    return len(slips) > 1


def _swapped(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
