"""One default run of the whole pipeline, held against the shape that the paper reports."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.stats import measure
from apigen_mt.dataset.verify import verify_run
from apigen_mt.verification.behaviours import CHECKERS


@cache
def default_run() -> StoredRun:
    folder = Path(mkdtemp())
    generate(RunConfig(env="retail", count=1000, seed=7), folder, workers=2)
    return StoredRun(folder)


@cache
def figures() -> dict:
    return measure(default_run())


pytestmark = pytest.mark.xdist_group("default-run")


def test_every_item_of_a_default_run_is_accepted():
    assert figures()["counts"]["accepted"] == 1000
    assert figures()["counts"]["rejected"] == 0


def test_conversations_are_at_least_as_long_as_the_papers():
    sizes = figures()["sizes"]
    assert sizes["calls"]["mean"] >= 7
    assert sizes["user_turns"]["mean"] >= 6
    assert sizes["turns"]["most"] >= 29
    assert sizes["writes"]["most"] >= 6


def test_every_tool_and_nine_of_ten_edges_are_used():
    assert figures()["tools"]["unused"] == []
    assert figures()["edges"]["share"] >= 0.9


def test_first_turns_differ_and_tell_little():
    assert figures()["distinct_first_turns"] >= 0.95
    assert figures()["first_turn_tells"] <= 0.5


def test_every_behaviour_occurs():
    assert set(figures()["behaviours"]) == set(CHECKERS) - {"dual_control"}  # nobody has tools


def test_the_mix_is_met_within_two_points():
    shares, targets = figures()["behaviour_shares"], figures()["behaviour_targets"]
    assert len(targets) >= 17
    for name, target in targets.items():
        assert abs(shares[name] - target) <= 0.02, (name, shares[name], target)


def test_every_row_verifies_from_its_own_content():
    report = verify_run(default_run())
    assert report.holds, list(report.failed.items())[:3]
    assert report.rows == 1000
