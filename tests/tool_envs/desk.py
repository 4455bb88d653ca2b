"""The built-in environments that have a desk, and what all of their proposals have led to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from apigen_mt.environment import Environment, Session, Step
from tool_envs.airline import Airline
from tool_envs.bank import Bank
from tool_envs.retail import Retail
from tool_envs.telecom import Telecom

Tried = tuple[dict[str, Any], Step]


@dataclass(frozen=True)
class Desk:
    """One environment, with what its tests hold it against."""

    kind: type[Environment]
    ids: str
    """How keys begin, as alternatives of a regular expression."""
    accepted_share: tuple[float, float]
    """Between which shares of each tool's proposals are accepted."""
    wordings: int
    """In how many ways each wish can be worded at least."""
    proposals_at_most: int = 8
    """How many proposals of one tool a person has."""
    harmless: tuple[str, ...] = ()
    """Codes of errors that cases of rules may meet."""

    @property
    def name(self) -> str:
        return self.kind.name

    @cached_property
    def env(self) -> Any:
        return self.kind()

    @property
    def people(self) -> list[Any]:
        return list(self.env.seed.table(self.env.people))

    @property
    def proposers(self) -> list[str]:
        return [tool.name for tool in self.kind.tools if tool.propose]

    def proposals(self, name: str, db: Any, person: Mapping[str, Any], random: Random) -> list[Any]:
        propose = self.env.tool(name).propose
        assert propose is not None
        return list(propose(db, person, random))

    @cached_property
    def tried(self) -> dict[str, list[Tried]]:
        """Every proposal of every third person, each in a session of its own."""
        found: dict[str, list[Tried]] = {name: [] for name in self.proposers}
        for person in self.people[::3]:
            for name in self.proposers:
                random = Random(next(iter(person.values())))
                for arguments in self.proposals(name, self.env.seed, person, random):
                    found[name].append((arguments, self.env.session().call(name, arguments)))
        return found

    def accepted(self, *names: str) -> Iterator[Tried]:
        for name in names:
            yield from (pair for pair in self.tried[name] if pair[1].error is None)

    def refused(self) -> Iterator[Step]:
        for pairs in self.tried.values():
            yield from (step for _, step in pairs if step.error is not None)

    def wander(self, seed: int) -> tuple[Session, Counter[str]]:
        """Return a session in which people had all sorts of things done, and how often each."""
        random, session, done = Random(seed), self.env.session(seed), Counter[str]()
        for _ in range(60):
            person = random.choice(self.people)
            for name in random.sample(self.proposers, 4):
                for arguments in self.proposals(name, session.db, person, random)[:2]:
                    done[name] += session.call(name, arguments).changed
        return session, done


AIRLINE = Desk(Airline, "cust|pay|flight|booking|ticket|request", (0.5, 0.98), 5)
BANK = Desk(
    Bank,
    "cust|clear|acct|mand|card|payee|txn|so|disp|dispute|waiver|handover",
    (0.35, 0.98),
    3,
    proposals_at_most=9,
    harmless=("wrong_answer",),
)
RETAIL = Desk(Retail, "user|pay|prod|var|order|ship|slip|wish|handover", (0.5, 0.98), 5)
TELECOM = Desk(
    Telecom,
    "cust|line|sim|bill|chg|meth|pay|tick|area|plan|pack|handover|phone",
    (0.1, 0.995),
    3,
)
DESKS = (AIRLINE, BANK, RETAIL, TELECOM)


def cents(amount: float) -> int:
    """Return an amount in cents, of which it has no fraction."""
    assert abs(amount * 100 - round(amount * 100)) < 1e-6
    return round(amount * 100)
