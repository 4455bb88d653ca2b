"""What a model is asked and what it answers; everything else about models is behind `ask`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from apigen_mt.records.review import Reason
from apigen_mt.records.usage import Usage

Finish = Literal["stop", "length", "tool_calls", "content_filter"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a run a question is asked; equal questions at other places are other questions."""

    item: int
    """The item's index in the run, for its account."""
    seed: int
    """The scenario's seed; with role, attempt and ordinal it tells equal questions apart."""
    role: str
    """Who asks: author, juror.<seat>, user, agent, ..."""
    attempt: int
    """Which round or conversation."""
    ordinal: int
    """Which question of this role in it."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a JSON reply."""

    name: str
    """A short name, such as `review`."""
    schema: Mapping[str, Any]
    """Its JSON Schema."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question."""

    place: Place
    messages: Sequence[Mapping[str, Any]]
    """The chat so far in OpenAI form."""
    tools: Sequence[Any] = ()
    """Tools in OpenAI form, or JSON fragments of them."""
    parallel: bool = True
    """Whether several calls may come in one reply; only with tools."""
    form: Form | None = None
    """The form of the reply, where it shall be JSON."""
    temperature: float | None = None
    """Over the model's own."""
    max_tokens: int | None = None
    """Over the model's own."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call as the model wrote it: nothing in it is checked yet."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ChatReply:
    """One answer."""

    text: str
    """What it says; empty when it only calls."""
    calls: tuple[Call, ...]
    """What it calls."""
    finish: Finish
    """Why it ended; `length` also when the token limit was reached without saying so."""
    usage: Usage
    """What it took."""


class ChatModel(Protocol):
    """Anything that answers."""

    async def ask(self, request: ChatRequest) -> ChatReply:
        """Return the answer.

        Raises:
            CallFailed: this question gets no usable answer; the item ends, the run goes on.
            ModelError: no question will be answered (key, quota, model, budget); the run ends.
        """
        ...


class CallFailed(Exception):
    """One question without a usable answer; it becomes the reason of a rejection."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
