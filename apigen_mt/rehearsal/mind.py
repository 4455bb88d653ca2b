"""What a human wants and knows: read from its instruction, and from how it is to go about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apigen_mt.language import conduct
from apigen_mt.rehearsal.reading import sentences

_MINE = re.compile(r"^(?:The|My) ((?:[\w' -]+ )?(?:my [\w ]+|[\w ]+)) is (.+?)\.?$")
_SAID = (
    re.compile(r"^(?:If I'm asked|If they ask|When asked|If asked) (?:for )?(.+?): (.+?)\.?$"),
    re.compile(r"^Asked (?:for )?(.+?), I say (.+?)\.?$"),
    re.compile(r"^((?:The|My|What|Which|Whether|How) [\w' ]+): (.+?)\.?$"),
)
_WISH = re.compile(
    r"^(?:And |Then |Also, |After that )?(?:I'd like to know: |I want to know: "
    r"|I'd like an answer to this: |I'd like to |I want to |I need to "
    r"|I'll also ask whether I can |I would like to |I also want to )(.+?)([.?])?$"
)
_ASKING = re.compile(
    r"^(?:And |Then |Also, )?(?:I(?:'d like| want) to know: |I'd like an answer to this: )"
)
_INSTEAD = re.compile(r"^If I'm told (?:that )?(?:it|that) can't be done, I'd rather (.+?)\.?$")
_CHANGE = re.compile(r"change my mind: not (.+?) but (.+?)\.?$")
_VAGUE = re.compile(r"^I only say (.+?); asked which one, I mean the (.+?)\.?$")
_REGRET = re.compile(r"^Once that is done I change my mind: I'd rather (.+?)\.?$")
_MISTYPED = re.compile(r"^I mistype it as (.+?) at first\.?$")
_NEVER = re.compile(r"by heart|take no for an answer|accept it once")
_CONDITION = re.compile(
    r",? (?:though|but) I'll take no for an answer.*$|,? if that's possible at all$"
)


@dataclass
class Wish:
    """One wish and what belongs to it."""

    text: str
    asks: bool
    instead: bool = False
    why: str = ""
    known: list[tuple[str, str]] = field(default_factory=list)
    """(what is asked for, what is said then)."""
    along: list[tuple[str, str]] = field(default_factory=list)
    """The same, told with the wish."""
    change: tuple[str, str] | None = None
    vague: str = ""
    meant: str = ""
    """Which of several rows that fit is meant."""
    pressed: str = ""
    """A shortcut that is asked for along with it."""
    regret: tuple[str, str] | None = None
    """What is wanted after the act, and what was before."""


@dataclass
class Mind:
    """What a human wants, knows and does."""

    wishes: list[Wish] = field(default_factory=list)
    mine: list[tuple[str, str]] = field(default_factory=list)
    mistyped: dict[str, str] = field(default_factory=dict)
    """What is right to what is said at first."""
    manner: frozenset[str] = frozenset()
    """Some of `impatient`, `confused`, `typos`."""


_MOODS = {
    conduct.IMPATIENT: "impatient",
    conduct.CONFUSED: "confused",
    conduct.TYPOS: "typos",
}


def mind_of(data: Mapping[str, Any]) -> Mind:
    """Return the mind of a human with an instruction and, where it has them, wishes in order."""
    persona = data.get("persona") or {}
    described = str(persona.get("description", "")) if isinstance(persona, Mapping) else ""
    mind = understand(str(data.get("instruction", "")), described)
    wishes: Sequence[Mapping[str, Any]] = data.get("wishes") or ()
    if wishes:
        mind.wishes = [_directed(one) for one in wishes]
    said = [str(one) for one in data.get("manner") or ()]
    mind.manner = frozenset(_MOODS[one] for one in said if one in _MOODS)
    for one in said:
        slip = fields(conduct.MISTYPED, one)
        if slip:
            mind.mistyped[slip["said"]] = slip["mistaken"]
    return mind


def _directed(one: Mapping[str, Any]) -> Wish:
    text = str(one.get("wish", ""))
    wish = Wish(text.rstrip("?"), asks=text.endswith("?"), why=str(one.get("why", "")))
    for how in one.get("how") or ():
        if found := fields(conduct.HELD_BACK, how) or fields(conduct.TOLD_WHEN_ASKED, how):
            wish.known.append((found["ask"], found["said"]))
        elif found := fields(conduct.TOLD_ALONG, how):
            wish.along.append((found["ask"], found["said"]))
        elif found := fields(conduct.CHANGED, how):
            wish.change = (found["before"], found["said"])
        elif found := fields(conduct.VAGUE, how):
            wish.vague, wish.meant = found["vague"], found["said"]
        elif found := fields(conduct.REGRETTED, how):
            wish.regret = (found["said"], found["before"])
        elif found := fields(conduct.PRESSED, how):
            wish.pressed = found["pressed"]
        elif how == conduct.INSTEAD:
            wish.instead = True
    return wish


def fields(template: str, text: str) -> dict[str, str]:
    """Return what stands in the places of a template that a text was made of, or nothing."""
    parts = re.split(r"\{(\w+)\}", template)
    pattern = re.escape(parts[0])
    named: set[str] = set()
    for name, rest in zip(parts[1::2], parts[2::2], strict=True):
        pattern += (f"(?P={name})" if name in named else f"(?P<{name}>.+?)") + re.escape(rest)
        named.add(name)
    found = re.fullmatch(pattern, text)
    return found.groupdict() if found else {}


def understand(instruction: str, persona: str) -> Mind:
    """Return wishes and knowledge out of an instruction in the first person."""
    mind = Mind()
    for one in sentences(instruction.removeprefix(persona)):
        _take(mind, one)
    if not mind.wishes:
        mind.wishes.append(Wish(instruction.strip(" ."), asks="?" in instruction))
    return mind


def _take(mind: Mind, text: str) -> None:
    wish = mind.wishes[-1] if mind.wishes else None
    vague, regret = _VAGUE.match(text), _REGRET.match(text)
    change, mistyped, instead = _CHANGE.search(text), _MISTYPED.match(text), _INSTEAD.match(text)
    stated = next((found for one in _SAID if (found := one.match(text))), None)
    if vague and wish:
        wish.meant = vague.group(2)
    elif regret:
        mind.wishes.append(Wish(regret.group(1), asks=False))
    elif change and wish:
        wish.change = (change.group(1), change.group(2))
    elif mistyped and mind.mine:
        mind.mistyped[mind.mine[-1][1]] = mistyped.group(1)
    elif instead:
        mind.wishes.append(Wish(instead.group(1), asks=False, instead=True))
    elif _NEVER.search(text) and not _WISH.match(text):
        return
    elif _WISH.match(text):
        found = _WISH.match(text)
        assert found is not None
        asked = _ASKING.match(text) is not None
        mind.wishes.append(Wish(_CONDITION.sub("", found.group(1)), asked))
    elif stated:
        (wish.known if wish else mind.mine).append((stated.group(1), stated.group(2)))
    elif _MINE.match(text) and not wish:
        found = _MINE.match(text)
        assert found is not None
        mind.mine.append((found.group(1), found.group(2)))
    elif text.endswith("?"):
        mind.wishes.append(Wish(text.rstrip("?"), asks=True))
    elif wish and not wish.why:
        wish.why = text
