"""The agent: finds out who is calling and what they want, looks, asks, acts and reports.

It keeps nothing between requests: everything is worked out from the chat each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.language.intent import agrees, asks_go_ahead
from apigen_mt.rehearsal.arguments import alike, corrected, fill
from apigen_mt.rehearsal.care import again, look_back
from apigen_mt.rehearsal.choosing import candidates, is_question
from apigen_mt.rehearsal.desk import Desk, Missing, Reply, is_write, look, tool_of
from apigen_mt.rehearsal.identity import identify
from apigen_mt.rehearsal.limits import shortcut, spent, stranger
from apigen_mt.rehearsal.offers import described, offered, report
from apigen_mt.rehearsal.reading import Heard
from apigen_mt.rehearsal.reads import TOGETHER, look_or_ask, tell, tell_row, unopened

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
    said = identify(desk)
    if said is None:
        said = _serve(desk, heard.turns)
    if isinstance(said, str) and shortcut(heard.turns):
        return f"I'm afraid I can't do that without knowing who you are and checking first. {said}"
    return said


def _serve(desk: Desk, turns: Sequence[Mapping[str, Any]]) -> Reply:
    careful = again(desk) or look_back(desk)
    if careful is not None:
        return [careful]
    done = _settled(desk)
    if done:
        return done
    if not desk.text.strip():
        return "What can I do for you?"
    if desk.questions > MOST_QUESTIONS or stranger(desk):
        return _unable(desk)
    if desk.regret:
        return _act(desk, *_taken_back(desk), turns)
    asks = is_question(desk.wish[0])
    told = tell_row(desk) if asks else None
    if told is not None:
        return told
    question: Missing | None = None
    for tool in candidates(desk, asks):
        reply = tell(desk, tool) if asks else _wished(desk, tool, turns)
        if not isinstance(reply, Missing):
            return reply
        question = question or reply
    return str(question) if question is not None else _unable(desk)


def _settled(desk: Desk) -> str:
    """Return what has come of a write, or nothing where none was made just now."""
    if not desk.calls or (desk.latest is None and not desk.refusal):
        return ""
    if desk.refusal and is_write(desk, desk.calls[-1][0]):
        return f"I'm afraid that can't be done: {desk.refusal} {desk.more()}"
    made = [name for name, _, refused in desk.calls[desk.since :] if not refused]
    if not desk.refusal and any(is_write(desk, name) for name in made):
        return f"{report(desk)} {desk.more()}"
    return ""


def _unable(desk: Desk) -> str:
    """Return that a wish cannot be met, and what can."""
    wish = desk.wish[0].rstrip(" .?!")
    return f"I'm afraid I can't do that here (“{wish}”). {offered(desk)} {desk.more()}"


def _taken_back(desk: Desk) -> tuple[Mapping[str, Any], dict[str, Any], str]:
    """Return the last write with what the person wants otherwise."""
    writes = [one for one in desk.calls if is_write(desk, one[0]) and not one[2]]
    if not writes:
        return desk.tools[0], {}, "request"
    name, before, _ = writes[-1]
    tool = tool_of(desk, name)
    said = desk.wish
    desk.wish = [desk.regret]
    arguments = corrected(desk, tool, before)
    desk.wish = said
    return tool, arguments, ""


def _wished(desk: Desk, tool: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> Reply:
    return _act(desk, tool, *fill(desk, tool), turns)


def _act(
    desk: Desk,
    tool: Mapping[str, Any],
    arguments: dict[str, Any],
    missing: str,
    turns: Sequence[Mapping[str, Any]],
) -> Reply:
    if missing:
        return alike(desk, missing) or look_or_ask(desk, tool, missing)
    rule = spent(desk, tool, arguments)
    if rule:
        return f"I'm afraid I can't do that: {rule} {desk.more()}"
    opened = list(unopened(desk, arguments))
    if opened:
        return opened if TOGETHER in desk.system else opened[:1]
    said = str(turns[-1].get("content") or "") if turns[-1].get("role") == "user" else ""
    if said and asks_go_ahead(desk.asked) and agrees(said):
        return [(str(tool["name"]), arguments)]
    return desk.random.choice(_OFFER).format(what=described(desk, tool, arguments))
