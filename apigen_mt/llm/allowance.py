"""So much a minute: the measure of calls and tokens that an endpoint is driven with."""

from __future__ import annotations

GRAIN = 1e-6
"""What floating point may lack."""


class Allowance:
    """So much a minute, evenly; a second's worth may be used at once."""

    def __init__(self, per_minute: float | None) -> None:
        self.rate = (per_minute or 0.0) / 60
        self._level = max(self.rate, 1.0)
        self._most = self._level
        self._at: float | None = None

    def wait(self, now: float) -> float:
        """Return the seconds until more may be used."""
        if not self.rate:
            return 0.0
        if self._at is not None:
            self._level = min(self._most, self._level + (now - self._at) * self.rate)
        self._at = now
        return 0.0 if self._level > 1.0 - GRAIN else (1.0 - self._level) / self.rate

    def take(self, amount: float) -> None:
        """Use some; more than there is delays what comes after."""
        self._level -= amount
