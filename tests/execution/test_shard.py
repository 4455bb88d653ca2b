import asyncio
import errno
import os
import signal
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
import yaml

from apigen_mt.dataset.removal import leave_out
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import verify_run
from apigen_mt.errors import DatasetError, RunFolderError, Stopped, StorageError, Superseded
from apigen_mt.execution import shard
from apigen_mt.execution.prepare import open_shards
from apigen_mt.execution.run import generate
from apigen_mt.execution.shard import run_shard
from apigen_mt.execution.status import status_of
from apigen_mt.execution.worker import work
from apigen_mt.execution.workshop import opened
from apigen_mt.storage import disk
from apigen_mt.storage.attempt import Attempt
from apigen_mt.storage.items import Items
from tests.endpoint import rehearsing, settings
from tests.runs import apigen, command, content, planned, run


@pytest.fixture(autouse=True)
def _in_turn(monkeypatch):
    """An item is durable before the next is made, however slow the disk."""
    monkeypatch.setattr(shard, "BACKLOG", 0)


def made(folder, number, change=lambda shop: None, report=lambda rows, held: None):
    """Run one shard in a workshop that a test may change before."""
    plan, wanted = planned(folder)

    async def one():
        async with opened(folder, plan, wanted, [number], report) as shop:
            change(shop)
            return await run_shard(shop, number)

    return asyncio.run(one())


def stopping(when=lambda: True):
    """Return a report that asks this process to stop, once."""
    asked = []

    def report(rows, held):
        if when() and not asked:
            asked.append(True)
            os.kill(os.getpid(), signal.SIGTERM)

    return report


def test_shards_made_by_workers_in_any_order_are_the_run(tmp_path):
    run(tmp_path / "whole")
    planned(tmp_path / "run")
    for number in (2, 0, 1, 1):
        work(tmp_path / "run", number)
    assert content(tmp_path / "run") == content(tmp_path / "whole")


def test_the_worker_verb_is_done_when_its_shard_is(tmp_path):
    planned(tmp_path / "run")
    for _ in range(2):
        done = apigen(tmp_path, "worker", "--run", "run", "--shard", "1", "--of", "3")
        assert (done.returncode, done.stderr) == (0, "")
        assert "shard-00001.jsonl is complete: 8 rows" in done.stdout
    assert open_shards(tmp_path / "run", planned(tmp_path / "run")[0]) == [0, 2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--run", "run", "--shard", "3"), "run has no shard 3: its shards are 0 to 2."),
        (("--run", "nowhere", "--shard", "0"), "nowhere holds no run: plan.json is missing"),
    ],
)
def test_a_worker_without_work_says_why(words, message, tmp_path):
    planned(tmp_path / "run")
    done = apigen(tmp_path, "worker", *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_worker_of_another_version_is_refused(tmp_path):
    plan, _ = planned(tmp_path / "run")
    plan.model_copy(update={"version": "9.9.9"}).write(tmp_path / "run")
    with pytest.raises(RunFolderError, match=r"version is 9\.9\.9 there and"):
        work(tmp_path / "run", 0)


def test_a_superseded_attempt_notices_and_stops_and_its_items_are_taken_over(tmp_path):
    """An engine has lost sight of it and starts the shard again elsewhere."""
    seen = []

    def taken_over(rows, held):
        seen.append(rows)
        if len(seen) == 3:
            Attempt.claim(tmp_path, 0)

    def quickly(shop):
        shop.beat_s = 0.001

    with pytest.raises(Superseded, match="Shard 0 was taken over"):
        made(tmp_path, 0, quickly, taken_over)
    journalled = len(Items.read(tmp_path, 0))
    assert 3 <= journalled < 8
    again = []
    made(tmp_path, 0, report=lambda rows, held: again.append(rows))
    assert len(again) == 8 - journalled
    run(tmp_path / "whole")
    name = "shard-00000.jsonl"
    assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_an_attempt_that_is_overtaken_to_the_end_has_done_its_part(tmp_path):
    """Another seals the shard meanwhile: nothing is doubled, and nobody has to complain."""
    seen = []

    def overtaken(rows, held):
        seen.append(rows)
        if len(seen) == 3:
            with ThreadPoolExecutor(1) as other:  # a loop runs here already
                other.submit(work, tmp_path, 0).result()

    entry = made(tmp_path, 0, lambda shop: setattr(shop, "beat_s", 0.001), overtaken)
    assert entry.rows == len({row["id"] for row in StoredRun(tmp_path).rows()}) == 8
    assert list((tmp_path / "journal").iterdir()) == []
    assert list((tmp_path / "leases").iterdir()) == []


def test_a_lease_that_cannot_be_read_once_is_looked_at_again(tmp_path, monkeypatch):
    """Another host replaces it while it is read: ESTALE, on NFS."""
    looks, real = [], Attempt.holds.fget

    def looked(self):
        looks.append(real(self))
        if len(looks) == 1:
            Attempt.claim(tmp_path, 0)
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return real(self)

    monkeypatch.setattr(Attempt, "holds", property(looked))
    with pytest.raises(Superseded):
        made(tmp_path, 0, lambda shop: setattr(shop, "beat_s", 0.001))


def test_a_disk_that_fails_for_good_is_named_whatever_is_left_to_do(tmp_path, monkeypatch):
    run(tmp_path / "whole")
    with monkeypatch.context() as patch:

        def breaks(rows, held):
            for name in ("remove", "replace"):
                patch.setattr(disk, name, failing)
            patch.setattr(disk.NewFile, "sync", failing)

        with pytest.raises(StorageError, match="Input/output error"):
            made(tmp_path / "run", 0, report=breaks)
    run(tmp_path / "run")
    assert content(tmp_path / "run") == content(tmp_path / "whole")


def failing(*words):
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_shard_that_is_completed_while_it_is_read_is_there_once_and_whole(tmp_path, monkeypatch):
    with pytest.raises(Stopped):
        made(tmp_path, 0, report=stopping())
    real = Items.read

    def sealed_first(folder, number):
        monkeypatch.setattr(Items, "read", real)
        with ThreadPoolExecutor(1) as other:
            other.submit(work, tmp_path, 0).result()
        return real(folder, number)

    monkeypatch.setattr(Items, "read", sealed_first)
    found = StoredRun(tmp_path)
    assert found.counts["items"] == found.counts["accepted"] == len(list(found.rows())) == 8


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_stops_the_run_with_its_state_intact(fault, tmp_path, monkeypatch):
    real, left = disk.NewFile.sync, [6]

    def failing(self):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(fault, os.strerror(fault))
        real(self)

    run(tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(disk.NewFile, "sync", failing)
        with pytest.raises(StorageError, match=f"{os.strerror(fault)}.*run the same command again"):
            run(tmp_path / "run")
    run(tmp_path / "run")
    assert content(tmp_path / "run") == content(tmp_path / "whole")


def test_a_growing_run_is_read_like_a_complete_one(tmp_path):
    made(tmp_path, 0)
    with pytest.raises(Stopped, match="the same command continues"):
        made(tmp_path, 1, report=stopping(lambda: len(Items.read(tmp_path, 1)) >= 4))
    grown = StoredRun(tmp_path)
    rows = list(grown.rows())
    assert 12 <= len(rows) < 16
    assert grown.counts["accepted"] == len(rows) == grown.counts["items"]
    assert verify_run(grown).holds
    assert grown.row(len(rows) - 1)["id"] == rows[-1]["id"]
    with pytest.raises(DatasetError, match=f"has {len(rows)} rows"):
        grown.row(len(rows))
    with pytest.raises(RunFolderError, match=r"1 shard\(s\) that are not complete"):
        leave_out(grown, {})
    for number in (1, 2):  # complete now, while the run was opened before
        work(tmp_path, number)
    assert {row["id"] for row in rows} <= {row["id"] for row in grown.rows()}
    whole = [row["id"] for row in StoredRun(tmp_path).rows()]
    assert len(set(whole)) == len(whole) == 24


def test_status_tells_what_is_there_and_who_works_on_it(tmp_path):
    made(tmp_path, 0)
    with pytest.raises(Stopped):
        made(tmp_path, 1, report=stopping())
    found = status_of(tmp_path)
    done = found["items"]["done"]
    assert found["shards"] == {"complete": 1, "working": 0, "left_off": 1, "of": 3}
    assert 8 < done < 16
    assert (found["state"], found["accepted"], found["items"]["of"]) == ("stopped", done, 24)
    (worker,) = found["workers"]
    assert (worker["shard"], worker["state"], worker["pid"]) == (1, "stopped", os.getpid())
    work(tmp_path, 1)
    work(tmp_path, 2)
    found = status_of(tmp_path)
    assert (found["state"], found["accepted"], found["workers"]) == ("complete", 24, [])


def test_a_worker_that_says_nothing_any_more_is_called_silent(tmp_path):
    with pytest.raises(Stopped):
        made(tmp_path, 0, report=stopping())
    (path,) = (tmp_path / "progress").iterdir()
    told = orjson.loads(path.read_bytes()) | {"state": "running"}
    path.write_bytes(orjson.dumps(told))
    near, late = (status_of(tmp_path, told["updated"] + s) for s in (2, 60))
    assert (near["state"], near["workers"][0]["state"]) == ("running", "running")
    assert near["seconds_left"] is not None
    assert (late["state"], late["workers"][0]["state"]) == ("stopped", "silent")


def test_what_is_no_result_is_for_its_owner_alone(tmp_path):
    with pytest.raises(Stopped):
        made(tmp_path, 0, report=stopping())
    for room in ("journal", "progress"):
        assert stat.S_IMODE((tmp_path / room).stat().st_mode) == 0o700
        for path in (tmp_path / room).iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "events.jsonl").stat().st_mode) == 0o600


def test_events_tell_the_story_of_a_run(tmp_path):
    run(tmp_path)
    events = [orjson.loads(line) for line in (tmp_path / "events.jsonl").read_bytes().splitlines()]
    names = [one["event"] for one in events]
    assert names == ["run_started", *["claimed", "sealed"] * 3, "run_ended"]
    assert events[2]["rows"] == 8
    assert all({"time", "host", "pid"} <= set(one) for one in events)


def test_a_compressed_run_is_read_and_verified_like_another(tmp_path):
    run(tmp_path / "plain")
    run(tmp_path / "packed", output={"shard_size": 8, "compression": "zstd"})
    plain, packed = StoredRun(tmp_path / "plain"), StoredRun(tmp_path / "packed")
    assert [path.name for path in sorted((tmp_path / "packed").glob("shard*"))] == [
        f"shard-{n:05d}.jsonl.zst" for n in range(3)
    ]
    assert list(plain.rows()) == list(packed.rows())
    assert packed.row(17) == plain.row(17)
    assert verify_run(packed).holds
    sizes = [sum(one.bytes for one in each.manifest.shards) for each in (plain, packed)]
    assert sizes[1] * 3 < sizes[0]


def test_ctrl_c_lets_what_is_in_flight_come_back(tmp_path):
    """The answers that are on their way are kept, so the run that continues asks for none again."""
    with rehearsing(latency_ms=30) as (url, rehearsal):
        wanted = settings(url, model={"max_in_flight": 8}, count=4)
        file = tmp_path / "run.yaml"
        file.write_text(yaml.safe_dump(wanted.model_dump(mode="json")))
        words = ("generate", "--config", str(file), "--out", str(tmp_path / "run"), "--quiet")
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen(command(*words), stderr=subprocess.PIPE, text=True)
            before = rehearsal.bill.answered
            while rehearsal.bill.answered < before + 10:
                assert process.poll() is None
            process.send_signal(signal_number)
            _, told = process.communicate()
            assert process.returncode == 75, told
            assert told.strip().splitlines()[-1].startswith("apigen-mt: Stopped.")
            assert rehearsal.bill.in_flight == 0
        summary = generate(wanted, tmp_path / "run")
        assert summary.complete
        bill = rehearsal.bill.summary()
    assert bill["paid_twice"] == 0
    assert bill["answered"] == bill["requests"] == bill["calls"]
