"""A role's line to its model: numbered questions, one more try for useless replies, typed JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from apigen_mt.llm.model import CallFailed, ChatModel, ChatReply, ChatRequest, Form, Place
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.review import Reason
from apigen_mt.records.scenario import Scenario
from apigen_mt.untrusted.jsontext import read_json

Answer = TypeVar("Answer", bound=BaseModel)
Chat = list[dict[str, Any]]

_FENCE = re.compile(r"```(?:json)?[^\S\n]*\n(.*?)```", re.DOTALL)
_LONGEST_PROBLEM = 400


@dataclass(frozen=True)
class Speaker:
    """A model in a role."""

    name: str
    """What records call it: the model's name in the config."""
    model: ChatModel
    max_tokens: int
    """Most tokens of a reply; doubled for a second try after one that was cut off."""
    temperature: float | None = None

    def line(self, scenario: Scenario, role: str, attempt: int = 0) -> Line:
        """Return a line for one item; equal lines ask equal questions."""
        return Line(self, scenario, role, attempt)


class Line:
    """Asks one question after the other, each with its place in the run."""

    def __init__(self, speaker: Speaker, scenario: Scenario, role: str, attempt: int) -> None:
        self.speaker = speaker
        self.role = role
        self._where = (scenario.index, scenario.seed, role, attempt)
        self._asked = 0

    async def ask(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Any] = (),
        parallel: bool = True,
        form: Form | None = None,
    ) -> ChatReply:
        """Return a whole reply; one that is cut off, refused or empty is asked for once more.

        Raises:
            CallFailed: the second reply is of no use either.
            ModelError: the run ends.
        """
        most = self.speaker.max_tokens
        reply = await self._once(messages, tools, parallel, form, most)
        problem = _useless(reply)
        if problem is None:
            return reply
        most = most * 2 if problem is Reason.CUT_OFF else most
        reply = await self._once(messages, tools, parallel, form, most)
        problem = _useless(reply)
        if problem is not None:
            raise CallFailed(problem, f"{self.role}: two replies ended as '{reply.finish}'")
        return reply

    async def fill(
        self, messages: Sequence[Mapping[str, Any]], shape: type[Answer], prompts: Prompts
    ) -> tuple[Answer, str]:
        """Return a reply of the given form, and its text; one repair is asked for.

        Raises:
            CallFailed: the repaired reply does not fit either.
        """
        form = Form(shape.__name__.lower(), schema_of(shape))
        chat: Chat = [dict(one) for one in messages]
        for repaired in (False, True):
            reply = await self.ask(chat, form=form)
            try:
                return shape.model_validate(json_in(reply.text)), reply.text
            except (ValueError, ValidationError) as error:
                problem = _problem(error)
            if repaired:
                break
            chat.append({"role": "assistant", "content": reply.text})
            chat.append({"role": "user", "content": prompts["repair"].say(problem=problem)})
        raise CallFailed(Reason.MALFORMED_REPLY, f"{self.role}: {problem}")

    async def _once(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Any],
        parallel: bool,
        form: Form | None,
        most: int,
    ) -> ChatReply:
        place = Place(*self._where, ordinal=self._asked)
        self._asked += 1
        return await self.speaker.model.ask(
            ChatRequest(
                place=place,
                messages=messages,
                tools=tools,
                parallel=parallel,
                form=form,
                temperature=self.speaker.temperature,
                max_tokens=most,
            )
        )


def _useless(reply: ChatReply) -> Reason | None:
    """Return why a reply must not be used: a call that was cut off is never made."""
    if reply.finish == "length":
        return Reason.CUT_OFF
    if reply.finish == "content_filter" or not (reply.text.strip() or reply.calls):
        return Reason.REFUSED
    return None


def json_in(text: str) -> Any:
    """Return the JSON value of a reply: the text itself, or the last fenced block in it.

    Raises:
        ValueError: there is none.
    """
    try:
        return read_json(text)
    except ValueError:
        pass
    blocks = _FENCE.findall(text)
    if not blocks and "{" in text:
        blocks = [text[text.index("{") : text.rfind("}") + 1]]
    if not blocks:
        raise ValueError("it holds no JSON object")
    try:
        return read_json(blocks[-1])
    except ValueError as error:
        raise ValueError(f"its JSON cannot be read: {error}") from None


@cache
def schema_of(shape: type[BaseModel]) -> Mapping[str, Any]:
    """Return the JSON Schema of a reply, without titles; made once, as it takes a millisecond."""
    schema: dict[str, Any] = _untitled(shape.model_json_schema())
    return schema


def _untitled(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _untitled(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str))
        }
    return [_untitled(one) for one in node] if isinstance(node, list) else node


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        found = [
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg'].lower()}"
            for one in error.errors(include_url=False, include_input=False)[:4]
        ]
        return "; ".join(found)[:_LONGEST_PROBLEM]
    return str(error)[:_LONGEST_PROBLEM]
