"""Whether an agent's question covers the details of a write that follows a yes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any

import orjson

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.match import heard, leaves, normal
from apigen_mt.language.wording import Wording

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


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

    def of(self, slot: str) -> Iterator[tuple[Any, Mapping[str, Any]]]:
        """Yield the key and the view of every row seen of one kind."""
        return ((key, row) for (kind, key), row in self._rows.items() if kind == slot)


def unmentioned(
    offer: str, environment: Environment, tool: Tool, arguments: Mapping[str, Any], rows: Rows
) -> Iterator[str]:
    """Yield the parameters whose values `offer` does not mention.

    A value itself must be said. A row must be called by its label, or by something that was seen of
    it while no other row fits the offer better; where only its key was seen, nothing can be asked
    for. The caller's own key and prose need no mention.
    """
    said = normal(offer)
    people = f"ref:{environment.people}"
    referring = {name for name, slot, _ in tool.slots(arguments) if slot.startswith("ref:")}
    for name, value in arguments.items():
        if tool.prose(name) or isinstance(value, bool) or name in referring:
            continue
        if not heard(said, value):
            yield name
    missing: dict[str, None] = {}
    taken = {(slot, key) for _, slot, key in tool.slots(arguments)}
    for name, slot, key in tool.slots(arguments):
        if slot == people or not slot.startswith("ref:") or tool.prose(name):
            continue
        row = rows.find(slot[4:], key)
        names = [leaf for leaf in leaves(row) if _telling(leaf)] if row else []
        if not names or heard(said, key) or normal(_label(environment, slot[4:], row)) in said:
            continue
        others = [other for at, other in rows.of(slot) if (slot, at) not in taken]
        inside = {
            leaf
            for kind, at in taken
            if kind != slot and str(at) in names
            for leaf in leaves(rows.find(kind[4:], at))
        }
        if not any(_called(said, one) for one in names) or _outdone(said, row, others, inside):
            missing[name] = None
    yield from missing


def _label(environment: Environment, table: str, row: Any) -> str:
    """Return what a person calls a row."""
    return _wording(environment).labels(table, row)[0]


@lru_cache(maxsize=8)
def _wording(environment: Environment) -> Wording:
    return Wording(environment)


def _outdone(said: str, row: Any, others: Iterable[Any], inside: Set[str]) -> bool:
    """Whether an offer says all that it says of `row` of another row as well, and more.

    What is said of the rows `inside` it, which the call names too, does not tell it apart.
    """
    mine = _evidence(said, row) - inside
    return any(mine < _evidence(said, other) - inside for other in others)


def _evidence(said: str, row: Any) -> set[str]:
    return {leaf for leaf, forms in _forms(orjson.dumps(row)) if any(one in said for one in forms)}


@lru_cache(maxsize=8192)
def _forms(view: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """Return each name in a row, given as JSON text, with the ways in which it may be said."""
    named = (leaf for leaf in leaves(orjson.loads(view)) if leaf not in ("true", "false"))
    return [(leaf, _ways(leaf)) for leaf in named]


def _ways(name: str) -> tuple[str, ...]:
    """Return how a name may be said, in tokens; a date may be said without its year."""
    words = normal(name)
    return (words, words[:-5]) if _ISO.match(name) else (words,)


def _called(said: str, name: str) -> bool:
    """Whether a name is said, one way or another."""
    return any(way in said for way in _ways(name))


def _telling(leaf: str) -> bool:
    return len(leaf) > 2 and leaf not in ("true", "false")
