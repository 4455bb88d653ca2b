import os
import re
import shlex
import signal
import subprocess
import sys
import time

import pytest

from apigen_mt.errors import ConfigError, EngineError
from apigen_mt.execution.engines.job import Job
from apigen_mt.execution.engines.slurm import Slurm
from apigen_mt.execution.engines.slurm_script import Asked, batch_script
from apigen_mt.execution.prepare import plan_of
from tests.runs import config


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A folder of programs that come before all others; `install` puts one in."""
    room = tmp_path / "bin"
    room.mkdir()
    monkeypatch.setenv("PATH", f"{room}:{os.environ['PATH']}")

    def install(name, text):
        (room / name).write_text(f"#!/bin/bash\n{text}\n")
        (room / name).chmod(0o755)
        return room / name

    return install


@pytest.fixture
def worker(programs, tmp_path, monkeypatch):
    """Put a program in the place of this interpreter; `told` are the words it was called with."""

    def install(does="exit 0"):
        told = shlex.quote(str(tmp_path / "told"))
        program = programs("the python", f'echo "$PWD|$*" >> {told}\n{does}')
        monkeypatch.setattr(sys, "executable", str(program))

    return install


def submit(folder, shards, workers, asked, only_write=False):
    engine = Slurm(asked, only_write)
    settings = config()
    engine(Job(folder, plan_of(settings), settings, shards, workers, print))
    return engine.submission


def told(tmp_path):
    file = tmp_path / "told"
    return file.read_text().splitlines() if file.exists() else []


def task(script, number, **options):
    environment = {**os.environ, "SLURM_ARRAY_TASK_ID": str(number), "SLURM_ARRAY_JOB_ID": "7"}
    return subprocess.Popen(["bash", script], env=environment, **options)


def written(tmp_path, shards, tasks, at_once=2, **asked):
    folder = tmp_path / "a run; of 'mine'"
    folder.mkdir(exist_ok=True)
    script = tmp_path / "script.sh"
    script.write_text(batch_script(folder, shards, tasks, at_once, Asked(**asked)))
    return script


@pytest.mark.parametrize("tasks", [1, 2, 3, 7])
def test_the_tasks_together_make_each_open_shard_once(tmp_path, worker, tasks):
    worker()
    shards = [0, 1, 2, 5, 8, 9, 12]
    script = written(tmp_path, shards, tasks)
    for number in range(tasks):
        assert task(script, number).wait(20) == 0
    made = [re.search(r"--shard (\d+)$", line)[1] for line in told(tmp_path)]
    assert sorted(int(one) for one in made) == shards


def test_the_worker_gets_the_folder_as_it_is_called_and_runs_where_the_script_was_written(
    tmp_path, worker, monkeypatch
):
    worker()
    here = tmp_path / "$(touch gone) here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert task(written(tmp_path, [4], 1, at_once=3), 0, cwd="/").wait(20) == 0
    folder = tmp_path / "a run; of 'mine'"
    words = f"-m apigen_mt worker --run {folder} --of 3 --shard 4"
    assert told(tmp_path) == [f"{here}|{words}"]
    assert not list(tmp_path.rglob("gone"))


def test_a_shard_that_fails_ends_its_task_with_its_code(tmp_path, worker):
    worker("exit 2")
    assert task(written(tmp_path, [0, 1], 1), 0).wait(20) == 2
    assert len(told(tmp_path)) == 1


def test_a_task_whose_time_is_nearly_up_ends_its_worker_and_asks_for_another_turn(
    tmp_path, worker, programs
):
    worker("trap 'exit 75' TERM\ntouch ready\nwhile :; do sleep 0.05; done")
    programs("scontrol", f'echo "$*" >> {tmp_path / "asked"}')
    script = written(tmp_path, [0, 1], 1)
    process = task(script, 0)
    warned(process)
    assert process.wait(20) == 0
    assert (tmp_path / "asked").read_text() == "requeue 7_0\n"
    assert len(told(tmp_path)) == 1


def test_a_worker_that_is_done_when_the_time_is_nearly_up_needs_no_other_turn(
    tmp_path, worker, programs
):
    worker("trap 'exit 0' TERM\ntouch ready\nwhile :; do sleep 0.05; done")
    programs("scontrol", f'echo "$*" >> {tmp_path / "asked"}')
    process = task(written(tmp_path, [0], 1), 0)
    warned(process)
    assert process.wait(20) == 0
    assert not (tmp_path / "asked").exists()


def test_a_cancelled_task_is_not_queued_again(tmp_path, worker, programs):
    worker("exit 75")
    programs("scontrol", f'echo "$*" >> {tmp_path / "asked"}')
    assert task(written(tmp_path, [0, 1], 1), 0).wait(20) == 75
    assert not (tmp_path / "asked").exists()


def warned(process):
    """Send what Slurm sends before the time limit, once the worker listens."""
    ready = os.path.join(os.getcwd(), "ready")
    while not os.path.exists(ready):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGUSR1)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_what_is_asked_of_slurm_is_one_directive_each(tmp_path):
    asked = {"partition": "cpu,long", "account": "lab-7", "time": "1-12:00:00"}
    text = written(tmp_path, [0, 1], 2, options=("--mem=4G", "-x n[3-4]"), **asked).read_text()
    directives = re.findall(r"^#SBATCH (.*)$", text, re.MULTILINE)
    assert set(directives) == {
        "--job-name=apigen-mt",
        "--array=0-1%2",
        "--output=slurm/%A_%a.log",
        "--open-mode=append",
        "--requeue",
        "--signal=B:USR1@90",
        "--partition=cpu,long",
        "--account=lab-7",
        "--time=1-12:00:00",
        "--mem=4G",
        "-x n[3-4]",
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"partition": "main; rm -rf /"},
        {"partition": "main\n#SBATCH --wrap=id"},
        {"partition": ""},
        {"account": "$(id)"},
        {"time": "soon"},
        {"time": "1:2:3:4"},
        {"options": ("--mem=4G\nrm -rf /",)},
        {"options": ("--comment=\x1b[31m",)},
        {"options": ("rm -rf /",)},
    ],
)
def test_a_value_that_is_none_is_refused(asked):
    with pytest.raises(ConfigError, match=r"is no (name|time limit|option)"):
        Asked(**asked)


@pytest.mark.parametrize("option", ["--array=0-9", "--output=x", "-o x", "--wrap=id", "-D /tmp"])
def test_an_option_that_the_script_sets_is_refused(option):
    with pytest.raises(ConfigError, match="the script itself sets"):
        Asked(options=(option,))


def test_without_slurm_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"sbatch is not here.*--no-submit"):
        submit(tmp_path, [0], 0, Asked())


def test_without_submitting_the_script_lies_there_with_the_command_that_does_it(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = submit(tmp_path, list(range(5000)), 8, Asked(), only_write=True)
    assert done.job is None
    assert done.command == f"cd {shlex.quote(str(tmp_path))} && sbatch slurm/shards.sh"
    text = (tmp_path / "slurm" / "shards.sh").read_text()
    assert "#SBATCH --array=0-1000%8\n" in text
    assert "shards=({0..4999})" in text


def test_what_sbatch_says_when_it_refuses_is_passed_on_without_its_control_characters(
    tmp_path, programs
):
    programs("scontrol", "echo 'MaxArraySize            = 4'")
    programs("sbatch", r"printf 'sbatch: error: \e[31mno such partition\n' >&2; exit 1")
    with pytest.raises(EngineError) as caught:
        submit(tmp_path, list(range(9)), 0, Asked())
    assert str(caught.value) == r"sbatch refuses: 'sbatch: error: \x1b[31mno such partition'."
    assert "--array=0-3%4\n" in (tmp_path / "slurm" / "shards.sh").read_text()


def test_a_run_whose_job_still_has_tasks_is_not_submitted_twice(tmp_path, programs):
    programs("sbatch", "echo '12;cluster'")
    programs("squeue", "echo 12_1; echo 12_2")
    assert submit(tmp_path, [0, 1, 2], 0, Asked()).job == "12"
    with pytest.raises(EngineError, match=r"Job 12 still has 2 task\(s\).*scancel 12"):
        submit(tmp_path, [1, 2], 0, Asked())
    programs("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1")
    assert submit(tmp_path, [1, 2], 0, Asked()).job == "12"


def test_flags_win_over_what_the_environment_tells_sbatch(tmp_path, programs, monkeypatch):
    monkeypatch.setenv("SBATCH_ARRAY_INX", "0-99")
    monkeypatch.setenv("SBATCH_PARTITION", "theirs")
    monkeypatch.setenv("SBATCH_ACCOUNT", "lab")
    programs("sbatch", f"env | grep ^SBATCH_ > {tmp_path / 'seen'}; echo 3")
    submit(tmp_path, [0], 0, Asked(partition="main"))
    assert (tmp_path / "seen").read_text() == "SBATCH_ACCOUNT=lab\n"
