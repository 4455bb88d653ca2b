"""Whether the agent said what a blueprint expects: values, and that a wish cannot be met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apigen_mt.language.figures import amounts, in_dollars
from apigen_mt.language.match import says
from apigen_mt.records.blueprint import Blueprint, Goal, Output
from apigen_mt.records.chat import Message
from apigen_mt.verification.refusals import fits, refusals, topic, unmatched

_NUMBER = re.compile(r"\d+(\.\d+)?")


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
    """Yield the refusals that were never given; wishes refused in the same words may share one."""
    given = [(place, part) for place, reply in replies for part in refusals(reply)]
    places: dict[str | int, list[int]] = {}
    for number, output in enumerate(blueprint.outputs):
        if output.kind == "refusal":
            goals = [goal for goal in blueprint.goals if number in goal.outputs]
            decided, about = _decided(messages, blueprint, goals, "refuse"), topic(goals)
            places[output.text or number] = [
                at
                for at, (place, part) in enumerate(given)
                if place > decided and fits(part, output.text, about)
            ]
    lacking = unmatched(places)
    for number, output in enumerate(blueprint.outputs):
        if output.kind == "refusal" and (output.text or number) in lacking:
            yield output


def _decided(
    messages: Sequence[Message], blueprint: Blueprint, goals: Sequence[Goal], kind: str
) -> int:
    """Return where the last look-up that decides a kind of wish is first made, or -1.

    A refusal takes all its gold look-ups; an answer the one that holds it, whatever led there.
    """
    last = -1
    for goal in goals:
        for at in goal.actions if goal.kind == kind else ():
            if at >= len(blueprint.actions):
                continue
            gold = blueprint.actions[at]
            if kind == "inform" and (gold.tool, gold.arguments) != (goal.tool, goal.arguments):
                continue
            made = (
                place
                for place, message in enumerate(messages)
                for call in message.tool_calls
                if (call.name, call.arguments) == (gold.tool, gold.arguments)
            )
            last = max(last, next(made, -1))
    return last


def _tells(reply: str, output: Output) -> bool:
    """Whether a reply says a value; a number stands by itself, as part of no name or code."""
    if not says(reply, output.text):
        return False
    if output.unit:
        return in_dollars(reply, output.text)
    if not _NUMBER.fullmatch(output.text):
        return True
    return any(number == float(output.text) for number, _ in amounts(reply))
