import json
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.skeletons import skeleton_of
from apigen_mt.dataset.verify import verify_run
from apigen_mt.environment import load_environment
from tests.runs import apigen, content, run

pytestmark = pytest.mark.xdist_group("skeletons")
LIBRARY = load_environment("library")
CAP = {"shard_size": 8, "max_same_skeleton": 2}


@cache
def stored(env: str, seed: int = 7) -> StoredRun:
    folder = Path(mkdtemp())
    generate(RunConfig(env=env, count=200, seed=seed), folder)
    return StoredRun(folder)


@pytest.mark.parametrize("env", ["retail", "library"])
def test_no_sequence_of_gold_tools_is_on_both_sides(env):
    sides: dict[str, set[tuple[str, ...]]] = {"train": set(), "heldout": set()}
    for row in (*stored(env).rows(), *stored(env, 8).rows()):
        actions = json.loads(row["blueprint"])["actions"]
        sides[row["split"]].add(tuple(one["tool"] for one in actions))
    assert sides["train"]
    assert sides["heldout"]
    assert not sides["train"] & sides["heldout"]


def test_the_share_of_rows_held_out_is_about_right():
    splits = Counter(row["split"] for seed in (7, 8) for row in stored("retail", seed).rows())
    assert abs(splits["heldout"] / splits.total() - 0.05) <= 0.025


@pytest.mark.parametrize(("share", "side"), [(0.0, "train"), (1.0, "heldout")])
def test_the_share_comes_from_the_config(share, side, tmp_path):
    run(tmp_path, output={"heldout": share})
    assert {row["split"] for row in StoredRun(tmp_path).rows()} == {side}
    assert verify_run(StoredRun(tmp_path)).holds


def test_rolled_out_blueprints_are_split_by_the_same_rule(tmp_path):
    words = ("--env", "library", "-n", "5")
    made = apigen(tmp_path, "blueprint", "generate", "--out", "b.jsonl", *words)
    assert made.returncode == 0, made.stderr
    done = apigen(tmp_path, "rollout", "b.jsonl", "--out", "rows.jsonl", "output.heldout=1")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert {row["split"] for row in rows} == {"heldout"}


def test_verify_finds_a_row_on_the_wrong_side(tmp_path):
    run(tmp_path)
    shard = tmp_path / "shard-00000.jsonl"
    sides = (b'"split":"train"', b'"split":"heldout"')
    shard.write_bytes(shard.read_bytes().replace(*sides, 1))
    report = verify_run(StoredRun(tmp_path))
    assert any("its split is 'heldout'" in one for found in report.failed.values() for one in found)


def test_a_capped_run_has_the_same_bytes_with_any_number_of_workers(tmp_path):
    for workers in (1, 2, 4):
        run(tmp_path / str(workers), workers, count=60, output=CAP)
    first = content(tmp_path / "1")
    assert content(tmp_path / "2") == first
    assert content(tmp_path / "4") == first


def test_the_first_rows_of_a_skeleton_are_kept_and_the_others_have_their_reason(tmp_path):
    run(tmp_path / "all", count=60)
    run(tmp_path / "some", count=60, output=CAP)
    every = list(StoredRun(tmp_path / "all").rows())
    seen = Counter[str]()
    kept, left = [], []
    for row in every:
        bare = skeleton_of(row, LIBRARY)
        (kept if seen[bare] < 2 else left).append(row["id"])
        seen[bare] += 1
    capped = StoredRun(tmp_path / "some")
    assert [row["id"] for row in capped.rows()] == kept
    rejected = list(capped.rejects())
    assert [f"{one['blueprint']['id']}.{one['attempt']}" for one in rejected] == left
    assert capped.manifest.counts["reasons"] == {"same_skeleton": len(left)}
    assert {one["stage"] for one in rejected} == {"output"}
    assert left
    assert verify_run(capped).holds


def test_a_lost_shard_of_a_capped_run_comes_back_as_it_was(tmp_path):
    run(tmp_path, count=60, output=CAP)
    before = content(tmp_path)
    (tmp_path / "shard-00003.jsonl").unlink()
    run(tmp_path, count=60, output=CAP)
    assert content(tmp_path) == before
    run(tmp_path, count=60, output=CAP)
    assert content(tmp_path) == before


def test_verify_finds_a_skeleton_that_occurs_too_often(tmp_path):
    run(tmp_path, count=60)
    stored = StoredRun(tmp_path)
    settings = {**stored.manifest.config, "output": {"heldout": 0.05, "max_same_skeleton": 2}}
    stored.manifest = stored.manifest.model_copy(update={"config": settings})
    assert any("output.max_same_skeleton is 2" in one for one in verify_run(stored).files)
