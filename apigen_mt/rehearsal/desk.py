"""One chat as the agent sees it: what was said, called and answered, and what is wanted now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson

from apigen_mt.language.intent import agrees, asks_go_ahead, closes, wonders
from apigen_mt.rehearsal.knowledge import Knowledge, kind_of
from apigen_mt.rehearsal.reading import Heard

Reply = str | list[tuple[str, dict[str, Any]]]
"""Words, or calls as (tool, arguments)."""
_READS = (
    "get",
    "find",
    "list",
    "search",
    "track",
    "look",
    "show",
    "check",
    "read",
    "view",
    "count",
)
WHO = re.compile(r"\b(?:me|is|check) your \w")
_OWN = re.compile(r"\b[Mm]y [\w ]*(?:email|name|zip|number|phone)[\w ]* is ")
_CORRECTED = (
    re.compile(r"\bnot (?P<old>.+?)\. Make it (?P<new>.+?) instead"),
    re.compile(
        r"(?:make that|let's go with|can we make that|: |have ) ?(?P<new>.+?),? "
        r"(?:instead of|rather than|not) (?P<old>.+?)(?: after all)?[.?!]?$"
    ),
    re.compile(r"(?P<new>[^:.]+?) rather than (?P<old>.+?)[.?!]?$"),
)
"""How people take something back, and say what they want in its place."""
_MORE = ("Anything else?", "Is there anything else?", "Can I help with anything else?")


class Missing(str):
    """A question for something that no read has shown."""


@dataclass
class Desk:
    """One chat as the agent sees it."""

    tools: Sequence[Mapping[str, Any]]
    random: Random
    known: Knowledge = field(default_factory=Knowledge)
    calls: list[tuple[str, dict[str, Any], bool]] = field(default_factory=list)
    """(tool, arguments, whether it was refused) of every call so far."""
    since: int = 0
    """Calls before the present wish."""
    about_self: list[str] = field(default_factory=list)
    """What the person said of itself, asked or not."""
    wish: list[str] = field(default_factory=list)
    """What they said since the last wish was settled, without plain yeses."""
    asked: str = ""
    """What the agent said last."""
    sorry: int = 0
    """How often the agent said that it could not find the person."""
    questions: int = 0
    """Questions about the present wish, go-aheads aside."""
    latest: Any = None
    """The answer of the last call, when it came last."""
    refusal: str = ""
    """The message of the last call, when it was refused and came last."""
    code: str = ""
    """Its code."""
    regret: str = ""
    """What the person wants in place of what was done last, where it takes that back."""
    system: str = ""
    """How the agent is to work."""
    answers: list[str] = field(default_factory=list)
    """What each call answered, as it came."""

    @property
    def text(self) -> str:
        """The present wish in one text."""
        return " ".join(self.wish)

    def more(self) -> str:
        """Return a question for the next wish."""
        return self.random.choice(_MORE)


def look(heard: Heard) -> Desk:
    """Return the chat of a request as the agent sees it."""
    desk = Desk(heard.tools, heard.random, system=heard.system)
    pending: list[tuple[str, dict[str, Any]]] = []
    for turn in heard.turns:
        text = str(turn.get("content") or "")
        if turn.get("role") == "user":
            if closes(desk.asked):
                desk.wish, desk.since, desk.questions, desk.regret = [], len(desk.calls), 0, ""
            if wonders(text):
                continue
            answers = WHO.search(desk.asked) is not None
            if answers or _OWN.search(text):
                desk.about_self.append(text)
            if not answers and not (asks_go_ahead(desk.asked) and agrees(text)):
                _wish(desk, text)
            desk.latest, desk.refusal = None, ""
        elif turn.get("role") == "assistant":
            if text:
                desk.asked = text
                desk.sorry += "find you with that" in text
                desk.questions += "?" in text and not WHO.search(text) and not asks_go_ahead(text)
            pending = [_called(one) for one in turn.get("tool_calls") or ()]
        elif turn.get("role") == "tool" and pending:
            name, arguments = pending.pop(0)
            _observe(desk, name, arguments, text)
    return desk


def _wish(desk: Desk, text: str) -> None:
    """Note what somebody wants; what they take back is replaced where they had said it."""
    found = next((one for form in _CORRECTED if (one := form.search(text))), None)
    if found is None:
        desk.wish.append(text)
    elif not desk.wish:
        desk.wish.append(text)
        desk.regret = found["new"]
    else:
        told = " ".join(desk.wish)
        desk.wish = [one.replace(found["old"], found["new"]) for one in desk.wish]
        if found["old"] not in told:
            desk.wish.append(found["new"])


def _called(call: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    function = call["function"]
    return function["name"], orjson.loads(function["arguments"])


def _observe(desk: Desk, name: str, arguments: dict[str, Any], text: str) -> None:
    try:
        answer = orjson.loads(text)
    except orjson.JSONDecodeError:
        answer = None
    refused = isinstance(answer, dict) and set(answer) == {"error", "code"}
    desk.calls.append((name, arguments, refused))
    desk.refusal = str(answer["error"]) if refused and isinstance(answer, dict) else ""
    desk.code = str(answer["code"]) if refused and isinstance(answer, dict) else ""
    desk.answers.append(text)
    desk.latest = None if refused else answer
    if not refused:
        desk.known.observe(answer)
        if isinstance(answer, str):
            desk.known.keys.setdefault("user_id", []).append(answer)


def writes(tool: Mapping[str, Any]) -> bool:
    """Return whether a tool, by its name, changes something."""
    return not str(tool["name"]).startswith(_READS)


def is_write(desk: Desk, name: str) -> bool:
    """Return whether a tool of that name is offered and changes something."""
    return any(tool["name"] == name and writes(tool) for tool in desk.tools)


def tool_of(desk: Desk, name: str) -> Mapping[str, Any]:
    """Return the tool of that name."""
    return next(tool for tool in desk.tools if tool["name"] == name)


def needed(tool: Mapping[str, Any]) -> list[str]:
    """Return the names of the arguments that a tool cannot do without."""
    return list(tool.get("parameters", {}).get("required", ()))


def form_of(tool: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the JSON Schema of one argument."""
    properties: Mapping[str, Mapping[str, Any]] = tool.get("parameters", {}).get("properties", {})
    return properties.get(name, {})


def ways_in(desk: Desk) -> list[Mapping[str, Any]]:
    """Return the reads that find a caller by what a person knows of itself."""
    found = []
    for tool in desk.tools:
        names = needed(tool)
        head = str(tool["name"]).split("_")[0]
        personal = all(not kind_of(name) and not form_of(tool, name).get("enum") for name in names)
        if not writes(tool) and names and personal and head in ("find", "identify", "lookup"):
            found.append(tool)
    return found


def whose(desk: Desk) -> str:
    """Return the kind of key that the caller has."""
    entries = {str(one["name"]) for one in ways_in(desk)}
    if any(name in entries for name, _, _ in desk.calls):
        return next(iter(desk.known.keys), "")
    return ""
