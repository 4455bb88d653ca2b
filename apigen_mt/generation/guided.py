"""Wishes that take both sides: the agent looks up and guides, the person acts on its own device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.environment import Matter
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.plan import Plan
from apigen_mt.language.grammar import expand
from apigen_mt.records.blueprint import Goal


def add_guide(draft: Draft) -> bool:
    """Add a matter that this person has; return whether there is one."""
    matters = list(draft.environment.phrasing.matters)
    draft.random.shuffle(matters)
    return any(_try(draft, matter) for matter in matters)


def _try(draft: Draft, matter: Matter) -> bool:
    if matter in draft.matters:
        return False
    steps = matter.steps(draft.plan.session.db, draft.world.row)
    trial = draft.plan.copy()
    trial.needed = []
    places = _made(draft, trial, steps) if steps else None
    if not places:
        return False
    trial.goals.append(
        Goal(
            kind="guide",
            tool=trial.actions[places[-1]].tool,
            arguments=trial.actions[places[-1]].arguments,
            want=expand(draft.random.choice(matter.want), draft.random),
            why=expand(draft.random.choice(matter.why), draft.random) if matter.why else "",
            actions=places,
            facts=tuple(trial.needed),
            answer=expand(draft.random.choice(matter.done), draft.random),
        )
    )
    draft.keep(trial)
    draft.matters.append(matter)
    return True


def _made(
    draft: Draft, trial: Plan, steps: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[int, ...] | None:
    """Make the steps of a matter, each look-up before it; return the places, or None."""
    first = len(trial.actions)
    earlier = [step for step in trial.session.trace if step.changed]
    if any(name in draft.withheld for name, _ in steps):
        return None
    for name, arguments in steps:
        tool = draft.environment.every_tool[name]
        agents = name in draft.environment.toolbox
        if agents and not draft.reachable(trial, tool, arguments):
            return None
        if agents and tool.writes:
            trial.inspect(tool, arguments, draft.random, True)
        step = trial.do(tool, arguments)
        if step is None or (tool.writes and not step.changed):
            return None
        if any(step.overlaps(one) for one in earlier):
            return None  # it would take back what another wish has done
    if draft.environment.breaches(trial.session.trace):
        return None
    return tuple(range(first, len(trial.actions)))
