"""Wishes that a rule forbids after what was done: a third cancellation, a second change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.environment.rule import Rule
from apigen_mt.generation.acts import add_act
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.generation.refusals import add_decline, refusal
from apigen_mt.language.grammar import sentence
from apigen_mt.records.blueprint import Goal

_MORE_DRAWS = 4
"""How often wishes of one tool are drawn anew: few concern a row that was touched before."""


def add_limit(draft: Draft, name: str) -> Goal | None:
    """Add a wish against the rule called `name`, and before it the writes that lead there."""
    found = forbidden(draft.environment).get(name)
    if found is None:
        return None
    plan, taken, due = draft.plan, set(draft.taken), set(draft.due)
    if all(_lead(draft, tool) for tool in _lacking(draft, Counter(found.before))):
        for tool, arguments in _wishes(draft, found.tool):
            goal = _against(draft, found.rule, tool, arguments)
            if goal is not None:
                draft.due.discard("limit")
                return goal
    draft.plan, draft.taken, draft.due = plan, taken, due
    return None


def _lacking(draft: Draft, needed: Counter[str]) -> Iterator[str]:
    """Yield the writes that lead up to a rule and are not in the plan yet."""
    return (needed - Counter(one.tool for one in draft.plan.actions)).elements()


def _lead(draft: Draft, tool: str) -> bool:
    return add_decline(draft, True) if tool in draft.hand_overs else add_act(draft, [tool])


def _wishes(draft: Draft, first: str) -> Iterator[tuple[Tool, dict[str, Any]]]:
    """Yield writes that would work as things stand; those of the rule's own example first."""
    names = sorted(draft.scenario.tools, key=lambda name: name != first)
    for tool in map(draft.environment.toolbox.__getitem__, names):
        if tool.name in draft.hand_overs or tool.name in draft.withheld:
            continue
        options = list(draft.options(tool))
        for _ in range(_MORE_DRAWS if tool.name == first else 0):
            options += draft.world.bindings(tool, draft.random)
        yield from ((tool, one) for one in options if draft.accepted(tool, one))


def _against(draft: Draft, rule: Rule, tool: Tool, arguments: dict[str, Any]) -> Goal | None:
    """Add a wish if it breaks the rule; looked up is only what may decide that."""
    if not _breaks(draft, rule, tool, arguments):
        return None
    trial = draft.plan.copy()
    said = draft.describe(trial, tool, arguments, len(trial.goals))
    if said is None:
        return None
    if not all(_breaks(draft, rule, tool, one) for one in draft.options(tool)):
        if not draft.reachable(trial, tool, arguments):
            return None
        trial.inspect(tool, arguments, draft.random, True)
        if draft.environment.breaches(trial.session.trace):
            return None
    return refusal(draft, trial, tool, arguments, said, f"{sentence(rule.explains)}.")


def _breaks(draft: Draft, rule: Rule, tool: Tool, arguments: dict[str, Any]) -> bool:
    step = draft.probe(tool, arguments)
    trace = [*draft.plan.session.trace, step]
    return step.error is not None or any(one is step for one in rule.breaches(trace))
