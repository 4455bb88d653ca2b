"""What items start from: how much they write, and what happens in them on the way."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from apigen_mt.config.part import Part
from apigen_mt.records.blueprint import HEAVY


class BehaviourMix(Part):
    """Shares of items in which something happens on the way; met within 2 points in 1,000 items.

    Each is counted only where a checker finds it in the conversation itself. What an environment
    cannot offer (a hand-over without a tool for it) stays out.
    """

    information: float = Field(0.55, ge=0, le=1)
    """The user asks for something that a look-up answers."""
    refusal: float = Field(0.2, ge=0, le=1)
    """A wish that the world or the policy makes impossible, as look-ups and writes show."""
    limit: float = Field(0.06, ge=0, le=1)
    """The reason of a refusal is a rule's, such as one cancellation too many; at most `refusal`."""
    pressure: float = Field(0.06, ge=0, le=1)
    """The user asks for what the policy forbids: to skip a look-up, to act for somebody else."""
    alternative: float = Field(0.1, ge=0, le=1)
    """After a refusal the user takes something else; at most `refusal`."""
    out_of_scope: float = Field(0.06, ge=0, le=1)
    """A request that no tool serves."""
    hand_over: float = Field(0.05, ge=0, le=1)
    """A matter that the agent passes on to a human."""
    mistaken_identity: float = Field(0.1, ge=0, le=1)
    """The user first gives a wrong detail about itself."""
    missing_parameter: float = Field(0.6, ge=0, le=1)
    """The user leaves out what a write needs, and the agent asks before it acts."""
    missing_tool: float = Field(0.05, ge=0, le=1)
    """The tool that would serve a wish is not there; the agent says so and offers what there is."""
    mind_change: float = Field(0.18, ge=0, le=1)
    """The user corrects a detail at the confirmation."""
    regret: float = Field(0.06, ge=0, le=1)
    """The user changes its mind after the act, which is then done otherwise."""
    near_duplicates: float = Field(0.12, ge=0, le=1)
    """The user's words fit several rows; the agent finds out which one is meant."""
    parallel_reads: float = Field(0.2, ge=0, le=1)
    """Look-ups that do not need each other are made in one message."""
    read_heavy: float = Field(0.12, ge=0, le=1)
    """Six look-ups or more for one write."""
    tool_failure: float = Field(0.12, ge=0, le=1)
    """A tool fails, is stale or does not write; the agent notices and recovers, or says so."""
    dual_control: float = Field(0.5, ge=0, le=1)
    """The user acts on a device of its own, guided by the agent."""
    impatient_user: float = Field(0.1, ge=0, le=1)
    """The user presses for time."""
    confused_user: float = Field(0.06, ge=0, le=1)
    """The user asks back before it answers."""
    typos: float = Field(0.12, ge=0, le=1)
    """The user's fingers slip."""

    @model_validator(mode="after")
    def _nested(self) -> Self:
        if self.alternative + self.limit > self.refusal:
            raise ValueError(
                "alternative and limit are parts of refusal and cannot be more than it"
            )
        return self


class SamplerConfig(Part):
    """What is drawn for an item (APIGen-MT, section 4.1.1)."""

    writes: tuple[float, ...] = (0.18, 0.3, 0.24, 0.15, 0.08, 0.05)
    """Weights of 1, 2, 3, ... gold writes in an item that writes."""
    read_only: float = Field(0.08, ge=0, le=1)
    """Share of items that only ask for information."""
    recombined: float = Field(0.08, ge=0, le=1)
    """Share of items that join blueprints of one person into a harder one (section 4.1.3)."""
    reads_per_write: float | None = Field(None, ge=0, lt=HEAVY)
    """Look-ups to aim at before a write, by looking at more or less of what the person has.

    What a task needs it gets; more than this limit is the behaviour `read_heavy`. Null leaves it to
    chance.
    """
    hops: float | None = Field(None, ge=0)
    """Length of the longest chain of calls to aim at, each of which needs what the one before told.

    Taken is the likest of the tasks that the planner finds for several people; null takes the
    first that has what is due.
    """
    evenness: float | None = Field(None, gt=0, le=1)
    """Entropy of the writes to aim at, as a share of the most that this environment's tools allow.

    1 uses all as often, less prefers the commonest; null follows the feasible edges of the tool
    graph, which a target leaves aside where they lead to writes.
    """
    behaviours: BehaviourMix = BehaviourMix()
    """What happens on the way, and how often."""

    @field_validator("writes")
    @classmethod
    def _weights(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if not weights or min(weights) < 0 or sum(weights) <= 0:
            raise ValueError("needs one weight or more, none negative, not all zero")
        return weights
