"""Wishes that are not met: impossible in this world, or out of scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from apigen_mt.environment import Tool
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.plan import Plan, about_wish, argument_of
from apigen_mt.language.grammar import expand
from apigen_mt.language.match import normal, told_by
from apigen_mt.records.blueprint import Fact, Goal, Output

NOT_A_REFUSAL = ("invalid_arguments", "unknown_tool", "not_found")


def add_refusal(draft: Draft, names: Iterable[str]) -> Goal | None:
    """Add a wish that the tool which would serve it refuses; return it."""
    for tool in map(draft.environment.toolbox.__getitem__, names):
        if tool.name in draft.hand_overs or tool.name in draft.withheld:
            continue
        for arguments in draft.options(tool):
            goal = _refused_by_tool(draft, tool, arguments)
            if goal is not None:
                return goal
    return None


def _refused_by_tool(draft: Draft, tool: Tool, arguments: dict[str, Any]) -> Goal | None:
    if (tool.name, draft.main_row(tool, arguments)) in draft.taken:
        return None
    step = draft.probe(tool, arguments)
    if step.error is None or step.error in NOT_A_REFUSAL:
        return None
    trial = draft.plan.copy()
    said = draft.describe(trial, tool, arguments, len(trial.goals))
    if said is None or not draft.reachable(trial, tool, arguments):
        return None
    trial.inspect(tool, arguments, draft.random, True)
    if draft.environment.breaches(trial.session.trace):
        return None
    because = str(orjson.loads(step.observation)["error"])
    return refusal(draft, trial, tool, arguments, said, because)


def refusal(
    draft: Draft,
    trial: Plan,
    tool: Tool,
    arguments: dict[str, Any],
    said: Mapping[str, str],
    because: str,
) -> Goal | None:
    """Add the wish, its reads and the expected refusal to the plan."""
    needed = list(trial.needed)
    want = draft.render_want(tool, arguments, said)
    if want is None:
        return None
    says = evidence(because, trial)
    goal = Goal(
        kind="refuse",
        tool=tool.name,
        arguments=arguments,
        want=want,
        why=draft.why(tool),
        actions=tuple(range(len(draft.plan.actions), len(trial.actions))),
        facts=tuple(
            key
            for key in needed
            if _mentioned(trial.facts[key], want)
            or _matters(draft, tool, arguments, argument_of(key))
        ),
        because=because,
        outputs=(len(trial.outputs),),
    )
    trial.goals.append(goal)
    trial.outputs.append(Output(kind="refusal", text=says))
    draft.keep(trial)
    draft.taken.add((tool.name, draft.main_row(tool, arguments)))
    return goal


def _matters(draft: Draft, tool: Tool, arguments: Mapping[str, Any], name: str) -> bool:
    """Whether another value of one argument would change the answer; if in doubt, yes."""
    step = draft.probe(tool, arguments)
    others = [one[name] for one in draft.options(tool) if one.get(name) != arguments[name]]
    if step.error is None:
        return False  # a rule forbids it, whatever the details
    return not any(
        draft.probe(tool, {**arguments, name: other}).error == step.error for other in others
    )


def add_decline(draft: Draft, hand_over: bool) -> bool:
    """Add a request that no tool serves, refused or handed over; return whether there is one."""
    declines = [
        one for one in draft.environment.phrasing.declines if bool(one.hand_over) == hand_over
    ]
    draft.random.shuffle(declines)
    for decline in declines:
        trial = draft.plan.copy()
        trial.needed = []
        actions: tuple[int, ...] = ()
        tool_name, arguments = "", {}
        if decline.hand_over:
            tool = draft.environment.tool(decline.hand_over)
            fixed = decline.arguments
            bindings = [{**one, **fixed} for one in draft.options(tool)]
            arguments = next((one for one in bindings if draft.accepted(tool, one)), {})
            step = trial.do(tool, arguments) if arguments else None
            if step is None or draft.environment.breaches(trial.session.trace):
                continue
            actions, tool_name = (len(trial.actions) - 1,), tool.name
        trial.goals.append(
            Goal(
                kind="decline",
                tool=tool_name,
                arguments=arguments,
                want=expand(draft.random.choice(decline.ask), draft.random),
                actions=actions,
                because=expand(draft.random.choice(decline.because), draft.random),
                outputs=(len(trial.outputs),),
            )
        )
        trial.outputs.append(Output(kind="refusal", text=decline.says))
        draft.keep(trial)
        return True
    return False


def _mentioned(fact: Fact, want: str) -> bool:
    return normal(fact.said) in normal(want) or not about_wish(fact.key)


def evidence(because: str, plan: Plan) -> str:
    """Return words of the reason that the world itself says: a status, a date, an amount."""
    said = normal(because)
    found = ""
    for step in plan.session.trace:
        for leaf in sorted(told_by(step.observation)):
            words = normal(leaf)
            if words in said and 1 <= len(words.split()) <= 3 and len(words) > len(normal(found)):
                found = leaf
    return found
