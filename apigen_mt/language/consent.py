"""Whether an agent's question covers the details of a write that follows a yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.evidence import announced, called, indistinct, instead, outdone, telling
from apigen_mt.language.match import heard, leaves, normal
from apigen_mt.language.wording import Find, Wording

Kin = Callable[[str, Mapping[str, Any]], Iterable[Any]]
"""Given a slot and a row, the keys of rows that it could be mistaken for."""


class Rows:
    """The rows that tools have shown so far, by slot and key."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Any], Mapping[str, Any]] = {}

    def observe(self, tool: Tool, observation: str) -> None:
        """Note every row inside a tool's answer; a fuller view replaces a poorer one."""
        for seen in tool.seen_in(observation):
            if seen.holder is None or not seen.slot.startswith("ref:"):
                continue
            if next(iter(seen.holder)) != seen.field:
                continue  # the object is about the row of its first field, and only names this one
            known = self._rows.get((seen.slot, seen.value))
            if known is None or len(seen.holder) >= len(known):
                self._rows[seen.slot, seen.value] = seen.holder

    def find(self, table: str, key: Any) -> Mapping[str, Any] | None:
        """Return what was seen of a row, or None."""
        return self._rows.get((f"ref:{table}", key))

    def of(self, slot: str) -> Iterator[Any]:
        """Yield the key of every row seen of one kind."""
        return (key for kind, key in self._rows if kind == slot)


def unmentioned(
    offer: str,
    environment: Environment,
    tool: Tool,
    arguments: Mapping[str, Any],
    rows: Rows,
    truth: Find | None = None,
    kin: Kin = lambda slot, row: (),
) -> Iterator[str]:
    """Yield the parameters whose values `offer` does not mention.

    A value itself must be said. A row must be called by its label, or by something that was seen of
    it while no other row fits the offer better, and which tells it from the other rows of the call;
    where only its key was seen, nothing can be asked for. The caller's own key and prose need no
    mention.

    Args:
        offer: what the agent asked a yes to.
        environment: whose labels count.
        tool: the write.
        arguments: its arguments.
        rows: what was seen before.
        truth: the rows as they are; what was seen of them, if nobody knows.
        kin: rows that were not seen and could be meant.
    """
    slots = list(tool.slots(arguments))
    referring = {name for name, slot, _ in slots if slot.startswith("ref:")}
    plain = {name: value for name, value in arguments.items() if name not in referring}
    said = normal(offer)
    for name, value in plain.items():
        if not (tool.prose(name) or isinstance(value, bool) or heard(said, value)):
            yield name
    told = _Offer(
        said=said,
        announced=announced(offer),
        environment=environment,
        rows=rows,
        find=truth or rows.find,
        kin=kin,
        referred={(slot, key) for _, slot, key in slots},
        values={leaf for value in plain.values() for leaf in leaves(value)},
    )
    yield from dict.fromkeys(
        name
        for name, slot, key in slots
        if slot.startswith("ref:")
        and slot != f"ref:{environment.people}"
        and not tool.prose(name)
        and not told.names(slot, key)
    )


@dataclass(frozen=True)
class _Offer:
    """What an agent asks a yes to, held against the rows that it may be about."""

    said: str
    announced: str
    """What of it says what will be done."""
    environment: Environment
    rows: Rows
    find: Find
    kin: Kin
    referred: Set[tuple[str, Any]]
    """(slot, key) of what the call refers to."""
    values: Set[str]
    """What the call's other arguments say."""

    def names(self, slot: str, key: Any) -> bool:
        """Whether the offer says which row is meant, as far as anybody could say it."""
        seen = self.rows.find(slot[4:], key)
        if heard(self.said, key):
            return True
        if seen and normal(self._labels(slot, seen)[0]) in self.announced:
            return True
        names = [leaf for leaf in leaves(seen) if telling(leaf)]
        if names and not any(called(self.said, one) for one in names if one not in self.values):
            return False
        row = self.find(slot[4:], key)
        return row is None or not self._fits_another(slot, key, row, self._inside(slot, names))

    def _inside(self, slot: str, names: Sequence[str]) -> set[str]:
        """Return what rows are called that the call refers to as well, and a row mentions."""
        return {
            leaf
            for kind, key in self.referred
            if kind != slot and str(key) in names
            for leaf in leaves(self.rows.find(kind[4:], key))
        }

    def _fits_another(self, slot: str, key: Any, row: Any, inside: Set[str]) -> bool:
        """Whether a row cannot be told from one of the call, or from one that fits better."""
        mine = (row, self._labels(slot, row))
        for other in dict.fromkeys([*self.rows.of(slot), *self.kin(slot, row)]):
            view = self.find(slot[4:], other)
            if other == key or view is None:
                continue
            if (slot, other) in self.referred:
                fits = indistinct(self.said, mine, view)
            else:
                theirs = (view, self._labels(slot, view))
                explained = inside | self.values
                fits = outdone(self.said, mine, theirs, explained)
                fits |= instead(self.announced, mine, theirs, explained)
            if fits:
                return True
        return False

    def _labels(self, slot: str, row: Any) -> list[str]:
        """Return what a person calls a row, best first."""
        return _wording(self.environment).labels(slot[4:], row)


@lru_cache(maxsize=8)
def _wording(environment: Environment) -> Wording:
    return Wording(environment)
