"""Turn taking: user, agent and tools, until the user stops or the turns run out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apigen_mt.environment import Environment, Session
from apigen_mt.language.intent import ends
from apigen_mt.llm.model import CallFailed
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall, UserAction
from apigen_mt.records.review import Finding
from apigen_mt.records.trajectory import StopReason

MOST_CALLS = 100
"""Tool calls after which a conversation is ended."""


class Hands:
    """What a user can do in the world: the tools that are its own."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._done: list[UserAction] = []

    def act(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Use a tool and return what the user sees, as JSON text."""
        step = self._session.call(name, arguments, "user")
        done = UserAction(name=name, arguments=dict(arguments), observation=step.observation)
        self._done.append(done)
        return step.observation

    def done(self) -> tuple[UserAction, ...]:
        """Return what was done since this was asked last."""
        done, self._done = tuple(self._done), []
        return done


class User(Protocol):
    """Says the first word and answers the agent."""

    @property
    def name(self) -> str:
        """What records call it."""
        ...

    async def open(self) -> str:
        """Return the first message."""
        ...

    async def reply(self, text: str, hands: Hands | None = None) -> str:
        """Return the answer to what the agent said, after doing what it asked for."""
        ...


class Agent(Protocol):
    """Answers the user, and calls tools."""

    @property
    def name(self) -> str:
        """What records call it."""
        ...

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next message; `heard` is what was said or answered since the last one."""
        ...


@dataclass(frozen=True)
class Conversation:
    """What was said and done, and why it ended."""

    messages: tuple[Message, ...]
    stop: StopReason
    failure: Finding | None = None


async def converse(
    blueprint: Blueprint,
    environment: Environment,
    user: User,
    agent: Agent,
    max_turns: int,
    max_calls: int = MOST_CALLS,
) -> Conversation:
    """Return one conversation, system message first.

    It ends when the user stops, when turns or calls run out, or when a model gives no usable
    answer; what was said until then is kept in any case.
    """
    messages = [Message(role="system", content=environment.policy_text)]
    try:
        stop = await _take_turns(
            messages,
            environment.session(**blueprint.setting),
            user,
            agent,
            max_turns,
            max_calls,
        )
    except CallFailed as broken:
        failure = Finding(reason=broken.reason, detail=broken.detail, source="model")
        return Conversation(tuple(messages), "no_answer", failure)
    return Conversation(tuple(messages), stop)


async def _take_turns(
    messages: list[Message],
    session: Session,
    user: User,
    agent: Agent,
    max_turns: int,
    max_calls: int,
) -> StopReason:
    text, hands = await user.open(), Hands(session)
    calls = 0
    for _ in range(max_turns):
        heard = [Message(role="user", content=text, actions=hands.done())]
        messages += heard
        if ends(text):
            return "user_stop"
        message = await agent.reply(heard)
        messages.append(message)
        while message.tool_calls:
            if calls + len(message.tool_calls) > max_calls:  # what is over is not made
                message = message.model_copy(
                    update={"tool_calls": message.tool_calls[: max_calls - calls]}
                )
                messages[-1] = message
            heard = [_answer(session, call) for call in message.tool_calls]
            messages += heard
            calls += len(heard)
            if calls >= max_calls:
                return "call_limit"
            message = await agent.reply(heard)
            messages.append(message)
        text = await user.reply(message.content, hands)
    return "turn_limit"


def _answer(session: Session, call: ToolCall) -> Message:
    """Make one call and return the tool's message."""
    step = session.call(call.name, call.arguments)
    return Message(
        role="tool",
        content=step.observation,
        tool_call_id=call.id,
        name=call.name,
        error=step.error is not None,
    )
