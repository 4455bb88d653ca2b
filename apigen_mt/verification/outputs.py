"""Whether the agent said what a blueprint expects: values, and that a wish cannot be met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apigen_mt.language.figures import in_dollars
from apigen_mt.language.intent import asks_go_ahead, refuses
from apigen_mt.language.match import normal, says
from apigen_mt.records.blueprint import Blueprint, Goal, Output
from apigen_mt.records.chat import Message

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
    """Yield the outputs that were never said.

    A refusal is said by a message that refuses, after the look-ups that decide it, and gives the
    words of its reason; where the world gives no such words, by a message of its own that touches
    on the wish or on the reason.
    """
    replies = [
        (place, one.content)
        for place, one in enumerate(messages)
        if one.role == "assistant" and one.content
    ]
    refusals = [(place, reply) for place, reply in replies if _refuses(reply)]
    taken: set[int] = set()
    for number, output in enumerate(blueprint.outputs):
        if output.kind == "value":
            if not any(_tells(reply, output) for _, reply in replies):
                yield output
            continue
        goals = [goal for goal in blueprint.goals if number in goal.outputs]
        about = set() if output.text else _topic(goals)
        decided = _decided(messages, blueprint, goals)
        fits = [
            place
            for place, reply in refusals
            if place > decided
            and says(reply, output.text)
            and (not about or about & _content(reply))
        ]
        free = next((place for place in fits if place not in taken), None)
        if not fits or (free is None and not output.text):
            yield output
        elif free is not None:
            taken.add(free)


def _decided(messages: Sequence[Message], blueprint: Blueprint, goals: Sequence[Goal]) -> int:
    """Return the place where the last of a refusal's gold look-ups is first made, or -1."""
    last = -1
    for goal in goals:
        for at in goal.actions if goal.kind == "refuse" else ():
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


def _refuses(reply: str) -> bool:
    """Whether a message says no; a notice of what will be impossible after a yes is none."""
    if not asks_go_ahead(reply):
        return refuses(reply)
    return any(refuses(one) and not _LATER.search(one) for one in _SENTENCE.split(reply))


def _tells(reply: str, output: Output) -> bool:
    if not says(reply, output.text):
        return False
    return output.unit == "" or in_dollars(reply, output.text)


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
