"""When work shall end before it is done: a signal, or the first error."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from apigen_mt.errors import ApigenError, Stopped
from apigen_mt.execution.order import cancel

MESSAGE = "Stopped. What is complete stays; the same command continues from there."


class Halt:
    """Whether to end, and why; the first reason stands."""

    def __init__(self) -> None:
        self.cause: ApigenError | None = None
        self._told: list[Callable[[ApigenError], None]] = []
        self._asked = asyncio.Event()

    def ask(self, cause: ApigenError) -> None:
        """Begin nothing new from now on."""
        if self.cause is None:
            self.cause = cause
            self._asked.set()
            for tell in self._told:
                tell(cause)

    def check(self) -> None:
        """Raise the reason, where there is one."""
        if self.cause is not None:
            raise self.cause

    def on(self, tell: Callable[[ApigenError], None]) -> None:
        """Call `tell` with the reason when work is to end; at once where it is already."""
        self._told.append(tell)
        if self.cause is not None:
            tell(self.cause)

    async def until_done(
        self, tasks: Collection[asyncio.Task[Any]], grace_s: float | None = None
    ) -> None:
        """Wait until every task is done.

        When one fails, or work is to end, the others may come back within `grace_s`; None leaves it
        to them. A task that waits for an answer says nothing meanwhile, so the end is listened for.

        Raises:
            ApigenError: why work ended, where a task is not done by then, or failed.
            Exception: what a task failed with that is none of ours, at once.
        """
        if not tasks:
            return
        asked = asyncio.create_task(self._asked.wait())
        ended = asyncio.create_task(asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION))
        try:
            await asyncio.wait((asked, ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel((asked, ended))
        self._hear(tasks)
        if self.cause is not None:
            await asyncio.wait(tasks, timeout=grace_s)
            self._hear(tasks)
        if not all(task.done() and task.exception() is None for task in tasks):
            self.check()

    def _hear(self, tasks: Collection[asyncio.Task[Any]]) -> None:
        """Take the error of a task as the reason to end, where it is one of ours."""
        for task in tasks:
            trouble = task.exception() if task.done() else None
            if isinstance(trouble, ApigenError):
                self.ask(trouble)
            elif trouble is not None:
                raise trouble

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGTERM and Ctrl-C as a reason, in the loop of the main thread; a second one kills.

        Elsewhere, as in a notebook, signals are not ours to take.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        before = {
            one: handler
            for one in (signal.SIGTERM, signal.SIGINT)
            if (handler := signal.getsignal(one)) is not signal.SIG_IGN
        }

        def forget() -> None:
            for one, handler in before.items():
                loop.remove_signal_handler(one)
                signal.signal(one, handler)

        def stop() -> None:
            forget()
            self.ask(Stopped(MESSAGE))

        for one in before:
            loop.add_signal_handler(one, stop)
        try:
            yield
        finally:
            forget()


@contextmanager
def stopping() -> Iterator[list[Stopped]]:
    """Give a list that holds the reason once SIGTERM or Ctrl-C asks to stop; a second one kills."""
    asked: list[Stopped] = []
    before: dict[int, Any] = {}

    def stop(number: int, frame: object) -> None:
        asked.append(Stopped(MESSAGE))
        for one, handler in before.items():
            signal.signal(one, handler)

    with suppress(ValueError):  # not in the main thread: signals are not ours to take
        for one in (signal.SIGTERM, signal.SIGINT):
            before[one] = signal.signal(one, stop)
    try:
        yield asked
    finally:
        if not asked:
            for number, handler in before.items():
                signal.signal(number, handler)
