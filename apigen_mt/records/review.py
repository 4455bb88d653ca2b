"""What is held against a blueprint or a trajectory, and how a committee rules on it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from apigen_mt.records.record import Record

RUBRICS = ("correctness", "completeness", "satisfaction", "creativity")
"""What a juror scores (APIGen-MT, figure 9)."""


class Reason(StrEnum):
    """Why something was sent back or rejected; the same code everywhere."""

    NO_PLAN = "no_plan"
    """The author found no task in this scenario."""
    FORMAT = "format"
    """A part of the blueprint is missing or empty."""
    UNKNOWN_TOOL = "unknown_tool"
    """A gold action names no tool."""
    INVALID_ARGUMENTS = "invalid_arguments"
    """A gold action's arguments do not fit the tool's schema."""
    UNKNOWN_ROW = "unknown_row"
    """A gold action names a row that is not there."""
    TOOL_ERROR = "tool_error"
    """A tool refused a gold action."""
    POLICY = "policy"
    """The gold actions, or the agent's calls, break a policy rule."""
    NOT_MINIMAL = "not_minimal"
    """A gold write can be dropped without changing the end state."""
    INSUFFICIENT = "insufficient"
    """A gold argument is neither known to the user nor found by a read."""
    UNFOUNDED_OUTPUT = "unfounded_output"
    """An expected output is in no answer of a tool."""
    LEAK = "leak"
    """The user's words give away tool names, parameter names or hidden ids."""
    MISSING_FACT = "missing_fact"
    """The instruction leaves out something that only the user can know."""
    CONTRADICTION = "contradiction"
    """The instruction and the gold actions say different things."""
    TRIVIAL = "trivial"
    """There is nothing to do and nothing to find out."""
    AMBIGUOUS = "ambiguous"
    """Other writes satisfy the instruction as well and lead to another end state."""
    EARLY_STOP = "early_stop"
    """The user ended the conversation with goals still open."""
    TURN_LIMIT = "turn_limit"
    """The conversation did not end by itself."""
    STATE_MISMATCH = "state_mismatch"
    """The end state is not the gold end state."""
    MISSING_OUTPUT = "missing_output"
    """An expected output was never said."""
    UNCONFIRMED_WRITE = "unconfirmed_write"
    """A write was made without a clear yes to its details."""
    UNGROUNDED_ARGUMENT = "ungrounded_argument"
    """An argument came from nowhere: not said, not returned, not in the policy."""
    INVENTED_FIGURE = "invented_figure"
    """The agent said an amount or a day that came from nowhere."""
    FALSE_ANSWER = "false_answer"
    """A stored answer of a tool is not what the tool answers."""
    BROKEN_TRANSCRIPT = "broken_transcript"
    """The messages are no conversation that can have happened."""
    CONTAMINATED = "contaminated"
    """It shares too much with a task that models are tested on."""
    SAME_SKELETON = "same_skeleton"
    """The run has as many rows of its skeleton already as it may have."""
    CALL_LIMIT = "call_limit"
    """The agent made more calls than a conversation may have."""
    OBJECTION = "objection"
    """A juror scored a rubric 0."""
    NO_ANSWER = "no_answer"
    """A model's endpoint gave no usable answer within its attempts."""
    CUT_OFF = "cut_off"
    """A model's reply hit its length limit, twice."""
    REFUSED = "refused"
    """A model or its content filter declined to answer, or answered nothing, twice."""
    MALFORMED_REPLY = "malformed_reply"
    """A model's reply was not of the form asked for, nor after one repair."""
    TOKEN_CAP = "token_cap"
    """The item reached its cap of tokens."""


ONLY_MODELS = frozenset(
    {
        Reason.AMBIGUOUS,
        Reason.CALL_LIMIT,
        Reason.OBJECTION,
        Reason.NO_ANSWER,
        Reason.CUT_OFF,
        Reason.REFUSED,
        Reason.MALFORMED_REPLY,
        Reason.TOKEN_CAP,
    }
)
"""Reasons that procedural roles never give."""

ONLY_STORED = frozenset(
    {
        Reason.FALSE_ANSWER,
        Reason.BROKEN_TRANSCRIPT,
        Reason.CONTAMINATED,
        Reason.SAME_SKELETON,
    }
)
"""Reasons that a conversation cannot earn while it is played, only afterwards."""


class Finding(Record):
    """One thing that is wrong: a failed check or a juror's objection."""

    reason: Reason
    """The code."""
    detail: str
    """What exactly, and where."""
    source: str
    """Which check or juror found it."""


class Review(Record):
    """One juror's view of one blueprint: four rubrics, each kept or not."""

    juror: str
    """The juror's name."""
    scores: dict[str, int]
    """0 or 1 for correctness, completeness, satisfaction and creativity; empty when abstaining."""
    accepted: bool
    """The juror's verdict."""
    abstained: bool = False
    """Whether the juror gave no usable answer; its vote does not count then."""
    reasons: dict[str, str] = {}
    """Why, for each score."""
    reflection: str = ""
    """What the juror would change, or that it is good as it is."""
    findings: tuple[Finding, ...] = ()
    """Objections; empty when the juror accepts."""


class Ruling(Record):
    """What a committee decided by majority."""

    reviews: tuple[Review, ...]
    """Every juror's review, in seat order."""
    scores: dict[str, int]
    """The majority on each rubric."""
    accepted: bool
    """The majority of verdicts."""
    findings: tuple[Finding, ...] = ()
    """All objections, without repeats; where too few seats answered, why they did not."""


class Round(Record):
    """One turn of the revise-check-review loop, kept with the blueprint."""

    number: int
    """0 for the first draft."""
    findings: tuple[Finding, ...]
    """What was held against that draft; empty for the accepted one."""
    changes: tuple[str, ...] = ()
    """What the author was asked to change."""
    draft: dict[str, Any] | None = None
    """The draft, as its author writes tasks."""
    ruling: Ruling | None = None
    """How the committee ruled on it; none when a check had failed before."""
