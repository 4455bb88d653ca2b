"""Shards in worker processes; for runs that ask no model."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from queue import Empty
from typing import Any

from apigen_mt.config import RunConfig
from apigen_mt.execution.order import complete
from apigen_mt.execution.worker import Report, Sealed, journey_of, run_shard
from apigen_mt.storage.manifest import ShardEntry


def in_processes(
    config: RunConfig,
    folder: Path,
    shards: list[int],
    workers: int,
    report: Report,
    sealed: Sealed,
) -> None:
    """Run shards in as many processes; `sealed` and `report` are called in this one."""
    journey_of(config)
    # Forked workers share the loaded environment; where there is no fork, each loads its own.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    channel = context.Queue()
    pool = ProcessPoolExecutor(
        min(workers, len(shards)), mp_context=context, initializer=_join, initargs=(channel,)
    )
    try:
        running: dict[Future[ShardEntry], int] = {
            pool.submit(_work, config, number, folder): number for number in shards
        }
        while running:
            finished, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            _drain(channel, report)
            for future in finished:
                sealed(running.pop(future), future.result())
        _drain(channel, report)
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        channel.close()


_channel: Any = None


def _join(channel: Any) -> None:
    """Prepare a worker process: Ctrl-C is the parent's business."""
    global _channel
    _channel = channel
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(config: RunConfig, number: int, folder: Path) -> ShardEntry:
    def report(rows: int, held: list[str]) -> None:
        _channel.put((rows, held))

    return complete(run_shard(journey_of(config), config, number, folder, report))


def _drain(channel: Any, report: Report) -> None:
    while True:
        try:
            rows, held = channel.get_nowait()
        except Empty:
            return
        report(rows, held)
