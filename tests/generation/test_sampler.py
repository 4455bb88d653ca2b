from collections import Counter

import pytest

from apigen_mt.config import SamplerConfig
from apigen_mt.environment import load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.sampler import ScenarioSampler, item_seed
from apigen_mt.records.scenario import Persona

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


def test_without_spread_no_rate_varies():
    fixed = ScenarioSampler(SamplerConfig(spread=0), 1, GRAPH)
    rates = {fixed.sample(RETAIL, index).rates["questions"] for index in range(20)}
    assert rates == {SamplerConfig().questions}


@pytest.mark.parametrize(
    ("share", "kind"), [("refusals", "refuse"), ("declines", "decline"), ("questions", "inform")]
)
def test_a_share_of_one_or_nothing_is_kept_to_the_letter(share, kind):
    always = ScenarioSampler(SamplerConfig(**{share: 1.0, "spread": 0}), 1, GRAPH)
    never = ScenarioSampler(SamplerConfig(**{share: 0.0, "read_only": 0.0, "spread": 0}), 1, GRAPH)
    for index in range(30):
        assert kind in always.sample(RETAIL, index).goals
        assert kind not in never.sample(RETAIL, index).goals


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("tools", "tools", ("cancel_order",)),
        ("rules", "rules", ("one",)),
        ("examples", "examples", ("retail-0",)),
        ("persona", "persona", Persona(description="A robot.")),
    ],
)
def test_every_part_is_drawn_by_a_sampler_of_its_own(part, field, value):
    swapped = sampler(**{part: lambda environment, rates, random: value})
    assert {getattr(swapped.sample(RETAIL, index), field) for index in range(5)} == {value}
    assert swapped.sample(RETAIL, 3).person == sampler().sample(RETAIL, 3).person


def test_a_sampler_is_given_the_rates_of_its_item():
    seen = []

    def rules(environment, rates, random):
        seen.append(dict(rates))
        return ()

    scenario = sampler(rules=rules).sample(RETAIL, 4)
    assert {name: round(rate, 4) for name, rate in seen[0].items()} == scenario.rates


def test_goals_and_behaviours_are_recorded_as_drawn():
    scenarios = [sampler().sample(RETAIL, index) for index in range(300)]
    kinds = {goal for scenario in scenarios for goal in scenario.goals}
    assert kinds == {"act", "inform", "refuse", "substitute", "decline"}
    behaviours = {one for scenario in scenarios for one in scenario.behaviours}
    assert behaviours == {"mind_change", "mistake"}
    assert all(scenario.goals for scenario in scenarios)
