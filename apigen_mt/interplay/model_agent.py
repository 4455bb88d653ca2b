"""An agent that is a language model with function calling."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from apigen_mt.environment import Environment
from apigen_mt.llm.line import Chat, Speaker
from apigen_mt.llm.model import Call, CallFailed
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall
from apigen_mt.records.review import Reason
from apigen_mt.storage.row import to_wire
from apigen_mt.untrusted.jsontext import read_json

MOST_MALFORMED = 2
"""How often a message with arguments that are no JSON object is asked for again."""
_TOGETHER = "- Make look-ups that do not need one another's answers together, in one message."
_PARALLEL = "- You may make several calls in one message where none needs the answer of another."
_SINGLE = "- Make one call at a time and wait for its answer."
_LOOK_BACK = (
    "- After a change look up once more what you have changed. If it has not arrived, look again,\n"
    "  then make the change a second time and look; the yes you have is enough for that."
)


class ModelAgent:
    """Plays the agent of one blueprint in one attempt; it has the policy and the tools.

    What enters its history is what enters the data: ids are ours, arguments are JSON objects, and a
    call that was cut off or cannot be read is asked for again instead of being made.
    """

    def __init__(
        self,
        speaker: Speaker,
        blueprint: Blueprint,
        environment: Environment,
        attempt: int,
        prompts: Prompts,
        parallel: bool,
    ) -> None:
        self.name = speaker.name
        self.parallel = parallel
        self._line = speaker.line(blueprint.scenario, "agent", attempt)
        self._tools = [orjson.Fragment(one) for one in _tools(environment, blueprint.withheld)]
        self._chat: Chat = prompts["agent"].fill(
            policy=environment.policy_text, habits=_habits(blueprint, parallel)
        )
        self._calls = 0

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next message: words, or calls."""
        self._chat += [_wire(one) for one in heard]
        for _ in range(MOST_MALFORMED + 1):
            reply = await self._line.ask(self._chat, tools=self._tools, parallel=self.parallel)
            calls = reply.calls if self.parallel else reply.calls[:1]
            arguments = [_arguments(call) for call in calls]
            if None not in arguments:
                break
        else:
            raise CallFailed(Reason.MALFORMED_REPLY, "agent: arguments that are no JSON object")
        message = Message(
            role="assistant",
            content=reply.text.strip(),
            tool_calls=tuple(
                self._numbered(call, given)
                for call, given in zip(calls, arguments, strict=True)
                if given is not None
            ),
        )
        self._chat.append(_wire(message))
        return message

    def _numbered(self, call: Call, arguments: dict[str, Any]) -> ToolCall:
        self._calls += 1
        return ToolCall(id=f"call_{self._calls:03d}", name=call.name, arguments=arguments)


def _habits(blueprint: Blueprint, parallel: bool) -> str:
    """Return how the agent works in this task: together or one by one, and how carefully."""
    together = "parallel_reads" in blueprint.scenario.behaviours
    habits = [(_TOGETHER if together else _PARALLEL) if parallel else _SINGLE]
    if any(one.kind in ("silent", "stale") for one in blueprint.disturbances):
        habits.append(_LOOK_BACK)
    return "\n".join(habits)


def _tools(environment: Environment, without: Collection[str]) -> list[bytes]:
    tools = environment.toolbox.values()
    return [orjson.dumps(one.published()) for one in tools if one.name not in without]


def _arguments(call: Call) -> dict[str, Any] | None:
    try:
        found = read_json(call.arguments)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _wire(message: Message) -> dict[str, Any]:
    """Return a message as the endpoint takes it: without the keys that say nothing."""
    wire = to_wire(message)
    return {key: wire[key] for key in wire if key == "content" or (wire[key] and key != "name")}
