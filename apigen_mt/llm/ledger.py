"""What was spent, by role and by item, and what may still be spent."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from apigen_mt.config import LimitsConfig
from apigen_mt.errors import BudgetSpent
from apigen_mt.llm.model import CallFailed, Place, Usage
from apigen_mt.records.review import Reason


class Ledger:
    """Counts every attempt and answer of a run, those of its earlier processes too."""

    def __init__(self, limits: LimitsConfig) -> None:
        self.limits = limits
        self.roles: defaultdict[str, Usage] = defaultdict(Usage)
        self.faults: defaultdict[str, int] = defaultdict(int)
        self.cached = 0
        """Answers that were on disk already."""
        self._attempts = 0
        self._nanodollars = 0
        self._items: defaultdict[int, Usage] = defaultdict(Usage)

    @property
    def total(self) -> Usage:
        """Everything that was spent."""
        return sum(self.roles.values(), Usage(attempts=self._attempts))

    def admit(self, place: Place) -> None:
        """Allow one more attempt.

        Raises:
            BudgetSpent: the run's calls or dollars are used up.
            CallFailed: the item's tokens are used up.
        """
        cap, limits = self.limits.item_tokens, self.limits
        if cap is not None and self._items[place.item].tokens >= cap:
            raise CallFailed(Reason.TOKEN_CAP, f"the item has used its {cap} tokens")
        if limits.max_calls is not None and self._attempts >= limits.max_calls:
            raise BudgetSpent(
                f"The run has made its {limits.max_calls} calls. What is there is kept; "
                "the same command with a higher --max-calls continues."
            )
        if limits.max_cost is not None and self._nanodollars >= limits.max_cost * 1e9:
            raise BudgetSpent(
                f"The run has spent ${self._nanodollars / 1e9:.4f} of its ${limits.max_cost:g}. "
                "What is there is kept; the same command with a higher --max-cost continues."
            )

    def attempt(self, place: Place) -> None:
        """Note that an attempt goes out."""
        self._attempts += 1

    def restore(self, role: str, usage: Usage) -> None:
        """Note what an earlier process spent."""
        self._attempts += usage.attempts
        self._nanodollars += usage.nanodollars
        self.roles[group(role)] += _without_attempts(usage)

    def answered(self, place: Place, usage: Usage) -> None:
        """Note a new answer."""
        self._nanodollars += usage.nanodollars
        self.roles[group(place.role)] += _without_attempts(usage)
        self._items[place.item] += usage

    def recalled(self, place: Place, usage: Usage) -> None:
        """Note an answer that was on disk; it counts for its item alone."""
        self.cached += 1
        self._items[place.item] += usage

    def summary(self) -> dict[str, Any]:
        """Return totals and a line for each role, as JSON."""
        return {
            **self.total.told(),
            "roles": {role: self.roles[role].told() for role in sorted(self.roles)},
        }

    def item(self, item: int) -> Usage:
        """Return what an item has used so far."""
        return self._items[item]

    def forget(self, item: int) -> None:
        """Drop the account of an item that is done."""
        self._items.pop(item, None)


def group(role: str) -> str:
    """Return the role without the number of the candidate or the name of the seat."""
    return role.partition(".")[0]


def _without_attempts(usage: Usage) -> Usage:
    return Usage(
        calls=usage.calls,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        nanodollars=usage.nanodollars,
        estimated=usage.estimated,
    )
