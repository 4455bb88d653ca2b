from dataclasses import replace

import pytest

from apigen_mt.config import RunConfig, SamplerConfig
from apigen_mt.generation.recombine import conflicts, join, split
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Reason
from apigen_mt.records.trajectory import Accepted
from tests.journeys import finish, journey, travelled

COUNT = 60


def recombining(env, **settings):
    return wire(RunConfig(env=env, seed=3, sampler=SamplerConfig(recombined=1.0), **settings))


@pytest.fixture(scope="module", params=["library", "retail"])
def joined(request):
    stage = recombining(request.param)
    return stage, travelled(stage, range(COUNT))


def test_joined_items_are_accepted_and_most_of_them_are_joined(joined):
    _, outcomes = joined
    assert all(isinstance(one, Accepted) for one in outcomes)
    share = sum(bool(one.trajectory.blueprint.parts) for one in outcomes) / COUNT
    assert share >= 0.5


def test_the_combined_diff_is_what_the_joined_actions_do_on_one_world(joined):
    stage, outcomes = joined
    for one in outcomes:
        blueprint = one.trajectory.blueprint
        if not blueprint.parts:
            continue
        session = stage.environment.replay(
            [(action.tool, action.arguments) for action in blueprint.actions],
            blueprint.scenario.seed,
        )
        assert not [step for step in session.trace if step.error]
        assert session.db.digest == blueprint.end_digest
        assert [diff.model_dump() for diff in blueprint.diff] == [
            diff._asdict() for diff in session.db.diff()
        ]
        assert any(step.changed for step in session.trace)
        keys = {fact.key for fact in blueprint.facts}
        wishes = [(goal.tool, goal.arguments, goal.field) for goal in blueprint.goals if goal.tool]
        assert all(wishes.count(wish) == 1 for wish in wishes)
        for goal in blueprint.goals:
            assert set(goal.facts) <= keys
            if goal.kind in ("act", "inform"):
                served = [blueprint.actions[place] for place in goal.actions]
                assert (goal.tool, goal.arguments) in [(a.tool, a.arguments) for a in served]
        assert len(blueprint.identify) == len(set(blueprint.identify)) <= 1
        assert blueprint.ruling is not None


def test_a_default_run_joins_a_share_of_its_items():
    stage = journey("library")
    parts = [stage.sampler.sample(stage.environment, index).parts for index in range(600)]
    share = sum(one > 1 for one in parts) / len(parts)
    assert 0.05 < share < 0.11
    alone = replace(stage.sampler, config=SamplerConfig(recombined=0.0))
    for index in range(20):
        one, other = (
            each.sample(stage.environment, index).model_dump(exclude={"parts", "rates"})
            for each in (stage.sampler, alone)
        )
        assert one == other  # joining changes no other draw


def test_parts_share_person_and_persona_and_only_the_first_misbehaves():
    stage = recombining("retail")
    for index in range(30):
        scenario = stage.sampler.sample(stage.environment, index)
        parts = split(scenario)
        assert {part.person for part in parts} == {scenario.person}
        assert {part.persona for part in parts} == {scenario.persona}
        assert len({part.seed for part in parts}) == len(parts)
        assert all(not part.behaviours for part in parts[1:])
        assert all(part.parts == 1 and part.goals for part in parts)


def one_part(stage, index=0):
    scene = split(stage.sampler.sample(stage.environment, index))[0]
    found = finish(stage._write(scene))
    assert isinstance(found, Blueprint)
    return found


def test_the_same_part_twice_does_not_fit():
    stage = recombining("library")
    part = one_part(stage)
    findings = conflicts(join([part, part], part.scenario), stage.environment)
    assert {one.reason for one in findings} == {Reason.CONTRADICTION}
    assert any("twice" in one.detail for one in findings)


def test_what_does_not_fit_is_left_out_with_a_round_on_record():
    seen = 0
    for one in travelled(recombining("library"), range(COUNT)):
        for turn in one.trajectory.blueprint.rounds:
            assert turn.changes[0].startswith("leave out the part")
            assert turn.findings
            seen += 1
        numbers = [turn.number for turn in one.trajectory.blueprint.rounds]
        assert numbers == list(range(len(numbers)))
    assert seen


def test_joining_depends_on_the_item_alone():
    forward = [travelled(recombining("library"), [index]) for index in range(8)]
    backward = [travelled(recombining("library"), [index]) for index in reversed(range(8))]
    assert forward == backward[::-1]


def test_parts_that_slip_are_sent_back_like_any_other():
    outcomes = travelled(recombining("library", slip=0.4), range(30))
    accepted = [one for one in outcomes if isinstance(one, Accepted)]
    assert any(one.trajectory.blueprint.parts for one in accepted)
