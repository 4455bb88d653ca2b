"""The OpenAI chat wire: a request as bytes, and a reply out of bytes that may be anything."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeGuard

import orjson

from apigen_mt.config import ModelConfig
from apigen_mt.llm.model import Call, ChatReply, ChatRequest, Finish, Place
from apigen_mt.records.usage import Usage

_FINISH: dict[object, Finish] = {
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
_CHARACTERS_A_TOKEN = 4


class Unreadable(Exception):
    """A body that is no answer: cut off, of a wrong type, or an error in disguise."""


def encode(config: ModelConfig, request: ChatRequest) -> bytes:
    """Return the body of a request."""
    body: dict[str, Any] = {"model": config.model, "messages": request.messages}
    if request.tools:
        body["tools"] = request.tools
        if not request.parallel:
            body["parallel_tool_calls"] = False
    if request.form is not None:
        body.update(_formed(config.structured, request.form.name, request.form.schema))
    temperature = config.temperature if request.temperature is None else request.temperature
    if temperature is not None:
        body["temperature"] = temperature
    body[config.max_tokens_key] = request.max_tokens or config.max_tokens
    if config.send_seed:
        body["seed"] = seed_of(request.place)
    body.update(config.extra)
    return orjson.dumps(body)


def _formed(structured: str, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if structured == "json_schema":
        form = {"name": name, "schema": schema, "strict": False}
        return {"response_format": {"type": "json_schema", "json_schema": form}}
    if structured == "tool":
        function = {"name": name, "description": "The reply.", "parameters": schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": name}},
        }
    return {}


def seed_of(place: Place) -> int:
    """Return 31 bits that depend on the place alone."""
    drawn = sha256(f"{place.seed}/{place.role}/{place.attempt}/{place.ordinal}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") >> 1


def key_of(body: bytes, place: Place) -> str:
    """Return the key under which the answer is kept: the full request, and its place."""
    where = f"{place.seed}/{place.role}/{place.attempt}/{place.ordinal}/"
    return sha256(where.encode() + body).hexdigest()


def decode(content: bytes, request: ChatRequest, config: ModelConfig, sent: int) -> ChatReply:
    """Return the reply in a response body.

    Args:
        content: the body.
        request: what was asked.
        config: whose token limit tells a reply that was cut off silently.
        sent: bytes of the request, from which tokens are estimated where the endpoint tells none.

    Raises:
        Unreadable: the body is no chat completion.
    """
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Unreadable("a body that is no JSON") from None
    if not isinstance(body, dict):
        raise Unreadable(f"a body that is a JSON {type(body).__name__}")
    if body.get("error"):
        raise Unreadable("an error in a body with status 200")
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise Unreadable("no choices")
    message = choices[0].get("message")
    if not isinstance(message, dict):
        raise Unreadable("no message")
    text, calls = _text(message.get("content")), _calls(message.get("tool_calls"))
    finish = _FINISH.get(choices[0].get("finish_reason"), "stop")
    if message.get("refusal"):
        finish = "content_filter"
    usage = _usage(body.get("usage"), sent, len(content))
    limit = request.max_tokens or config.max_tokens
    if not usage.estimated and usage.completion_tokens >= limit:
        finish = "length"
    if request.form is not None and config.structured == "tool" and calls:
        text, calls = calls[0].arguments, ()
    return ChatReply(text=text, calls=calls, finish=finish, usage=usage)


def _text(content: object) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [one.get("text", "") for one in content if isinstance(one, dict)]
        if all(isinstance(part, str) for part in parts):
            return "".join(parts)
    raise Unreadable(f"content of type {type(content).__name__}")


def _calls(found: object) -> tuple[Call, ...]:
    if found is None:
        return ()
    if not isinstance(found, list):
        raise Unreadable(f"tool_calls of type {type(found).__name__}")
    return tuple(_call(one) for one in found)


def _call(one: object) -> Call:
    function = one.get("function") if isinstance(one, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise Unreadable("a tool call without a function's name")
    arguments = function.get("arguments")
    if isinstance(arguments, dict):  # some endpoints send the object itself
        arguments = orjson.dumps(arguments).decode()
    if not isinstance(arguments, str | None):
        raise Unreadable(f"arguments of type {type(arguments).__name__}")
    return Call(name=function["name"], arguments=arguments or "{}")


def _usage(found: object, sent: int, received: int) -> Usage:
    told = found if isinstance(found, dict) else {}
    prompt, completion = told.get("prompt_tokens"), told.get("completion_tokens")
    if _counts(prompt) and _counts(completion):
        return Usage(calls=1, prompt_tokens=prompt, completion_tokens=completion)
    return Usage(
        calls=1,
        prompt_tokens=estimate(sent),
        completion_tokens=estimate(received),
        estimated=True,
    )


def _counts(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def estimate(size: int) -> int:
    """Return about how many tokens a text of `size` bytes has."""
    return -(-size // _CHARACTERS_A_TOKEN)
