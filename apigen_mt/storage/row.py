"""One line of a shard: an accepted trajectory with everything needed to verify it again.

Parts that vary from row to row (tools, arguments, blueprint, verification, metadata) are JSON
texts, because columnar readers otherwise fill them with nulls or change their types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall, UserAction
from apigen_mt.records.trajectory import Accepted, Outcome, Rejection

KEYS: dict[str, type] = {
    "id": str,
    "task_id": str,
    "environment": str,
    "split": str,
    "messages": list,
    "tools": str,
    "policy_version": str,
    "n_turns": int,
    "n_user_turns": int,
    "n_calls": int,
    "n_writes": int,
    "n_outputs": int,
    "behaviours": list,
    "turn_labels": list,
    "loss_mask": list,
    "reward": int,
    "user_actions": str,
    "blueprint": str,
    "verification": str,
    "metadata": str,
}
"""The keys of a row and their types; a row has these and no others."""


def to_row(
    accepted: Accepted, tools: str, provenance: Mapping[str, Any], split: str = "train"
) -> bytes:
    """Return the JSON line of an accepted trajectory, without its newline.

    Args:
        accepted: what is stored.
        tools: the tools as agents see them, as JSON text.
        provenance: facts about the run: versions and digests.
        split: the side on which its skeleton is, `train` or `heldout`.
    """
    trajectory, outcome = accepted.trajectory, accepted.outcome
    blueprint, messages = trajectory.blueprint, trajectory.messages
    writes = sum(
        goal.kind in ("act", "guide") or (goal.kind == "decline" and bool(goal.actions))
        for goal in blueprint.goals
    )
    row = {
        "id": trajectory.id,
        "task_id": blueprint.id,
        "environment": blueprint.scenario.environment,
        "split": split,
        "messages": as_written(messages),
        "tools": tools,
        "policy_version": provenance.get("policy_version", ""),
        "n_turns": sum(one.role in ("user", "assistant") for one in messages),
        "n_user_turns": sum(one.role == "user" for one in messages),
        "n_calls": sum(len(one.tool_calls) for one in messages),
        "n_writes": writes,
        "n_outputs": len(blueprint.outputs),
        "behaviours": list(outcome.behaviours),
        "turn_labels": list(outcome.labels),
        "loss_mask": outcome.loss_mask,
        "reward": outcome.reward,
        "user_actions": to_actions(messages),
        "blueprint": blueprint.model_dump_json(),
        "verification": outcome.model_dump_json(),
        "metadata": orjson.dumps(
            {
                "index": blueprint.scenario.index,
                "attempt": trajectory.attempt,
                "author": blueprint.author,
                "user": trajectory.user,
                "agent": trajectory.agent,
                "stop": trajectory.stop,
                "contradictions": trajectory.contradictions,
                **provenance,
            }
        ).decode(),
    }
    return orjson.dumps(row)


def to_reject(rejection: Rejection, provenance: Mapping[str, Any] | None = None) -> bytes:
    """Return the JSON line of a rejection; its reasons are also a flat list."""
    record = rejection.model_dump(mode="json", exclude={"messages"})
    record["reasons"] = sorted({finding.reason.value for finding in rejection.findings})
    record["messages"] = as_written(rejection.messages)
    record["user_actions"] = to_actions(rejection.messages)
    return orjson.dumps({**record, **(provenance or {})})


def as_written(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Return messages as rows and rejections hold them."""
    return [to_wire(message) for message in messages]


def to_wire(message: Message) -> dict[str, Any]:
    """Return a message in OpenAI form, every key always there, arguments as JSON text."""
    return {
        "role": message.role,
        "content": message.content,
        "tool_calls": [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": orjson.dumps(call.arguments).decode(),
                },
            }
            for call in message.tool_calls
        ],
        "tool_call_id": message.tool_call_id,
        "name": message.name,
    }


def to_actions(messages: Sequence[Message]) -> str:
    """Return what the user did, as JSON text: the place of its message and its actions."""
    done = [
        [place, [action.model_dump() for action in message.actions]]
        for place, message in enumerate(messages)
        if message.actions
    ]
    return orjson.dumps(done).decode()


def from_wire(message: Mapping[str, Any]) -> Message:
    """Return the message of its OpenAI form.

    Raises:
        ValueError: a part is missing or has the wrong type.
    """
    try:
        return Message(
            role=message["role"],
            content=message.get("content") or "",
            tool_calls=tuple(
                ToolCall(
                    id=call["id"],
                    name=call["function"]["name"],
                    arguments=orjson.loads(call["function"]["arguments"]),
                )
                for call in message.get("tool_calls") or ()
            ),
            tool_call_id=message.get("tool_call_id") or "",
            name=message.get("name") or "",
        )
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise ValueError(f"message cannot be read: {type(error).__name__} {error}") from None


def parts(row: Mapping[str, Any]) -> tuple[Blueprint, Outcome, tuple[Message, ...]]:
    """Return the blueprint, the stored outcome and the messages of a row.

    Raises:
        ValueError: a part is missing or does not fit its record.
    """
    try:
        blueprint = Blueprint.model_validate_json(row["blueprint"])
        outcome = Outcome.model_validate_json(row["verification"])
        done = {place: actions for place, actions in orjson.loads(row["user_actions"])}
        messages = tuple(
            _with_actions(from_wire(message), done.get(place, ()))
            for place, message in enumerate(row["messages"])
        )
    except KeyError as error:
        raise ValueError(f"the row has no {error}") from None
    except TypeError as error:
        raise ValueError(f"the row cannot be read: {error}") from None
    return blueprint, outcome, messages


def _with_actions(message: Message, actions: Sequence[Mapping[str, Any]]) -> Message:
    done = tuple(UserAction.model_validate(action) for action in actions)
    return message.model_copy(update={"actions": done}) if done else message


def misfits(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the keys of a row and the types of their values."""
    for key, kind in KEYS.items():
        if key not in row:
            yield f"key '{key}' is missing"
        elif not isinstance(row[key], kind) or isinstance(row[key], bool):
            yield f"key '{key}' holds {type(row[key]).__name__}, not {kind.__name__}"
    for key in row:
        if key not in KEYS:
            yield f"key '{key}' is unknown"


def flaw(row: Mapping[str, Any]) -> str | None:
    """Return the first thing for which a row cannot be read as one, or None."""
    problem = next(misfits(row), None)
    if problem is not None:
        return problem
    try:
        _, _, messages = parts(row)
    except ValueError as error:
        return said(error)
    if as_written(messages) != row["messages"]:
        return "its messages are not as a run writes them"
    return None


def said(error: ValueError) -> str:
    """Return what was wrong with a record, in one line that repeats nothing of it."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        return f"{path}: {first['msg']}".removeprefix(": ")
    return str(error).partition("\n")[0]
