"""What the shards share that one process works on: the journey, its models, their account."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from apigen_mt import __version__
from apigen_mt.config import LimitsConfig, RunConfig
from apigen_mt.environment.skeleton import Split, skeleton, split_of
from apigen_mt.execution.halt import Halt
from apigen_mt.execution.switch import telemetry
from apigen_mt.execution.telemetry import SILENT, Telemetry
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.lender import Lender
from apigen_mt.llm.open import Models
from apigen_mt.llm.responses import Responses
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.usage import Usage
from apigen_mt.storage.attempt import Attempt, responses_by_shard, responses_of
from apigen_mt.storage.plan import Plan
from apigen_mt.storage.shard import read_entry

Report = Callable[[int, list[str]], None]
"""Told of each item that is durable: rows accepted, and the reasons of its rejections."""
BEAT_S = 5.0
"""Seconds between two looks at the lease and two lines of progress."""


@dataclass
class Workshop:
    """The means of one process; what it makes lies in the run's folder."""

    folder: Path
    plan: Plan
    config: RunConfig
    journey: Journey
    report: Report
    halt: Halt = field(default_factory=Halt)
    ledger: Ledger | None = None
    shelves: dict[int, Responses] = field(default_factory=dict)
    """Responses by shard; empty where no model is asked."""
    beat_s: float = BEAT_S
    telemetry: Telemetry = SILENT
    """Hears of what is done."""

    @asynccontextmanager
    async def shelf(self, attempt: Attempt) -> AsyncIterator[None]:
        """Keep the responses of a shard at hand: those that are there, and new ones."""
        if self.ledger is None:
            yield
            return
        older = responses_of(self.folder, attempt.number)
        kept = self.shelves[attempt.number] = Responses(attempt.responses, older)
        for _ in kept.load():
            pass
        try:
            yield
        finally:
            await kept.close()
            del self.shelves[attempt.number]


@asynccontextmanager
async def opened(
    folder: Path,
    plan: Plan,
    config: RunConfig,
    numbers: Iterable[int],
    report: Report,
    lender: Lender | None = None,
) -> AsyncIterator[Workshop]:
    """Give the workshop of a run, open while it is used.

    Args:
        folder: where the run lies.
        plan: what it is.
        config: its settings, with what this process may spend.
        numbers: the shards whose spending counts against that.
        report: told of each item.
        lender: who lends parts of the limits that several workers share.
    """
    halt, heard = Halt(), telemetry()
    with halt.listening():
        if not config.asks_models:
            journey = journey_of(config)
            yield Workshop(folder, plan, config, journey, report, halt, telemetry=heard)
            return
        ledger = heard.ledger(config.limits, lambda item: item // config.output.shard_size, lender)
        _account(ledger, folder, numbers)
        shelves: dict[int, Responses] = {}
        models = Models(
            config, lambda item: shelves[item // config.output.shard_size], ledger, ended=halt.ask
        )
        halt.on(models.stop)
        try:
            journey = wire(config, heard.models(config, models.gateways))
            spare_collector()
            yield Workshop(
                folder, plan, config, journey, report, halt, ledger, shelves, telemetry=heard
            )
        finally:
            await models.close()
            await ledger.close()


def spent_of(folder: Path, numbers: Iterable[int]) -> Usage:
    """Return what has been spent on shards so far, as the disk tells it."""
    ledger = Ledger(LimitsConfig())
    _account(ledger, folder, numbers)
    return ledger.total


def _account(ledger: Ledger, folder: Path, numbers: Iterable[int]) -> None:
    """Note what earlier processes have spent."""
    answered = responses_by_shard(folder)
    for number in numbers:
        entry = read_entry(folder, number)
        if entry is not None:
            for role, usage in entry.spent.items():
                ledger.restore(number, role, usage)
            continue
        for role, usage in Responses(None, answered.get(number, ())).load():
            ledger.restore(number, role, usage)


def journey_of(config: RunConfig) -> Journey:
    """Return the journey of `config`; one without models is made once in each process."""
    return _procedural(config.model_dump_json())


@lru_cache(maxsize=2)
def _procedural(settings: str) -> Journey:
    journey = wire(RunConfig.model_validate_json(settings))
    spare_collector()
    return journey


def spare_collector() -> None:
    """Let the garbage collector walk less often, and never over what is there by now.

    The seed rows live as long as the process. Of a procedural item it takes a tenth of the time,
    with 2,000 calls under way a third (benchmarks/clients.py).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def split_in(journey: Journey, config: RunConfig, blueprint: Blueprint) -> Split:
    """Return the side of the split on which the rows of a blueprint are."""
    names = (action.tool for action in blueprint.actions)
    bare = skeleton(journey.environment.every_tool, names)
    return split_of(bare, config.output.heldout)


def provenance_of(journey: Journey) -> dict[str, str]:
    """Return what a row says of its making: versions and digests."""
    return {
        "apigen_mt": __version__,
        "environment_digest": journey.environment.digest,
        "policy_version": sha256(journey.environment.policy_text.encode()).hexdigest()[:12],
    }
