"""What is heard of a run while it is under way; here by somebody who tells nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from apigen_mt.config import LimitsConfig, RunConfig
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.lender import Lender
from apigen_mt.llm.model import ChatModel
from apigen_mt.records.trajectory import Accepted, Rejection
from apigen_mt.storage.plan import Plan

Tell = Callable[[Sequence[Accepted | Rejection]], None]
"""Told what became of an item."""


class Telemetry:
    """Hears of everything, and tells nobody."""

    @contextmanager
    def run(self, plan: Plan, workers: int) -> Iterator[None]:
        """Hear that a run is under way."""
        yield

    @contextmanager
    def attempt(self, number: int, name: str) -> Iterator[None]:
        """Hear that an attempt at a shard is under way."""
        yield

    @contextmanager
    def item(self, index: int) -> Iterator[Tell]:
        """Hear that an item is under way, and what became of it."""
        yield lambda outcomes: None

    def models(self, config: RunConfig, models: Mapping[str, ChatModel]) -> Mapping[str, ChatModel]:
        """Return the models, listened to."""
        return models

    def ledger(
        self, limits: LimitsConfig, shard_of: Callable[[int], int], lender: Lender | None
    ) -> Ledger:
        """Return the account of a process, listened to."""
        return Ledger(limits, shard_of, lender)

    def flush(self) -> None:
        """Send what is known so far; the process may be killed when it has nothing to do."""


SILENT = Telemetry()
