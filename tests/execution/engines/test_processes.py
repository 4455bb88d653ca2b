import os
from pathlib import Path

import orjson
import pytest

from apigen_mt.errors import ToolFault, WorkerLost
from apigen_mt.execution.engines.losses import MOST
from apigen_mt.pipeline.journey import Journey
from tests.runs import content, run

TRAVEL = Journey.travel


def dying(at: int, where: Path, times: int):
    """Return a journey on which the process dies at one item, so many times."""

    async def travel(self, index):
        if index == at and len(list(where.iterdir())) < times:
            (where / str(os.getpid())).touch()
            os._exit(9)
        async for one in TRAVEL(self, index):
            yield one

    return travel


def events(folder, name):
    lines = (folder / "events.jsonl").read_bytes().splitlines()
    return [one for one in map(orjson.loads, lines) if one["event"] == name]


def test_a_process_that_dies_is_replaced_and_changes_no_byte(tmp_path, monkeypatch):
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(Journey, "travel", dying(11, deaths, MOST - 1))
        run(tmp_path / "run", workers=2)
    assert [one["cause"] for one in events(tmp_path / "run", "worker_lost")] == ["exit code 9"] * 4
    run(tmp_path / "whole")
    assert content(tmp_path / "run") == content(tmp_path / "whole")


def test_a_shard_on_which_every_process_dies_ends_the_run_which_can_go_on(tmp_path, monkeypatch):
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(Journey, "travel", dying(11, deaths, 99))
        with pytest.raises(WorkerLost, match=r"5 processes in a row died on shard 1 \(exit code 9"):
            run(tmp_path / "run", workers=2)
    run(tmp_path / "run", workers=2)
    run(tmp_path / "whole")
    assert content(tmp_path / "run") == content(tmp_path / "whole")


def test_what_a_worker_says_of_its_trouble_is_what_the_run_says(tmp_path, monkeypatch):
    async def travel(self, index):
        if index == 9:
            raise ToolFault("the tool 'lend' failed with KeyError: 'x'")
        async for one in TRAVEL(self, index):
            yield one

    monkeypatch.setattr(Journey, "travel", travel)
    with pytest.raises(ToolFault, match="the tool 'lend' failed"):
        run(tmp_path / "run", workers=2)
