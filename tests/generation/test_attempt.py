"""Plans that are left while they lack something, and gone on with."""

from __future__ import annotations

import pytest

from apigen_mt.generation.attempt import Attempt
from apigen_mt.generation.draft import Draft
from apigen_mt.language.wording import Wording
from apigen_mt.records.scenario import Scenario
from tests.journeys import journey

ITEMS = 60


def scenarios(env: str) -> list[Scenario]:
    made = journey(env)
    return [made.sampler.sample(made.environment, index) for index in range(ITEMS)]


def attempt(env: str, scenario: Scenario) -> Attempt:
    environment = journey(env).environment
    return Attempt(Draft(environment, Wording(environment), scenario))


@pytest.mark.parametrize("env", ["retail", "library"])
def test_a_plan_that_was_left_ends_as_if_it_had_never_been(env):
    left = 0
    for scenario in scenarios(env):
        halting, at_once = attempt(env, scenario), attempt(env, scenario)
        halting.compose(most=0)
        left += halting.lacking > 0
        assert halting.compose() == at_once.compose()
    assert left


@pytest.mark.parametrize("env", ["retail", "library"])
def test_what_counts_as_lost_on_the_way_is_lacking_in_the_end(env):
    for scenario in scenarios(env):
        tried = attempt(env, scenario)
        tried.compose(most=0)
        lost = tried.lacking
        if tried.compose() is not None:
            assert lost <= tried.lacking <= tried.off[0]
