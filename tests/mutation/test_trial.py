"""The verifier's own test, and the test of that test."""

import asyncio
from functools import cache
from random import Random

import orjson
import pytest

from apigen_mt.mutation.case import Case, Messages
from apigen_mt.mutation.surprises import Surprises
from apigen_mt.mutation.trial import EQUIVALENTS, MUTATIONS, Trial, Tried, examine
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.verification.verify import Verifier
from tests.journeys import accepted, journey


def played(env: str) -> list[tuple[Blueprint, Messages]]:
    return [(one.trajectory.blueprint, one.trajectory.messages) for one in accepted(env)]


@cache
def trial(env: str) -> Trial:
    return asyncio.run(examine(journey(env).environment, played(env)))


@pytest.mark.parametrize("env", ["retail", "library"])
def test_the_verifier_finds_what_is_wrong_and_nothing_else(env):
    found = trial(env)
    surprises = {row.operator: row.surprises for row in found.rows.values() if row.surprises}
    assert found.refused == 0
    assert found.recall is not None and found.recall >= 0.99, surprises
    assert found.false_rejects is not None and found.false_rejects <= 0.01, surprises
    for row in found.of("mutation", "blueprint"):
        assert (row.rate or 0) >= 0.95, (row.operator, row.surprises)


@pytest.mark.parametrize("env", ["retail", "library"])
def test_agents_that_do_nothing_too_much_or_talk_to_nobody_never_pass(env):
    agents = trial(env).of("agent")
    assert len(agents) == 4
    assert all(row.rejected == row.tried > 30 for row in agents)


def test_nearly_every_operator_finds_a_place():
    idle = {row.operator for row in trial("retail").rows.values() if not row.tried}
    assert idle <= {"number_form", "free_text", "idle_user"}
    assert len(MUTATIONS) >= 16


def test_a_mutant_is_another_conversation_and_the_same_one_each_time():
    environment = journey().environment
    for blueprint, messages in played("retail")[:6]:
        for name, operator in {**MUTATIONS, **EQUIVALENTS}.items():
            runs = [
                next((one for one in operator(Case(*pair), Random(name)) if one), ())
                for pair in [(blueprint, messages, environment)] * 2
            ]
            texts = [[one.model_dump_json() for one in run] for run in runs]
            assert texts[0] == texts[1]
            assert texts[0] != [one.model_dump_json() for one in messages], name


def test_a_harmless_edit_leaves_the_end_state():
    environment = journey().environment
    verifier = Verifier(environment)
    for blueprint, messages in played("retail")[:10]:
        case = Case(blueprint, messages, environment)
        for name, operator in EQUIVALENTS.items():
            for edited in list(operator(case, Random(name)))[:2]:
                if edited:
                    assert verifier.verify(edited, blueprint).state_match, name


def test_a_verifier_that_passes_everything_is_found_out(monkeypatch):
    """The trial is no check that cannot fail."""
    honest = Verifier.verify

    def lax(self, messages, blueprint):
        outcome = honest(self, messages, blueprint)
        return outcome.model_copy(update={"findings": (), "reward": 1})

    monkeypatch.setattr(Verifier, "verify", lax)
    pairs = played("retail")[:3]
    found = asyncio.run(examine(journey().environment, pairs))
    assert found.recall is not None and found.recall < 0.5
    assert not found.holds


def test_a_trajectory_that_does_not_pass_as_it_is_is_left_out():
    (blueprint, messages), *_ = played("library")
    found = asyncio.run(examine(journey("library").environment, [(blueprint, messages[:-1])]))
    assert (found.trajectories, found.refused, found.holds) == (0, 1, False)


def test_a_surprise_is_kept_by_name():
    row = Tried("drop_write", "mutation")
    row.count("a", {"state_mismatch"})
    row.count("b", set())
    assert (row.rate, row.surprises) == (0.5, ["b"])
    harmless = Tried("extra_read", "equivalence")
    harmless.count("a", {"state_mismatch"})
    harmless.count("b", set())
    assert (harmless.rate, harmless.surprises) == (0.5, ["a"])


def test_what_is_wrong_is_written_down_to_be_read(tmp_path):
    (blueprint, messages), *_ = played("library")
    with Surprises(tmp_path / "surprises.jsonl") as kept:
        kept.note("drop_write", blueprint, messages)
        kept.note("blueprint_missing_row", blueprint, ())
    lines = (tmp_path / "surprises.jsonl").read_bytes().splitlines()
    talk, spoilt = map(orjson.loads, lines)
    assert [one["role"] for one in talk["messages"]] == [one.role for one in messages]
    assert Blueprint.model_validate(spoilt["spoilt"]) == blueprint
