"""Turn taking: user, agent and tools, until the user stops or the turns run out."""

from __future__ import annotations

from typing import Protocol

from apigen_mt.environment import Environment
from apigen_mt.language.intent import ends
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.trajectory import StopReason

MOST_CALLS_IN_A_ROW = 30


class User(Protocol):
    """Says the first word and answers the agent."""

    def open(self) -> str:
        """Return the first message."""
        ...

    def reply(self, text: str) -> str:
        """Return the answer to what the agent said."""
        ...


class Agent(Protocol):
    """Answers the user, and calls tools."""

    def reply(self, text: str) -> Message:
        """Return the next message; `text` is what the user said or the tool answered."""
        ...


def converse(
    blueprint: Blueprint, environment: Environment, user: User, agent: Agent, max_turns: int
) -> tuple[tuple[Message, ...], StopReason]:
    """Return the messages of one conversation, system message first, and why it ended."""
    session = environment.session(blueprint.scenario.seed)
    messages = [Message(role="system", content=environment.policy_text)]
    text = user.open()
    for _ in range(max_turns):
        messages.append(Message(role="user", content=text))
        if ends(text):
            return tuple(messages), "user_stop"
        message = agent.reply(text)
        for _ in range(MOST_CALLS_IN_A_ROW):
            messages.append(message)
            if not message.tool_calls:
                break
            answer = ""
            for call in message.tool_calls:
                step = session.call(call.name, call.arguments)
                answer = step.observation
                messages.append(
                    Message(
                        role="tool",
                        content=answer,
                        tool_call_id=call.id,
                        name=call.name,
                        error=step.error is not None,
                    )
                )
            message = agent.reply(answer)
        text = user.reply(message.content)
    return tuple(messages), "turn_limit"
