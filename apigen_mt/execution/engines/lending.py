"""What is left of a run's limits, lent to its workers in blocks; plain counting, no cluster."""

from __future__ import annotations

from collections.abc import Mapping

from apigen_mt.config import RunConfig
from apigen_mt.records.usage import Usage

RATE_BLOCK_S = 1.0
"""Seconds' worth of a rate that is lent at most, to all borrowers together."""
_TOTAL_BLOCKS = 100
"""A total is lent in blocks of this part of it, and of less towards its end."""
_ASKING_S = 5.0
"""For how long a borrower counts as one who still asks."""


class Rate:
    """So much a minute, lent evenly to whoever asks."""

    def __init__(self, per_minute: float) -> None:
        self._rate = per_minute / 60
        self._level = self._most = max(1.0, self._rate * RATE_BLOCK_S)
        self._at: float | None = None
        self._asked: dict[str, float] = {}

    def borrow(self, borrower: str, wanted: float, now: float) -> float:
        """Return what the borrower may use of it now; a negative wish gives some back."""
        if self._at is not None:
            self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        self._asked[borrower] = now
        self._asked = {who: at for who, at in self._asked.items() if now - at < _ASKING_S}
        fair = max(1.0, self._level / len(self._asked))
        granted = min(wanted, self._level, fair)
        if 0 <= granted < min(wanted, 1.0):  # a part of a call is of no use to anybody
            return 0.0
        self._level -= granted
        return granted


class Total:
    """So much in all, in whole numbers, of which a part may be spent already."""

    def __init__(self, total: int, spent: int) -> None:
        self.left = max(0, total - spent)
        self._most = max(1, total // _TOTAL_BLOCKS)
        self._least = max(1, self._most // _TOTAL_BLOCKS)

    def borrow(self, wanted: int) -> int:
        """Return what may be spent of it; a negative wish gives some back."""
        block = max(self._least, min(self._most, self.left // 2))
        granted = min(wanted, block, self.left)
        self.left -= granted
        return granted


class Limits:
    """Every limit of a run by name.

    What a worker borrowed of a total and never gave back counts as spent: a lost worker may have
    spent it.

    Args:
        rates: so much a minute, by name.
        totals: what there is in all and what is spent of it, by name.
    """

    def __init__(self, rates: Mapping[str, float], totals: Mapping[str, tuple[int, int]]) -> None:
        self._rates = {name: Rate(per_minute) for name, per_minute in rates.items()}
        self._totals = {name: Total(*amounts) for name, amounts in totals.items()}

    def borrow(self, borrower: str, name: str, wanted: float, now: float) -> float:
        """Return how much of a limit the borrower may use; a negative wish gives some back.

        Raises:
            KeyError: there is no such limit.
        """
        if name in self._rates:
            return self._rates[name].borrow(borrower, wanted, now)
        return self._totals[name].borrow(int(wanted))


def limits_of(config: RunConfig, spent: Usage) -> Limits:
    """Return the limits of a run of which so much is spent; names are as borrowers ask for them."""
    rates = {
        f"{name}.{key}": per_minute
        for name, model in config.asked.items()
        for key, per_minute in (("rpm", model.rpm), ("tpm", model.tpm))
        if per_minute is not None
    }
    most, dollars = config.limits.max_calls, config.limits.max_cost
    totals = {}
    if most is not None:
        totals["calls"] = (most, spent.attempts)
    if dollars is not None:
        totals["nanodollars"] = (int(dollars * 1e9), spent.nanodollars)
    return Limits(rates, totals)
