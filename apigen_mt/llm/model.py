"""What a model is asked and what it answers; everything else about models is behind `ask`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from apigen_mt.records.review import Reason

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
class Usage:
    """What was used; sums with `+`."""

    calls: int = 0
    """Answered calls."""
    attempts: int = 0
    """HTTP attempts."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    nanodollars: int = 0
    """Cost; a whole number, so that a sum does not depend on its order."""
    estimated: bool = False
    """Whether tokens were estimated because the endpoint did not tell."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.attempts + other.attempts,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.nanodollars + other.nanodollars,
            self.estimated or other.estimated,
        )

    @property
    def cost(self) -> float:
        """Dollars."""
        return self.nanodollars / 1e9

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens

    def told(self) -> dict[str, Any]:
        """Return it as JSON, the cost in dollars."""
        return {
            "calls": self.calls,
            "attempts": self.attempts,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cost": self.cost,
            "usage_estimated": self.estimated,
        }


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
