"""One shard: its items travel, each is durable before it counts, and all of them are sealed."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from apigen_mt.errors import ApigenError, Stopped, StorageError, Superseded
from apigen_mt.execution.order import cancel
from apigen_mt.execution.workshop import Workshop, provenance_of, split_in
from apigen_mt.llm.ledger import Ledger
from apigen_mt.records.trajectory import Accepted, Rejection
from apigen_mt.storage.attempt import Attempt, drop_responses
from apigen_mt.storage.events import note
from apigen_mt.storage.items import Item, Items
from apigen_mt.storage.journal import Journal
from apigen_mt.storage.progress import Progress, State
from apigen_mt.storage.row import to_reject, to_row
from apigen_mt.storage.seal import complete, seal
from apigen_mt.storage.shard import ShardEntry

BACKLOG = 64
"""Most items that wait for the disk before the next one is made."""


async def run_shard(
    shop: Workshop, number: int, gate: asyncio.Semaphore | None = None
) -> ShardEntry:
    """Return the entry of a shard that is complete; what attempts have left is not made again.

    `gate` bounds how many items travel at once; None means one after the other.

    Raises:
        Superseded: another attempt has taken the shard over.
        Stopped: the run was asked to stop; what is done is journalled.
        StorageError: the disk cannot be written; what was journalled before stays.
        ModelError: an endpoint cannot be used, or the budget is spent.
    """
    found = complete(shop.folder, number)
    if found is not None:
        return found
    attempt = Attempt.claim(shop.folder, number)
    try:
        async with shop.shelf(attempt):
            with shop.telemetry.attempt(number, attempt.name):
                entry = await ShardRun(shop, attempt).finish(gate)
    except Superseded:
        note(shop.folder, "superseded", attempt=attempt.name)
        found = complete(shop.folder, number)
        if found is None:
            raise
        return found
    finally:
        attempt.release()
    if shop.config.output.responses == "drop":
        drop_responses(shop.folder, number)
    note(shop.folder, "sealed", attempt=attempt.name, rows=entry.rows, rejects=entry.rejects)
    return entry


class ShardRun:
    """One attempt at one shard, from what older ones left to the seal."""

    def __init__(self, shop: Workshop, attempt: Attempt) -> None:
        self.shop = shop
        self.attempt = attempt
        self.first, self.last = shop.plan.span(attempt.number)
        self.items = Items.read(shop.folder, attempt.number)
        self.found = len(self.items)
        self.provenance = provenance_of(shop.journey)
        self._journal = Journal(attempt.items)
        self._started = time.time()

    async def finish(self, gate: asyncio.Semaphore | None) -> ShardEntry:
        """Make the items that are not there, and seal the shard."""
        note(self.shop.folder, "claimed", attempt=self.attempt.name, found=self.found)
        left = [index for index in range(self.first, self.last) if index not in self.items]
        try:
            async with self._beating():
                if gate is None:
                    await self._one_by_one(left)
                else:
                    await self._at_once(left, gate)
        except ApigenError as error:
            stopped = isinstance(error, Stopped)
            self._tell("stopped" if stopped else "failed", "" if stopped else str(error))
            note(self.shop.folder, "ended", attempt=self.attempt.name, trouble=str(error))
            raise
        finally:
            await self._journal.close()
        ledger, number = self.shop.ledger, self.attempt.number
        return seal(
            self.attempt,
            self.first,
            self.last,
            self.items,
            ledger.shard(number) if ledger is not None else {},
            ledger.faults[number] if ledger is not None else {},
            self.shop.config.output.compression == "zstd",
        )

    async def _one_by_one(self, left: Sequence[int]) -> None:
        """Make items in turn; the disk takes one while the next is made."""
        storing: list[asyncio.Task[None]] = []
        try:
            for index in left:
                self.shop.halt.check()
                outcomes = await self._travel(index)
                storing = [task for task in storing if not task.done() or task.result()]
                storing.append(asyncio.create_task(self._keep(index, outcomes)))
                await (storing[0] if len(storing) > BACKLOG else asyncio.sleep(0))
        finally:
            await asyncio.gather(*storing)

    async def _at_once(self, left: Sequence[int], gate: asyncio.Semaphore) -> None:
        """Make items side by side; after an error, what is in flight may come back."""
        tasks = [asyncio.create_task(self._make(index, gate)) for index in left]
        try:
            await self.shop.halt.until_done(tasks, self.shop.config.limits.grace_s)
        finally:
            await cancel(tasks)

    async def _make(self, index: int, gate: asyncio.Semaphore) -> None:
        async with gate:
            self.shop.halt.check()
            outcomes = await self._travel(index)
        await self._keep(index, outcomes)

    async def _travel(self, index: int) -> list[Accepted | Rejection]:
        with self.shop.telemetry.item(index) as tell:
            outcomes = [one async for one in self.shop.journey.travel(index)]
            tell(outcomes)
        return outcomes

    async def _keep(self, index: int, outcomes: Sequence[Accepted | Rejection]) -> None:
        """Count an item once it is durable."""
        item = self._item(index, outcomes)
        offset = await self._journal.append(item.record())
        self.items.add(item, self._journal.path, offset)
        self.shop.report(len(item.rows), list(item.reasons))

    def _item(self, index: int, outcomes: Sequence[Accepted | Rejection]) -> Item:
        shop, used = self.shop, _used(self.shop.ledger, index)
        rows, rejects = [], []
        for outcome in outcomes:
            if isinstance(outcome, Accepted):
                blueprint = outcome.trajectory.blueprint
                tools = shop.journey.environment.published(blueprint.withheld)
                split = split_in(shop.journey, shop.config, blueprint)
                rows.append(to_row(outcome, tools, {**self.provenance, **used}, split))
            else:
                rejects.append(to_reject(outcome, used))
        return Item(index, tuple(rows), tuple(rejects), tuple(_held(outcomes)))

    @asynccontextmanager
    async def _beating(self) -> AsyncIterator[None]:
        """Tell how far the attempt is, and end it when it is superseded."""
        worker = asyncio.current_task()
        assert worker is not None
        lost = False

        async def beat() -> None:
            nonlocal lost
            pause = self.shop.beat_s / 8  # a run that has just begun is looked at most
            while True:
                self._tell("running")
                await asyncio.sleep(pause)
                pause = min(2 * pause, self.shop.beat_s)
                with suppress(OSError):  # whoever cannot look now looks again
                    lost = not self.attempt.holds
                if lost:
                    worker.cancel()
                    return

        beating = asyncio.create_task(beat())
        try:
            yield
        except asyncio.CancelledError:
            if not lost:
                raise
            worker.uncancel()
            raise Superseded(
                f"Shard {self.attempt.number} was taken over by another worker."
            ) from None
        finally:
            await cancel([beating])

    def _tell(self, state: State, trouble: str = "") -> None:
        """Say how far the attempt is; a disk that takes no word of it does not end it."""
        ledger, number = self.shop.ledger, self.attempt.number
        told = Progress(
            attempt=self.attempt.name,
            host=socket.gethostname(),
            pid=os.getpid(),
            state=state,
            trouble=trouble,
            started=self._started,
            updated=time.time(),
            items=len(self.items),
            found=self.found,
            of=self.last - self.first,
            accepted=self.items.rows,
            rejected=self.items.rejects,
            reasons=dict(sorted(self.items.reasons.items())),
            spent=ledger.shard(number) if ledger is not None else {},
            faults=dict(ledger.faults[number]) if ledger is not None else {},
        )
        with suppress(StorageError):
            told.write(self.attempt.progress)


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


def _held(outcomes: Sequence[Accepted | Rejection]) -> list[str]:
    """Return the reasons of the rejections, each once a rejection."""
    return [
        reason
        for one in outcomes
        if isinstance(one, Rejection)
        for reason in sorted({finding.reason.value for finding in one.findings})
    ]
