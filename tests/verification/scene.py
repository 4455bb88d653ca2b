"""Conversations written by hand in the library, with the blueprint that they were played on."""

from __future__ import annotations

from typing import Any

from apigen_mt.environment import load_environment
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal, Output
from apigen_mt.records.chat import STOP, Message, ToolCall
from apigen_mt.records.scenario import Persona, Scenario
from apigen_mt.verification.verify import Verifier

LIBRARY = load_environment("library")
SCENARIO = Scenario(
    environment="library",
    index=0,
    seed=0,
    person="",
    tools=(),
    goals=(),
    rows=(),
    rules=(),
    persona=Persona(description="Somebody."),
)


class Scene:
    """A conversation in the making; calls are really made, unless the blueprint disturbs them."""

    def __init__(self, *goals: Goal, **blueprint: Any) -> None:
        self.blueprint = Blueprint(
            id="library-0",
            scenario=blueprint.pop("scenario", SCENARIO),
            author="hand",
            instruction=blueprint.pop("instruction", "I want something."),
            goals=goals,
            **{"actions": (), **blueprint},
        )
        self.session = LIBRARY.session(**self.blueprint.setting)
        self.messages = [Message(role="system", content=LIBRARY.policy_text)]
        self.calls = 0

    def user(self, text: str) -> Scene:
        """The user says something."""
        self.messages.append(Message(role="user", content=text))
        return self

    def agent(self, text: str) -> Scene:
        """The agent says something."""
        self.messages.append(Message(role="assistant", content=text))
        return self

    def call(self, *calls: tuple[str, dict[str, Any]]) -> Scene:
        """The agent makes calls in one message; their answers follow."""
        made, answers = [], []
        for name, arguments in calls:
            self.calls += 1
            step = self.session.call(name, arguments)
            key = f"call_{self.calls}"
            made.append(ToolCall(id=key, name=name, arguments=arguments))
            answers.append(
                Message(role="tool", content=step.observation, tool_call_id=key, name=name)
            )
        self.messages += [Message(role="assistant", tool_calls=tuple(made)), *answers]
        return self

    def behaviours(self) -> set[str]:
        """End the conversation and return what its checkers find."""
        self.user(f"no, thanks {STOP}")
        return set(Verifier(LIBRARY).verify(self.messages, self.blueprint).behaviours)


def act(tool: str, **arguments: Any) -> Goal:
    """A wish that a write serves."""
    return Goal(kind="act", tool=tool, arguments=arguments, want="have it done")


def fact(key: str, said: str) -> Fact:
    """Something that the user knows."""
    return Fact(key=key, value=said, said=said, ask="that", literal=False)


def action(tool: str, **arguments: Any) -> Action:
    """A gold action."""
    return Action(tool=tool, arguments=arguments)


def refusal(text: str = "") -> Output:
    """That something cannot be done."""
    return Output(kind="refusal", text=text)
