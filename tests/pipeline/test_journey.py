import os
import subprocess
import sys
from dataclasses import replace

import pytest

from apigen_mt.config import InterplayConfig, RunConfig
from apigen_mt.generation.recombine import split
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Reason
from apigen_mt.records.trajectory import Accepted, Rejection
from tests.journeys import accepted, finish, journey, rolled_out, slipped, travelled


def test_a_rejection_says_where_and_why():
    config = RunConfig.read(
        overrides=["slip=0.5", "review.max_revisions=0"], flags={"env": "library"}
    )
    stage = wire(config)
    outcomes = travelled(stage, range(120))
    rejections = [one for one in outcomes if isinstance(one, Rejection)]
    assert {one.stage for one in rejections} == {"check", "review", "interplay"}
    for one in rejections:
        assert one.findings
        assert bool(one.messages) == (one.stage == "interplay")


def test_revisions_are_bounded_and_on_record():
    for one in slipped():
        blueprint = one.trajectory.blueprint if isinstance(one, Accepted) else one.blueprint
        assert blueprint is not None
        assert [turn.number for turn in blueprint.rounds] == list(range(len(blueprint.rounds)))
        assert len(blueprint.rounds) <= _most_rounds(one)
        assert all(turn.findings for turn in blueprint.rounds)


def accepted_blueprints(max_revisions: int) -> int:
    config = RunConfig.read(
        overrides=["slip=0.3", f"review.max_revisions={max_revisions}"], flags={"env": "library"}
    )
    stage = wire(config)
    return sum(isinstance(finish(stage.propose(index)), Blueprint) for index in range(150))


def test_feedback_pays():
    assert accepted_blueprints(3) > accepted_blueprints(0) + 20


def test_every_distinct_success_is_kept_when_asked_for():
    config = RunConfig(env="library", interplay=InterplayConfig(attempts=3, successes=3))
    rows = travelled(wire(config), [0])
    assert [one.trajectory.attempt for one in rows] == [0, 1, 2]
    assert len({str(one.trajectory.messages) for one in rows}) == 3
    assert len({one.trajectory.blueprint.id for one in rows}) == 1


def test_failed_attempts_are_kept_beside_the_success():
    mixed = [
        [one for one in slipped() if _index(one) == index]
        for index in {_index(o) for o in slipped()}
    ]
    both = [
        ones
        for ones in mixed
        if any(isinstance(o, Accepted) for o in ones)
        and any(isinstance(o, Rejection) for o in ones)
    ]
    assert both
    for ones in both:
        assert isinstance(ones[-1], Accepted)


class Stubborn:
    """An author who answers every finding with the same draft."""

    def __init__(self, blueprint):
        self.blueprint, self.revisions = blueprint, []

    async def draft(self, scenario):
        return self.blueprint

    async def revise(self, blueprint, turn):
        self.revisions.append(turn.findings)
        return self.blueprint.model_copy(update={"rounds": (*blueprint.rounds, turn)})


@pytest.mark.parametrize("revisions", [0, 1, 4])
@pytest.mark.parametrize(
    ("suffix", "actions", "where", "reason"),
    [("", 0, "check", Reason.FORMAT), (" Use get_order.", 99, "review", Reason.LEAK)],
)
def test_the_loop_ends_after_the_last_revision_with_stage_and_findings(
    revisions, suffix, actions, where, reason
):
    sound = accepted()[0].trajectory.blueprint
    changes = {"instruction": sound.instruction + suffix, "actions": sound.actions[:actions]}
    author = Stubborn(sound.model_copy(update=changes))
    stage = replace(journey(), author=author, max_revisions=revisions)
    (rejection,) = travelled(stage, [3])
    assert isinstance(rejection, Rejection)
    assert (rejection.stage, rejection.index) == (where, 3)
    assert reason in {finding.reason for finding in rejection.findings}
    assert len(author.revisions) == revisions
    assert all(reason in {one.reason for one in findings} for findings in author.revisions)
    assert rejection.blueprint is not None
    assert [turn.findings for turn in rejection.blueprint.rounds] == author.revisions
    assert rejection.messages == ()


class Idle:
    """An author who finds nothing to do."""

    async def draft(self, scenario):
        return None


def test_an_author_without_a_task_is_a_rejection_too():
    (rejection,) = travelled(replace(journey(), author=Idle()), [0])
    assert rejection.stage == "author"
    assert [finding.reason for finding in rejection.findings] == [Reason.NO_PLAN]
    assert rejection.blueprint is None
    assert rejection.scenario.index == 0


class Recorded:
    """An interplay that answers each attempt with a recording."""

    def __init__(self, *trajectories):
        self.trajectories, self.played = trajectories, []

    async def play(self, blueprint, attempt):
        self.played.append(attempt)
        return self.trajectories[attempt].model_copy(update={"attempt": attempt})


def recordings():
    """Two good conversations on one blueprint that differ in words, and a bad one."""
    stage = journey("library")
    blueprint = accepted("library")[0].trajectory.blueprint
    first, second = (finish(stage.interplay.play(blueprint, attempt)) for attempt in (0, 1))
    bad = first.model_copy(update={"messages": first.messages[:-1]})
    return blueprint, first, second, bad


@pytest.mark.parametrize(
    ("order", "successes", "played", "kept"),
    [
        ("ab", 1, [0], "a"),
        ("aab", 2, [0, 1, 2], "ab"),
        ("aaa", 2, [0, 1, 2], "a"),
        ("xab", 1, [0, 1], "xa"),
        ("xxx", 1, [0, 1, 2], "xxx"),
        ("abx", 3, [0, 1, 2], "abx"),
        ("abx", 2, [0, 1], "ab"),
    ],
)
def test_playing_stops_after_enough_distinct_successes(order, successes, played, kept):
    blueprint, first, second, bad = recordings()
    takes = {"a": first, "b": second, "x": bad}
    interplay = Recorded(*(takes[letter] for letter in order))
    playing = InterplayConfig(attempts=len(order), successes=successes)
    stage = replace(journey("library"), interplay=interplay, playing=playing)
    outcomes = rolled_out(stage, blueprint)
    assert interplay.played == played
    assert [isinstance(one, Rejection) for one in outcomes] == [letter == "x" for letter in kept]
    for one in outcomes:
        if isinstance(one, Rejection):
            assert one.stage == "interplay"
            assert one.messages == bad.messages
            assert Reason.TURN_LIMIT in {finding.reason for finding in one.findings}


def test_the_same_config_twice_gives_equal_items():
    config = RunConfig(env="library", seed=9, slip=0.2)
    first, second = (travelled(stage, range(20)) for stage in (wire(config), wire(config)))
    assert first == second
    other = wire(RunConfig(env="library", seed=10, slip=0.2))
    assert travelled(other, range(20)) != first


def _index(one: Accepted | Rejection) -> int:
    return one.trajectory.blueprint.scenario.index if isinstance(one, Accepted) else one.index


def _most_rounds(one: Accepted | Rejection) -> int:
    """Three revisions of each part, and a round for each part that is left out."""
    stage = journey("retail", 0.3)
    scenario = stage.sampler.sample(stage.environment, _index(one))
    return 3 if scenario.parts == 1 else (3 + 1) * len(split(scenario))


SCRIPT = """
from hashlib import sha256
from apigen_mt.config import RunConfig
from apigen_mt.pipeline.wiring import wire
from tests.journeys import travelled
stage = wire(RunConfig(env="retail", seed=5, slip=0.2))
text = "".join(one.model_dump_json() for one in travelled(stage, range(25)))
print(sha256(text.encode()).hexdigest())
"""


def test_another_process_with_another_hash_seed_makes_the_same_items():
    digests = set()
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_items_do_not_depend_on_their_order():
    stage = journey("library")
    forward = [travelled(stage, [index]) for index in range(12)]
    backward = [travelled(stage, [index]) for index in reversed(range(12))]
    assert forward == backward[::-1]
