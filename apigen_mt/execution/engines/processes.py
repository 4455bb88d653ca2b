"""Shards in worker processes, each of which may die without harm to the run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any

import orjson

from apigen_mt.errors import ApigenError, Stopped
from apigen_mt.execution.engines.ending import Ending
from apigen_mt.execution.engines.job import Job
from apigen_mt.execution.engines.losses import Losses
from apigen_mt.execution.halt import stopping
from apigen_mt.execution.switch import telemetry
from apigen_mt.execution.worker import make
from apigen_mt.execution.workshop import journey_of
from apigen_mt.storage.plan import Plan

_LOOK_S = 0.2
_STOPS = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Worker:
    """A process and the shard that it has."""

    process: BaseProcess
    channel: Connection
    number: int = -1

    def give(self, number: int) -> None:
        """Have it make a shard; where it has died, that is heard of soon."""
        self.number = number
        with suppress(OSError):
            self.channel.send_bytes(b"%d" % number)


def in_processes(job: Job) -> None:
    """Run shards in as many processes; one that dies is replaced.

    Raises:
        Stopped: a signal asked to stop; what is done is journalled.
        WorkerLost: processes die on one shard again and again.
        ApigenError: what ended a worker that told why.
    """
    if not job.config.asks_models:
        journey_of(job.config)  # forked workers share the loaded environment
    with stopping() as stop:
        Pool(job, stop).run()


class Pool:
    """The processes of one run."""

    def __init__(self, job: Job, stop: list[Stopped]) -> None:
        # Where there is no fork, each worker loads its own environment.
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
        self.context: Any = multiprocessing.get_context(method)
        self.job = job
        self.ending = Ending(stop)
        self.open = deque(job.numbers)
        self.workers: list[Worker] = []
        self.losses = Losses(job)
        self.lifeline = self.context.Pipe(duplex=False)
        """Its end is open for writing here alone, so workers see when this process is gone."""

    def run(self) -> None:
        """Run until every shard is complete, or something ends the run."""
        try:
            while not self.ending and (self.open or any(one.number >= 0 for one in self.workers)):
                self._give()
                self._listen()
            if self.ending:
                self._end()
        finally:
            self._kill()
            for end in self.lifeline:
                end.close()
        self.ending.conclude()

    def _give(self) -> None:
        """Give open shards to idle workers, and to new ones while there may be more."""
        for worker in self.workers:
            if worker.number < 0 and self.open:
                worker.give(self.open.popleft())
        while self.open and len(self.workers) < self.job.workers:
            here, there = self.context.Pipe()
            life, end = self.lifeline
            others = [end, here, *(one.channel for one in self.workers)]
            words = (self.job.folder, self.job.workers, there, life, others)
            process = self.context.Process(target=_work, args=words, daemon=True)
            with _deaf():
                process.start()
            there.close()
            self.workers.append(Worker(process, here))
            self.workers[-1].give(self.open.popleft())

    def _listen(self) -> None:
        ready = wait([one.channel for one in self.workers], timeout=_LOOK_S)
        for worker in list(self.workers):
            if worker.channel in ready:
                self._hear(worker)

    def _hear(self, worker: Worker) -> None:
        """Take what a worker says; that it says nothing more means that it has ended."""
        try:
            said = orjson.loads(worker.channel.recv_bytes())
        except (EOFError, OSError):
            self._bury(worker)
            return
        if said["what"] == "item":
            self.job.report(said["rows"], said["held"])
        elif said["what"] == "complete":
            worker.number = -1
        else:
            worker.number = -1
            self.ending.hear(said["kind"], said["text"])

    def _bury(self, worker: Worker) -> None:
        """Put the shard of a process that has died back, or end the run where that is no use."""
        self.workers.remove(worker)
        worker.channel.close()
        worker.process.join()
        number = worker.number
        if number < 0 or self.ending:
            return
        self.ending.note(self.losses.add(number, f"exit code {worker.process.exitcode}"))
        self.open.appendleft(number)

    def _end(self) -> None:
        """Ask every worker to stop, and wait for those at work as long as they are given."""
        until = time.monotonic() + self.job.config.limits.grace_s + 5
        for worker in self.workers:
            worker.process.terminate()
        while any(one.number >= 0 for one in self.workers) and time.monotonic() < until:
            self._listen()

    def _kill(self) -> None:
        for worker in self.workers:
            worker.process.kill()
            worker.process.join()
        self.workers.clear()


def _work(
    folder: Path, of: int, channel: Connection, life: Connection, others: list[Connection]
) -> None:
    """Make one shard after the other in a process of its own, and say how it goes."""
    for one in others:  # a fork has them too, and would keep them open for a parent that is gone
        one.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    Thread(target=_outlive_nobody, args=(life,), daemon=True).start()

    def say(what: str, **facts: Any) -> None:
        with suppress(OSError):  # nobody is left to hear it
            channel.send_bytes(orjson.dumps({"what": what, **facts}))

    try:
        plan = Plan.read(folder)
        while True:
            number = int(channel.recv_bytes())
            make(folder, plan, number, of, lambda rows, held: say("item", rows=rows, held=held))
            telemetry().flush()  # an idle worker is killed
            say("complete")
    except ApigenError as error:
        say("trouble", kind=type(error).__name__, text=str(error))
    except (EOFError, OSError):  # nobody is left to work for
        os._exit(0)


@contextmanager
def _deaf() -> Iterator[None]:
    """Let signals wait: a child that has just begun would take them with its parent's handlers."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


def _outlive_nobody(life: Connection) -> None:
    """Ask this process to stop once its parent is gone, so that it spends nothing unseen."""
    with suppress(EOFError, OSError):
        life.recv_bytes()
    os.kill(os.getpid(), signal.SIGTERM)
