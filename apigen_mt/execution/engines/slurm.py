"""The engine that uses a Slurm cluster: an array of tasks, each of which is the worker command.

Slurm decides when and where; what is done is told by the run's folder alone.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apigen_mt.errors import EngineError
from apigen_mt.execution.engines.job import Job
from apigen_mt.execution.engines.slurm_script import Asked, batch_script
from apigen_mt.storage import disk
from apigen_mt.storage.whole import write_whole

FOLDER = "slurm"
"""Where the script, the job's number and the tasks' output lie in a run's folder."""
SCRIPT = "shards.sh"
JOB = "job"
_STEERING = "ARRAY_INX ERROR NO_REQUEUE OPEN_MODE OUTPUT REQUEUE SIGNAL".split()
_MOST_TASKS = 1001
"""Slurm's own MaxArraySize where it does not tell its own."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed to Slurm, or written for a person to hand over."""

    command: str
    """What submits the script."""
    shards: int
    """Shards that were open."""
    tasks: int
    """Tasks of the array."""
    job: str | None
    """The number that Slurm gave the job; None where it was not submitted."""


class Slurm:
    """An engine; it has done its part when the job is in the queue.

    The same command later submits what is open then, or finds the run complete.

    Args:
        asked: what Slurm is asked for.
        only_write: leave the submitting to a person.
    """

    def __init__(self, asked: Asked, only_write: bool = False) -> None:
        self.asked = asked
        self.only_write = only_write
        self.submission: Submission | None = None
        """What came of it."""

    def __call__(self, job: Job) -> None:
        """Write the script for the open shards of a job, and submit it; all nodes see its folder.

        Raises:
            EngineError: sbatch is missing or refuses, or the run's last job still has tasks.
            StorageError: the disk cannot be written.
        """
        folder = job.folder
        if not self.only_write:
            _refuse_second(folder)
        tasks = min(len(job.numbers), self.asked.tasks or _most_tasks())
        at_once = min(job.workers or tasks, tasks)
        script = batch_script(folder, job.numbers, tasks, at_once, self.asked)
        with disk.storing(folder):
            disk.make_folder(folder / FOLDER)
            write_whole(folder / FOLDER / SCRIPT, script.encode())
            number = None
            if not self.only_write:
                words = ["sbatch", "--parsable", f"{FOLDER}/{SCRIPT}"]
                number = _ask(words, folder, _environment(self.asked)).strip().partition(";")[0]
                write_whole(folder / FOLDER / JOB, f"{number}\n".encode())
        command = f"cd {shlex.quote(str(folder.absolute()))} && sbatch {FOLDER}/{SCRIPT}"
        self.submission = Submission(command, len(job.numbers), tasks, number)


def _environment(asked: Asked) -> dict[str, str]:
    """Return the environment without variables that sbatch would heed more than the script."""
    given = {"PARTITION": asked.partition, "ACCOUNT": asked.account, "TIMELIMIT": asked.time}
    names = {*_STEERING, *(name for name, value in given.items() if value is not None)}
    dropped = {f"SBATCH_{name}" for name in names}
    return {key: value for key, value in os.environ.items() if key not in dropped}


def _refuse_second(folder: Path) -> None:
    """Refuse to hand shards over that a job in the queue has already."""
    file = folder / FOLDER / JOB
    if not file.exists():
        return
    job = file.read_text(encoding="ascii").strip()
    try:
        left = _ask(["squeue", "--noheader", "--array", "--format=%i", f"--jobs={job}"]).split()
    except EngineError:  # Slurm forgets jobs some minutes after their end
        return
    if left:
        raise EngineError(
            f"Job {job} still has {len(left)} task(s) of this run. Wait for it, or end it with "
            f"`scancel {job}`; then the same command submits what is left."
        )


def _most_tasks() -> int:
    """Return the size of the largest array that the cluster takes."""
    try:
        told = _ask(["scontrol", "show", "config"])
    except EngineError:
        return _MOST_TASKS
    found = re.search(r"^MaxArraySize\s*=\s*(\d+)", told, re.MULTILINE)
    return max(1, int(found[1])) if found else _MOST_TASKS


def _ask(
    words: Sequence[str], folder: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    """Return what a command of Slurm's prints.

    Raises:
        EngineError: it is not there, or it fails.
    """
    try:
        done = subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise EngineError(
            f"{words[0]} is not here. Run this on a login node of the cluster, or write the script "
            "with --no-submit and submit it there."
        ) from None
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise EngineError(f"{words[0]} refuses: {said!r}.")
    return done.stdout
