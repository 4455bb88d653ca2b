"""How often a shard may take its process with it."""

from __future__ import annotations

from collections import Counter

from apigen_mt.errors import WorkerLost
from apigen_mt.execution.engines.job import Job
from apigen_mt.storage.events import note
from apigen_mt.storage.items import Items

MOST = 5
"""Processes that die on one shard in a row, without an item more, before the run stops."""


class Losses:
    """The processes that died, by shard."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._deaths: Counter[int] = Counter()
        self._lengths: dict[int, int] = {}

    def add(self, number: int, cause: str) -> WorkerLost | None:
        """Note that a process died on a shard; return what ends the run where it is no use."""
        length = len(Items.read(self._job.folder, number))
        if length > self._lengths.get(number, 0):
            self._deaths[number] = 0
        self._lengths[number] = length
        self._deaths[number] += 1
        note(self._job.folder, "worker_lost", shard=number, cause=cause)
        if self._deaths[number] < MOST:
            return None
        return WorkerLost(
            f"{MOST} processes in a row died on shard {number} ({cause}). Look for too little "
            "memory, or a tool that ends the interpreter; the same command continues."
        )
