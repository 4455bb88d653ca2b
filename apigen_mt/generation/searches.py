"""Rows that a user cannot name and an agent finds by what is in them: which order held the lamp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.environment.shape import harvest
from apigen_mt.generation.draft import Draft

MOST_SIBLINGS = 8
"""How many neighbours an agent opens at most until it finds the right row."""


def container(draft: Draft, tool: Tool, arguments: Mapping[str, Any]) -> str | None:
    """Return the argument whose row an agent can find by the other rows of the call, or None.

    It is a row of the person's own that holds them, and no other row of the person does.
    """
    owned = dict(draft.environment.owned)
    slots = [
        (name, slot[4:], key)
        for name, slot, key in tool.slots(arguments)
        if slot.startswith("ref:")
    ]
    for name, table, key in slots:
        if table not in owned or arguments[name] != key:
            continue
        inside = {other for one, kind, other in slots if kind not in owned and one != name}
        held = [
            one for one in _rows(draft, table, owned[table]) if inside & _held(draft, table, one)
        ]
        mine = draft.row(table, key)
        if mine is not None and len(held) == 1 and held[0] == mine:
            return name
    return None


def _rows(draft: Draft, table: str, owner: str) -> list[Mapping[str, Any]]:
    return list(draft.environment.seed.table(table).where(**{owner: draft.scenario.person}))


def _held(draft: Draft, table: str, row: Mapping[str, Any]) -> set[Any]:
    """Return the keys of the rows that a row refers to."""
    shape = draft.environment.database.declared()[table].shape
    return {seen.value for seen in harvest(shape, row) if seen.slot.startswith("ref:")}
