"""The work of one process: a shard by its number, or several of them side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from apigen_mt.config import RunConfig
from apigen_mt.errors import RunFolderError
from apigen_mt.execution.order import cancel
from apigen_mt.execution.order import complete as completed
from apigen_mt.execution.prepare import plan_of, settle
from apigen_mt.execution.shard import run_shard
from apigen_mt.execution.share import share
from apigen_mt.execution.workshop import Report, Workshop, opened, spent_of
from apigen_mt.llm.lender import Lender
from apigen_mt.storage.lock import locked
from apigen_mt.storage.plan import Plan, refuse_another
from apigen_mt.storage.seal import complete
from apigen_mt.storage.shard import ENTRIES, ShardEntry


def work(folder: Path, number: int, of: int = 1, lender: Lender | None = None) -> ShardEntry:
    """Return the entry of one shard of a planned run; it is complete then.

    Done again, it does nothing. Whoever completes the last shard also settles the run.

    Args:
        folder: the run, on a file system that all workers see.
        number: the shard.
        of: how many workers run at once; each keeps to its share of calls and tokens a minute,
            and each shard to its share of what may be spent.
        lender: who lends parts of those limits instead, so that one may use what others do not.

    Raises:
        DatasetError: there is no run, or it cannot be read.
        RunFolderError: no such shard, or this machine has another version or environment.
        Stopped: asked to stop, or superseded; the same call continues.
        StorageError: the disk cannot be written.
        ModelError: an endpoint cannot be used, or the shard's budget is spent.
    """
    plan = Plan.read(folder)
    entry = make(folder, plan, number, of, lender=lender)
    if sum(1 for _ in (folder / ENTRIES).glob("shard-*.json")) >= len(plan.numbers):
        with suppress(RunFolderError), locked(folder):  # held by `generate`, which settles itself
            settle(folder)
    return entry


def make(
    folder: Path,
    plan: Plan,
    number: int,
    of: int,
    report: Report = lambda rows, held: None,
    lender: Lender | None = None,
) -> ShardEntry:
    """Return the entry of one shard, as `work` does; `report` is told of each item."""
    if number not in plan.numbers:
        raise RunFolderError(
            f"{folder} has no shard {number}: its shards are 0 to {plan.numbers[-1]}."
        )
    entry = complete(folder, number)
    if entry is None:
        config = RunConfig.model_validate(plan.config)
        refuse_another(plan, plan_of(config), folder)
        mine = share(config, folder, number, of, spent_of(folder, [number]))
        if lender is not None:
            mine = mine.model_copy(update={"limits": config.limits})
        entry = completed(_one(folder, plan, mine, number, report, lender))
    return entry


async def _one(
    folder: Path,
    plan: Plan,
    config: RunConfig,
    number: int,
    report: Report,
    lender: Lender | None,
) -> ShardEntry:
    async with opened(folder, plan, config, [number], report, lender) as shop:
        return await run_shard(shop, number, gate_of(config))


async def run_shards(shop: Workshop, numbers: Sequence[int]) -> None:
    """Run shards until all of them are complete.

    Where models are asked, `limits.items` items wait for answers at once, over several shards if
    need be; without models an item never waits, and they run one after the other.

    Raises:
        Stopped: the run was asked to stop; what is done is journalled.
        StorageError: the disk cannot be written.
        ModelError: an endpoint cannot be used, or the budget is spent.
    """
    gate = gate_of(shop.config)
    if gate is None:
        for number in numbers:
            await run_shard(shop, number)
        return
    limits, size = shop.config.limits, shop.config.output.shard_size
    side_by_side = asyncio.Semaphore(1 + -(-limits.items // size))

    async def run(number: int) -> None:
        async with side_by_side:
            shop.halt.check()
            await run_shard(shop, number, gate)

    tasks = [asyncio.create_task(run(number)) for number in numbers]
    try:
        await shop.halt.until_done(tasks)  # each keeps to the grace, and puts its things away
    finally:
        await cancel(tasks)


def gate_of(config: RunConfig) -> asyncio.Semaphore | None:
    """Return what bounds the items under way at once; None where they never wait."""
    return asyncio.Semaphore(config.limits.items) if config.asks_models else None
