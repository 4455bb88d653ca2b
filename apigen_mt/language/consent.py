"""Whether an agent's question covers the details of a write that follows a yes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


def unmentioned(
    offer: str, environment: Environment, tool: Tool, arguments: Mapping[str, Any], rows: Rows
) -> Iterator[str]:
    """Yield the parameters whose values `offer` does not mention.

    A value itself must be said. A row must be called by something that was seen of it; where only
    its key was seen, nothing can be asked for. The caller's own key and prose need no mention.
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
    for name, slot, key in tool.slots(arguments):
        if slot == people or not slot.startswith("ref:") or tool.prose(name):
            continue
        row = rows.find(slot[4:], key)
        names = [leaf for leaf in leaves(row) if _telling(leaf)] if row else []
        if names and not heard(said, key) and not any(_called(said, one) for one in names):
            missing[name] = None
    yield from missing


def _called(said: str, name: str) -> bool:
    """Whether a name is said; a date may be said without its year."""
    words = normal(name)
    return words in said or (_ISO.match(name) is not None and f"{words[:-5]}" in said)


def _telling(leaf: str) -> bool:
    return len(leaf) > 2 and leaf not in ("true", "false")
