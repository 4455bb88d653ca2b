"""A task in the form in which a language model writes it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_WISHES = 12

TaskKind = Literal[
    "act", "inform", "refuse", "missing", "decline", "hand_over", "forbidden", "guide"
]
"""As goals of a blueprint, and: `missing` is refused for want of a tool, `hand_over` is a request
that a human takes over."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Saying(_Part):
    """How the caller says an argument."""

    argument: str
    said: str


class Former(Saying):
    """What an argument was before the caller changed its mind."""

    value: Any = None


class TaskAction(_Part):
    """One call."""

    tool: str
    arguments: dict[str, Any] = {}


class TaskWish(_Part):
    """One wish, what serves it, and what happens to it on the way."""

    kind: TaskKind
    want: str
    because: str = ""
    actions: list[TaskAction] = Field([], max_length=16)
    outputs: list[str] = Field([], max_length=8)
    says: list[Saying] = Field([], max_length=16)
    first: Former | None = None
    vague: Saying | None = None
    pressed: str = ""
    instead: bool = False
    regrets: bool = False


class Task(_Part):
    """What an author answers with (APIGen-MT, figure 8: thought, instruction, actions, outputs)."""

    thought: str = ""
    instruction: str
    wishes: list[TaskWish] = Field(max_length=MOST_WISHES)
