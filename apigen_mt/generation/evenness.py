"""How evenly the writes of a run use the tools: from one in most tasks to all alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, log2
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.errors import EnvironmentFault
from apigen_mt.generation.people import Rates
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.sampler import ScenarioSampler

_PILOT = range(10**9, 10**9 + 50)
"""Items that are planned and thrown away to see which tools come of which weights."""
_ROUNDS = 6
_STEEPEST = 4.0
"""Slope at which the commonest tool nearly always comes first."""


@dataclass(frozen=True)
class Preference:
    """Draws the order in which write tools are tried; heavier ones come first more often."""

    weights: Mapping[str, float]

    def __call__(self, environment: Environment, rates: Rates, random: Random) -> tuple[str, ...]:
        """Return every write tool, in random order."""
        turns = {name: -log(1.0 - random.random()) / one for name, one in self.weights.items()}
        return tuple(sorted(turns, key=turns.__getitem__))


def writing(environment: Environment) -> list[str]:
    """Return the write tools that a wish can be served by, hand-overs aside."""
    handing = environment.phrasing.hand_overs
    return [
        one.name for one in environment.toolbox.values() if one.writes and one.name not in handing
    ]


def steered(sampler: ScenarioSampler, environment: Environment, evenness: float) -> ScenarioSampler:
    """Return a sampler whose tasks use the write tools as evenly as wanted, as far as they can.

    Commoner tools are preferred the more, the less even it is to be; how much is found by planning
    some items that are no part of the run. Feasible edges lead to no writes any more, because they
    would use all tools alike.

    Args:
        sampler: where other draws come from.
        environment: whose tools are used.
        evenness: entropy of the writes as a share of the most there can be.

    Raises:
        EnvironmentFault: its tools must not be called with arguments that nobody gave.
    """
    if not environment.made_up:
        raise EnvironmentFault(
            f"'{environment.name}' is a foreign server; `sampler.evenness` plans tasks in it with "
            "arguments of its own making. Leave it out."
        )
    names = writing(environment)
    free = replace(sampler, tools=Preference(dict.fromkeys(names, 1.0)), focus_on_writes=False)
    found = _uses(free, environment)
    ranked = sorted(names, key=lambda name: -found[name])
    low, high = 0.0, _STEEPEST
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        used = _uses(replace(free, tools=_falling(ranked, middle)), environment)
        even = measured(used.values(), len(names))
        low, high = (middle, high) if even > evenness else (low, middle)
    return replace(free, tools=_falling(ranked, (low + high) / 2))


def measured(parts: Iterable[float], count: int) -> float:
    """Return the entropy of shares or counts as a part of the most that `count` things can have."""
    sizes = [one for one in parts if one > 0]
    total = sum(sizes)
    if count < 2 or not total:
        return 1.0
    return sum(-one / total * log2(one / total) for one in sizes) / log2(count)


def _falling(ranked: Sequence[str], slope: float) -> Preference:
    """Return a preference that falls from the first name to the last."""
    return Preference({name: exp(-slope * place) for place, name in enumerate(ranked)})


def _uses(sampler: ScenarioSampler, environment: Environment) -> Counter[str]:
    """Return how often the pilot's tasks use each write tool."""
    planner, found = Planner(environment), Counter[str]()
    for index in _PILOT:
        blueprint = planner.plan(sampler.sample(environment, index))
        goals = blueprint.goals if blueprint is not None else ()
        found.update(goal.tool for goal in goals if goal.kind == "act")
    return found
