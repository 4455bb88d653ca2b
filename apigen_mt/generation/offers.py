"""Which behaviours an environment offers: those that the planner finds for some of its people."""

from __future__ import annotations

from functools import lru_cache

from apigen_mt.environment import Environment
from apigen_mt.generation.attempt import Attempt
from apigen_mt.generation.behaviours import planned
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.generation.people import elsewhere
from apigen_mt.language.wording import Wording
from apigen_mt.records.scenario import Persona, Scenario

_ALWAYS = "information refusal tool_failure impatient_user confused_user typos".split()
_TRIED = (
    "missing_parameter missing_tool mind_change regret near_duplicates parallel_reads read_heavy"
).split()
_PEOPLE = 12
_ENOUGH = 3
"""For how many of these people a behaviour must be possible; an item tries several."""


@lru_cache(maxsize=8)
def offered(environment: Environment) -> tuple[str, ...]:
    """Return the behaviours for which an environment has what it takes.

    `alternative` and `limit` are parts of `refusal`, and not named here.
    """
    found = list(_ALWAYS)
    declines = environment.phrasing.declines
    if any(not one.hand_over for one in declines):
        found.append("out_of_scope")
    if environment.phrasing.hand_overs:
        found.append("hand_over")
    if environment.phrasing.matters and environment.user_toolbox:
        found.append("dual_control")
    if environment.people:
        found.append("mistaken_identity")
    if any(one.kind != "limit" for one in forbidden(environment).values()):
        found.append("pressure")
    if environment.made_up:
        found += (name for name in _TRIED if _possible(environment, name))
    return tuple(found)


def _possible(environment: Environment, name: str) -> bool:
    """Return whether the planner finds a task with one behaviour for enough of some people."""
    wording, shown = Wording(environment), 0
    for turn in range(_PEOPLE):
        if shown >= _ENOUGH or shown + _PEOPLE - turn < _ENOUGH:
            break
        draft = Draft(environment, wording, elsewhere(environment, _probe(environment, name), turn))
        blueprint = Attempt(draft).compose()
        if blueprint is not None:
            shown += name in planned(blueprint, environment, draft.plan.session.trace)
    return shown >= _ENOUGH


def _probe(environment: Environment, name: str) -> Scenario:
    """Return a scenario in which one behaviour is due."""
    goals = ("act", "act", "missing_tool") if name == "missing_tool" else ("act", "act")
    return Scenario(
        environment=environment.name,
        index=0,
        seed=0,
        person="",
        tools=tuple(tool.name for tool in environment.toolbox.values() if tool.writes),
        goals=goals,
        rows=(),
        rules=(),
        persona=Persona(description="Somebody."),
        behaviours=(name,),
    )
