"""A run's limits in one process of a Ray cluster, which lends them to all workers."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from apigen_mt.config import RunConfig
from apigen_mt.execution.engines.lending import limits_of
from apigen_mt.execution.workshop import spent_of
from apigen_mt.storage.plan import Plan

_PATIENCE_S = 10.0
"""Seconds after which a lender that does not answer counts as gone."""


class Desk:
    """The process that lends; started again after its death, it counts anew from the disk.

    What was lent and not yet spent is lent once more then: for each worker at most a hundredth of
    a total.
    """

    def __init__(self, folder: str, config: str) -> None:
        run = Path(folder)
        spent = spent_of(run, Plan.read(run).numbers)
        self._limits = limits_of(RunConfig.model_validate_json(config), spent)

    def borrow(self, borrower: str, name: str, wanted: float) -> float:
        """Return what the borrower may use."""
        return self._limits.borrow(borrower, name, wanted, time.monotonic())


class Borrower:
    """A worker's way to the desk."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk
        self._name = uuid4().hex

    async def borrow(self, name: str, wanted: float) -> float | None:
        """Return what may be used of a limit; None when the desk does not answer."""
        from ray.exceptions import RayError

        try:
            async with asyncio.timeout(_PATIENCE_S):
                return float(await self._desk.borrow.remote(self._name, name, wanted))
        except (TimeoutError, RayError):
            return None
