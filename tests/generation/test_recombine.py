from dataclasses import replace
from functools import cache

import pytest

from apigen_mt.config import ReviewConfig, RunConfig, SamplerConfig
from apigen_mt.generation.recombine import beside, hands_over, join, split
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.trajectory import Accepted, Rejection
from tests.journeys import finish, journey, travelled

COUNT = 80


def recombining(env, **settings):
    return wire(RunConfig(env=env, seed=3, sampler=SamplerConfig(recombined=1.0), **settings))


@cache
def travelled_far(env):
    return tuple(travelled(recombining(env), range(COUNT)))


def whole(env):
    """The accepted blueprints that were joined."""
    found = [one.trajectory.blueprint for one in travelled_far(env)]
    return [one for one in found if one.parts]


def proposed_parts(stage, index):
    found = []
    for scene in split(stage.sampler.sample(stage.environment, index)):
        found.append(finish(stage._write(beside(scene, found))))
    return {one.id: one for one in found}


both = pytest.mark.parametrize("env", ["library", "retail"])


@both
def test_joined_items_are_accepted_and_most_of_them_are_joined(env):
    assert all(isinstance(one, Accepted) for one in travelled_far(env))
    assert len(whole(env)) / COUNT >= 0.8
    assert {len(blueprint.parts) for blueprint in whole(env)} == {2, 3}
    assert all(len(blueprint.parts) > 1 for blueprint in whole(env))


@both
def test_the_combined_diff_is_what_the_joined_actions_do_on_one_world(env):
    stage = recombining(env)
    for blueprint in whole(env):
        session = stage.environment.replay(
            [(action.tool, action.arguments) for action in blueprint.actions],
            blueprint.scenario.seed,
        )
        assert not [step for step in session.trace if step.error]
        assert not stage.environment.breaches(session.trace)
        assert session.db.digest == blueprint.end_digest
        assert [diff.model_dump() for diff in blueprint.diff] == [
            diff._asdict() for diff in session.db.diff()
        ]
        assert blueprint.ruling is not None
        assert blueprint.ruling.accepted


@both
def test_every_index_and_key_of_a_joined_blueprint_leads_somewhere(env):
    for blueprint in whole(env):
        keys = [fact.key for fact in blueprint.facts]
        assert len(keys) == len(set(keys))
        wishes = [(goal.tool, goal.arguments, goal.field) for goal in blueprint.goals if goal.tool]
        assert all(wishes.count(wish) == 1 for wish in wishes)
        for goal in blueprint.goals:
            assert set(goal.facts) <= set(keys)
            assert goal.change is None or goal.change.fact in keys
            if goal.kind in ("act", "inform"):
                served = [blueprint.actions[place] for place in goal.actions]
                assert (goal.tool, goal.arguments) in [(one.tool, one.arguments) for one in served]
        told = sorted(place for goal in blueprint.goals for place in goal.outputs)
        assert told == list(range(len(blueprint.outputs)))
        assert len(blueprint.identify) == 1
        overs = [place for place, goal in enumerate(blueprint.goals) if hands_over(goal)]
        after = blueprint.goals[overs[0] + 1 :] if overs else ()
        assert len(overs) <= 1
        assert {goal.kind for goal in after} <= {"refuse"}


@both
def test_a_joined_blueprint_writes_what_all_its_parts_write(env):
    stage = recombining(env)
    toolbox = stage.environment.toolbox
    for blueprint in whole(env)[:20]:
        known = proposed_parts(stage, blueprint.scenario.index)
        parts = [known[name] for name in blueprint.parts]
        written = [
            [(one.tool, one.arguments) for one in each.actions if toolbox[one.tool].writes]
            for each in (blueprint, *parts)
        ]
        assert written[0] == [call for part in written[1:] for call in part]
        assert all(written)
        assert len(blueprint.actions) <= sum(len(part.actions) for part in parts)
        assert {part.scenario.person for part in parts} == {blueprint.scenario.person}
        assert {part.scenario.persona.description for part in parts} == {
            blueprint.scenario.persona.description
        }


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
        drawn = [goal for part in parts for goal in part.goals]
        for kind in ("refuse", "decline"):
            assert drawn.count(kind) <= scenario.goals.count(kind)


def test_what_hands_over_to_a_human_comes_last():
    parts = [one.trajectory.blueprint for one in travelled(journey("retail"), range(60))]
    over = next(one for one in parts if any(hands_over(goal) for goal in one.goals))
    plain = next(one for one in parts if not any(hands_over(goal) for goal in one.goals))
    joined = join([over, plain], plain.scenario)
    assert joined.parts == (plain.id, over.id)
    assert hands_over(joined.goals[-1])


@both
def test_what_does_not_fit_is_left_out_with_a_round_on_record(env):
    seen = 0
    for one in travelled_far(env):
        rounds = one.trajectory.blueprint.rounds
        assert [turn.number for turn in rounds] == list(range(len(rounds)))
        for turn in rounds:
            assert turn.changes[0].startswith("leave out the part")
            assert turn.findings
            seen += 1
    assert seen


@both
def test_joining_depends_on_the_item_alone(env):
    forward = [travelled(recombining(env), [index]) for index in range(8)]
    backward = [travelled(recombining(env), [index]) for index in reversed(range(8))]
    assert forward == backward[::-1]


def test_what_was_held_against_the_parts_stays_on_record():
    outcomes = travelled(recombining("library", slip=0.4), range(30))
    accepted = [one.trajectory.blueprint for one in outcomes if isinstance(one, Accepted)]
    assert any(
        not turn.changes[0].startswith("leave out")
        for blueprint in accepted
        if blueprint.parts
        for turn in blueprint.rounds
    )


def test_a_part_that_is_not_accepted_is_left_out_too():
    stage = recombining("library", slip=0.5, review=ReviewConfig(max_revisions=0))
    found = [finish(stage.propose(index)) for index in range(40)]
    assert any(isinstance(one, Rejection) for one in found)  # no part of it was accepted
    told = [
        turn
        for one in found
        if not isinstance(one, Rejection)
        for turn in one.rounds
        if turn.changes == ("leave out a part that was not accepted",)
    ]
    assert told
    assert all(turn.findings and turn.draft for turn in told)
