"""Limits that several processes share: who lends parts of them, and what a process makes of it.

Calls and tokens a minute fall back to a share of one's own when nobody lends any more; what may be
spent in all does not, so that a budget holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from apigen_mt.errors import EngineError
from apigen_mt.llm.allowance import GRAIN, Allowance

_NEXT_S = 0.25
"""Seconds until who got nothing asks again."""
_LOOK_S = 0.02
"""Seconds until who waits for an answer looks again."""


class Lender(Protocol):
    """Lends parts of the limits of a run, by name."""

    async def borrow(self, name: str, wanted: float) -> float | None:
        """Return how much of a limit may be used, 0 for none now; None when nobody lends any more.

        A negative wish gives some back.
        """
        ...


class Borrowed:
    """An allowance in parts that are lent; once nobody lends, a share of one's own.

    Args:
        lender: who lends.
        name: the limit's name there.
        share: what this process keeps to when nobody lends; it borrows a second's worth at a time.
    """

    def __init__(self, lender: Lender, name: str, share: Allowance) -> None:
        self._lender = lender
        self._name = name
        self._share = share
        self._block = max(1.0, share.rate)
        self._alone = False
        self._level = 0.0
        self._got = 0.0
        self._next = 0.0
        self._asking: asyncio.Task[None] | None = None

    def wait(self, now: float) -> float:
        """Return the seconds until it is worth while to ask this again; 0 if some may be used."""
        if self._alone:
            return self._share.wait(now)
        if self._level < max(1.0, self._got / 2) and self._asking is None and now >= self._next:
            self._asking = asyncio.create_task(self._ask())
        if self._level > 1.0 - GRAIN:
            return 0.0
        return _LOOK_S if self._asking is not None else self._next - now

    def take(self, amount: float) -> None:
        """Use some; more than there is delays what comes after."""
        if self._alone:
            self._share.take(amount)
        else:
            self._level -= amount

    async def _ask(self) -> None:
        try:
            granted = await self._lender.borrow(self._name, self._block - self._level)
        finally:
            self._asking = None
        if granted is None:
            self._alone = True
            self._share.take(max(0.0, -self._level))  # debts stay
            return
        self._level += granted
        self._got = granted
        if not granted:
            self._next = asyncio.get_running_loop().time() + _NEXT_S


class Purse:
    """What this process may spend of a total, in whole numbers.

    Args:
        most: the total; None for no limit.
        lender: who lends of it; None where this process has all of it.
        name: the total's name there.
    """

    def __init__(self, most: int | None, lender: Lender | None = None, name: str = "") -> None:
        self._most = most
        self._lender = lender
        self._name = name
        self._may = 0 if lender is not None else (most or 0)
        self._asking = asyncio.Lock()

    def own(self, spent: int) -> None:
        """Note what was spent before, which the lender does not count as left."""
        if self._lender is not None:
            self._may += spent

    async def covers(self, spent: Callable[[], int]) -> bool:
        """Whether more may be spent than is spent by now; borrows where it has to.

        Raises:
            EngineError: nobody lends any more.
        """
        if self._most is None or spent() < self._may:
            return True
        if self._lender is None:
            return False
        async with self._asking:
            while spent() >= self._may:
                granted = await self._lender.borrow(self._name, self._most)
                if granted is None:
                    raise EngineError(
                        "Nobody tells any more what the run may still spend: the process that "
                        "counts it is gone. What is there is kept; the same command continues."
                    )
                if not granted:
                    return False
                self._may += int(granted)
        return True

    async def close(self, spent: int) -> None:
        """Give back what was not spent."""
        if self._lender is not None and self._most is not None and spent < self._may:
            await self._lender.borrow(self._name, spent - self._may)
            self._may = spent
