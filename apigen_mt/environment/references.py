"""References between rows: which of them lead nowhere, and who refers to a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.environment.shape import harvest
from apigen_mt.environment.table import TableBase

Holders = dict[str, dict[str, list[str]]]
"""Table name to key referred to, to the keys of the rows there that refer to it."""


def dangling(tables: Mapping[str, TableBase]) -> Iterator[str]:
    """Yield a line for each reference in seed rows that names no row."""
    for name, base in tables.items():
        for key, row in base.rows.items():
            for seen in harvest(base.spec.shape, row):
                if not seen.slot.startswith("ref:"):
                    continue
                target = tables.get(seen.slot[4:])
                if target is None or seen.value not in target.rows:
                    yield (
                        f"Seed data, table '{name}', row '{key}': field '{seen.field}' is "
                        f"{seen.value!r}, which names no row of '{seen.slot[4:]}'. "
                        "Add that row, or mend the reference."
                    )


def holders(tables: Mapping[str, TableBase], target: str) -> Holders:
    """Return which seed rows refer to rows of `target`, for each table that can."""
    slot, found = f"ref:{target}", Holders()
    for name, base in tables.items():
        own_key = 1 if name == target else 0
        if base.spec.shape.slots.count(slot) <= own_key:
            continue
        found[name] = {}
        for key, row in base.rows.items():
            for value in referred(base, row, slot):
                found[name].setdefault(value, []).append(key)
    return found


def referred(base: TableBase, row: Mapping[str, Any], slot: str) -> list[str]:
    """Return the values of `slot` in one row."""
    return [seen.value for seen in harvest(base.spec.shape, row) if seen.slot == slot]
