"""Code is never chosen by data: not by a run's plan, nor by a blueprint."""

import sys

import orjson
import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import verify_run
from apigen_mt.environment import load_environment
from apigen_mt.errors import EnvironmentRefError
from tests.runs import apigen
from tests.safety.runs import change, foreign, made

TRAP = """
from pathlib import Path
Path({!r}).write_text("sprung")
from tool_envs.library import Library
class Env(Library):
    pass
"""
SERVER = "command: [{}, -c, 'open({!r}, {!r})']\nname: trap\n"
VERBS = [
    ("verify",),
    ("stats",),
    ("mutate", "--count", "1"),
    ("decontaminate", "--against", "tasks.jsonl"),
]


@pytest.fixture
def trap(tmp_path):
    """Give a folder with a run that names code beside it, and the file that tells of its start."""
    mark = tmp_path / "mark"
    (tmp_path / "trap.py").write_text(TRAP.format(str(mark)))
    (tmp_path / "trap.yaml").write_text(SERVER.format(sys.executable, str(mark), "w"))
    (tmp_path / "tasks.jsonl").write_bytes(
        orjson.dumps({"instruction": "Please lend me a book.", "actions": []})
    )
    foreign(tmp_path)
    return tmp_path, mark


@pytest.mark.parametrize("ref", ["trap:Env", "mcp:trap.yaml", "os:getcwd", "", "../trap:Env"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_a_command_on_a_folder_starts_no_code_that_the_folder_names(verb, ref, trap):
    folder, mark = trap
    change(folder / "run/plan.json", config__env=ref)
    done = apigen(folder, "dataset", verb[0], "run", *verb[1:])
    assert done.returncode == 2, done.stdout
    assert "--env" in done.stderr
    assert "Traceback" not in done.stderr
    assert not mark.exists()


@pytest.mark.parametrize("verb", [("blueprint", "check"), ("rollout", "--out", "rows.jsonl")])
def test_a_blueprint_starts_no_code_that_it_names(verb, trap):
    folder, mark = trap
    row = StoredRun(made()).row(0)
    blueprint = orjson.loads(row["blueprint"])
    blueprint["scenario"]["environment"] = "trap:Env"
    (folder / "b.jsonl").write_bytes(orjson.dumps(blueprint) + b"\n")
    done = apigen(folder, *verb, "b.jsonl")
    assert done.returncode == 2, done.stdout
    assert "--env" in done.stderr
    assert not mark.exists()


def test_what_the_user_names_is_used(trap):
    folder, mark = trap
    change(folder / "run/plan.json", config__env="trap:Env")
    done = apigen(folder, "dataset", "verify", "run", "--env", "trap:Env")
    assert mark.exists()
    assert "8 of 8 rows hold" in done.stdout, done.stderr


def test_in_python_too_the_data_needs_a_word_for_code_of_ones_own(tmp_path):
    ref = f"{__name__}:Own"
    generate(RunConfig(env=ref, count=4, seed=1), tmp_path)
    with pytest.raises(EnvironmentRefError, match="--env"):
        verify_run(StoredRun(tmp_path))
    assert verify_run(StoredRun(tmp_path, ref)).holds
    assert verify_run(StoredRun(tmp_path), load_environment(ref)).holds


class Own(type(load_environment("library"))):  # type: ignore[misc]
    """An environment that is not installed."""
