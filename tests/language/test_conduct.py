"""What a simulated human is told: enough for each behaviour, and nothing of the desk's side."""

import pytest

from apigen_mt.language.conduct import (
    CHANGED,
    HELD_BACK,
    INSTEAD,
    MISTYPED,
    REGRETTED,
    TOLD_ALONG,
    VAGUE,
    conduct,
    manner,
)
from apigen_mt.language.leaks import hidden_keys, named
from apigen_mt.language.match import heard, normal
from apigen_mt.rehearsal.mind import fields
from tests.journeys import accepted, journey


def told(blueprint):
    return [*(how for one in conduct(blueprint) for how in one["how"]), *manner(blueprint)]


@pytest.mark.parametrize("env", ["retail", "library"])
def test_no_tool_and_no_hidden_key_is_told(env):
    environment = journey(env).environment
    for one in accepted(env):
        blueprint = one.trajectory.blueprint
        wishes = [(each["wish"], each["why"]) for each in conduct(blueprint)]
        text = f"{wishes} {' '.join(told(blueprint))}"
        assert not list(named(text, environment))
        assert not [key for key in hidden_keys(blueprint, environment) if heard(normal(text), key)]


def made(sentences, template):
    return any(fields(template, one) or one == template for one in sentences)


def test_each_turn_of_a_wish_is_told():
    seen = set()
    for one in accepted():
        blueprint = one.trajectory.blueprint
        for goal, each in zip(blueprint.goals, conduct(blueprint), strict=True):
            turns = {
                CHANGED: goal.change is not None,
                VAGUE: goal.vague is not None,
                REGRETTED: goal.regrets,
                INSTEAD: goal.instead,
            }
            for template, turned in turns.items():
                assert made(each["how"], template) == turned, (template, each)
                seen |= {template} if turned else set()
        mistaken = any(fact.mistaken for fact in blueprint.facts)
        assert made(manner(blueprint), MISTYPED) == mistaken
    assert len(seen) == 4


def test_a_detail_is_held_back_only_where_that_was_drawn():
    for one in accepted():
        blueprint = one.trajectory.blueprint
        drawn = "missing_parameter" in blueprint.scenario.behaviours
        assert not made(told(blueprint), TOLD_ALONG if drawn else HELD_BACK)
