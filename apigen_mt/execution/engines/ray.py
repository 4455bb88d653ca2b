"""The engine that uses a Ray cluster: whole shards travel as tasks, never calls or data.

A task is told the run's folder and a number; what it makes lies in the folder. A node that is lost
costs what its shards had not put on disk.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from apigen_mt.errors import ApigenError, EngineError, Stopped
from apigen_mt.execution.engines.ending import Ending
from apigen_mt.execution.engines.job import Job
from apigen_mt.execution.engines.losses import Losses
from apigen_mt.execution.engines.ray_cluster import connected
from apigen_mt.execution.engines.ray_desk import Borrower, Desk
from apigen_mt.execution.halt import stopping
from apigen_mt.execution.worker import work
from apigen_mt.storage.items import Items
from apigen_mt.storage.shard import ShardEntry

NAME = "apigen-mt-limits"
"""How the name of the process begins that lends a run's limits."""
_TRIES = 3
_LOOK_S = 0.5


@dataclass(frozen=True)
class Ray:
    """An engine.

    Args:
        address: the cluster; None for that of `RAY_ADDRESS`, else for one of this machine alone,
            which lives as long as the run.
    """

    address: str | None = None

    def __call__(self, job: Job) -> None:
        """Run the shards of a job; all nodes see its folder.

        Raises:
            EngineError: there is no such cluster.
            WorkerLost: processes die on one shard again and again.
            Stopped: a signal asked to stop; what is done is journalled.
            ApigenError: what ended a worker that told why.
        """
        with connected(self.address, job.workers) as ray, stopping() as stop:
            Dispatch(ray, job, stop).run()


class Dispatch:
    """The tasks of one run."""

    def __init__(self, ray: Any, job: Job, stop: list[Stopped]) -> None:
        self.ray = ray
        self.job = job
        self.ending = Ending(stop)
        cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.at_once = min(job.workers or cores, len(job.numbers))
        self.open = deque(job.numbers)
        self.under_way: dict[Any, int] = {}
        self.losses = Losses(job)
        self.found = {number: Items.read(job.folder, number) for number in job.numbers}
        self.make = partial(
            ray.remote(num_cpus=1, max_retries=0)(_make).remote,
            os.getcwd(),
            str(job.folder.absolute()),
            self._desk(),
            self.at_once,
        )

    def run(self) -> None:
        """Run until every shard is complete, or something ends the run."""
        while not self.ending and (self.open or self.under_way):
            while self.open and len(self.under_way) < self.at_once:
                number = self.open.popleft()
                self.under_way[self.make(number)] = number
            self._listen(_LOOK_S)
        if self.under_way:
            self._end()
        self.ending.conclude()

    def _desk(self) -> Any:
        """Return the process that lends the run's limits; None where each keeps to its part."""
        config = self.job.config
        if not config.asks_models:
            return None
        here = self.ray.get_runtime_context().get_node_id()
        placed = self.ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(here, soft=True)
        desk = self.ray.remote(num_cpus=0, max_restarts=-1)(Desk)
        for _ in range(_TRIES):
            name = f"{NAME}-{self.job.folder.absolute().name}-{uuid4().hex[:8]}"
            # Seen once in a while where a driver has just left: "Actor creation cancelled".
            with suppress(self.ray.exceptions.RaySystemError):
                return desk.options(name=name, scheduling_strategy=placed).remote(
                    str(self.job.folder.absolute()), config.model_dump_json()
                )
        return None

    def _listen(self, seconds: float) -> None:
        done, _ = self.ray.wait(list(self.under_way), timeout=seconds)
        for one in done:
            number = self.under_way.pop(one)
            try:
                told = self.ray.get(one)
            except self.ray.exceptions.RayTaskError as error:
                self.ending.note(EngineError(f"Shard {number} failed: {_line(error.cause)}"))
            except self.ray.exceptions.TaskCancelledError:
                continue
            except self.ray.exceptions.RayError as error:  # its process or its node is gone
                if not self.ending:
                    self.ending.note(self.losses.add(number, type(error).__name__))
                    self.open.appendleft(number)
            else:
                self._hear(number, told)

    def _hear(self, number: int, told: dict[str, Any]) -> None:
        """Take what a task returned: the entry of its shard, or why there is none."""
        if "entry" in told:
            self._report(number, ShardEntry.model_validate(told["entry"]))
            return
        self.ending.hear(told["kind"], told["text"])

    def _report(self, number: int, entry: ShardEntry) -> None:
        """Tell of the items of a shard that were not there when the run began."""
        found = self.found.pop(number)
        new, reasons = entry.last - entry.first - len(found), Counter(entry.reasons)
        for place in range(new):
            last = place == new - 1
            held = list((reasons - found.reasons).elements()) if last else []
            self.job.report(entry.rows - found.rows if last else 0, held)

    def _end(self) -> None:
        """Ask every task to stop, and wait for them as long as they are given."""
        for one in self.under_way:
            with suppress(self.ray.exceptions.RayError):
                self.ray.cancel(one, force=False)
        self.ray.wait(
            list(self.under_way),
            num_returns=len(self.under_way),
            timeout=self.job.config.limits.grace_s + 5,
        )
        self._listen(0)


def _make(here: str, folder: str, desk: Any, of: int, number: int) -> dict[str, Any]:
    """Make a shard; what a person can mend comes back as words."""
    if os.path.isdir(here):
        os.chdir(here)  # paths in the config mean what they meant where the run was started
    lender = None if desk is None else Borrower(desk)
    try:
        return {"entry": work(Path(folder), number, of, lender).model_dump(mode="json")}
    except ApigenError as error:
        return {"kind": type(error).__name__, "text": str(error)}


def _line(error: BaseException) -> str:
    said = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {said}. What is complete stays; the same command continues."
