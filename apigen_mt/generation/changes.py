"""Changes of mind: another value at the confirmation, or the same act otherwise after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.environment import Step, Tool
from apigen_mt.environment.shape import harvest
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.plan import Plan
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Change, Goal


def find_change(
    draft: Draft,
    plan: Plan,
    tool: Tool,
    arguments: Mapping[str, Any],
    bindings: Sequence[Mapping[str, Any]],
    place: int,
) -> Change | None:
    """Return a change of mind: one argument that was something else, and would have worked."""
    if "mind_change" not in draft.due:
        return None
    for other in bindings:
        differs = [name for name in arguments if other.get(name) != arguments[name]]
        if len(differs) != 1 or set(other) != set(arguments) or tool.prose(differs[0]):
            continue
        name = differs[0]
        text = draft.said(tool, name, other[name])
        mine = plan.facts[f"{place}.{name}"].said if f"{place}.{name}" in plan.facts else ""
        if not text or not mine or normal(text) in normal(mine) or normal(mine) in normal(text):
            continue
        if not _alike(draft, tool, name, arguments, other):
            continue
        if draft.accepted(tool, other) and draft.reachable(plan, tool, other):
            return Change(
                argument=name, before=other[name], said_before=text, fact=f"{place}.{name}"
            )
    return None


def add_regret(
    draft: Draft, tool: Tool, arguments: dict[str, Any], bindings: Sequence[Mapping[str, Any]]
) -> bool:
    """Add a change of mind after the act: the same write again, with one detail otherwise."""
    plan = draft.plan.copy()
    place, last = len(plan.goals), plan.session.trace[-1]
    for other in bindings:
        differs = [name for name in arguments if other.get(name) != arguments[name]]
        if len(differs) != 1 or set(other) != set(arguments) or tool.prose(differs[0]):
            continue
        if draft.main_row(tool, other) != draft.main_row(tool, arguments):
            continue  # done to another row, it would leave the first one as it is by now
        plan = draft.plan.copy()
        said = draft.describe(plan, tool, {differs[0]: other[differs[0]]}, place)
        before = draft.said(tool, differs[0], arguments[differs[0]])
        if not said or not before or not _alike(draft, tool, differs[0], arguments, other):
            continue
        trial = plan.copy()
        trial.needed = list(plan.needed)
        if not draft.accepted(tool, other) or not draft.reachable(trial, tool, other):
            continue
        step = trial.do(tool, other)
        if step is None or not step.overlaps(last) or step.after.digest == last.before.digest:
            continue
        if not _replaces(draft, step, last):
            continue
        if draft.environment.breaches(trial.session.trace):
            continue
        trial.goals.append(
            Goal(
                kind="act",
                tool=tool.name,
                arguments=dict(other),
                want=f"have {said[differs[0]]} instead of {before}",
                actions=tuple(range(len(draft.plan.actions), len(trial.actions))),
                facts=(f"{place}.{differs[0]}",),
                regrets=True,
            )
        )
        draft.keep(trial)
        return True
    return False


def _replaces(draft: Draft, second: Step, first: Step) -> bool:
    """Whether the second of two writes leaves the world as if it had been made alone.

    What only grows, such as a list of payments, may tell of both; a sum must not count twice.
    """
    alone = draft.environment.session()
    alone.db = first.before.fork()
    alone.call(second.tool, second.arguments)
    left, wanted = (
        {(one.table, one.row, one.field): one.after for one in db.diff()}
        for db in (second.after, alone.db)
    )
    single = (place for place, value in wanted.items() if not isinstance(value, dict | list))
    return all(left.get(place) == wanted[place] for place in single)


def _alike(
    draft: Draft, tool: Tool, name: str, one: Mapping[str, Any], other: Mapping[str, Any]
) -> bool:
    """Whether two rows have something in common: an owner, a product; values always do."""
    kept = []
    for value in (one[name], other[name]):
        refs = set()
        for _, slot, key in tool.slots({name: value}):
            if slot.startswith("ref:"):
                spec = draft.environment.database.declared()[slot[4:]]
                row = draft.row(slot[4:], key) or {}
                refs |= {(s.slot, s.value) for s in harvest(spec.shape, row) if s.value != key}
        kept.append(refs)
    return not kept[0] or not kept[1] or bool(kept[0] & kept[1])
