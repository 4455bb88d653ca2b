"""Turn taking: user, agent and tools, until the user stops or the turns run out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from apigen_mt.environment import Environment, Session
from apigen_mt.language.intent import ends
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall
from apigen_mt.records.trajectory import StopReason

MOST_CALLS_IN_A_ROW = 30


class User(Protocol):
    """Says the first word and answers the agent."""

    async def open(self) -> str:
        """Return the first message."""
        ...

    async def reply(self, text: str) -> str:
        """Return the answer to what the agent said."""
        ...


class Agent(Protocol):
    """Answers the user, and calls tools."""

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next message; `heard` is what was said or answered since the last one."""
        ...


async def converse(
    blueprint: Blueprint, environment: Environment, user: User, agent: Agent, max_turns: int
) -> tuple[tuple[Message, ...], StopReason]:
    """Return the messages of one conversation, system message first, and why it ended."""
    session = environment.session(blueprint.scenario.seed)
    messages = [Message(role="system", content=environment.policy_text)]
    text = await user.open()
    for _ in range(max_turns):
        heard = [Message(role="user", content=text)]
        messages += heard
        if ends(text):
            return tuple(messages), "user_stop"
        for _ in range(MOST_CALLS_IN_A_ROW):
            message = await agent.reply(heard)
            messages.append(message)
            if not message.tool_calls:
                break
            heard = [_answer(session, call) for call in message.tool_calls]
            messages += heard
        else:
            return tuple(messages), "call_limit"
        text = await user.reply(message.content)
    return tuple(messages), "turn_limit"


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
