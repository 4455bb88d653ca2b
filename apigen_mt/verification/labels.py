"""What each turn of the agent is worth as an example."""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.environment import OUTAGES, Step
from apigen_mt.records.chat import Message
from apigen_mt.records.review import Reason
from apigen_mt.records.trajectory import Label
from apigen_mt.verification.follow import Course

_MISTAKES = frozenset(("invalid_arguments", "unknown_tool"))
_UNGROUNDED = frozenset((Reason.UNGROUNDED_ARGUMENT, Reason.INVENTED_FIGURE))
_BREACH = frozenset((Reason.POLICY, Reason.UNCONFIRMED_WRITE))


def label(messages: Sequence[Message], course: Course) -> tuple[Label, ...]:
    """Return the label of each message, nothing for those that the agent did not write.

    `policy_breach`: a rule is broken, or a write lacks a yes. `ungrounded`: an argument, an amount
    or a day came from nowhere. `error`: a call does not fit its schema, names no tool, or is a
    write that the tool refuses (a look-up that finds nothing is none, nor is an outage).
    `redundant`: the same text again, or only reads whose answers are known and cannot have changed.
    `recovered`: the first call that works after one that failed. `ok`: everything else.
    """
    found: list[Label] = []
    reasons = [(place, one.reason) for place, one in course.findings]
    known: set[tuple[str, str, str]] = set()
    said: set[str] = set()
    failed = False
    for place, message in enumerate(messages):
        if message.role != "assistant":
            found.append("")
            continue
        steps = course.steps(place)
        mine = {reason for at, reason in reasons if at == place}
        fresh = [mark for mark in map(_mark, steps) if mark not in known]
        if mine & _BREACH:
            found.append("policy_breach")
        elif mine & _UNGROUNDED:
            found.append("ungrounded")
        elif any(map(_mistaken, steps)):
            found.append("error")
        elif (steps and not fresh) or (not steps and message.content in said):
            found.append("redundant")
        elif failed and any(step.error is None for step in steps):
            found.append("recovered")
        else:
            found.append("ok")
        if steps:
            failed = any(step.error is not None for step in steps)
        known.update(_mark(step) for step in steps if step.error is None and step.arrived)
        said.add(message.content)
    return tuple(found)


def _mistaken(step: Step) -> bool:
    refused = step.writes and step.error is not None and step.error not in OUTAGES
    return step.error in _MISTAKES or refused


def _mark(step: Step) -> tuple[str, str, str]:
    """Return what makes a call the same as an earlier one: the call, and the state it met."""
    return step.tool, repr(sorted(step.arguments.items())), step.before.digest
