"""The agent: finds out who is calling and what they want, looks, asks, acts and reports.

It keeps nothing between requests: everything is worked out from the chat each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson

from apigen_mt.language.intent import agrees, asks_go_ahead, closes
from apigen_mt.language.match import normal
from apigen_mt.rehearsal.knowledge import Knowledge, content_words, kind_of, stems
from apigen_mt.rehearsal.reading import Heard
from apigen_mt.rehearsal.speech import called, details, noun, spoken

Reply = str | list[tuple[str, dict[str, Any]]]
"""Words, or calls as (tool, arguments)."""

MOST_READS = 12
"""Reads for one wish."""
MOST_QUESTIONS = 3
"""Questions about one wish before the agent gives it up."""
MOST_TRIES = 2
"""How often somebody who was not found is asked again."""
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
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ZIP = re.compile(r"\b\d{5}\b")
_NUMBERED = re.compile(r"\b[A-Z]{0,3}-?\d[\d-]{3,}\b")
_ADDRESS = re.compile(
    r"(\d+ [A-Z][^,.?!]*(?:, (?:Apt|Unit|Suite)[^,]*)?), ([A-Z][\w .'-]+), ([A-Z]{2}),? (\d{5})"
)
_PLAIN_NAME = re.compile(r"\b([A-Z]\S+) ([A-Z]\S+)\b")
_WHO = re.compile(r"\b(?:me|is|check) your \w")
_OWN = re.compile(r"\b[Mm]y [\w ]*(?:email|name|zip|number|phone)[\w ]* is ")
_PHRASE = re.compile(
    r"\b(?:the|a|an) ((?:[\w'-]+ ){0,5}?[\w'-]+)(?= (?:to|on|in|from|for|off|as|into)\b|[.,?!:]|$)"
)
_SYNONYMS = {
    "swap": "exchange change item other",
    "instead": "change exchange item other",
    "back": "return",
    "bring": "return",
    "out": "borrow",
    "where": "shelf track",
    "wrote": "author",
    "who": "author",
    "copies": "copy",
    "due": "loan date",
    "when": "date expect due",
    "long": "return term",
    "street": "address order",
    "money": "return",
    "save": "add wish",
    "later": "add wish",
    "off": "remove",
    "tidy": "remove wish",
    "drop": "remove",
    "move": "change address",
    "moved": "update address",
    "call": "cancel",
    "extend": "renew",
    "longer": "renew",
    "keep": "renew",
    "wait": "reserve",
    "hold": "reserve",
    "waiting": "reserve",
    "take": "borrow",
    "lend": "borrow",
    "pay": "payment",
    "card": "payment",
    "charge": "payment",
    "deliver": "address order",
    "send": "order address",
    "ship": "order address",
    "arrive": "track expect",
    "here": "track expect",
    "parcel": "track",
    "price": "product",
    "cost": "product",
    "human": "hand human",
    "colleague": "hand human",
    "someone": "hand human",
    "broken": "hand human",
    "damaged": "hand human",
    "mail": "email",
}
_OUTCOMES = (
    "status refund charge price_difference settlement total due expected_on return_by pickup_branch"
).split()
"""Fields of an answer that a person wants to hear of."""
_GREET = ("Happy to help.", "Sure.", "Of course.", "Let me look into that.", "")
_ASK = ("Could you give me {ask}?", "Could you tell me {ask}, please?", "What is {ask}?")
_OFFER = (
    "I'd {what}. Shall I go ahead?",
    "So I'd {what}. Is that right, shall I go ahead?",
    "Then I'd {what}. Do you want me to go ahead?",
)
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

    @property
    def text(self) -> str:
        """The present wish in one text."""
        return " ".join(self.wish)


def reply(heard: Heard) -> Reply:
    """Return what the agent does next."""
    desk = _look(heard)
    identified = _identify(desk)
    if identified is not None:
        return identified
    return _serve(desk, heard.turns)


def _look(heard: Heard) -> Desk:
    desk = Desk(heard.tools, heard.random)
    pending: list[tuple[str, dict[str, Any]]] = []
    for turn in heard.turns:
        text = str(turn.get("content") or "")
        if turn.get("role") == "user":
            if closes(desk.asked):
                desk.wish, desk.since, desk.questions = [], len(desk.calls), 0
            answers = _WHO.search(desk.asked) is not None
            if answers or _OWN.search(text):
                desk.about_self.append(text)
            if not answers and not (asks_go_ahead(desk.asked) and agrees(text)):
                desk.wish.append(text)
            desk.latest, desk.refusal = None, ""
        elif turn.get("role") == "assistant":
            if text:
                desk.asked = text
                desk.sorry += "find you with that" in text
                desk.questions += "?" in text and not _WHO.search(text) and not asks_go_ahead(text)
            pending = [_called(one) for one in turn.get("tool_calls") or ()]
        elif turn.get("role") == "tool" and pending:
            name, arguments = pending.pop(0)
            _observe(desk, name, arguments, text)
    return desk


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
    desk.latest = None if refused else answer
    if not refused:
        desk.known.observe(answer)
        if isinstance(answer, str):
            desk.known.keys.setdefault("user_id", []).append(answer)


# Tools


def writes(tool: Mapping[str, Any]) -> bool:
    """Return whether a tool, by its name, changes something."""
    return not str(tool["name"]).startswith(_READS)


def _required(tool: Mapping[str, Any]) -> list[str]:
    return list(tool.get("parameters", {}).get("required", ()))


def _schema(tool: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = tool.get("parameters", {}).get("properties", {}).get(name, {})
    return schema


def _entries(desk: Desk) -> list[Mapping[str, Any]]:
    """Return the reads that find a caller by what a person knows of itself."""
    found = []
    for tool in desk.tools:
        names = _required(tool)
        head = str(tool["name"]).split("_")[0]
        personal = all(not kind_of(name) and not _schema(tool, name).get("enum") for name in names)
        if not writes(tool) and names and personal and head in ("find", "identify", "lookup"):
            found.append(tool)
    return found


# Who is calling


def _identify(desk: Desk) -> Reply | None:
    entries = _entries(desk)
    names = {str(one["name"]) for one in entries}
    tried = [(name, given) for name, given, _ in desk.calls if name in names]
    if not entries or any(name in names and not refused for name, _, refused in desk.calls):
        return None
    for tool in entries:
        given = {name: _personal(name, desk.about_self) for name in _required(tool)}
        if all(given.values()) and (tool["name"], given) not in tried:
            return [(str(tool["name"]), given)]
    ways = [_listed([f"your {noun(name)}" for name in _required(tool)]) for tool in entries]
    ask = ", or ".join(ways)
    if len(tried) > MOST_TRIES or desk.sorry > MOST_TRIES:
        return f"I'm afraid I can't find your account, so I can't help with it. {_more(desk)}"
    if tried:
        return f"I'm sorry, I couldn't find you with that. Could you check {ask} once more?"
    lead = desk.random.choice(_GREET)
    return f"{lead} {desk.random.choice(_ASK).format(ask=ask)}".strip()


def _personal(name: str, said: Sequence[str]) -> str:
    """Return what the person said of itself, the latest first, or nothing."""
    for text in reversed(said):
        found = _personal_in(name, text)
        if found:
            return found
    return ""


def _personal_in(name: str, text: str) -> str:
    if "email" in name:
        match = _EMAIL.search(text)
        return match.group().rstrip(".") if match else ""
    if name in ("zip", "zip_code", "postcode"):
        match = None if _ADDRESS.search(text) else _ZIP.search(text)
        return match.group() if match else ""
    if name in ("first_name", "last_name", "name"):
        return _name_in(name, text)
    match = _NUMBERED.search(text)
    return match.group() if match else ""


def _name_in(name: str, text: str) -> str:
    for part in ("first_name", "last_name"):
        stated = re.search(rf"{part.replace('_', ' ')} is ([\w'-]+)", text, re.IGNORECASE)
        if stated and name == part:
            return stated.group(1)
    match = re.search(
        r"(?:^|(?:name is|it's|its|i'm|i am|sure,|under) )([\w'-]+) ([\w'-]+)(?=[,.]|$)",
        text.strip(),
        re.IGNORECASE,
    )
    pair = match.groups() if match else None
    if pair is None:
        plain = _PLAIN_NAME.search(text)
        pair = plain.groups() if plain else None
    if pair is None:
        return ""
    return {"first_name": pair[0], "last_name": pair[1]}.get(name, " ".join(pair))


# Wishes


def _serve(desk: Desk, turns: Sequence[Mapping[str, Any]]) -> Reply:
    if desk.refusal and desk.calls and _is_write(desk, desk.calls[-1][0]):
        return f"I'm afraid that can't be done: {desk.refusal} {_more(desk)}"
    if desk.latest is not None and desk.calls and _is_write(desk, desk.calls[-1][0]):
        return f"{_report(desk)} {_more(desk)}"
    if not desk.text.strip():
        return "What can I do for you?"
    if desk.questions > MOST_QUESTIONS:
        return f"I'm afraid I can't do that with what I have. {_more(desk)}"
    asks = _is_question(desk.wish[0])
    told = _tell_row(desk) if asks else None
    if told is not None:
        return told
    choices = _choices(desk, asks)
    for tool in choices:
        done = _tell(desk, tool) if asks else _act(desk, tool, turns)
        if not (isinstance(done, Missing) and tool is not choices[-1]):
            break
    else:
        what = "find that out" if asks else "do that here"
        return f"I'm afraid I can't {what}. {_more(desk)}"
    return str(done) if isinstance(done, Missing) else done


def _is_write(desk: Desk, name: str) -> bool:
    return any(tool["name"] == name and writes(tool) for tool in desk.tools)


def _choices(desk: Desk, asks: bool) -> list[Mapping[str, Any]]:
    """Return the tools that the wish may be about, the likeliest first."""
    words = stems(_widened(desk.text))
    entries = {str(one["name"]) for one in _entries(desk)}
    scored = [
        (_score(desk, tool, words, asks), tool)
        for tool in desk.tools
        if tool["name"] not in entries and writes(tool) != asks
    ]
    scored = [one for one in scored if one[0] > (0.7 if asks else 0.9)]
    scored.sort(key=lambda one: -one[0])
    return [tool for score, tool in scored if score >= 0.6 * scored[0][0]]


def _score(desk: Desk, tool: Mapping[str, Any], words: set[str], asks: bool) -> float:
    name = stems(str(tool["name"]).split("_"))
    verb = next(iter(stems([str(tool["name"]).split("_")[0]])))
    about = stems(content_words(str(tool.get("description", ""))))
    if asks:
        return 0.8 * len(name & words) + 1.0 * len((about - name) & words) - 0.1 * len(name - words)
    score = 2.0 * len(name & words) + 0.6 * len(about & words) + 1.5 * (verb in words)
    for parameter in _required(tool):
        options = _schema(tool, parameter).get("enum") or ()
        score += 1.0 * any(normal(str(one)) in normal(desk.text) for one in options)
        score += 1.5 * ("address" in parameter and bool(_ADDRESS.search(desk.text)))
        score += 1.5 * ("email" in parameter and bool(_EMAIL.search(desk.text)))
    return score - 0.25 * len(name - words)


def _is_question(text: str) -> bool:
    said = normal(text)
    wants = re.search(
        r" (can|could) (you help me|i|you) | possible to | what do i have to do ", said
    )
    asks = re.search(r" (what|when|which|how|where|who|is|are|does|do|did|has|have) ", said)
    return "?" in text and asks is not None and wants is None


def _widened(text: str) -> Iterator[str]:
    for word in content_words(text):
        yield word
        yield from _SYNONYMS.get(word, "").split()


# Reads


def _tell(desk: Desk, tool: Mapping[str, Any]) -> Reply:
    """Answer a question: look until the read can be made, make it, say what it tells."""
    name = str(tool["name"])
    if desk.calls and desk.calls[-1][0] == name and desk.latest is not None:
        return f"{_answer(desk.latest)} {_more(desk)}"
    if desk.refusal and desk.calls[-1][0] == name:
        return f"I'm afraid I can't tell: {desk.refusal} {_more(desk)}"
    arguments, missing = _arguments(desk, tool)
    if missing:
        return _look_or_ask(desk, tool, missing)
    if (name, arguments, False) in desk.calls:
        desk.latest = None
    return [(name, arguments)]


def _tell_row(desk: Desk) -> Reply | None:
    """Answer a question from the row that it speaks of, opened; None where none is found."""
    said, words = normal(desk.text), content_words(desk.text)
    found = [
        (desk.known.fit(kind, key, said), kind, key)
        for kind, rows in desk.known.rows.items()
        for key in rows
        if kind != _whose(desk)
        and "payment" not in kind
        and desk.known.covers(kind, key, words) >= 0.4
    ]
    if not found:
        read = _next_read(desk, "")
        return [read] if read is not None else None
    _, kind, key = max(found, key=lambda one: one[0])
    row = desk.known.row(kind, key)
    beside = {name: one for name, one in row.items() if kind_of(name) and isinstance(one, str)}
    opened = _unopened(desk, {kind: key, **beside})
    if opened is not None:
        return [opened]
    asked = [one for one in row if set(one.split("_")) <= set(words) and not kind_of(one)]
    plain = [one for one in asked if isinstance(row[one], str | int | float)]
    if plain:
        field = plain[0]
        text = f"The {field.replace('_', ' ')} of {_the(called(row))} is"
        return f"{text} {spoken(row[field], field)}. {_more(desk)}"
    shown = row
    for name, one in beside.items():
        if kind_of(name) != _whose(desk):
            shown = {**shown, **desk.known.row(kind_of(name), one), **row}
    return f"{_answer(shown)} {_more(desk)}"


def _answer(answer: Any) -> str:
    if isinstance(answer, list):
        rows = [one for one in answer if isinstance(one, dict)]
        listed = "; ".join(", ".join([called(one), *details(one, 4)]) for one in rows[:6])
        return f"Here is what I see: {listed}." if listed else "There is nothing there."
    if not isinstance(answer, dict):
        return f"It's {spoken(answer)}."
    inner = [one for one in answer.values() if isinstance(one, dict)]
    name = called(answer)
    told = _beside_name(details(answer, 12), name)
    told += [spoken(one) for one in inner]
    return f"For {_the(name)}: {', '.join(told)}."


def _look_or_ask(desk: Desk, tool: Mapping[str, Any], missing: str) -> Reply:
    whole = f"list_{noun(kind_of(missing)).replace(' ', '_')}s"
    shown = any(name == whole for name, _, _ in desk.calls)
    read = None if shown and not desk.questions else _next_read(desk, missing)
    if read is not None:
        return [read]
    choices = [str(one) for one in _schema(tool, missing).get("enum") or ()]
    ask = f"the {noun(missing)}"
    if choices:
        ask += f" ({', '.join(choices[:-1])} or {choices[-1]})"
    return Missing(desk.random.choice(_ASK[:2]).format(ask=ask))


def _next_read(desk: Desk, missing: str) -> tuple[str, dict[str, Any]] | None:
    """Return a read that was not made yet and may show what is missing, the likeliest first."""
    made = [(name, arguments) for name, arguments, _ in desk.calls]
    if len(desk.calls) - desk.since >= MOST_READS:
        return None
    words = stems(_widened(desk.text)) | stems(noun(missing).split())
    options: list[tuple[float, tuple[str, dict[str, Any]]]] = []
    for tool in desk.tools:
        required = _required(tool)
        if writes(tool) or len(required) != 1 or tool in _entries(desk):
            continue
        name, kind = str(tool["name"]), kind_of(required[0])
        about = stems(name.split("_")[1:])
        near = len(about & words) + 0.5 * (stems(noun(missing).split()) <= about)
        if not kind:
            term = _search_term(desk, tool, required[0])
            for text in dict.fromkeys((term, term.rpartition(" ")[2])):
                call = (name, {required[0]: text})
                if text and call not in made:
                    options.append((near + 1.0 - 0.1 * (text != term), call))
            continue
        for score, key in desk.known.ranked(kind, desk.text)[:6]:
            call = (name, {required[0]: key})
            mine = kind == _whose(desk)
            if call not in made and (mine or score > 0.5):
                options.append((near + (1.2 if mine else 0.4 * score), call))
    return max(options, key=lambda one: one[0])[1] if options else None


def _search_term(desk: Desk, tool: Mapping[str, Any], parameter: str) -> str:
    if _schema(tool, parameter).get("enum"):
        return ""
    quoted = re.search(r"[“\"]([^”\"]+)[”\"]", desk.text)
    if quoted:
        return quoted.group(1)
    phrases = _PHRASE.findall(_part_of(parameter, desk.text, {}))
    return " ".join(phrases[-1].split()[-2:]) if phrases else ""


# Arguments


def _arguments(desk: Desk, tool: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the arguments that can be filled, and the first one that cannot."""
    found: dict[str, Any] = {}
    for name in _required(tool):
        value = _value(desk, tool, name, found)
        if value in (None, "", []):
            return found, name
        found[name] = value
    return found, ""


def _value(desk: Desk, tool: Mapping[str, Any], name: str, found: Mapping[str, Any]) -> Any:
    schema, kind = _schema(tool, name), kind_of(name)
    if kind:
        return _keys(desk, tool, name, kind, schema, found)
    options = schema.get("enum")
    if options:
        return _option(options, desk.text)
    if schema.get("type") == "object":
        return _object(schema, desk.text)
    if "email" in name:
        emails = _EMAIL.findall(desk.text)
        return emails[-1].rstrip(".") if emails else ""
    if schema.get("type") in ("integer", "number"):
        numbers = re.findall(r"\b\d+\b", desk.text)
        return int(numbers[-1]) if numbers else None
    if name in ("summary", "note", "message", "comment", "text"):
        return desk.wish[0][:200] if desk.wish else ""
    return _search_term(desk, tool, name)


def _keys(
    desk: Desk,
    tool: Mapping[str, Any],
    name: str,
    kind: str,
    schema: Mapping[str, Any],
    found: Mapping[str, Any],
) -> Any:
    keys = desk.known.keys.get(kind, [])
    if not keys:
        return None
    if _whose(desk) == kind:
        return keys[0]
    words = _part_of(name, desk.text, found)
    holder = next(
        (one for one in found.values() if isinstance(one, str) and one in desk.known.inside), ""
    )
    new = name.startswith("new_")
    within = "" if new or kind == "payment_method_id" else holder
    ranked = desk.known.ranked(kind, words, within) or desk.known.ranked(kind, words)
    ranked = [one for one in ranked if desk.known.row(kind, one[1])]
    phrases = [content_words(one) for one in _PHRASE.findall(words)]
    if any(desk.known.row(kind, key).get("options") for _, key in ranked):
        ranked = [
            one
            for one in ranked
            if any(part and desk.known.covers(kind, one[1], part) > 0.8 for part in phrases)
        ]
    if not ranked or ranked[0][0] < 1.0:
        return None
    if schema.get("type") == "array":
        old = next((v for v in found.values() if isinstance(v, list)), [])
        best = ranked[0][0]
        alike = [key for score, key in ranked if score >= 0.8 * best and key not in old]
        return alike[: len(old) or (2 if " and the " in words else 1)]
    return ranked[0][1]


def _whose(desk: Desk) -> str:
    """Return the kind of key that the caller has."""
    entries = {str(one["name"]) for one in _entries(desk)}
    if any(name in entries for name, _, _ in desk.calls):
        return next(iter(desk.known.keys), "")
    return ""


def _part_of(name: str, text: str, found: Mapping[str, Any]) -> str:
    """Return the part of a wish that speaks of a parameter: what comes, or what goes."""
    for mark, new_first in ((" instead of ", True), (" rather than ", True), (" for the ", False)):
        if mark in text:
            before, _, after = text.partition(mark)
            if name.startswith("new_"):
                return before if new_first else after
            if any(other.startswith("new_") for other in (name, *found)) or "variant" in name:
                return after if new_first else before
    return text


def _option(options: Sequence[Any], text: str) -> Any:
    said = normal(text)
    for one in options:
        if normal(str(one)) in said:
            return one
    words = stems(content_words(text))
    for one in options:
        mine = stems(content_words(str(one)))
        if mine and len(mine & words) / len(mine) > 0.6:
            return one
    return None


def _object(schema: Mapping[str, Any], text: str) -> dict[str, Any] | None:
    addresses = _ADDRESS.findall(text)
    names = list(schema.get("properties", {}))
    if not addresses or len(names) != len(addresses[-1]):
        return None
    return dict(zip(names, (part.strip() for part in addresses[-1]), strict=True))


# Writes


def _act(desk: Desk, tool: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> Reply:
    arguments, missing = _arguments(desk, tool)
    if missing:
        return _look_or_ask(desk, tool, missing)
    opened = _unopened(desk, arguments)
    if opened is not None:
        return [opened]
    said = str(turns[-1].get("content") or "") if turns[-1].get("role") == "user" else ""
    if said and asks_go_ahead(desk.asked) and agrees(said):
        return [(str(tool["name"]), arguments)]
    return desk.random.choice(_OFFER).format(what=_described(desk, tool, arguments))


def _unopened(desk: Desk, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return the read that opens a row before it is changed, if it was not opened since."""
    made = [(name, given) for name, given, _ in desk.calls]
    for name, value in arguments.items():
        kind = kind_of(name)
        for key in value if isinstance(value, list) else [value]:
            for tool in desk.tools:
                required = _required(tool)
                call = (str(tool["name"]), {required[0]: key}) if required else ("", {})
                opens = str(tool["name"]) == f"get_{kind.removesuffix('_id')}"
                if kind and opens and required == [kind] and call not in made:
                    return call
    return None


def _described(desk: Desk, tool: Mapping[str, Any], arguments: Mapping[str, Any]) -> str:
    """Return what a call would do, with every detail of its arguments in plain words."""
    verb, *rest = str(tool["name"]).split("_")
    rows, values = [], []
    for name, value in arguments.items():
        kind = kind_of(name)
        if kind and kind == _whose(desk):
            continue
        if kind:
            keys = value if isinstance(value, list) else [value]
            text = " and ".join(_row_words(desk, kind, key) for key in keys)
            lead = {"new": "for ", "payment": "with "}.get(name.split("_")[0], "")
            rows.append(f"{lead}{text}")
        else:
            values.append((name, spoken(value, name)))
    if "user" in rest:
        what = " ".join(one for one in rest if one != "user")
        return f"{verb} your {what} to {' '.join(one for _, one in values)}"
    if rest[:1] in (["to"], ["from"]):
        return f"{verb} {'; '.join(rows)} {rest[0]} your {' '.join(rest[1:])}"
    told = [*rows, *(f"{noun(name)}: {one}" for name, one in values)]
    about = " ".join(one for one in rest if not any(one.rstrip("s") in row for row in rows))
    return f"{verb} {f'the {about} of ' if about else ''}{'; '.join(told)}"


def _row_words(desk: Desk, kind: str, key: str) -> str:
    row = desk.known.row(kind, key)
    told = [one for one in details(row, 4) if len(one) < 40]
    items = [called(one) for one in row.get("items") or () if isinstance(one, dict)]
    name = called(row)
    told = _beside_name(told, name)
    return ", ".join(dict.fromkeys([_the(name), *items[:4], *told]))


def _beside_name(told: Sequence[str], name: str) -> list[str]:
    """Leave out what the name of a row says already."""
    return [one for one in told if not all(word in name for word in one.split()[1:])]


def _report(desk: Desk) -> str:
    """Return what has come of a write: figures and dates, no more."""
    answer = desk.latest if isinstance(desk.latest, dict) else {}
    told = [
        f"{name.replace('_', ' ')} {spoken(value, name)}"
        for name, value in answer.items()
        if name in _OUTCOMES and value not in (None, "", 0)
    ]
    return f"That's done: {', '.join(told)}." if told else "That's done."


def _more(desk: Desk) -> str:
    return desk.random.choice(_MORE)


def _the(name: str) -> str:
    return name if name.startswith("the ") or name[:1].isupper() else f"the {name}"


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
