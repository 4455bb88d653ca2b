import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from apigen_mt.errors import RunFolderError
from apigen_mt.storage.manifest import Manifest
from tests.runs import apigen, command, content, run


def test_the_same_config_gives_the_same_bytes_with_any_number_of_workers(tmp_path):
    for workers in (1, 2, 4):
        run(tmp_path / str(workers), workers, slip=0.3)
    first = content(tmp_path / "1")
    assert {"manifest.json", "shard-00000.jsonl", "rejects/shard-00002.jsonl"} <= set(first)
    assert content(tmp_path / "2") == first
    assert content(tmp_path / "4") == first


def test_the_hash_seed_decides_nothing(tmp_path):
    words = ("generate", "--env", "library", "--count", "12", "--seed", "3", "--quiet", "--out")
    for seed in ("0", "9"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command(*words, seed), cwd=tmp_path, env=environment, check=True)
    assert content(tmp_path / "0") == content(tmp_path / "9")


def test_running_again_changes_nothing(tmp_path):
    run(tmp_path)
    before = content(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("shard-*")}
    summary = run(tmp_path)
    assert summary.resumed_items == 24
    assert content(tmp_path) == before
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("shard-*")} == times


def test_a_lost_shard_is_made_again(tmp_path):
    run(tmp_path)
    before = content(tmp_path)
    (tmp_path / "shard-00001.jsonl").unlink()
    assert run(tmp_path).resumed_items == 16
    assert content(tmp_path) == before


def test_shards_without_a_manifest_entry_count_as_done(tmp_path):
    run(tmp_path)
    before = content(tmp_path)
    manifest = Manifest.read(tmp_path)
    manifest.model_copy(update={"shards": manifest.shards[:1]}).write(tmp_path)
    assert run(tmp_path).resumed_items == 24
    assert content(tmp_path) == before


def test_another_config_is_refused_by_key_and_values(tmp_path):
    run(tmp_path)
    with pytest.raises(RunFolderError, match=r"another run: seed is 3 there and 4 now"):
        run(tmp_path, seed=4)
    with pytest.raises(RunFolderError, match=r"sampler\.read_only is 0\.08 there and 0\.5 now"):
        run(tmp_path, sampler={"read_only": 0.5})


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("dear")
    with pytest.raises(RunFolderError, match=r"holds thesis\.tex and no plan\.json"):
        run(tmp_path)
    with pytest.raises(RunFolderError, match="is a file"):
        run(tmp_path / "thesis.tex")


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start a run and return once its first shard is complete."""
    process = subprocess.Popen(
        command("generate", "--env", "library", "--seed", "3", "--out", "out", *words),
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (folder / "out" / "shard-00000.jsonl").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)  # polls for an event; nothing depends on how long it takes
    return process


LONG = ("--count", "1500", "output.shard_size=50")


def undisturbed(folder: Path) -> dict[str, bytes]:
    whole = folder / "whole"
    whole.mkdir()
    words = ("generate", "--env", "library", "--seed", "3", "--out", "out", "--quiet", *LONG)
    assert apigen(whole, *words, "--workers", "2").returncode == 0
    return content(whole / "out")


def test_a_killed_run_continues_to_the_same_bytes(tmp_path):
    process = started(tmp_path, *LONG, "--workers", "2")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    done = len(list((tmp_path / "out").glob("shard-*.jsonl")))
    assert 1 <= done < 30
    words = ("generate", "--env", "library", "--seed", "3", "--out", "out", "--quiet", *LONG)
    assert apigen(tmp_path, *words).returncode == 0
    assert content(tmp_path / "out") == undisturbed(tmp_path)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_what_is_done_and_says_so_in_one_line(tmp_path, workers):
    process = started(tmp_path, *LONG, "--workers", workers)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 75, told
    assert "Traceback" not in told
    assert told.strip().splitlines()[-1].startswith("apigen-mt: Stopped.")
    assert list((tmp_path / "out").rglob("*.part")) == []
    assert list((tmp_path / "out").glob("shard-*.jsonl"))
    assert apigen(tmp_path, "dataset", "verify", "out").returncode == 0


def test_a_full_disk_stops_the_run_with_one_message_and_loses_nothing(tmp_path):
    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    words = ("generate", "--env", "library", "--count", "60", "--out", "out", "--quiet")
    done = subprocess.run(
        command(*words, "output.shard_size=30", "--workers", "1"),
        cwd=tmp_path,
        preexec_fn=small_files_only,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "out").rglob("*.part")) == []
    assert apigen(tmp_path, *words, "output.shard_size=30").returncode == 0


def test_a_folder_that_is_in_use_is_refused(tmp_path):
    process = started(tmp_path, *LONG)
    try:
        words = ("generate", "--env", "library", "--seed", "3", "--out", "out", *LONG)
        second = apigen(tmp_path, *words)
        assert second.returncode == 2
        assert "is being written by another run" in second.stderr
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
