"""From a chat completions request to its response; a pure function of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import orjson

from apigen_mt.rehearsal import agent, author, caller, device, judging, telling
from apigen_mt.rehearsal.reading import Heard, read

_FORMED: dict[str, Callable[[Heard], dict[str, Any]]] = {
    "author": author.write,
    "recombination": telling.recombine,
    "wording": telling.reword,
    "juror": judging.review,
    "feedback": judging.merge,
    "critic": judging.criticise,
}
_UNKNOWN = "I don't know what to say to that."
_CHARACTERS_A_TOKEN = 4


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response to a request; equal requests get equal responses."""
    heard = read(request)
    message: dict[str, Any] = {"role": "assistant", "content": None}
    forced = request.get("tool_choice")
    if heard.role in _FORMED:
        text = orjson.dumps(_FORMED[heard.role](heard)).decode()
        if isinstance(forced, Mapping):
            message["tool_calls"] = [_call(0, forced["function"]["name"], text)]
        elif request.get("response_format"):
            message["content"] = text
        else:
            message["content"] = f"Here it is.\n\n```json\n{text}\n```"
    elif heard.role == "caller":
        done = device.act(heard) if heard.tools else None
        if done is not None:
            message["tool_calls"] = [_call(0, done[0], orjson.dumps(done[1]).decode())]
        else:
            message["content"] = caller.reply(heard)
    elif heard.role == "agent":
        said = agent.reply(heard)
        if isinstance(said, str):
            message["content"] = said
        else:
            message["tool_calls"] = [
                _call(place, name, orjson.dumps(arguments).decode())
                for place, (name, arguments) in enumerate(said)
            ]
    else:
        message["content"] = _UNKNOWN
    return _response(request, message)


def _call(place: int, name: str, arguments: str) -> dict[str, Any]:
    return {
        "id": f"call_{place}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def _response(request: Mapping[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    sent = orjson.dumps(request)
    most = request.get("max_completion_tokens") or request.get("max_tokens")
    finish = "tool_calls" if message.get("tool_calls") else "stop"
    if most and _tokens(message) > int(most):
        _cut(message, int(most))
        finish = "length"
    completion = _tokens(message)
    prompt = _about(len(sent))
    return {
        "id": f"chatcmpl-{sha256(sent).hexdigest()[:24]}",
        "object": "chat.completion",
        "created": 0,
        "model": str(request.get("model", "rehearsal")),
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        },
    }


def _tokens(message: Mapping[str, Any]) -> int:
    calls = message.get("tool_calls") or ()
    written = [str(message.get("content") or "")]
    written += [one["function"]["name"] + one["function"]["arguments"] for one in calls]
    return _about(sum(len(one.encode()) for one in written))


def _cut(message: dict[str, Any], most: int) -> None:
    size = most * _CHARACTERS_A_TOKEN
    if message.get("content"):
        message["content"] = message["content"][:size]
    for call in message.get("tool_calls") or ():
        call["function"]["arguments"] = call["function"]["arguments"][:size]


def _about(size: int) -> int:
    return -(-size // _CHARACTERS_A_TOKEN)
