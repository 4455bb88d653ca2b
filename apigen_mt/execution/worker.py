"""Shards: the items of a range travel, and their rows land in one file."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from apigen_mt import __version__
from apigen_mt.config import RunConfig
from apigen_mt.environment import load_environment
from apigen_mt.environment.skeleton import Split, skeleton, split_of
from apigen_mt.execution.order import cancel, in_order
from apigen_mt.llm.ledger import Ledger
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import sampler_of, wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.scenario import Scenario
from apigen_mt.records.trajectory import Accepted, Rejection
from apigen_mt.storage.manifest import REJECTS, ShardEntry
from apigen_mt.storage.row import to_reject, to_row
from apigen_mt.storage.shard import WholeFile, shard_name

Report = Callable[[int, list[str]], None]
"""Told after each item: rows accepted, and the reasons of its rejections."""
Sealed = Callable[[int, ShardEntry], None]
"""Told of a shard whose files are complete: its number and entry."""
Outcomes = list[Accepted | Rejection]


def journey_of(config: RunConfig) -> Journey:
    """Return the journey of `config`; one without models is made once in each process."""
    return _procedural(config.model_dump_json())


@lru_cache(maxsize=2)
def _procedural(settings: str) -> Journey:
    journey = wire(RunConfig.model_validate_json(settings))
    _freeze()
    return journey


def spare_collector() -> None:
    """Let the garbage collector walk less and less often, for a process with many live chats.

    With 2,000 calls under way it would take a third of the time (benchmarks/clients.py).
    """
    _freeze()
    gc.set_threshold(50_000, 20, 50)


def _freeze() -> None:
    gc.collect()
    gc.freeze()  # the seed rows live as long as the process; the collector need not walk them


def sampled(config: RunConfig, count: int) -> tuple[str, list[Scenario]]:
    """Return the environment's name and the first scenarios of a run; nothing is asked."""
    environment = load_environment(config.env)
    sampler = sampler_of(config, environment)
    return environment.name, [sampler.sample(environment, index) for index in range(count)]


def shard_range(config: RunConfig, number: int) -> tuple[int, int]:
    """Return the first item of shard `number` and the one after its last."""
    size = config.output.shard_size
    return number * size, min((number + 1) * size, config.count)


def shard_count(config: RunConfig) -> int:
    """Return how many shards a run has."""
    return -(-config.count // config.output.shard_size)


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


async def run_shards(
    journey: Journey,
    config: RunConfig,
    numbers: Iterable[int],
    folder: Path,
    report: Report,
    sealed: Sealed,
    ledger: Ledger | None = None,
) -> None:
    """Run shards in order; `sealed` is told of each when its files are complete.

    Where models are asked, `config.limits.items` items wait for answers at once, over several
    shards if need be; without models an item never waits, and they run one after the other.

    Raises:
        StorageError: the disk cannot be written; no file is left half-written.
        ModelError: an endpoint cannot be used, or the budget is spent.
    """
    if not config.asks_models:
        for number in numbers:
            sealed(number, await run_shard(journey, config, number, folder, report))
        return
    gate = asyncio.Semaphore(config.limits.items)
    side_by_side = asyncio.Semaphore(1 + -(-config.limits.items // config.output.shard_size))

    async def run(number: int) -> None:
        async with side_by_side:
            entry = await run_shard(journey, config, number, folder, report, gate, ledger)
            sealed(number, entry)

    tasks = [asyncio.create_task(run(number)) for number in numbers]
    try:
        for task in asyncio.as_completed(tasks):
            await task
    finally:
        await cancel(tasks)


async def run_shard(
    journey: Journey,
    config: RunConfig,
    number: int,
    folder: Path,
    report: Report,
    gate: asyncio.Semaphore | None = None,
    ledger: Ledger | None = None,
) -> ShardEntry:
    """Run the items of one shard and return its entry; its files are complete then.

    The rejects are in place before the rows, so a shard whose rows exist is done. `gate` bounds how
    many items travel at once; None means one after the other. With a `ledger`, rows and rejects
    tell what their item has used.
    """
    first, last = shard_range(config, number)
    name = shard_name(number)
    provenance = provenance_of(journey)
    published = journey.environment.published
    reasons: Counter[str] = Counter()
    kept = 0

    async def travel(index: int) -> tuple[int, Outcomes]:
        outcomes = [one async for one in journey.travel(index)]
        report(sum(isinstance(one, Accepted) for one in outcomes), _held(outcomes))
        return index, outcomes

    with WholeFile(folder / name) as rows, WholeFile(folder / REJECTS / name) as rejects:
        async for index, outcomes in in_order(travel, range(first, last), gate):
            used = _used(ledger, index)
            for outcome in outcomes:
                if isinstance(outcome, Accepted):
                    blueprint = outcome.trajectory.blueprint
                    tools, split = (
                        published(blueprint.withheld),
                        split_in(journey, config, blueprint),
                    )
                    rows.write(to_row(outcome, tools, {**provenance, **used}, split))
                else:
                    rejects.write(to_reject(outcome, used))
            reasons.update(_held(outcomes))
            kept += any(isinstance(one, Accepted) for one in outcomes)
    return ShardEntry(
        name=name,
        first=first,
        last=last,
        rows=rows.lines,
        bytes=rows.bytes,
        sha256=rows.sha256,
        rejects=rejects.lines,
        rejects_sha256=rejects.sha256,
        reasons=dict(sorted(reasons.items())),
        items_kept=kept,
    )


def _used(ledger: Ledger | None, index: int) -> dict[str, Any]:
    """Return what an item has used, and close its account.

    Attempts are not part of it: the same answers give the same bytes, however hard they came.
    """
    if ledger is None:
        return {}
    usage = ledger.item(index).told()
    ledger.forget(index)
    del usage["attempts"]
    return {"usage": usage}


def _held(outcomes: Outcomes) -> list[str]:
    """Return the reasons of the rejections, each once a rejection."""
    return [
        reason
        for one in outcomes
        if isinstance(one, Rejection)
        for reason in sorted({finding.reason.value for finding in one.findings})
    ]
