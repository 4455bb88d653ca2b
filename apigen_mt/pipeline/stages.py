"""The seams of the pipeline: one Protocol a stage, one method each.

Stages that may ask a model are coroutines; those that only compute are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from apigen_mt.environment import Environment
from apigen_mt.generation.checks import Execution
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.review import Finding, Round, Ruling
from apigen_mt.records.scenario import Scenario
from apigen_mt.records.trajectory import Outcome, Trajectory


class Sampler(Protocol):
    """Draws what an item starts from."""

    def sample(self, environment: Environment, index: int) -> Scenario:
        """Return the scenario of item `index`."""
        ...


class Author(Protocol):
    """Writes blueprints, and answers findings."""

    async def draft(self, scenario: Scenario) -> Blueprint | None:
        """Return a first draft, or None when the scenario offers nothing to do."""
        ...

    async def revise(self, blueprint: Blueprint, turn: Round) -> Blueprint | None:
        """Return a draft that answers the changes of `turn`, with it on record."""
        ...

    async def combine(self, joined: Blueprint, parts: Sequence[Blueprint]) -> Blueprint:
        """Return joined parts with one instruction of their own."""
        ...


class Checker(Protocol):
    """Checks by format, execution and policy."""

    def check(self, blueprint: Blueprint) -> tuple[Execution | None, tuple[Finding, ...]]:
        """Return the execution and no findings, or None and what is wrong."""
        ...


class Jury(Protocol):
    """Reviews what passed the checks."""

    async def review(self, blueprint: Blueprint) -> Ruling:
        """Return the ruling."""
        ...


class Feedback(Protocol):
    """Makes one list of changes of everything that is held against a draft."""

    async def merge(self, blueprint: Blueprint, findings: Sequence[Finding]) -> tuple[str, ...]:
        """Return the changes that the author is asked for."""
        ...


class Interplay(Protocol):
    """Plays a blueprint."""

    async def play(self, blueprint: Blueprint, attempt: int) -> Trajectory:
        """Return the conversation of one attempt."""
        ...


class Verifier(Protocol):
    """Judges a conversation."""

    def verify(self, messages: Sequence[Message], blueprint: Blueprint) -> Outcome:
        """Return the outcome."""
        ...
