"""The two phases alone, on files: blueprints, and conversations on stored blueprints."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from apigen_mt.config import RunConfig
from apigen_mt.execution.order import in_order
from apigen_mt.execution.workshop import journey_of, provenance_of, split_in
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.open import Models
from apigen_mt.llm.responses import Responses, whole
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Accepted, Rejection
from apigen_mt.records.usage import told
from apigen_mt.storage.journal import SUFFIX, journals
from apigen_mt.storage.row import to_reject, to_row
from apigen_mt.storage.whole import WholeFile


@dataclass
class Tally:
    """What came of it."""

    accepted: int = 0
    rejected: int = 0
    revised: int = 0
    """Accepted after at least one revision."""
    reasons: Counter[str] = field(default_factory=Counter)
    spent: dict[str, Any] = field(default_factory=dict)
    """What models took; empty without models."""

    def reject(self, rejection: Rejection) -> None:
        """Count a rejection."""
        self.rejected += 1
        self.reasons.update({one.reason.value for one in rejection.findings})


@asynccontextmanager
async def opened(
    config: RunConfig, responses: Path | None
) -> AsyncIterator[tuple[Journey, Ledger | None]]:
    """Give the journey of a config and the account of its models, open while they are used."""
    if not config.asks_models:
        yield journey_of(config), None
        return
    kept = _kept(responses)
    ledger = Ledger(config.limits)
    for role, usage in kept.load():
        ledger.restore(0, role, usage)
    models = Models(config, whole(kept), ledger)
    try:
        yield wire(config, models.gateways), ledger
    finally:
        await models.close()
        await kept.close()


def _kept(folder: Path | None) -> Responses:
    """Return the responses in a folder, with a journal of their own for new ones."""
    if folder is None:
        return Responses()
    return Responses(folder / f"{uuid4().hex[:12]}{SUFFIX}", journals(folder))


async def propose(config: RunConfig, out: Path | None, responses: Path | None = None) -> Tally:
    """Phase 1: write the accepted blueprints of a run to `out`, one a line, and count them."""
    tally = Tally()
    async with opened(config, responses) as (journey, ledger):
        with WholeFile(out) if out is not None else nullcontext() as file:
            async for found in in_order(journey.propose, range(config.count), _gate(config)):
                if isinstance(found, Rejection):
                    tally.reject(found)
                    continue
                tally.accepted += 1
                tally.revised += bool(found.rounds)
                if file is not None:
                    file.write(found.model_dump_json().encode())
        tally.spent = told(ledger.roles) if ledger is not None else {}
    return tally


async def play(
    config: RunConfig, tasks: Sequence[Blueprint], out: Path, responses: Path | None = None
) -> Tally:
    """Phase 2: check stored blueprints again, play those that hold, keep what is verified.

    Without models the committee rules again too; with models a stored ruling stands.
    Rejections lie beside `out`, under its name with `.rejects`.
    """
    tally = Tally()
    rejects_path = out.with_name(f"{out.stem}.rejects.jsonl")
    async with opened(config, responses) as (journey, ledger):
        provenance = provenance_of(journey)

        async def played(task: Blueprint) -> list[Accepted | Rejection]:
            ruled = config.asks_models and task.ruling is not None and task.ruling.accepted
            if ruled:  # models have been paid for this ruling
                (blueprint, findings), stage = journey.check(task), "check"
            else:
                blueprint, findings, stage = await journey.judge(task)
            if not findings:
                return [one async for one in journey.rollout(blueprint)]
            scenario = task.scenario
            return [
                Rejection(
                    index=scenario.index,
                    stage=stage,
                    findings=findings,
                    scenario=scenario,
                    blueprint=blueprint,
                )
            ]

        with WholeFile(out) as rows, WholeFile(rejects_path) as rejects:
            async for outcomes in in_order(played, tasks, _gate(config)):
                for one in outcomes:
                    if isinstance(one, Accepted):
                        blueprint = one.trajectory.blueprint
                        tools = journey.environment.published(blueprint.withheld)
                        split = split_in(journey, config, blueprint)
                        rows.write(to_row(one, tools, provenance, split))
                        tally.accepted += 1
                    else:
                        rejects.write(to_reject(one))
                        tally.reject(one)
        tally.spent = told(ledger.roles) if ledger is not None else {}
    return tally


async def compare_feedback(config: RunConfig, responses: Path | None = None) -> dict[str, Tally]:
    """Phase 1 with and without revisions; a first draft is the same in both, and paid for once."""
    alone = config.review.model_copy(update={"max_revisions": 0})
    without = config.model_copy(update={"review": alone})
    kept = responses
    return {
        "without": await propose(without, None, kept),
        "with": await propose(config, None, kept),
    }


def _gate(config: RunConfig) -> asyncio.Semaphore | None:
    return asyncio.Semaphore(config.limits.items) if config.asks_models else None
