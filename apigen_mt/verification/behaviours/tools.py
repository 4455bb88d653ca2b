"""How tools are used: how many look-ups at a time or for one act, what fails, in whose hands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from apigen_mt.environment import OUTAGES, Step
from apigen_mt.records.blueprint import HEAVY
from apigen_mt.verification.behaviours.played import Played


def parallel_reads(played: Played) -> bool:
    """Several look-ups in one message, all of which work."""
    for place, message in enumerate(played.messages):
        steps = played.course.steps(place) if len(message.tool_calls) > 1 else []
        if steps and not any(step.writes or step.error for step in steps):
            return True
    return False


def read_heavy(played: Played) -> bool:
    """Six different look-ups or more for one write, since the wish before was done with."""
    for at, _ in played.writes:
        start = played.last_closing(at)
        reads = {
            f"{step.tool}{sorted(step.arguments.items())}"
            for place, step in played.calls
            if start < place < at and step.error is None and played.reads(step)
        }
        if len(reads) >= HEAVY:
            return True
    return False


def tool_failure(played: Played) -> bool:
    """A disturbance struck, and the call worked in the end or the agent said that it does not."""
    for planned in played.blueprint.disturbances:
        same = [
            step
            for _, step in played.calls
            if step.tool == planned.tool
            and (planned.arguments is None or dict(step.arguments) == planned.arguments)
        ]
        if planned.permanent:
            failed = any(step.error in OUTAGES for step in same)
            if failed and any(played.met(goal) for goal in played.goals("refuse")):
                return True
        elif len(same) > 1 and _recovers(planned.kind, same):
            return True
    return False


def _recovers(kind: str, same: Sequence[Step]) -> bool:
    """Whether calls that are the same show the failure first, and then what should have come."""
    if kind == "silent":
        return not same[0].changed and same[0].error is None and same[-1].changed
    if kind == "stale":
        return any(
            one.observation != other.observation and one.before.digest == other.before.digest
            for one, other in pairwise(same)
        )
    return same[0].error in OUTAGES and same[-1].error is None


def dual_control(played: Played) -> bool:
    """The user does something on its own side, right after the agent has asked for it."""
    for place, step in played.calls:
        if step.by == "user" and step.changed and played.asked(place):
            return True
    return False
