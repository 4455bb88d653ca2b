"""Where an agent works: its memory, its words, and the line on which it speaks and calls."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from random import Random
from typing import TypeVar

from apigen_mt.environment import Environment
from apigen_mt.interplay.scripted_agent import lines
from apigen_mt.interplay.scripted_agent.memory import Memory
from apigen_mt.interplay.scripted_agent.speech import Speech
from apigen_mt.language.intent import presses
from apigen_mt.records.blueprint import Action, Blueprint
from apigen_mt.records.chat import Message, ToolCall

PATIENCE = 4
"""How often an agent asks for the same thing, or tries it, before it moves on."""
_SLIPS = ("hasty", "guess", "skip", "mute", "stranger", "boast")

Result = TypeVar("Result")
Step = Generator[Message, Sequence[Message], Result]
"""Yields what the agent says or calls; is sent what the user says or the tools answer."""


class Desk:
    """One agent at work on one blueprint."""

    def __init__(
        self, blueprint: Blueprint, environment: Environment, seed: int, slip: float
    ) -> None:
        self.blueprint = blueprint
        self.environment = environment
        self.random = Random(f"{seed}/agent")
        self.memory = Memory(environment)
        self.speech = Speech(blueprint, environment, self.memory.rows, self.random)
        draw = Random(f"{seed}/agent-slip")
        self.slip = draw.choice(_SLIPS) if draw.random() < slip else ""
        """What the agent does wrong on purpose, or nothing."""
        self.struck = False
        """Whether a tool has failed since the last act was begun."""
        self.lead = ""
        """What the next message begins with."""
        self._calls = 0

    def say(self, text: str) -> Step[str]:
        """Say `text` and return the user's answer."""
        text = " ".join(f"{self.lead} {text}".split())
        self.lead = ""
        heard = yield Message(role="assistant", content=text)
        answer = heard[-1].content
        self.hear(answer)
        return answer

    def hear(self, text: str) -> None:
        """Take in what the user says; who presses for time is told that it will be quick."""
        self.memory.hear(text)
        if presses(text) and not self.lead:
            self.lead = self.speech.line(lines.HURRY)

    def begin_with(self, text: str) -> None:
        """Let the next message begin with `text`, after what it was to begin with so far."""
        self.lead = f"{self.lead} {text}".strip()

    def call(self, *actions: Action) -> Step[list[str]]:
        """Make calls in one message; return their answers as JSON texts."""
        answers = yield Message(role="assistant", tool_calls=tuple(map(self._numbered, actions)))
        return [one.content for one in answers]

    def _numbered(self, action: Action) -> ToolCall:
        self._calls += 1
        return ToolCall(id=f"call_{self._calls:03d}", name=action.tool, arguments=action.arguments)
