"""Whether an agent's question covers the details of a write that follows a yes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.match import heard, leaves, normal

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

    A value itself must be said. A row must be called by something that was seen of it, and no other
    row may fit the offer better; where only its key was seen, nothing can be asked for. The
    caller's own key and prose need no mention.
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
        if not names or heard(said, key):
            continue
        others = [other for at, other in rows.of(slot) if (slot, at) not in taken]
        beside = {
            leaf
            for kind, at in taken - {(slot, key)}
            for leaf in leaves(rows.find(kind.removeprefix("ref:"), at))
        }
        if not any(_called(said, one) for one in names) or _outdone(said, row, others, beside):
            missing[name] = None
    yield from missing


def _outdone(said: str, row: Any, others: Iterable[Any], beside: Set[str]) -> bool:
    """Whether an offer says all that it says of `row` of another row as well, and more.

    What is said of the rows `beside` it, which the call names too, tells nothing about this one.
    """
    mine = _evidence(said, row) - beside
    return any(mine < _evidence(said, other) - beside for other in others)


def _evidence(said: str, row: Any) -> set[str]:
    return {leaf for leaf in leaves(row) if leaf not in ("true", "false") and _called(said, leaf)}


def _called(said: str, name: str) -> bool:
    """Whether a name is said; a date may be said without its year."""
    words = normal(name)
    return words in said or (_ISO.match(name) is not None and f"{words[:-5]}" in said)


def _telling(leaf: str) -> bool:
    return len(leaf) > 2 and leaf not in ("true", "false")
