"""How hard an endpoint is driven: calls at once, calls and tokens a minute, pauses it asks for.

The window of calls at once shrinks by half when the endpoint is crowded and grows by a few for each
window of answers (additive increase, multiplicative decrease), up to the configured bound.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from apigen_mt.config import ModelConfig
from apigen_mt.errors import ApigenError
from apigen_mt.llm.allowance import Allowance
from apigen_mt.llm.lender import Borrowed, Lender

_GROWTH = 8.0
"""Calls by which the window grows for each window of answers."""


class Limiter:
    """Admits calls to one endpoint, first come first served.

    Args:
        config: the model; its rates are what this process keeps to alone.
        lender: who lends the rates that several processes share; None where each has its own.
        name: the model's name there.
    """

    def __init__(self, config: ModelConfig, lender: Lender | None = None, name: str = "") -> None:
        self.most = config.max_in_flight
        self.window = float(config.max_in_flight)
        self.in_flight = 0
        self._calls = _source(config.rpm, lender, f"{name}.rpm")
        self._tokens = _source(config.tpm, lender, f"{name}.tpm")
        self._paused_until = 0.0
        self._shrunk_at = -1.0
        self._queue: deque[tuple[asyncio.Future[None], float]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._stopped: ApigenError | None = None

    @asynccontextmanager
    async def slot(self, tokens: float) -> AsyncIterator[float]:
        """Hold one of the calls at once; gives the time of admission."""
        await self._admitted(tokens)
        try:
            yield asyncio.get_running_loop().time()
        finally:
            self.in_flight -= 1
            self._pump()

    def settle(self, estimated: float, used: float) -> None:
        """Correct the tokens that a call was admitted with by what it took."""
        self._tokens.take(used - estimated)

    def grow(self) -> None:
        """Note an answer."""
        self.window = min(float(self.most), self.window + _GROWTH / self.window)

    def shrink(self, admitted: float) -> None:
        """Note that the endpoint was too crowded for a call admitted at that time.

        Calls of one burst shrink the window once.
        """
        if admitted > self._shrunk_at:
            self.window = max(1.0, self.window / 2)
            self._shrunk_at = asyncio.get_running_loop().time()

    def pause(self, seconds: float) -> None:
        """Admit nobody for that long."""
        until = asyncio.get_running_loop().time() + seconds
        self._paused_until = max(self._paused_until, until)

    def stop(self, error: ApigenError) -> None:
        """Admit nobody any more: who waits, and who comes, gets the error."""
        self._stopped = error
        while self._queue:
            place, _ = self._queue.popleft()
            if not place.done():
                place.set_exception(error)

    async def _admitted(self, tokens: float) -> None:
        if self._stopped is not None:
            raise self._stopped
        loop = asyncio.get_running_loop()
        if not self._queue and self._free(loop.time()) == 0.0:
            self._take(tokens)
            return
        place: asyncio.Future[None] = loop.create_future()
        self._queue.append((place, tokens))
        self._pump()
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.in_flight -= 1
                self._pump()
            raise

    def _free(self, now: float) -> float | None:
        """Return 0 if a call may go, else the seconds to wait; None until one comes back."""
        if self.in_flight >= int(self.window):
            return None
        return max(self._paused_until - now, self._calls.wait(now), self._tokens.wait(now), 0.0)

    def _take(self, tokens: float) -> None:
        self.in_flight += 1
        self._calls.take(1)
        self._tokens.take(tokens)

    def _pump(self) -> None:
        """Admit whoever may go, and come back when the next may."""
        if not self._queue:
            return
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._queue:
            place, tokens = self._queue[0]
            if place.done():
                self._queue.popleft()
                continue
            wait = self._free(loop.time())
            if wait is None:
                return
            if wait > 0.0:
                self._timer = loop.call_later(wait, self._pump)
                return
            self._queue.popleft()
            self._take(tokens)
            place.set_result(None)


def _source(per_minute: float | None, lender: Lender | None, name: str) -> Allowance | Borrowed:
    own = Allowance(per_minute)
    return own if lender is None or per_minute is None else Borrowed(lender, name, own)
