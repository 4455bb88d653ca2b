import json

import orjson
import pytest

from apigen_mt.execution.worker import work
from tests.runs import apigen, planned


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run with one complete shard, and one whose worker has a hostile name and trouble."""
    folder = tmp_path_factory.mktemp("status") / "run"
    planned(folder)
    work(folder, 0)
    told = {
        "attempt": "shard-00001.a001-00000000",
        "host": "[red]\x1b[2Jhost",
        "pid": 1,
        "state": "failed",
        "trouble": "[bold]no\x1b]0;way",
        "started": 1.0,
        "updated": 3.0,
        "items": 4,
        "found": 0,
        "of": 8,
        "accepted": 3,
        "rejected": 1,
        "reasons": {"no_plan": 1},
        "spent": {},
        "faults": {"status 500": 2},
    }
    (folder / "progress").mkdir(exist_ok=True)
    (folder / "progress" / "shard-00001.a001-00000000.json").write_bytes(orjson.dumps(told))
    return folder


def test_status_is_words_and_numbers_and_no_commands_for_a_terminal(folder):
    done = apigen(folder.parent, "status", "run")
    assert done.returncode == 0, done.stderr
    for words in (
        "failed",
        "12 of 24 (50.0%)",
        "1 complete, 0 being worked on, 1 left off, of 3",
        "11 trajectories",
        "1: no_plan 1",
        "2: status 500 2",
        "[bold]no",
        "[red]",
    ):
        assert words in done.stdout
    assert "\x1b" not in done.stdout
    assert "[green]" not in done.stdout


def test_status_as_json_is_the_same_for_programs(folder):
    found = json.loads(apigen(folder.parent, "status", "run", "--json").stdout)
    assert (found["state"], found["accepted"], found["faults"]) == ("failed", 11, {"status 500": 2})


def test_watching_a_run_that_has_ended_tells_it_once(folder):
    done = apigen(folder.parent, "status", "run", "--watch")
    assert done.stdout.count("trajectories") == 1


def test_a_folder_without_a_run_is_said(folder):
    done = apigen(folder.parent, "status", "nowhere")
    assert done.returncode == 2
    assert "nowhere holds no run" in done.stderr
