"""Rows that are nearly alike: the user's words fit several, and a look-up shows which there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.plan import Plan
from apigen_mt.language.consent import Rows
from apigen_mt.language.wording import noun
from apigen_mt.records.blueprint import Vague

MOST_NAMED = 4
"""How many rows an agent names in one question."""


def near_duplicate(
    draft: Draft, plan: Plan, tool: Tool, arguments: Mapping[str, Any], said: Mapping[str, str]
) -> Vague | None:
    """Return how the user may call one row of a write so that it fits others too, or None.

    Others count if a look-up shows them before one needs the right row; `plan` has the look-ups of
    this write at its end.
    """
    if "near_duplicates" not in draft.due:
        return None
    for name, slot, key in tool.slots(arguments):
        if name not in said or arguments[name] != key or not slot.startswith("ref:"):
            continue
        rows = shown(plan, slot, key)
        mine = rows.find(slot[4:], key)
        for words in _words(draft, slot[4:], mine) if mine else ():
            fits = fitting(draft, rows, slot, words)
            if 2 <= len(fits) <= MOST_NAMED and said[name] in fits:
                return Vague(argument=name, said=words, fits=tuple(fits))
    return None


def _words(draft: Draft, table: str, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield less exact names of a row; of the person's own things at last just what they are."""
    yield from draft.wording.labels(table, row)[1:]
    if any(name == table for name, _ in draft.environment.owned):
        yield f"my {noun(table)}"


def fitting(draft: Draft, rows: Rows, slot: str, words: str) -> list[str]:
    """Return what the rows that were seen and go by `words` are called, each once."""
    names: dict[str, None] = {}
    for other in rows.of(slot):
        labels = draft.wording.labels(slot[4:], rows.find(slot[4:], other) or {})
        if words in labels or words == f"my {noun(slot[4:])}":
            names[labels[0]] = None
    return list(names)


def shown(plan: Plan, slot: str, key: Any) -> Rows:
    """Return the rows that were shown before a call needs the one of `key`."""
    rows = Rows()
    for step in plan.session.trace:
        tool = plan.environment.every_tool[step.tool]
        taken = [value for _, kind, value in tool.slots(step.arguments) if kind == slot]
        if key in taken:
            break
        if step.error is None and step.by == "agent":
            rows.observe(tool, step.observation)
    return rows
