"""An accepted trajectory to be edited, and the cuts that edits are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from apigen_mt.environment import Environment, Session, Step, Tool
from apigen_mt.generation.draft import Draft
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall

Messages = tuple[Message, ...]


@dataclass(frozen=True)
class Site:
    """One call of a trajectory that its tool did not refuse."""

    place: int
    """The place of the message that makes it."""
    call: ToolCall
    step: Step


@dataclass(frozen=True, eq=False)
class Case:
    """An accepted trajectory with what its calls did."""

    blueprint: Blueprint
    messages: Messages
    environment: Environment

    def tool(self, name: str) -> Tool:
        """Return a tool of the environment."""
        return self.environment.toolbox[name]

    @cached_property
    def sites(self) -> list[Site]:
        """The calls that worked, in order."""
        session, found = self.session(), []
        for place, message in enumerate(self.messages):
            steps = session.perform(message)[len(message.actions) :]
            for call, step in zip(message.tool_calls, steps, strict=True):
                if step.error is None:
                    found.append(Site(place, call, step))
        return found

    @property
    def writes(self) -> list[Site]:
        """The calls that changed the world."""
        return [site for site in self.sites if site.step.changed]

    @property
    def reads(self) -> list[Site]:
        """The look-ups."""
        return [site for site in self.sites if not site.step.writes]

    @cached_property
    def draft(self) -> Draft:
        """The person's world and plausible bindings, as the planner sees them."""
        scenario = self.blueprint.scenario.model_copy(update={"focus": None})
        return Draft(self.environment, Wording(self.environment), scenario)

    def session(self) -> Session:
        """Return a fresh session of this task."""
        return self.environment.session(**self.blueprint.setting)

    def ends_as_gold(self, messages: Sequence[Message]) -> bool:
        """Return whether the calls of `messages` lead to the gold end state."""
        session = self.session()
        for message in messages:
            session.perform(message)
        return session.db.digest == self.blueprint.end_digest

    def retaken(self, messages: Sequence[Message]) -> Messages:
        """Return `messages` with each call answered as its tool answers it there.

        Call ids are given anew; a call without an answer gets one, an answer without a call goes.
        """
        session, found, number = self.session(), list[Message](), 0
        for message in messages:
            if message.role == "tool":
                continue
            done = tuple(
                one.model_copy(update={"observation": step.observation})
                for one, step in zip(
                    message.actions,
                    session.perform(message.model_copy(update={"tool_calls": ()})),
                    strict=True,
                )
            )
            calls = []
            for call in message.tool_calls:
                number += 1
                calls.append(call.model_copy(update={"id": f"call_{number:03d}"}))
            kept = {"tool_calls": tuple(calls), "actions": done}
            found.append(message.model_copy(update=kept))
            for call in calls:
                step = session.call(call.name, call.arguments)
                found.append(
                    Message(
                        role="tool",
                        content=step.observation,
                        tool_call_id=call.id,
                        name=call.name,
                        error=step.error is not None,
                    )
                )
        return tuple(found)

    def offer(self, site: Site) -> int:
        """Return the place of what the agent said last before a call."""
        return max(
            place
            for place in range(site.place)
            if self.messages[place].role == "assistant" and self.messages[place].content
        )

    def answer(self, site: Site) -> int:
        """Return the place of what the user said last before a call."""
        return max(place for place in range(site.place) if self.messages[place].role == "user")

    def bindings(self, tool: Tool) -> list[dict[str, Any]]:
        """Return arguments with which the person might want to use a write."""
        return list(self.draft.options(tool))


Operator = Callable[[Case, Random], Iterator[Messages]]
"""Yields edited conversations, best first; none where the case offers no place for the edit."""


def called(message: Message, old: ToolCall, new: ToolCall) -> Message:
    """Return a message with one call replaced."""
    calls = tuple(new if call is old else call for call in message.tool_calls)
    return message.model_copy(update={"tool_calls": calls})


def replaced(messages: Messages, place: int, *by: Message) -> Messages:
    """Return `messages` with one message replaced by none or more."""
    return (*messages[:place], *by, *messages[place + 1 :])


def said(message: Message, text: str) -> Message:
    """Return a message with another text."""
    return message.model_copy(update={"content": text})


def recalled(
    messages: Messages, site: Site, arguments: Mapping[str, Any] | None = None, name: str = ""
) -> Messages:
    """Return `messages` with the call at `site` made to another tool or with other arguments."""
    changes = {
        "name": name or site.call.name,
        "arguments": dict(site.call.arguments if arguments is None else arguments),
    }
    message = called(messages[site.place], site.call, site.call.model_copy(update=changes))
    return replaced(messages, site.place, message)


def uncalled(messages: Messages, site: Site) -> Messages:
    """Return `messages` without the call at `site`; a message left empty goes too."""
    message = messages[site.place]
    calls = tuple(call for call in message.tool_calls if call is not site.call)
    kept = message.model_copy(update={"tool_calls": calls})
    return replaced(messages, site.place, *([kept] if calls or kept.content else []))


def calling(name: str, arguments: Mapping[str, Any]) -> Message:
    """Return a message of the agent that makes one call; its id is given when it is retaken."""
    return Message(
        role="assistant", tool_calls=(ToolCall(id="new", name=name, arguments=dict(arguments)),)
    )


def shuffled(sites: Sequence[Site], random: Random) -> list[Site]:
    """Return sites in random order."""
    return random.sample(sites, len(sites))
