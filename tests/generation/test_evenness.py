"""Sampling that aims: at how evenly writes use the tools, and at how long chains of calls are."""

from collections import Counter
from random import Random

import pytest

from apigen_mt.config import SamplerConfig
from apigen_mt.environment import load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.effort import hops
from apigen_mt.generation.evenness import Preference, measured, steered, writing
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.sampler import ScenarioSampler

LIBRARY, RETAIL = load_environment("library"), load_environment("retail")


def planned(sampler, environment, count):
    planner = Planner(environment)
    found = (planner.plan(sampler.sample(environment, index)) for index in range(count))
    return [one for one in found if one is not None]


def evenness(aim: float) -> float:
    plain = ScenarioSampler(SamplerConfig(evenness=aim), 3, ToolGraph(LIBRARY))
    tasks = planned(steered(plain, LIBRARY, aim), LIBRARY, 80)
    used = Counter(goal.tool for task in tasks for goal in task.goals if goal.kind == "act")
    return measured(used.values(), len(writing(LIBRARY)))


def test_writes_use_the_tools_as_evenly_as_wanted():
    assert evenness(0.8) == pytest.approx(0.8, abs=0.08)
    assert evenness(0.65) == pytest.approx(0.65, abs=0.08)


def test_the_measure_goes_from_one_tool_alone_to_all_alike():
    assert measured([7], 4) == 0
    assert measured([3, 3, 3, 3], 4) == pytest.approx(1)


def test_a_preference_holds_every_tool_and_draws_heavy_ones_first():
    prefer = Preference({"rare": 0.1, "common": 10.0})
    draws = [prefer(LIBRARY, {}, Random(n)) for n in range(200)]
    assert all(set(one) == {"rare", "common"} for one in draws)
    assert Counter(one[0] for one in draws)["common"] > 180


def test_longer_chains_are_found_where_they_are_wanted():
    def mean(aim: float) -> float:
        sampler = ScenarioSampler(SamplerConfig(hops=aim), 3, ToolGraph(RETAIL))
        tasks = planned(sampler, RETAIL, 12)
        traces = (
            RETAIL.replay([(one.tool, one.arguments) for one in task.actions]).trace
            for task in tasks
        )
        found = [hops(task, RETAIL, trace) for task, trace in zip(tasks, traces, strict=True)]
        return sum(found) / len(found)

    assert mean(2.0) + 0.5 < mean(4.0)
