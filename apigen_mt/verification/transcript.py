"""Whether messages are a conversation that can have happened: who speaks, what answers what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apigen_mt.language.intent import ends
from apigen_mt.records.chat import Message

Fault = tuple[int, str]
"""The place of a message, and what is wrong with it."""


def faults(messages: Sequence[Message]) -> Iterator[Fault]:
    """Yield what no conversation can be.

    Every call has an id of its own and is answered once, right after it; user and agent take turns;
    the system speaks first; nobody speaks after the user has ended the conversation.
    """
    open_calls: list[tuple[str, str]] = []
    ids: set[str] = set()
    last, over = "", False
    for place, message in enumerate(messages):
        if over:
            yield place, "something is said after the user has ended the conversation"
            return
        if message.role == "tool":
            if (message.tool_call_id, message.name) not in open_calls:
                yield place, f"an answer to no open call ('{message.tool_call_id}')"
            else:
                open_calls.remove((message.tool_call_id, message.name))
            last = "tool"
            continue
        if open_calls:
            yield place, f"call '{open_calls[0][0]}' has no answer"
            open_calls = []
        yield from ((place, what) for what in _out_of_turn(message, place, last))
        for call in message.tool_calls:
            if call.id in ids:
                yield place, f"call id '{call.id}' occurs twice"
            ids.add(call.id)
            open_calls.append((call.id, call.name))
        last = message.role
        over = message.role == "user" and ends(message.content)
    if open_calls:
        yield len(messages) - 1, f"the last call '{open_calls[0][0]}' has no answer"


def _out_of_turn(message: Message, place: int, last: str) -> Iterator[str]:
    if message.role == "system" and place != 0:
        yield "a system message in the middle"
    if message.role == "user" and last in ("user", "tool"):
        yield "the user speaks out of turn"
    if message.role == "assistant" and last in ("assistant", "system"):
        yield "the agent speaks out of turn"
    if message.role != "assistant" and message.tool_calls:
        yield f"a call by the {message.role}"
