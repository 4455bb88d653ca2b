"""Wishes that are met: a write, the reads before it, and at times a change of mind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apigen_mt.environment import Step, Tool
from apigen_mt.environment.shape import harvest
from apigen_mt.generation.draft import Draft, references
from apigen_mt.generation.plan import Plan
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Change, Goal


def add_act(draft: Draft, names: Iterable[str], instead_of: Goal | None = None) -> bool:
    """Add a write, the first of `names` that this world allows; return whether one was found."""
    used = Counter(goal.tool for goal in draft.plan.goals)
    for name in sorted(dict.fromkeys(names), key=lambda one: used[one]):
        tool = draft.environment.toolbox[name]
        if not tool.writes or name in draft.hand_overs:
            continue
        bindings = draft.options(tool)
        if instead_of is not None:
            shared = set(
                references(draft.environment.toolbox[instead_of.tool], instead_of.arguments)
            )
            bindings = [one for one in bindings if shared & set(references(tool, one))]
        bindings = sorted(bindings, key=lambda one: not _drawn(draft, tool, one))
        for arguments in sorted(bindings, key=lambda one: not draft.flows(tool, one)):
            if _try(draft, tool, arguments, bindings, instead_of):
                return True
    return False


def _drawn(draft: Draft, tool: Tool, arguments: Mapping[str, Any]) -> bool:
    """Whether a write is about a row that the scenario has drawn."""
    people = f"ref:{draft.environment.people}"
    rows = [f"{slot[4:]}/{key}" for slot, key in references(tool, arguments) if slot != people]
    return not rows or any(row in draft.scenario.rows for row in rows)


def _try(
    draft: Draft,
    tool: Tool,
    arguments: dict[str, Any],
    bindings: list[dict[str, Any]],
    instead_of: Goal | None,
) -> bool:
    mark = (tool.name, draft.main_row(tool, arguments))
    if mark in draft.taken or not draft.accepted(tool, arguments):
        return False
    if _undoes(draft, draft.probe(tool, arguments)) or _voids(draft, tool, arguments):
        return False
    trial = draft.plan.copy()
    place = len(trial.goals)
    said = draft.describe(trial, tool, arguments, place)
    if said is None or not draft.reachable(trial, tool, arguments):
        return False
    if _contradicts(draft, trial):
        return False
    change = _change(draft, trial, tool, arguments, bindings, place)
    facts = tuple(trial.needed)
    done = _carry_out(draft, trial, tool, arguments)
    want = draft.render_want(tool, arguments, said, change)
    if done is None or want is None:
        return False
    done.goals.append(
        Goal(
            kind="act",
            tool=tool.name,
            arguments=arguments,
            want=want,
            why="" if instead_of else draft.why(tool),
            actions=tuple(range(len(draft.plan.actions), len(done.actions))),
            facts=facts,
            change=change,
            instead=instead_of is not None,
        )
    )
    draft.keep(done)
    draft.taken.add(mark)
    if change is not None:
        draft.changed = True
        before_change = {**arguments, change.argument: change.before}
        draft.taken.add((tool.name, draft.main_row(tool, before_change)))
    return True


def _carry_out(draft: Draft, trial: Plan, tool: Tool, arguments: Mapping[str, Any]) -> Plan | None:
    """Return the plan with the write made, after as many reads as the policy asks for."""
    for thorough in (False, True):
        trial.inspect(tool, arguments, draft.random, thorough)
        done = trial.copy()
        step = done.do(tool, arguments)
        if step is None or not step.changed:
            return None
        if not draft.environment.breaches(done.session.trace):
            return done
    return None


def _contradicts(draft: Draft, trial: Plan) -> bool:
    """Whether the wish calls something by a name that meant another row in an earlier wish.

    Nobody takes the wool sweater off a list and then puts the wool sweater on it.
    """
    earlier = {fact.said: fact.value for fact in draft.plan.facts.values() if not fact.literal}
    mine = [trial.facts[key] for key in trial.needed if not trial.facts[key].literal]
    return any(earlier.get(fact.said, fact.value) != fact.value for fact in mine)


def _voids(draft: Draft, tool: Tool, arguments: Mapping[str, Any]) -> bool:
    """Whether a write makes an earlier wish about the same row pointless.

    Nobody corrects the address of an order and then cancels it: after the cancellation alone, the
    correction would have been refused.
    """
    row = draft.main_row(tool, arguments)
    for goal in draft.plan.goals:
        earlier = draft.environment.toolbox.get(goal.tool)
        if goal.kind != "act" or earlier is None or not row:
            continue
        if draft.main_row(earlier, goal.arguments) == row:
            calls = [(tool.name, arguments), (earlier.name, goal.arguments)]
            alone, again = draft.environment.replay(calls).trace
            if alone.error is None and again.error is not None:
                return True
    return False


def _undoes(draft: Draft, newest: Step) -> bool:
    """Return whether a write touches again what an earlier one changed.

    Writes that keep apart are also minimal: without one of them its fields stay as they were.
    """
    return any(newest.overlaps(step) for step in draft.plan.session.trace if step.changed)


def _change(
    draft: Draft,
    plan: Plan,
    tool: Tool,
    arguments: Mapping[str, Any],
    bindings: Sequence[Mapping[str, Any]],
    place: int,
) -> Change | None:
    """Return a change of mind: one argument that was something else, and would have worked."""
    if draft.changed:
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
        if not _kin(draft, tool, name, arguments[name], other[name]):
            continue
        if draft.accepted(tool, other) and draft.reachable(plan, tool, other):
            return Change(
                argument=name, before=other[name], said_before=text, fact=f"{place}.{name}"
            )
    return None


def _kin(draft: Draft, tool: Tool, name: str, one: Any, other: Any) -> bool:
    """Whether two rows have something in common: an owner, a product; values always do."""
    kept = []
    for value in (one, other):
        refs = set()
        for _, slot, key in tool.slots({name: value}):
            if slot.startswith("ref:"):
                spec = draft.environment.database.declared()[slot[4:]]
                row = draft.row(slot[4:], key) or {}
                refs |= {(s.slot, s.value) for s in harvest(spec.shape, row) if s.value != key}
        kept.append(refs)
    return not kept[0] or not kept[1] or bool(kept[0] & kept[1])
