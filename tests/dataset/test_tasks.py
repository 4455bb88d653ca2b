"""Difficulty, diversity and policy coverage, on the tasks of real runs."""

from dataclasses import replace
from functools import cache
from math import log2
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.diversity import Diversity, entropy
from apigen_mt.dataset.gold import Gold
from apigen_mt.dataset.policy import PolicyCoverage
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.stats import measure
from apigen_mt.environment import load_environment
from apigen_mt.records.blueprint import Goal

pytestmark = pytest.mark.xdist_group("tasks")
RETAIL = load_environment("retail")


@cache
def stored(aim: float | None = None) -> StoredRun:
    folder = Path(mkdtemp())
    mix = {"behaviours": {"read_heavy": 0.0}, "reads_per_write": aim}
    generate(RunConfig.model_validate({"count": 120, "seed": 3, "sampler": mix}), folder)
    return StoredRun(folder)


@cache
def figures(aim: float | None = None) -> dict:
    return measure(stored(aim), RETAIL)


@cache
def golds() -> tuple[Gold, ...]:
    return tuple(Gold.of(row, RETAIL) for row in stored().rows())


def test_difficulty_is_counted_from_the_gold_actions():
    told = figures()["difficulty"]
    for name, sizes in {
        "writes": [sum(step.writes for step in one.trace) for one in golds()],
        "reads": [sum(not step.writes for step in one.trace) for one in golds()],
    }.items():
        assert told[name]["mean"] == round(sum(sizes) / len(sizes), 3)
        assert (told[name]["least"], told[name]["most"]) == (min(sizes), max(sizes))
        assert sum(told[name]["counts"].values()) == len(sizes)


def test_hops_count_the_calls_that_had_to_come_before():
    chained = next(one for one in golds() if one.hops >= 3)
    assert chained.hops < len(chained.trace)
    known = Gold(RETAIL, chained.blueprint, chained.trace[:1])
    assert known.hops == 0


def test_the_knob_moves_reads_per_write():
    means = [figures(aim)["difficulty"]["reads_per_write"]["mean"] for aim in (0.0, 2.0, 4.0)]
    assert means[0] + 0.1 < means[1] < means[2] - 0.3
    assert {figures(aim)["counts"]["accepted"] for aim in (0.0, 2.0, 4.0)} == {120}


def test_diversity_is_between_its_bounds():
    told = figures()["diversity"]
    assert 0 < told["tool_entropy"] <= log2(len(RETAIL.toolbox))
    assert 0 < told["skeleton_entropy"] <= log2(told["skeletons"]) + 0.001
    assert 0 < told["distinct_1"] < told["distinct_2"] < 1
    assert 0 < told["skeletons_used_once"] <= 1
    assert sum(told["splits"].values()) == 120


@given(st.lists(st.integers(1, 50), min_size=1))
def test_entropy_is_nothing_for_one_kind_and_most_for_equal_ones(counts):
    bits = entropy(counts)
    assert bits is not None
    assert -1e-9 <= bits <= log2(len(counts)) + 1e-9
    assert abs((entropy([7] * len(counts)) or 0.0) - log2(len(counts))) < 1e-9


def test_nothing_measured_is_none():
    told = Diversity().told()
    assert told["tool_entropy"] is None
    assert told["distinct_2"] is None


def covered(*golds: Gold) -> dict[str, dict[str, int]]:
    coverage = PolicyCoverage(RETAIL)
    for one in golds:
        coverage.add(one)
    rules: dict[str, dict[str, int]] = coverage.told()["rules"]
    return rules


def test_every_rule_is_listed_and_those_without_both_are_named():
    told = figures()["policy"]
    assert list(told["rules"]) == [rule.name for rule in RETAIL.rules]
    for name, count in told["rules"].items():
        assert (name in told["without_both"]) == (not all(count.values()))
    assert told["rules"]["identify_first"]["complied"] >= 115


def test_a_rule_is_at_stake_where_a_slip_would_break_it():
    opening = next(
        one for one in golds() if any(step.tool == "change_order_address" for step in one.trace)
    )
    assert covered(opening)["look_before_changing"]["complied"] == 1
    idle = next(
        one
        for one in golds()
        if not any(step.writes and "order_id" in step.arguments for step in one.trace)
    )
    assert covered(idle)["look_before_changing"]["complied"] == 0


def test_a_refusal_counts_for_the_rule_whose_reason_it_gives():
    one = next(g for g in golds() if any(step.tool == "update_user_email" for step in g.trace))
    again = next(goal for goal in one.blueprint.goals if goal.tool == "update_user_email")
    other = {**again.arguments, "new_email": "another@postbox.example"}
    told = "The email of an account can be changed only once in a conversation."
    for because in (told, "That was done today already."):
        refused = Goal(
            kind="refuse", tool=again.tool, arguments=other, want="change it", because=because
        )
        goals = (*one.blueprint.goals, refused)
        asked = replace(one, blueprint=one.blueprint.model_copy(update={"goals": goals}))
        before = covered(one)["one_email_change"]
        assert covered(asked)["one_email_change"]["refused"] == before["refused"] + 1
        gone = asked.blueprint.model_copy(update={"withheld": (again.tool,)})
        assert covered(replace(asked, blueprint=gone))["one_email_change"] == before


def test_without_any_refusal_no_rule_has_refused():
    saying_no = ("refuse", "forbidden")
    others = [
        one
        for one in golds()
        if not any(goal.pressed or goal.kind in saying_no for goal in one.blueprint.goals)
    ]
    assert all(count["refused"] == 0 for count in covered(*others).values())
