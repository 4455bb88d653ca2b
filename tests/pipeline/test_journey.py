import os
import subprocess
import sys

from apigen_mt.config import InterplayConfig, RunConfig
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Accepted, Rejection
from tests.journeys import journey, slipped


def test_a_rejection_says_where_and_why():
    config = RunConfig.read(
        overrides=["slip=0.5", "review.max_revisions=0"], flags={"env": "library"}
    )
    outcomes = [one for index in range(120) for one in wire(config).travel(index)]
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
        assert len(blueprint.rounds) <= 3
        assert all(turn.findings for turn in blueprint.rounds)


def accepted_blueprints(max_revisions: int) -> int:
    config = RunConfig.read(
        overrides=["slip=0.3", f"review.max_revisions={max_revisions}"], flags={"env": "library"}
    )
    stage = wire(config)
    return sum(isinstance(stage.propose(index), Blueprint) for index in range(150))


def test_feedback_pays():
    assert accepted_blueprints(3) > accepted_blueprints(0) + 20


def test_every_distinct_success_is_kept_when_asked_for():
    config = RunConfig(env="library", interplay=InterplayConfig(attempts=3, successes=3))
    rows = list(wire(config).travel(0))
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


def _index(one: Accepted | Rejection) -> int:
    return one.trajectory.blueprint.scenario.index if isinstance(one, Accepted) else one.index


SCRIPT = """
from hashlib import sha256
from apigen_mt.config import RunConfig
from apigen_mt.pipeline.wiring import wire
stage = wire(RunConfig(env="retail", seed=5, slip=0.2))
text = "".join(one.model_dump_json() for index in range(25) for one in stage.travel(index))
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
    forward = [list(stage.travel(index)) for index in range(12)]
    backward = [list(stage.travel(index)) for index in reversed(range(12))]
    assert forward == backward[::-1]
