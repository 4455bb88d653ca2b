"""The engine that uses this machine: shards in this process, or in worker processes."""

from __future__ import annotations

from apigen_mt.execution.engines.job import Job
from apigen_mt.execution.engines.processes import in_processes
from apigen_mt.execution.order import complete
from apigen_mt.execution.worker import run_shards
from apigen_mt.execution.workshop import opened


def local(job: Job) -> None:
    """Run the shards of a job here.

    Without models each worker is a process. With models one process keeps `limits.items`
    conversations going, which is enough for some hundred calls a second; more workers are more
    processes, each with its share of the limits.
    """
    if job.workers > 1 and len(job.numbers) > 1:
        in_processes(job)
    else:
        complete(_here(job))


async def _here(job: Job) -> None:
    numbers = job.plan.numbers
    async with opened(job.folder, job.plan, job.config, numbers, job.report) as shop:
        await run_shards(shop, job.numbers)
