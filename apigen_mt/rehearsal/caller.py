"""The simulated human: wants what the instruction wants, and says what it knows when asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from apigen_mt.language.intent import asks_for, asks_go_ahead, closes, refuses
from apigen_mt.language.match import normal
from apigen_mt.records.chat import STOP
from apigen_mt.rehearsal.reading import Heard, sentences

_MINE = re.compile(r"^(?:The|My) ((?:[\w' -]+ )?(?:my [\w ]+|[\w ]+)) is (.+?)\.?$")
_SAID = (
    re.compile(r"^(?:If I'm asked|If they ask|When asked|If asked) for (.+?): (.+?)\.?$"),
    re.compile(r"^Asked for (.+?), I say (.+?)\.?$"),
    re.compile(r"^((?:The|My|What|Which) [\w ]+): (.+?)\.?$"),
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

_SLIP = 0.01
"""Share of messages that a good critic would not let pass."""
_OPEN = ("Hi, {wish}.", "Hello, {wish}.", "{wish}, please.", "Hey there, {wish}.")
_NEXT = (
    "One more thing: {wish}.",
    "And {wish}.",
    "There's something else: {wish}.",
    "Also, {wish}.",
)
_YES = ("Yes, please.", "Yes, go ahead.", "Yes, that's right.", "Yes please do.")
_BYE = ("No, that's all, thanks.", "That's everything, thank you.", "No, that was it. Thanks!")
_LOST = ("Sorry, I don't know that.", "I couldn't tell you, sorry.")


@dataclass
class Wish:
    """One wish of the instruction and what belongs to it."""

    text: str
    asks: bool
    instead: bool = False
    why: str = ""
    known: list[tuple[str, str]] = field(default_factory=list)
    change: tuple[str, str] | None = None
    meant: str = ""
    """Which of several rows that fit is meant."""


@dataclass
class Mind:
    """What the instruction makes the human want and know."""

    wishes: list[Wish] = field(default_factory=list)
    mine: list[tuple[str, str]] = field(default_factory=list)
    mistyped: dict[str, str] = field(default_factory=dict)
    """What is right to what is said at first."""


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


def reply(heard: Heard) -> str:
    """Return the human's next message."""
    persona = heard.data.get("persona") or {}
    described = str(persona.get("description", "")) if isinstance(persona, dict) else ""
    mind = understand(str(heard.data.get("instruction", "")), described)
    mine = [str(one.get("content") or "") for one in heard.turns if one.get("role") == "assistant"]
    theirs = [str(one.get("content") or "") for one in heard.turns if one.get("role") == "user"]
    text = _next(mind, mine, theirs, heard.random)
    casual = isinstance(persona, dict) and persona.get("casing") == "lower"
    if casual and text[:1].isupper() and text[1:2].islower():
        text = text[0].lower() + text[1:]
    return text


def _next(mind: Mind, mine: Sequence[str], theirs: Sequence[str], random: Random) -> str:
    if not mine:
        return _wished(mind.wishes[0], random.choice(_OPEN))
    said = normal(" ".join(mine))
    raised = [place for place, one in enumerate(mind.wishes) if normal(_first(one)) in said]
    place = raised[-1] if raised else 0
    wish, desk = mind.wishes[place], theirs[-1]
    if random.random() < _SLIP:
        return f"{random.choice(_BYE)} {STOP}" if random.random() < 0.5 else "I don't remember."
    if asks_go_ahead(desk):
        if wish.change is not None and normal(wish.change[1]) not in said:
            return f"Wait, not {wish.change[0]}. Make it {wish.change[1]} instead."
        return random.choice(_YES)
    if wish.meant and "?" in desk and normal(wish.meant) in normal(desk):
        return f"The {wish.meant}."
    given = _given(mind, wish, desk, said)
    if given:
        return given
    if closes(desk) or "?" not in desk or refuses(desk):
        return _onwards(mind, place, refuses(desk), random)
    rest = [one for _, one in wish.known if normal(one) not in said]
    if rest:
        return f"{_capital(rest[0])}."
    unsaid = [one for _, one in mind.mine if normal(one) not in said]
    return f"{_capital(', '.join(unsaid))}." if unsaid else random.choice(_LOST)


def _first(wish: Wish) -> str:
    """Return the wish as it is first told: before a change of mind."""
    if wish.change is not None:
        return wish.text.replace(wish.change[1], wish.change[0])
    return wish.text


def _wished(wish: Wish, template: str) -> str:
    text = _first(wish)
    if wish.asks:
        lead = template.partition("{wish}")[0]
        return f"{lead}{text if lead else _capital(text)}?"
    words = template.format(wish=f"I'd {'rather' if wish.instead else 'like to'} {text}")
    return f"{words} {wish.why}".strip()


def _given(mind: Mind, wish: Wish, desk: str, said: str) -> str:
    """Return what the desk asks for, as far as it is known and was not told yet."""
    asked, again = [], []
    for ask, one in [*mind.mine, *wish.known]:
        if not asks_for(desk, ask):
            continue
        wrong = mind.mistyped.get(one)
        if wrong is not None and normal(wrong) not in said:
            asked.append(wrong)
        elif normal(one) not in said or wrong is not None:
            asked.append(one)
        else:
            again.append(one)
    if not asked:
        return f"As I said: {', '.join(again)}." if again else ""
    if any(one in mind.mistyped for one in asked):  # a correction tells everything once more
        asked = [one for ask, one in mind.mine if asks_for(desk, ask)]
    right = {wrong: one for one, wrong in mind.mistyped.items()}
    named = {one for ask, one in mind.mine if "name" in ask}
    names = [one for one in asked if right.get(one, one) in named]
    rest = [one for one in asked if one not in names]
    return f"{', '.join([' '.join(names), *rest] if names else rest)}."


def _onwards(mind: Mind, place: int, refused: bool, random: Random) -> str:
    following = mind.wishes[place + 1 :]
    while following and following[0].instead and not refused:
        following = following[1:]
    if not following:
        return f"{random.choice(_BYE)} {STOP}"
    return _wished(following[0], random.choice(_NEXT))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if "@" not in text.split()[0] else text


def known(data: dict[str, Any]) -> str:
    """Return everything that a human with this instruction may say, as normal tokens."""
    return normal(str(data.get("instruction", "")))
