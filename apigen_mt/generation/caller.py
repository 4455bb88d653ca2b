"""Who is calling: the gold actions that find the person, and what the person says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.generation.draft import Draft


def identify(draft: Draft) -> bool:
    """Add the look-up of the caller to the plan; return whether there is one."""
    entries = draft.world.entries()
    if not entries:
        return False
    lookup = draft.world.lookups[draft.random.choice(entries)]
    plan = draft.plan
    tool = draft.environment.toolbox[lookup.tool]
    for parameter, slot, value in tool.slots(lookup.arguments):
        plan.say_kind(parameter, slot, value)
    if plan.do(tool, lookup.arguments) is None:
        return False
    plan.identify = tuple(range(len(plan.actions)))
    plan.needed = []
    if "mistaken_identity" in draft.scenario.behaviours:
        _mistake(draft, tool, lookup.arguments)
    return True


def _mistake(draft: Draft, tool: Tool, arguments: Mapping[str, Any]) -> None:
    """Give one identifying fact a wrong first version which the tool does not know."""
    parameter, slot, value = draft.random.choice(list(tool.slots(arguments)))
    fact = draft.plan.facts.get(slot[3:])
    wrong = _mistyped(str(value), draft.random)
    if fact is None or wrong is None:
        return
    step = draft.environment.session().call(tool.name, {**arguments, parameter: wrong})
    if step.error is not None and step.error != "invalid_arguments":
        draft.plan.facts[fact.key] = fact.model_copy(update={"mistaken": wrong})


def _mistyped(value: str, random: Random) -> str | None:
    """Return `value` with two neighbouring letters or digits the wrong way round."""
    spots = [
        place
        for place in range(len(value) - 1)
        if value[place] != value[place + 1]
        and (value[place : place + 2].isdigit() or value[place : place + 2].islower())
        and value[place : place + 2].isalnum()
    ]
    if not spots:
        return None
    place = random.choice(spots)
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]
