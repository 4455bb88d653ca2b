"""What was spent, by role and by item, and what may still be spent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

from apigen_mt.config import LimitsConfig
from apigen_mt.errors import BudgetSpent
from apigen_mt.llm.lender import Lender, Purse
from apigen_mt.llm.model import CallFailed, Place
from apigen_mt.records.review import Reason
from apigen_mt.records.usage import Usage, together


class Ledger:
    """Counts every attempt and answer of a run by shard, those of its earlier processes too.

    Args:
        limits: what may be spent.
        shard_of: the shard of an item.
        lender: who lends parts of what several processes share; None where all of it is ours.
    """

    def __init__(
        self,
        limits: LimitsConfig,
        shard_of: Callable[[int], int] = lambda item: 0,
        lender: Lender | None = None,
    ) -> None:
        self.limits = limits
        self.faults: defaultdict[int, Counter[str]] = defaultdict(Counter)
        """What endpoints did wrong, by shard."""
        self.cached = 0
        """Answers that were on disk already."""
        self.lender = lender
        self._shard_of = shard_of
        money = None if limits.max_cost is None else int(limits.max_cost * 1e9)
        self._calls = Purse(limits.max_calls, lender, "calls")
        self._money = Purse(money, lender, "nanodollars")
        self._shards: defaultdict[int, defaultdict[str, Usage]] = defaultdict(_account)
        self._total = Usage()
        self._items: defaultdict[int, Usage] = defaultdict(Usage)

    @property
    def total(self) -> Usage:
        """Everything that was spent."""
        return self._total

    @property
    def roles(self) -> dict[str, Usage]:
        """Everything that was spent, by role."""
        return together(self._shards.values())

    def shard(self, number: int) -> dict[str, Usage]:
        """Return what one shard has taken, by role."""
        return dict(self._shards[number])

    async def admit(self, place: Place) -> None:
        """Allow one more attempt.

        Raises:
            BudgetSpent: the run's calls or dollars are used up.
            CallFailed: the item's tokens are used up.
        """
        cap, limits = self.limits.item_tokens, self.limits
        if cap is not None and self._items[place.item].tokens >= cap:
            raise CallFailed(Reason.TOKEN_CAP, f"the item has used its {cap} tokens")
        if not await self._money.covers(lambda: self._total.nanodollars):
            raise BudgetSpent(
                f"The run has spent ${self._total.cost:.4f} of its ${limits.max_cost:g}. "
                "What is there is kept; the same command with a higher --max-cost continues."
            )
        if not await self._calls.covers(lambda: self._total.attempts):
            raise BudgetSpent(
                f"The run has made its {limits.max_calls} calls. What is there is kept; "
                "the same command with a higher --max-calls continues."
            )

    def attempt(self, place: Place) -> None:
        """Note that an attempt goes out."""
        self._add(self._shard_of(place.item), place.role, Usage(attempts=1))

    def fault(self, place: Place, what: str) -> None:
        """Note what went wrong with an attempt."""
        self.faults[self._shard_of(place.item)][what] += 1

    def answered(self, place: Place, usage: Usage) -> None:
        """Note a new answer, whose attempts are noted already."""
        self._add(self._shard_of(place.item), place.role, replace(usage, attempts=0))
        self._items[place.item] += usage

    def recalled(self, place: Place, usage: Usage) -> None:
        """Note an answer that was on disk; it counts for its item alone."""
        self.cached += 1
        self._items[place.item] += usage

    def restore(self, number: int, role: str, usage: Usage) -> None:
        """Note what an earlier process spent on a shard."""
        self._calls.own(usage.attempts)
        self._money.own(usage.nanodollars)
        self._add(number, role, usage)

    async def close(self) -> None:
        """Give back what was borrowed and not spent."""
        await self._calls.close(self._total.attempts)
        await self._money.close(self._total.nanodollars)

    def item(self, item: int) -> Usage:
        """Return what an item has used so far."""
        return self._items[item]

    def forget(self, item: int) -> None:
        """Drop the account of an item that is done."""
        self._items.pop(item, None)

    def _add(self, number: int, role: str, usage: Usage) -> None:
        self._shards[number][group(role)] += usage
        self._total += usage


def group(role: str) -> str:
    """Return the role without the number of the candidate or the name of the seat."""
    return role.partition(".")[0]


def _account() -> defaultdict[str, Usage]:
    return defaultdict(Usage)
