"""Everything that an endpoint can do wrong, each under a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import orjson

HUGE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """What is sent in place of an answer."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    how: str = "whole"
    """`whole`; `reset` before anything; `cut` in the middle; `silence`; `slow`; `huge`."""
    wait_s: float | None = None
    """What Retry-After asks for."""


def _error(message: str, code: str = "") -> bytes:
    return orjson.dumps({"error": {"message": message, "type": "rehearsed", "code": code or None}})


def _date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


PLAIN = {
    "429": 429,
    "500": 500,
    "502": 502,
    "504": 504,
    "529": 529,
    "408": 408,
    "409": 409,
}
"""Faults that are a status alone."""
FATAL: dict[str, Fault] = {
    "401": Fault(401, body=_error("Incorrect API key provided.", "invalid_api_key")),
    "403": Fault(403, body=_error("This key may not use the model.")),
    "404_model": Fault(404, body=_error("The model does not exist.", "model_not_found")),
    "429_quota": Fault(429, body=_error("You exceeded your current quota.", "insufficient_quota")),
    "400_context": Fault(
        400, body=_error("This is longer than the context.", "context_length_exceeded")
    ),
    "redirect": Fault(307, headers=(("Location", "http://127.0.0.1:9/v1/chat/completions"),)),
}
"""Faults that no other attempt mends."""
_OFTEN = (
    "429_ms",
    "429_seconds",
    "429",
    "500",
    "502",
    "503_ms",
    "504",
    "529",
    "408",
    "409",
    "reset",
    "cut",
    "truncated",
    "html",
    "no_choices",
    "null_message",
    "error_inside",
    "array",
)
_SELDOM = ("429_date", "silence")
_SELDOM_SHARE = 0.01
TRANSIENT = (*_OFTEN, *_SELDOM)
"""Faults that another attempt mends."""
SPOILT = (
    "length_calls",
    "silent_length",
    "content_filter",
    "empty",
    "no_usage",
    "bad_arguments",
    "array_arguments",
    "wrong_tool",
    "same_ids",
)
"""Answers that arrive whole and must not be used as they are."""


def draw(random: Random) -> str:
    """Return the name of a passing fault."""
    return random.choice(_SELDOM if random.random() < _SELDOM_SHARE else _OFTEN)


def make(name: str, whole: bytes, authorization: str, random: Random) -> Fault:
    """Return the fault called `name` for a request whose answer would be `whole`.

    Raises:
        KeyError: there is no such fault.
    """
    if name in FATAL:
        return FATAL[name]
    if name in PLAIN:
        return Fault(PLAIN[name], body=_error(f"Rehearsed {name}."))
    if name in ("429_ms", "503_ms"):
        wait = round(random.uniform(0.02, 0.2), 3)
        after = (("retry-after-ms", str(round(wait * 1000))),)
        return Fault(int(name[:3]), after, _error("Slow down."), wait_s=wait)
    if name == "429_seconds":
        wait = round(random.uniform(0.05, 0.25), 2)
        return Fault(429, (("Retry-After", str(wait)),), _error("Slow down."), wait_s=wait)
    if name == "429_date":  # a date has whole seconds: what is left of this one does not count
        return Fault(429, (("Retry-After", _date(2)),), _error("Slow down."), wait_s=0.9)
    if name.startswith("echo_key"):
        status = 400 if name == "echo_key" else int(name.removeprefix("echo_key_"))
        return Fault(status, body=_error(f"Bad header: {authorization}"))
    return _broken(name, whole)


def _broken(name: str, whole: bytes) -> Fault:
    broken: dict[str, Fault] = {
        "reset": Fault(how="reset"),
        "cut": Fault(body=whole, how="cut"),
        "truncated": Fault(body=whole[: len(whole) // 2]),
        "html": Fault(headers=(("Content-Type", "text/html"),), body=b"<html>maintenance</html>"),
        "no_choices": Fault(body=b'{"choices":[]}'),
        "null_message": Fault(body=b'{"choices":[{"message":null}]}'),
        "error_inside": Fault(body=_error("Overloaded.")),
        "array": Fault(body=b"[]"),
        "silence": Fault(how="silence"),
        "slow": Fault(body=whole, how="slow"),
        "huge": Fault(how="huge"),
    }
    return broken[name]


def spoil(name: str, response: dict[str, Any]) -> dict[str, Any]:
    """Return a whole answer with something in it that must not be used as it is."""
    choice = response["choices"][0]
    message = choice["message"]
    calls = message.get("tool_calls") or []
    if name == "length_calls":
        choice["finish_reason"] = "length"
    elif name == "silent_length":
        response["usage"]["completion_tokens"] = 10**6
    elif name == "content_filter":
        message.update(content="", tool_calls=None)
        choice["finish_reason"] = "content_filter"
    elif name == "empty":
        message.update(content="", tool_calls=None, reasoning_content="I think.")
    elif name == "no_usage":
        del response["usage"]
    for call in calls:
        function = call["function"]
        if name == "bad_arguments":
            function["arguments"] = function["arguments"][:-1]
        elif name == "array_arguments":
            function["arguments"] = "[1, 2]"
        elif name == "wrong_tool":
            function["name"] += "_please"
        elif name == "same_ids":
            call["id"] = ""
    return response
