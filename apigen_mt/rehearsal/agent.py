"""The agent: finds out who is calling and what they want, looks, asks, acts and reports.

It keeps nothing between requests: everything is worked out from the chat each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.language.intent import agrees, asks_go_ahead
from apigen_mt.rehearsal.arguments import fill
from apigen_mt.rehearsal.choosing import candidates, is_question
from apigen_mt.rehearsal.desk import Desk, Missing, Reply, is_write, look
from apigen_mt.rehearsal.identity import identify
from apigen_mt.rehearsal.offers import described, report
from apigen_mt.rehearsal.reading import Heard
from apigen_mt.rehearsal.reads import look_or_ask, tell, tell_row, unopened

MOST_QUESTIONS = 3
"""Questions about one wish before the agent gives it up."""
_OFFER = (
    "I'd {what}. Shall I go ahead?",
    "So I'd {what}. Is that right, shall I go ahead?",
    "Then I'd {what}. Do you want me to go ahead?",
)


def reply(heard: Heard) -> Reply:
    """Return what the agent does next."""
    desk = look(heard)
    identified = identify(desk)
    if identified is not None:
        return identified
    return _serve(desk, heard.turns)


def _serve(desk: Desk, turns: Sequence[Mapping[str, Any]]) -> Reply:
    if desk.refusal and desk.calls and is_write(desk, desk.calls[-1][0]):
        return f"I'm afraid that can't be done: {desk.refusal} {desk.more()}"
    if desk.latest is not None and desk.calls and is_write(desk, desk.calls[-1][0]):
        return f"{report(desk)} {desk.more()}"
    if not desk.text.strip():
        return "What can I do for you?"
    if desk.questions > MOST_QUESTIONS:
        return f"I'm afraid I can't do that with what I have. {desk.more()}"
    asks = is_question(desk.wish[0])
    told = tell_row(desk) if asks else None
    if told is not None:
        return told
    tools = candidates(desk, asks)
    for tool in tools:
        done = tell(desk, tool) if asks else _act(desk, tool, turns)
        if not (isinstance(done, Missing) and tool is not tools[-1]):
            break
    else:
        what = "find that out" if asks else "do that here"
        return f"I'm afraid I can't {what}. {desk.more()}"
    return str(done) if isinstance(done, Missing) else done


def _act(desk: Desk, tool: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> Reply:
    arguments, missing = fill(desk, tool)
    if missing:
        return look_or_ask(desk, tool, missing)
    opened = unopened(desk, arguments)
    if opened is not None:
        return [opened]
    said = str(turns[-1].get("content") or "") if turns[-1].get("role") == "user" else ""
    if said and asks_go_ahead(desk.asked) and agrees(said):
        return [(str(tool["name"]), arguments)]
    return desk.random.choice(_OFFER).format(what=described(desk, tool, arguments))
