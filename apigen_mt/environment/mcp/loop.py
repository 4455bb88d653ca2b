"""The one thread on which talk with servers happens; sessions are synchronous and wait for it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_guard = threading.Lock()
_running: tuple[int, asyncio.AbstractEventLoop] | None = None
_ending: dict[int, Callable[[], Coroutine[Any, Any, None]]] = {}


def wait(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what `coroutine` comes to; the calling thread waits."""
    return asyncio.run_coroutine_threadsafe(coroutine, _loop()).result()


def soon(action: Callable[[], object]) -> None:
    """Have `action` called on the thread; do not wait. Safe wherever garbage is collected."""
    if _running is not None and _running[0] == os.getpid() and not _running[1].is_closed():
        _running[1].call_soon_threadsafe(action)


def at_end(owner: object, end: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have `end` awaited before the process ends, unless `forget` comes first."""
    _ending[id(owner)] = end


def forget(owner: object) -> None:
    """Have nothing more to end for `owner`."""
    _ending.pop(id(owner), None)


def _loop() -> asyncio.AbstractEventLoop:
    global _running
    with _guard:
        if _running is None or _running[0] != os.getpid():
            from multiprocessing.util import Finalize

            _ending.clear()  # after a fork: what the parent started is the parent's to end
            loop = asyncio.new_event_loop()
            thread = threading.Thread(target=_run, args=(loop,), name="mcp", daemon=True)
            thread.start()
            _running = (os.getpid(), loop)
            Finalize(None, _close, (loop, thread), exitpriority=10)  # in worker processes too
        return _running[1]


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()


def _close(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(end() for end in list(_ending.values())), return_exceptions=True)

    asyncio.run_coroutine_threadsafe(all_of_them(), loop).result(timeout=15)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(timeout=5)
    loop.close()


def _after_fork() -> None:
    global _guard
    _guard = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
