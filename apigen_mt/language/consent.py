"""Whether an agent's question covers the details of a write that follows a yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any

import orjson

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.match import heard, leaves, normal
from apigen_mt.language.wording import Find, Wording

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT = re.compile(r"-?\d{1,3}(\.0+)?")

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
    find = truth or rows.find
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
    values = {
        leaf for name, value in arguments.items() if name not in referring for leaf in leaves(value)
    }
    for name, slot, key in tool.slots(arguments):
        if slot == people or not slot.startswith("ref:") or tool.prose(name):
            continue
        row = rows.find(slot[4:], key)
        names = [leaf for leaf in leaves(row) if _telling(leaf)] if row else []
        if heard(said, key) or (row and normal(_labels(environment, slot[4:], row)[0]) in said):
            continue
        inside = {
            leaf
            for kind, at in taken
            if kind != slot and str(at) in names
            for leaf in leaves(rows.find(kind[4:], at))
        }
        if names and not any(_called(said, one) for one in names):
            missing[name] = None
            continue
        mine = find(slot[4:], key)
        if mine is None:
            continue
        labels = _labels(environment, slot[4:], mine)
        for other in dict.fromkeys([*rows.of(slot), *kin(slot, mine)]):
            view = find(slot[4:], other)
            if other == key or view is None:
                continue
            if (slot, other) in taken:
                same = _same(said, mine, view, labels)
            else:
                theirs = _labels(environment, slot[4:], view)
                same = _outdone(said, (mine, labels), (view, theirs), inside | values)
            if same:
                missing[name] = None
    yield from missing


def _labels(environment: Environment, table: str, row: Any) -> list[str]:
    """Return what a person calls a row, best first."""
    return _wording(environment).labels(table, row)


@lru_cache(maxsize=8)
def _wording(environment: Environment) -> Wording:
    return Wording(environment)


Called = tuple[Any, list[str]]
"""A row and its labels."""


def _outdone(said: str, row: Called, other: Called, explained: Set[str]) -> bool:
    """Whether an offer says all that it says of `row` of another row as well, and more.

    Only what rows are called by counts, and nothing that the offer says for another reason: values
    of the call, or rows inside `row` which the call names too.
    """
    mine, theirs = (_evidence(said, *one, strict=True) - explained for one in (row, other))
    return all(_within(leaf, theirs) for leaf in mine) and bool(theirs - mine)


def _same(said: str, row: Any, other: Any, labels: list[str]) -> bool:
    """Whether an offer says nothing of `row` that is not true of another row of the call."""
    own = set(leaves(row)) - set(leaves(other))
    return bool(own) and not _evidence(said, row, labels) - set(leaves(other))


def _within(leaf: str, names: Set[str]) -> bool:
    """Whether a name is only part of another one, as `card` of `gift card`."""
    return any(normal(leaf) in normal(name) for name in names)


def _evidence(said: str, row: Any, labels: list[str], strict: bool = False) -> set[str]:
    """Return what an offer says of a row; a short number counts only if the row is called by it.

    With `strict` that holds for everything, where any of the row's values is in its labels.
    """
    found = {leaf for leaf, forms in _forms(orjson.dumps(row)) if any(f in said for f in forms)}
    label = " ".join(map(normal, labels))
    if strict and any(way in label for leaf in leaves(row) for way in _ways(leaf)):
        return {leaf for leaf in found if any(way in label for way in _ways(leaf))}
    return {leaf for leaf in found if not _SHORT.fullmatch(leaf) or normal(leaf) in label}


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
