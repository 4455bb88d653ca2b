"""A conversation that was played, what came of it, and items that were rejected."""

from __future__ import annotations

from typing import Literal

from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.record import Record
from apigen_mt.records.review import Finding
from apigen_mt.records.scenario import Scenario

StopReason = Literal["user_stop", "turn_limit", "call_limit", "no_answer"]


Label = Literal["", "ok", "redundant", "recovered", "error", "ungrounded", "policy_breach"]
TRAINED: frozenset[Label] = frozenset(("ok", "recovered"))
"""The labels of turns to learn from."""


class Outcome(Record):
    """What verification found; `reward` is 1 only if nothing is held against the trajectory."""

    state_match: bool
    """The end state equals the gold end state."""
    outputs_match: bool
    """Every expected output was said."""
    end_digest: str
    """Digest of the state in which the conversation ended."""
    findings: tuple[Finding, ...] = ()
    """Everything that is wrong."""
    labels: tuple[Label, ...] = ()
    """What each message is worth as an example; empty for those that the agent did not write."""
    behaviours: tuple[str, ...] = ()
    """What happened on the way, each found by its checker; sorted."""
    reward: Literal[0, 1]
    """1 for a trajectory to keep."""

    @property
    def loss_mask(self) -> list[int]:
        """1 for each message to learn from, 0 for every other one."""
        return [int(one in TRAINED) for one in self.labels]


class Trajectory(Record):
    """One conversation on one blueprint."""

    id: str
    """Blueprint id, a dot, the attempt."""
    blueprint: Blueprint
    """The task it was played on."""
    attempt: int
    """0 for the first."""
    user: str
    """Who played the user: `scripted`, or the name of a model."""
    agent: str
    """Who played the agent: `scripted`, or the name of a model."""
    messages: tuple[Message, ...]
    """Everything said and done, system message first."""
    stop: StopReason
    """Why it ended."""
    failure: Finding | None = None
    """What broke it off, where a model gave no usable answer."""
    contradictions: int = 0
    """Messages of the user that its critic found to be against the instruction."""


class Accepted(Record):
    """A trajectory and the outcome for which it is kept."""

    trajectory: Trajectory
    outcome: Outcome


class Rejection(Record):
    """Something that is not in the data, and why."""

    index: int
    """Place of the item in the run."""
    stage: Literal["author", "check", "review", "interplay", "output"]
    """Where it ended; `output` is a kept trajectory that was left out of the data afterwards."""
    findings: tuple[Finding, ...]
    """What was held against it, at least one."""
    scenario: Scenario
    """What was drawn."""
    blueprint: Blueprint | None = None
    """The last draft, when there was one."""
    messages: tuple[Message, ...] = ()
    """The conversation, when there was one."""
    attempt: int = 0
    """Which attempt."""
