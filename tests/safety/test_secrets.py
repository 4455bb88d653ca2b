"""A key is in no file of a run and in no output, whoever runs it; what is ours is private."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from apigen_mt.execution.prepare import foreseen, make_folder, prepared
from apigen_mt.execution.run import generate
from apigen_mt.execution.workshop import Workshop
from apigen_mt.storage.lock import locked
from tests.endpoint import rehearsing, settings

KEY = "canary-key-77c1f0a9d2b34e58"
PRIVATE = ("journal", "responses", "leases", "progress")


def planned(config, folder: Path) -> None:
    plan = foreseen(folder, config)
    make_folder(folder)
    with locked(folder):
        prepared(folder, plan)


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


WORDS = (sys.executable, "-c", "from apigen_mt.cli import main; main()", "worker", "--run", "run")


@pytest.mark.parametrize("fault", [None, "echo_key", "echo_key_401", "echo_key_500"])
def test_a_worker_leaves_its_key_nowhere(fault, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKER_KEY", KEY)
    seen: dict[str, bytes] = {}

    def chooser(number, asked):
        for name, content in everything(tmp_path).items():  # while it runs, leases and all
            seen[f"{name} at {number}"] = content
        return fault if number > 5 else None

    with rehearsing(chooser=chooser) as (url, rehearsal):
        config = settings(url, model={"api_key_env": "WORKER_KEY", "attempts": 2})
        (tmp_path / "run.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json")))
        planned(config, tmp_path / "run")
        done = subprocess.run(
            [*WORDS, "--shard", "0"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert rehearsal.bill.requests > 5
    seen |= everything(tmp_path)
    rooms = {name.split("/")[1] for name in seen if name.count("/") > 1}
    assert {"leases", "progress", "responses"} <= rooms
    assert {"run/plan.json", "run/events.jsonl"} <= set(seen)
    for name, content in seen.items():
        assert KEY.encode() not in content, name
        assert KEY[: len(KEY) // 2].encode() not in content, name
    assert KEY[: len(KEY) // 2] not in done.stdout + done.stderr


def test_what_is_no_result_is_for_its_owner_alone(tmp_path, monkeypatch):
    """Looked at while the run is at work, since most of it is cleared away at the end."""
    modes: dict[str, int] = {}

    def chooser(number, asked):
        for path in (tmp_path / "run").rglob("*"):
            relative = path.relative_to(tmp_path / "run")
            if relative.parts[0] in PRIVATE or relative.name == "events.jsonl":
                modes[str(relative)] = path.stat().st_mode & 0o777

    monkeypatch.setattr(Workshop, "beat_s", 0.001)
    with rehearsing(chooser=chooser) as (url, _):
        config = settings(url, **{"output.shard_size": 1})
        generate(config, tmp_path / "run")
    files = {name: mode for name, mode in modes.items() if "." in name}
    folders = {name: mode for name, mode in modes.items() if "." not in name}
    assert set(PRIVATE) >= set(folders) >= {"responses", "leases", "progress"}
    assert set(folders.values()) == {0o700}
    assert set(files.values()) == {0o600}
    kinds = {name.split("/")[0] for name in files}
    assert {"responses", "leases", "progress", "events.jsonl"} <= kinds
    left = [path for path in (tmp_path / "run/responses").iterdir()]
    assert left
    assert {path.stat().st_mode & 0o777 for path in left} == {0o600}
