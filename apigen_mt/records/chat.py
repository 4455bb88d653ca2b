"""The chat wire: messages in OpenAI form, with the calls that agents make."""

from __future__ import annotations

from typing import Any, Literal

from apigen_mt.records.record import Record

STOP = "###STOP###"
"""The token with which a user ends the conversation (APIGen-MT, section 4.2)."""


class ToolCall(Record):
    """One call that the agent asks for."""

    id: str
    """Unique within the conversation; the answer carries it too."""
    name: str
    """The tool."""
    arguments: dict[str, Any]
    """The arguments as a JSON object."""


class UserAction(Record):
    """Something that the user did with tools of its own before it wrote a message."""

    name: str
    """The user's tool."""
    arguments: dict[str, Any]
    """Its arguments."""
    observation: str = ""
    """What the user saw, as JSON text; the agent knows only what the user tells of it."""


class Message(Record):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    """Who speaks."""
    content: str = ""
    """What is said; never null."""
    tool_calls: tuple[ToolCall, ...] = ()
    """The calls of an assistant message."""
    tool_call_id: str = ""
    """The call which a tool message answers."""
    name: str = ""
    """The tool which a tool message comes from."""
    error: bool = False
    """Whether a tool message reports an error."""
    actions: tuple[UserAction, ...] = ()
    """What the user did before it wrote this; agents do not see it."""
