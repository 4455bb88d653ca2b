"""Agents that must never pass: one that does nothing, one that does too much, one that is deaf."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.language.intent import closes
from apigen_mt.mutation.case import Case, Messages
from apigen_mt.records.blueprint import Action
from apigen_mt.records.chat import Message, ToolCall

MOST_TURNS = 40
_POLITE = (
    "I understand. Is there anything else I can do for you?",
    "Thank you, noted. Anything else?",
    "All done. Can I help with anything else?",
)
Calls = Iterator[tuple[str, dict[str, Any]]]


class _Caller:
    """An agent that makes calls one after the other and then only chats."""

    name = "caller"

    def __init__(self, calls: Calls, random: Random) -> None:
        self.calls = enumerate(calls)
        self.random = random

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next call, or polite nothing when there are none left."""
        for number, (name, arguments) in self.calls:
            call = ToolCall(id=f"call_{number:03d}", name=name, arguments=arguments)
            return Message(role="assistant", tool_calls=(call,))
        return Message(role="assistant", content=self.random.choice(_POLITE))


class _Eager(ScriptedAgent):
    """The scripted agent, with one write more before its last word."""

    name = "eager"

    def __init__(self, case: Case, calls: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__(case.blueprint, case.environment, case.blueprint.scenario.seed)
        toolbox = case.environment.toolbox
        gold = [one for one in case.blueprint.actions if one.tool in toolbox]
        self.left = [one for one in gold if toolbox[one.tool].writes]
        self.more = calls
        self.environment = case.environment
        self.held: Message | None = None

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the script's message; after the last gold write, the one too many first."""
        if self.held is not None:
            message, self.held = self.held, None
            return message
        message = await super().reply(heard)
        made = [Action(tool=call.name, arguments=call.arguments) for call in message.tool_calls]
        self.left = [one for one in self.left if one not in made]
        if not self.left and self.more and closes(message.content):
            name, arguments = self.more.pop()
            self.held = message
            call = ToolCall(id="call_more", name=name, arguments=arguments)
            return Message(role="assistant", tool_calls=(call,))
        return message


async def do_nothing(case: Case, random: Random) -> Messages:
    """An agent that is polite and makes no call."""
    return await _played(case, _Caller(iter(()), random))


async def call_everything(case: Case, random: Random) -> Messages:
    """An agent that calls every tool with whatever fits this person, asking nobody."""
    world = case.draft.world
    reads = ((one.tool, one.arguments) for one in list(world.lookups))
    tools = [tool for tool in case.environment.toolbox.values() if tool.writes]
    writes = ((tool.name, arguments) for tool in tools for arguments in case.bindings(tool)[:1])
    return await _played(case, _Caller((call for kind in (reads, writes) for call in kind), random))


async def replay_gold(case: Case, random: Random) -> Messages:
    """An agent that knows the gold actions and makes them without a word."""
    gold = ((one.tool, one.arguments) for one in case.blueprint.actions)
    return await _played(case, _Caller(gold, random))


async def gold_and_one_more(case: Case, random: Random) -> Messages:
    """The scripted agent with one write more at the end; nothing where there is none to make."""
    session = case.environment.replay(
        [(one.tool, one.arguments) for one in case.blueprint.actions], case.blueprint.scenario.seed
    )
    tools = [tool for tool in case.session().toolbox.values() if tool.writes]
    for tool in random.sample(tools, len(tools)):
        for arguments in case.bindings(tool):
            if session.fork().call(tool.name, arguments).changed:
                agent = _Eager(case, [(tool.name, arguments)])
                messages = await _played(case, agent)
                return () if agent.more else messages
    return ()


async def _played(case: Case, agent: Any) -> Messages:
    user = ScriptedUser(case.blueprint, case.environment, case.blueprint.scenario.seed)
    played = await converse(case.blueprint, case.environment, user, agent, MOST_TURNS)
    return played.messages


AGENTS: dict[str, Callable[[Case, Random], Any]] = {
    one.__name__: one for one in (do_nothing, call_everything, replay_gold, gold_and_one_more)
}
