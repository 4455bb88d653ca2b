"""What an engine is given to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from apigen_mt.config import RunConfig
from apigen_mt.execution.workshop import Report
from apigen_mt.storage.plan import Plan


@dataclass(frozen=True)
class Job:
    """The open shards of a planned run."""

    folder: Path
    """Where the run lies."""
    plan: Plan
    """What it is."""
    config: RunConfig
    """Its settings."""
    numbers: list[int]
    """The shards that are not complete."""
    workers: int
    """How many may run at once."""
    report: Report
    """Told of each item that is durable."""


class Engine(Protocol):
    """Decides who runs which shard; what a shard is, and when it is complete, is not its matter."""

    def __call__(self, job: Job) -> None:
        """Run the shards of a job, or see to it that they are run."""
        ...


def by_others(job: Job) -> None:
    """Leave the shards to whoever calls the worker, such as a job system that we do not know."""
