"""The simulated human: wants what it is told to want, and says what it knows when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from apigen_mt.language.intent import (
    agrees,
    asks_for,
    asks_go_ahead,
    closes,
    ends,
    presses,
    refuses,
    wonders,
)
from apigen_mt.language.match import normal
from apigen_mt.language.voice import slip
from apigen_mt.records.chat import STOP
from apigen_mt.rehearsal import device
from apigen_mt.rehearsal.mind import Mind, Wish, mind_of
from apigen_mt.rehearsal.reading import Heard

_BLUNDER = 0.01
"""Share of messages that a good critic would not let pass."""
_TYPOS = 0.3
"""Share of words with a slip of somebody who mistypes."""
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
_WONDER = ("Sorry, what do you mean?", "What do you mean by that?")
_PRESS = ("I'm in a bit of a hurry.", "Can we make this quick?")


def reply(heard: Heard) -> str:
    """Return the human's next message."""
    persona = heard.data.get("persona") or {}
    mind = mind_of(heard.data)
    mine = [str(one.get("content") or "") for one in heard.turns if one.get("role") == "assistant"]
    theirs = [str(one.get("content") or "") for one in heard.turns if one.get("role") == "user"]
    seen = device.seen(theirs)
    text = device.told(seen) if seen else _next(mind, mine, device.heard(theirs), heard.random)
    text = _mannered(text, mind, mine, heard.random)
    casual = isinstance(persona, dict) and persona.get("casing") == "lower"
    if casual and text[:1].isupper() and text[1:2].islower():
        text = text[0].lower() + text[1:]
    return text


def _mannered(text: str, mind: Mind, mine: Sequence[str], random: Random) -> str:
    """Return a message with the haste and the slips of the one who writes it."""
    if agrees(text) or ends(text):
        return text
    if "impatient" in mind.manner and not any(map(presses, mine)):
        text = f"{text} {random.choice(_PRESS)}"
    if "typos" in mind.manner:
        text = text if text.endswith("?") else f"{text.rstrip('.')}, thanks."
        text = slip(text, _TYPOS, random, list(_exact(mind)))
    return text


def _exact(mind: Mind) -> Iterator[str]:
    """Yield what is never mistyped."""
    yield from (said for _, said in mind.mine)
    for wish in mind.wishes:
        yield from (wish.text, _first(wish), wish.vague, wish.meant, *(wish.change or ()))
        yield from (said for _, said in (*wish.known, *wish.along))


def _next(mind: Mind, mine: Sequence[str], theirs: Sequence[str], random: Random) -> str:
    if not mine:
        return _wished(mind.wishes[0], random.choice(_OPEN))
    said = normal(" ".join(mine))
    raised = [place for place, one in enumerate(mind.wishes) if normal(_first(one)) in said]
    place = raised[-1] if raised else 0
    wish, desk = mind.wishes[place], theirs[-1]
    if random.random() < _BLUNDER:
        return f"{random.choice(_BYE)} {STOP}" if random.random() < 0.5 else "I don't remember."
    if asks_go_ahead(desk):
        return _decided(wish, desk, said, random)
    asks = "?" in desk and not closes(desk)
    if asks and "confused" in mind.manner and not any(map(wonders, mine)):
        return random.choice(_WONDER)
    if asks and wish.meant and normal(wish.meant) in normal(desk):
        return f"The {wish.meant.removeprefix('the ')}."
    given = _given(mind, wish, desk, said)
    if given:
        return given
    if not asks or refuses(desk):
        return _onwards(mind, place, refuses(desk), random)
    own = [mind.mistyped.get(one, one) for _, one in mind.mine]
    if own and not any(normal(one) in said for one in own):
        return f"{_capital(', '.join(own))}."
    rest = [one for _, one in wish.known if normal(one) not in said]
    if wish.meant and normal(wish.meant) not in said:
        rest.append(wish.meant)
    if rest:
        return f"{_capital(rest[0])}."
    unsaid = [one for _, one in mind.mine if normal(one) not in said]
    return f"{_capital(', '.join(unsaid))}." if unsaid else random.choice(_LOST)


def _decided(wish: Wish, desk: str, said: str, random: Random) -> str:
    """Return the answer to whether to go ahead."""
    if wish.change is not None and normal(wish.change[1]) not in said:
        return f"Wait, not {wish.change[0]}. Make it {wish.change[1]} instead."
    if wish.meant and normal(wish.meant) not in normal(desk) and normal(wish.meant) not in said:
        return f"No, I mean the {wish.meant.removeprefix('the ')}."
    return random.choice(_YES)


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
    if wish.regret is not None:
        return f"Sorry, I've changed my mind: I'd rather {text}."
    words = template.format(wish=f"I'd {'rather' if wish.instead else 'like to'} {text}")
    along = " ".join(f"{_capital(ask)}: {said}." for ask, said in wish.along)
    return " ".join(part for part in (words, wish.why, along, wish.pressed) if part)


def _given(mind: Mind, wish: Wish, desk: str, said: str) -> str:
    """Return what the desk asks for, as far as it is known and was not told yet."""
    asked, again = [], []
    for ask, one in [*mind.mine, *wish.known, *wish.along]:
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
