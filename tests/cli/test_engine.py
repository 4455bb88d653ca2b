import shlex

import orjson
import pytest

from tests.runs import apigen

WORDS = ("generate", "--env", "library", "--count", "16", "--seed", "3", "--out", "a run")
SHARDS = "output.shard_size=8"


def test_a_run_that_is_left_to_others_is_planned_and_says_how_to_make_its_shards(tmp_path):
    planned = apigen(tmp_path, *WORDS, SHARDS, "--engine", "none")
    assert planned.returncode == 0, planned.stderr
    assert "2 shards are open" in planned.stdout
    [line] = [one for one in planned.stdout.splitlines() if " worker " in one]
    assert shlex.split(line) == ["apigen-mt", "worker", "--run", "a run", "--shard", "0"]
    for number in ("0", "1"):
        made = apigen(tmp_path, *shlex.split(line)[1:-1], number)
        assert made.returncode == 0, made.stderr
    again = apigen(tmp_path, *WORDS, SHARDS, "--engine", "none", "--json")
    assert '"accepted": 16' in again.stdout


def test_a_script_for_slurm_is_written_where_there_is_no_slurm(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    words = (
        *WORDS,
        SHARDS,
        "--engine",
        "slurm",
        "--no-submit",
        "--sbatch",
        "--mem=2G",
        "--tasks",
        "1",
    )
    told = orjson.loads(apigen(tmp_path, *words, "--json").stdout)
    assert (told["shards"], told["tasks"], told["job"]) == (2, 1, None)
    written = apigen(tmp_path, *words)
    assert written.returncode == 0, written.stderr
    assert f"cd {shlex.quote(str(tmp_path / 'a run'))} && sbatch slurm/shards.sh" in written.stdout
    assert "#SBATCH --mem=2G\n" in (tmp_path / "a run" / "slurm" / "shards.sh").read_text()


@pytest.mark.parametrize(
    ("flags", "problem"),
    [
        (("--partition", "main"), "--partition is for --engine slurm; this run is on"),
        (("--engine", "ray", "--no-submit"), "--no-submit is for --engine slurm"),
        (("--engine", "slurm", "--address", "auto"), "--address is for --engine ray"),
        (("--engine", "slurm", "--partition", "main;id"), "'main;id' is no name of Slurm's"),
    ],
)
def test_a_flag_that_does_not_fit_is_refused_before_anything_is_done(tmp_path, flags, problem):
    refused = apigen(tmp_path, *WORDS, *flags)
    assert refused.returncode == 2
    assert problem in refused.stderr
    assert not (tmp_path / "a run").exists()
