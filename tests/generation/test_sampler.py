from random import Random

import pytest

from apigen_mt.config import BehaviourMix, SamplerConfig
from apigen_mt.environment import load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.offers import offered
from apigen_mt.generation.sampler import ScenarioSampler, item_seed, sample_goals
from apigen_mt.records.scenario import Persona

RETAIL = load_environment("retail")
GRAPH = ToolGraph(RETAIL)
OFFERED = {*offered(RETAIL), "alternative", "limit"}
NOTHING = dict.fromkeys(BehaviourMix.model_fields, 0.0)


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
    assert set(scenario.rates) == {"rules", "rows", "examples"}


def test_a_sampler_can_be_replaced_alone():
    fixed = sampler(person=lambda environment, rates, random: "user_10001")
    assert {fixed.sample(RETAIL, index).person for index in range(9)} == {"user_10001"}


def test_the_focus_visits_every_feasible_edge():
    edges = {sampler().sample(RETAIL, index).focus for index in range(5 * len(GRAPH.feasible))}
    assert edges - {None} == set(GRAPH.feasible)


def test_an_edge_that_takes_a_question_comes_where_one_is_due():
    for index in range(300):
        scenario = sampler().sample(RETAIL, index)
        if "information" not in scenario.behaviours and scenario.focus is not None:
            assert RETAIL.tool(scenario.focus[1]).writes


def test_examples_are_shipped_blueprints():
    drawn = {one for index in range(40) for one in sampler().sample(RETAIL, index).examples}
    assert drawn
    assert all(one.startswith("retail-") for one in drawn)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("refusal", "refuse"),
        ("information", "inform"),
        ("hand_over", "hand_over"),
        ("out_of_scope", "out_of_scope"),
        ("missing_tool", "missing_tool"),
    ],
)
def test_a_share_of_one_or_nothing_is_kept_to_the_letter(name, kind):
    def mixed(share: float) -> ScenarioSampler:
        mix = {**NOTHING, name: share}
        return ScenarioSampler(SamplerConfig(behaviours=mix), 1, GRAPH)

    for index in range(30):
        assert kind in mixed(1.0).sample(RETAIL, index).goals
        assert kind not in mixed(0.0).sample(RETAIL, index).goals


def test_what_only_an_act_can_show_has_an_act_beside_a_matter_of_two_sides():
    for seed in range(60):
        due = ("dual_control", "information", "missing_parameter")
        goals = sample_goals(SamplerConfig(), due, Random(seed), reading=False)
        assert goals.count("guide") == 1
        assert "act" in goals


def test_every_stretch_of_items_holds_its_shares():
    drawn = [set(sampler().sample(RETAIL, index).behaviours) for index in range(1000)]
    for name, share in SamplerConfig().behaviours.model_dump().items():
        if name not in OFFERED:
            continue
        for start in (0, 500):
            found = sum(name in one for one in drawn[start : start + 500]) / 500
            assert abs(found - share) < 0.015, name


def test_behaviours_meet_as_if_by_chance():
    drawn = [set(sampler().sample(RETAIL, index).behaviours) for index in range(1000)]
    both = sum({"mind_change", "refusal"} <= one for one in drawn) / 1000
    assert abs(both - 0.18 * 0.2) < 0.02


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("tools", "tools", ("cancel_order",)),
        ("rules", "rules", ("one",)),
        ("examples", "examples", ("retail-0",)),
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


def test_a_persona_is_replaced_but_for_its_moods():
    swapped = sampler(persona=lambda environment, rates, random: Persona(description="A robot."))
    assert all(
        swapped.sample(RETAIL, index).persona.description.startswith("A robot")
        for index in range(5)
    )


def test_goals_and_behaviours_are_recorded_as_drawn():
    scenarios = [sampler().sample(RETAIL, index) for index in range(300)]
    kinds = {goal.partition(":")[0] for scenario in scenarios for goal in scenario.goals}
    named = "act inform refuse substitute out_of_scope hand_over missing_tool pressure"
    assert kinds == set(named.split())
    behaviours = {one for scenario in scenarios for one in scenario.behaviours}
    assert behaviours == OFFERED
    assert all(scenario.goals for scenario in scenarios)
