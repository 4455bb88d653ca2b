"""Wishes for which the tool is not there: the agent says so and offers what there is."""

from __future__ import annotations

import re

from apigen_mt.environment import Tool
from apigen_mt.generation.draft import Draft
from apigen_mt.records.blueprint import Goal, Output

_CLAUSE = re.compile(r"[.;,:(]| and ")


def add_missing_tool(draft: Draft) -> bool:
    """Add a wish that a write would serve, and take the write away; return whether there is one."""
    used = {goal.tool for goal in draft.plan.goals} | {one.tool for one in draft.plan.actions}
    focus = set(draft.scenario.focus or ())
    for name in draft.scenario.tools:
        tool = draft.environment.toolbox[name]
        if name in used or name in focus or name in draft.hand_overs:
            continue
        for arguments in draft.options(tool):
            if not draft.accepted(tool, arguments):
                continue
            trial = draft.plan.copy()
            said = draft.describe(trial, tool, arguments, len(trial.goals))
            want = draft.render_want(tool, arguments, said) if said is not None else None
            if said is None or want is None:
                continue
            trial.facts = dict(draft.plan.facts)
            trial.needed = []
            trial.goals.append(
                Goal(
                    kind="refuse",
                    tool=name,
                    arguments=arguments,
                    want=want,
                    because=lacking(draft, tool),
                    outputs=(len(trial.outputs),),
                )
            )
            trial.outputs.append(Output(kind="refusal", text=""))
            draft.keep(trial)
            draft.withheld.append(name)
            draft.due.discard("missing_tool")
            return True
    return False


def does(tool: Tool) -> str:
    """Return what a tool does, after `I can`: the first clause of its description."""
    clause = _CLAUSE.split(tool.description, maxsplit=1)[0].strip()
    return clause[:1].lower() + clause[1:] if clause else tool.name.replace("_", " ")


def lacking(draft: Draft, tool: Tool) -> str:
    """Return why a wish cannot be met whose tool is missing, and what can be done instead."""
    return f"I have no way to {does(tool)} from here. {_rest(draft, tool)}"


def _rest(draft: Draft, missing: Tool) -> str:
    """Return what the agent can do instead, a sentence."""
    tools = [
        tool
        for tool in draft.environment.toolbox.values()
        if tool.writes and tool is not missing and tool.name not in draft.hand_overs
    ]
    offered = [does(tool) for tool in draft.random.sample(tools, min(2, len(tools)))]
    handing = [draft.environment.toolbox[name] for name in sorted(draft.hand_overs)]
    if handing:
        offered = [*offered[:1], does(handing[0])]
    return f"What I can do is {' or '.join(offered)}."
