"""Work that waits for answers, many pieces at once, its results in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

A = TypeVar("A")
T = TypeVar("T")


async def in_order(
    work: Callable[[A], Awaitable[T]], arguments: Iterable[A], gate: asyncio.Semaphore | None
) -> AsyncIterator[T]:
    """Yield what `work` returns for each argument, in the order of the arguments.

    `gate` bounds how many are under way at once, also over several calls of this; None means one
    after the other, each when it is wanted. What still runs when the caller stops is cancelled.
    """
    if gate is None:
        for argument in arguments:
            yield await work(argument)
        return

    async def wait_and_work(argument: A) -> T:
        async with gate:
            return await work(argument)

    tasks = [asyncio.create_task(wait_and_work(argument)) for argument in arguments]
    try:
        for task in tasks:
            yield await task
    finally:
        await cancel(tasks)


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel what still runs, and wait until everything has ended."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def complete(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns; also where a loop runs already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
