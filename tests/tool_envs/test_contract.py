"""What every built-in environment keeps: its tasks are accepted, verified and told apart."""

import asyncio
from functools import cache

import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.stats import measure
from apigen_mt.dataset.verify import verify_run
from apigen_mt.environment import known_environments, load_environment
from apigen_mt.generation.ambiguity import Search
from apigen_mt.generation.offers import offered
from apigen_mt.mutation.trial import Trial, examine
from apigen_mt.records.trajectory import Accepted
from tests.journeys import journey, travelled

ENVIRONMENTS = sorted(
    name for name, path in known_environments().items() if path.startswith("tool_envs.")
)
COUNT = 40
pytestmark = [
    pytest.mark.parametrize("env", ENVIRONMENTS),
]


@cache
def played(env: str) -> tuple[Accepted, ...]:
    found = travelled(journey(env), range(1000, 1000 + COUNT))
    assert len(found) == COUNT
    return tuple(one for one in found if isinstance(one, Accepted))


@cache
def trial(env: str) -> Trial:
    pairs = [(one.trajectory.blueprint, one.trajectory.messages) for one in played(env)[:24]]
    return asyncio.run(examine(load_environment(env), pairs))


def test_every_item_is_accepted(env):
    assert len(played(env)) == COUNT


def test_most_behaviours_are_on_offer_and_nothing_else_happens(env):
    apart = {"alternative", "limit", "several_writes", "recombined"}
    possible = {*offered(load_environment(env)), *apart}
    shown = {name for one in played(env) for name in one.outcome.behaviours}
    assert shown <= possible
    assert len(possible) >= 14
    assert len(shown) >= 10


def test_the_verifier_holds(env):
    found = trial(env)
    surprises = {row.operator: row.surprises for row in found.rows.values() if row.surprises}
    assert found.refused == 0
    assert found.recall is not None and found.recall >= 0.99, surprises
    assert found.false_rejects is not None and found.false_rejects <= 0.01, surprises
    assert all(row.rejected == row.tried for row in found.of("agent")), surprises


def test_a_run_is_measured_and_verified(env, tmp_path):
    generate(RunConfig(env=env, count=12, seed=1), tmp_path / "run")
    run = StoredRun(tmp_path / "run")
    figures = measure(run)
    assert figures["counts"]["accepted"] == 12
    assert set(figures["turn_labels"]) <= {"ok", "recovered", "redundant"}
    assert verify_run(run).holds


def test_nothing_is_left_open(env):
    search = Search(load_environment(env))
    for one in played(env)[:20]:
        assert list(search.other_ways(one.trajectory.blueprint)) == []


def test_the_user_knows_no_keys(env):
    environment = load_environment(env)
    keys = {
        key
        for name in environment.database.declared()
        for key in list(environment.seed.table(name).keys())
        if "_" in key
    }
    for one in played(env):
        for message in one.trajectory.messages:
            if message.role == "user":
                assert not any(word.strip(".,!?") in keys for word in message.content.split())
