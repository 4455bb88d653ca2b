"""What a foreign task says and calls, collected from JSON of any schema; nothing is evaluated.

Texts are strings of three words or more, except those that no user says: of messages with a role
only the user's count, and tools, policies, databases and answers of tools are skipped. A call is an
object with a tool's name and its arguments, or a text like `name(key=value)`. Calls of one list, or
of one conversation, belong together. A string that holds JSON is read as that JSON.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Call = tuple[str, Mapping[str, Any]]
"""A tool's name and its arguments."""

USER = frozenset("user human customer client caller".split())
ANSWERS = frozenset("tool function observation tool_response function_response system".split())
SKIPPED = frozenset(
    "tools functions tool_definitions tool_schemas available_tools system system_prompt policy "
    "wiki initial_state initial_config initialization_data database db verification metadata "
    "rounds ruling diff".split()
)
NAMES = ("name", "tool", "tool_name", "function", "function_name", "func_name", "action", "api")
ARGUMENTS = ("arguments", "kwargs", "args", "parameters", "params", "input", "action_input")
WRAPPERS = ("function", "function_call", "call", "action")
DEEPEST = 60
LONGEST_CALL = 4_000
FEWEST_WORDS = 3
PROSE_WORDS = 8
"""From how many words on an argument of a call counts as text."""

_CALL = re.compile(r"\s*[A-Za-z_][\w.]*\(.*\)\s*", re.DOTALL)
_TOKEN = re.compile(r"[^\s,;:!?\"'()\[\]{}<>]+")


@dataclass
class Collected:
    """What was found in one task."""

    texts: list[str] = field(default_factory=list)
    calls: list[tuple[Call, ...]] = field(default_factory=list)
    """The lists of calls, each with two readings at most: by itself and as a part of a longer."""
    values: set[str] = field(default_factory=set)
    """Everything that may be the key of something: short strings, and the tokens of texts."""


def collect(task: Any) -> Collected:
    """Return what a task says and calls."""
    found = Collected()
    calls = _walk(task, found, 0)
    if calls:
        found.calls.append(tuple(calls))
    return found


def _walk(node: Any, found: Collected, depth: int) -> list[Call]:
    """Collect what is in `node`; return the calls that belong to whatever holds it."""
    if depth > DEEPEST:
        return []
    if isinstance(node, str):
        return _read(node, found, depth)
    if isinstance(node, list):
        return [call for one in node for call in _walk(one, found, depth + 1)]
    if not isinstance(node, dict):
        if isinstance(node, int) and not isinstance(node, bool):
            found.values.add(str(node))
        return []
    call = as_call(node)
    if call is not None:
        return _called(call, found)
    role = node.get("role", node.get("from"))
    if isinstance(role, str):
        return _message(role.casefold(), node, found, depth)
    for key, value in node.items():
        if str(key).casefold() not in SKIPPED:
            calls = _walk(value, found, depth + 1)
            if calls:
                found.calls.append(tuple(calls))
    return []


def _message(role: str, node: Mapping[str, Any], found: Collected, depth: int) -> list[Call]:
    """Collect what the user says, and the calls of anybody else's message."""
    if role in ANSWERS:
        return []
    if role in USER:
        content = node.get("content", node.get("value", node.get("text")))
        parts = content if isinstance(content, list) else [content]
        for part in parts:
            text = part.get("text") if isinstance(part, dict) else part
            if isinstance(text, str):
                _say(text, found)
        return []
    silent = Collected()
    calls = _walk([value for key, value in node.items() if key != "role"], silent, depth + 1)
    found.values |= {value for _, arguments in calls for value in _strings(arguments)}
    return [*calls, *(call for group in silent.calls for call in group)]


def _read(text: str, found: Collected, depth: int) -> list[Call]:
    """Collect from a string: the JSON in it, a call, a text or a value."""
    if text[:1] in ("{", "["):
        try:
            return _walk(orjson.loads(text), found, depth + 1)
        except orjson.JSONDecodeError:
            pass
    call = _spelled(text)
    if call is not None:
        return _called(call, found)
    _say(text, found)
    return []


def _called(call: Call, found: Collected) -> list[Call]:
    """Collect what a call names; a long argument may be a task's text under such a key."""
    values = list(_strings(call[1]))
    found.values.update(values)
    found.texts += [one for one in values if len(one.split()) >= PROSE_WORDS]
    return [call]


def _say(text: str, found: Collected) -> None:
    found.values.update(token.strip(".") for token in _TOKEN.findall(text))
    if len(text.split()) >= FEWEST_WORDS:
        found.texts.append(text)


def as_call(node: Mapping[str, Any]) -> Call | None:
    """Return the call that an object is, or None."""
    for key in WRAPPERS:
        inner = node.get(key)
        if isinstance(inner, dict):
            return as_call(inner)
    name = next((node[key] for key in NAMES if isinstance(node.get(key), str)), None)
    if name is None or isinstance(node.get("role"), str):
        return None
    for key in ARGUMENTS:
        arguments = node.get(key)
        if isinstance(arguments, str) and arguments[:1] == "{":
            try:
                arguments = orjson.loads(arguments)
            except orjson.JSONDecodeError:
                continue
        if isinstance(arguments, dict) and not _is_schema(arguments):
            return name, arguments
    return None


def _is_schema(arguments: Mapping[str, Any]) -> bool:
    return isinstance(arguments.get("properties"), dict) or "$schema" in arguments


def _spelled(text: str) -> Call | None:
    """Return the call that a text like `name(key='value')` spells, by its literals alone."""
    if len(text) > LONGEST_CALL or not _CALL.fullmatch(text):
        return None
    try:
        call = ast.parse(text.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            return None
        arguments = {one.arg: ast.literal_eval(one.value) for one in call.keywords if one.arg}
        orjson.dumps(arguments)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    return ast.unparse(call.func), arguments


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
