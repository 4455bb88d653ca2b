"""Whether the agent said what a blueprint expects: values, and that a wish cannot be met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apigen_mt.language.figures import amounts, in_dollars
from apigen_mt.language.intent import asks_go_ahead, refuses
from apigen_mt.language.match import normal, says
from apigen_mt.records.blueprint import Blueprint, Goal, Output
from apigen_mt.records.chat import Message

_NUMBER = re.compile(r"\d+(\.\d+)?")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_LATER = re.compile(
    r"\b(once|after|afterwards|then|any ?more|again|back|if|until|from then on)\b", re.IGNORECASE
)
_COMMON = frozenset(
    "the and for you your that this with from have has was not but are can cannot cant its only "
    "been will would when where who what which our out any all one once more than they them then "
    "there these into does done did because possible able sorry afraid also after before".split()
)


def missing(messages: Sequence[Message], blueprint: Blueprint) -> Iterator[Output]:
    """Yield the outputs that were never said, or before they could be known.

    A refusal is said by a message that refuses, after the look-ups that decide it, and gives the
    words of its reason; where the world gives no such words, by a message of its own that touches
    on the wish or on the reason.
    """
    replies = [
        (place, one.content)
        for place, one in enumerate(messages)
        if one.role == "assistant" and one.content
    ]
    for number, output in enumerate(blueprint.outputs):
        if output.kind == "value":
            goals = [goal for goal in blueprint.goals if number in goal.outputs]
            known = _decided(messages, blueprint, goals, "inform")
            if not any(place > known and _tells(reply, output) for place, reply in replies):
                yield output
    yield from _unrefused(messages, blueprint, replies)


def _unrefused(
    messages: Sequence[Message], blueprint: Blueprint, replies: Sequence[tuple[int, str]]
) -> Iterator[Output]:
    """Yield the refusals that were never given.

    Those with words of a reason find their messages first. One without needs a message that
    refuses nothing else, or a sentence of its own in one that does.
    """
    given = {place: _Refusal(reply) for place, reply in replies if _refusing(reply)}
    asked = [(n, one) for n, one in enumerate(blueprint.outputs) if one.kind == "refusal"]
    for number, output in sorted(asked, key=lambda one: not one[1].text):
        goals = [goal for goal in blueprint.goals if number in goal.outputs]
        decided = _decided(messages, blueprint, goals, "refuse")
        late = [refusal for place, refusal in given.items() if place > decided]
        if output.text:
            met = any([refusal.gives(output.text) for refusal in late])
        else:
            met = any(refusal.touches(_topic(goals)) for refusal in late)
        if not met:
            yield output


class _Refusal:
    """A message that refuses, and which of its sentences still stand for no wish."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _refusing(text)
        self._whole = True

    def gives(self, reason: str) -> bool:
        """Whether it gives this reason; the sentences that do are used up then."""
        if not says(self._text, reason):
            return False
        self._left = [one for one in self._left if not says(one, reason)]
        self._whole = False
        return True

    def touches(self, topic: set[str]) -> bool:
        """Whether it is about `topic`, in what is not used up; that is used up then."""
        if self._whole and topic & _content(self._text):
            self._left, self._whole = [], False
            return True
        about = next((one for one in self._left if topic & _content(one)), None)
        if about is not None:
            self._left.remove(about)
        return about is not None


def _decided(
    messages: Sequence[Message], blueprint: Blueprint, goals: Sequence[Goal], kind: str
) -> int:
    """Return where the last gold look-up of a kind of wish is first made, or -1."""
    last = -1
    for goal in goals:
        for at in goal.actions if goal.kind == kind else ():
            if at >= len(blueprint.actions):
                continue
            gold = blueprint.actions[at]
            made = (
                place
                for place, message in enumerate(messages)
                for call in message.tool_calls
                if (call.name, call.arguments) == (gold.tool, gold.arguments)
            )
            last = max(last, next(made, -1))
    return last


def _refusing(reply: str) -> list[str]:
    """Return the sentences that say no; a notice of what a yes makes impossible is none."""
    notices = asks_go_ahead(reply)
    parts = _SENTENCE.split(reply)
    return [one for one in parts if refuses(one) and not (notices and _LATER.search(one))]


def _tells(reply: str, output: Output) -> bool:
    """Whether a reply says a value; a number stands by itself, as part of no name or code."""
    if not says(reply, output.text):
        return False
    if output.unit:
        return in_dollars(reply, output.text)
    if not _NUMBER.fullmatch(output.text):
        return True
    return any(number == float(output.text) for number, _ in amounts(reply))


def _topic(goals: Sequence[Goal]) -> set[str]:
    """Return the words of a wish that is not met, and of the reason's first sentence."""
    return {
        word
        for goal in goals
        for word in _content(f"{goal.want} {_SENTENCE.split(goal.because)[0]}")
    }


def _content(text: str) -> set[str]:
    """Return the words of `text` that carry meaning, without endings."""
    words = (word for word in normal(text).split() if len(word) > 2 and word not in _COMMON)
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word
