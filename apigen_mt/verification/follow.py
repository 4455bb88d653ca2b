"""A conversation followed message by message: every call made again, every word weighed.

Calls run on a fresh session, so what is found depends on the messages alone and anyone can repeat
it from a stored row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from apigen_mt.environment import OUTAGES, Environment, Session, Step, Tool
from apigen_mt.language.consent import Rows, unmentioned
from apigen_mt.language.grounding import Ledger
from apigen_mt.language.intent import agrees, asks_go_ahead
from apigen_mt.language.leaks import hidden_keys, named
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall
from apigen_mt.records.review import Finding, Reason


@dataclass
class Course:
    """What was done and found on the way; findings and steps by the place of their message."""

    session: Session
    findings: list[tuple[int, Finding]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """For each step of the session, the message that made the call."""

    def steps(self, place: int) -> list[Step]:
        """Return the calls of one message, made again."""
        return [
            step for step, at in zip(self.session.trace, self.places, strict=True) if at == place
        ]


def follow(messages: Sequence[Message], blueprint: Blueprint, environment: Environment) -> Course:
    """Return the course of a conversation on a session of its own."""
    walk = _Walk(messages, blueprint, environment)
    for place, message in enumerate(messages):
        if message.role == "user":
            walk.watch(place, message)
            walk.hear(place, message.content)
        elif message.role == "assistant":
            walk.speak(place, message)
    return walk.course


class _Walk:
    """What is known while the messages go by."""

    def __init__(
        self, messages: Sequence[Message], blueprint: Blueprint, environment: Environment
    ) -> None:
        self.environment = environment
        self.course = Course(environment.session(**blueprint.setting))
        self.stored = {one.tool_call_id: one.content for one in messages if one.role == "tool"}
        self.ledger, self.rows = Ledger(environment), Rows()
        for goal in blueprint.goals:
            self.ledger.grant(goal.because)  # a refused call would tell it, and is not made
        self.secrets = {key: normal(key) for key in sorted(hidden_keys(blueprint, environment))}
        self.asked, self.offer, self.yes = "", "", False

    def watch(self, place: int, message: Message) -> None:
        """Take in what the user does."""
        for action in message.actions:
            step = self.course.session.call(action.name, action.arguments, "user")
            self.course.places.append(place)
            if action.observation != step.observation:
                self._note(
                    place,
                    Reason.FALSE_ANSWER,
                    f"message {place} ({action.name}): not what the user's tool shows",
                )

    def hear(self, place: int, text: str) -> None:
        """Take in what the user says: facts, a yes, a leak."""
        said = normal(text)
        for name in named(text, self.environment):
            self._note(place, Reason.LEAK, f"message {place}: the user says '{name}'")
        for key, words in self.secrets.items():
            if words in said:
                self._note(place, Reason.LEAK, f"message {place}: the user knows the key '{key}'")
        self.ledger.hear(text)
        self.yes = asks_go_ahead(self.asked) and agrees(text)
        self.asked, self.offer = "", self.asked  # a question is answered once

    def speak(self, place: int, message: Message) -> None:
        """Take in what the agent says and does."""
        if message.content:
            self.asked = message.content
            if self.secrets:
                said = normal(message.content)
                secrets = self.secrets.items()
                self.secrets = {key: words for key, words in secrets if words not in said}
            for figure in self.ledger.invented(message.content):
                self._note(
                    place, Reason.INVENTED_FIGURE, f"message {place}: {figure} came from nowhere"
                )
        for call in message.tool_calls:
            self._call(place, call)

    def _call(self, place: int, call: ToolCall) -> None:
        tool = self.course.session.toolbox.get(call.name)
        number = len(self.course.session.trace)
        step = self.course.session.call(call.name, call.arguments)
        self.course.places.append(place)
        if self.stored.get(call.id, step.observation) != step.observation:
            self._note(
                place,
                Reason.FALSE_ANSWER,
                f"call '{call.id}' ({call.name}): the stored answer is not the tool's answer",
            )
        if tool is None:
            return
        for name, value in self.ledger.ungrounded(tool, call.arguments):
            self._note(
                place,
                Reason.UNGROUNDED_ARGUMENT,
                f"call {number} ({call.name}): {name} '{value}' came from nowhere",
            )
        if step.writes:
            lacking = ", ".join(self._lacking(tool, step))
            if lacking:
                self._note(
                    place,
                    Reason.UNCONFIRMED_WRITE,
                    f"call {number} ({call.name}): the confirmation lacks {lacking}",
                )
            self.yes = self.yes and not step.changed  # a refused call may be mended
        if step.error is None:
            self.ledger.observe(step.observation)
            self.rows.observe(tool, step.observation)

    def _lacking(self, tool: Tool, step: Step) -> Iterator[str]:
        if not self.yes:
            yield "a clear yes"
        elif step.error is None or step.error in OUTAGES:  # what a tool refuses may be mended
            yield from unmentioned(
                self.offer,
                self.environment,
                tool,
                step.arguments,
                self.rows,
                lambda table, key: step.before.table(table).get(key),
                lambda slot, row: step.before.kin(slot[4:], row),
            )

    def _note(self, place: int, reason: Reason, detail: str) -> None:
        self.course.findings.append((place, finding(reason, detail)))


def finding(reason: Reason, detail: str) -> Finding:
    """Return a finding of the verifier."""
    return Finding(reason=reason, detail=detail[:500], source="verifier")
