from collections import Counter

from apigen_mt.config import SamplerConfig
from apigen_mt.environment import load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.sampler import ScenarioSampler, item_seed

RETAIL = load_environment("retail")
GRAPH = ToolGraph(RETAIL)


def sampler(seed: int = 1, **changes) -> ScenarioSampler:
    return ScenarioSampler(SamplerConfig(), seed, GRAPH, **changes)


def test_the_same_seed_and_index_give_the_same_scenario():
    assert sampler().sample(RETAIL, 7) == sampler().sample(RETAIL, 7)
    assert sampler().sample(RETAIL, 7) != sampler().sample(RETAIL, 8)
    assert sampler(1).sample(RETAIL, 7) != sampler(2).sample(RETAIL, 7)


def test_seeds_depend_on_run_environment_and_index():
    seeds = {item_seed(run, env, i) for run in range(9) for env in "ab" for i in range(99)}
    assert len(seeds) == 9 * 2 * 99


def test_a_scenario_records_what_was_drawn():
    scenario = sampler().sample(RETAIL, 3)
    assert scenario.person in RETAIL.seed.table("users")
    assert f"users/{scenario.person}" in scenario.rows
    assert set(scenario.tools) == {t.name for t in RETAIL.tools if t.writes}
    assert set(scenario.rules) <= {rule.name for rule in RETAIL.rules}
    assert scenario.persona.description
    assert {"rules", "rows", "examples", "refusals", "mind_changes"} <= set(scenario.rates)


def test_rates_vary_from_item_to_item_around_the_configured_share():
    rates = [sampler().sample(RETAIL, index).rates["questions"] for index in range(200)]
    assert len(set(rates)) > 150
    assert abs(sum(rates) / len(rates) - SamplerConfig().questions) < 0.05


def test_a_sampler_can_be_replaced_alone():
    fixed = sampler(person=lambda environment, rates, random: "user_10001")
    assert {fixed.sample(RETAIL, index).person for index in range(9)} == {"user_10001"}


def test_the_focus_visits_every_feasible_edge_once_a_lap():
    edges = Counter(sampler().sample(RETAIL, index).focus for index in range(len(GRAPH.feasible)))
    assert set(edges) == set(GRAPH.feasible)
    assert set(edges.values()) == {1}


def test_examples_are_shipped_blueprints():
    drawn = {one for index in range(40) for one in sampler().sample(RETAIL, index).examples}
    assert drawn
    assert all(one.startswith("retail-") for one in drawn)
