"""The batch script of a job array: each task makes some of the open shards, one after the other."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from apigen_mt.errors import ConfigError

OURS = {
    "array": "a",
    "chdir": "D",
    "error": "e",
    "no-requeue": "",
    "open-mode": "",
    "output": "o",
    "requeue": "",
    "signal": "",
    "wrap": "",
}
"""Options of sbatch that the script itself needs, with their short forms."""
_NAME = re.compile(r"[\w.,:@+/-]+")
_TIME = re.compile(r"\d+|\d+:\d\d(:\d\d)?|\d+-\d\d?(:\d\d){0,2}")
_OPTION = re.compile(r"--([a-z][a-z-]*)(=.*)?|-(\w)( .*)?", re.DOTALL)

_SCRIPT = """\
#!/bin/bash
{directives}

cd -- {here} || exit 1
shards=({shards})

# Shortly before the time limit the worker may end the items that it has begun; then the task waits
# for another turn. Items are on disk, so each turn comes further than the one before.
warned=
worker=
trap 'warned=yes; [[ $worker ]] && kill -TERM "$worker"' USR1

code=0
for ((place = SLURM_ARRAY_TASK_ID; place < ${{#shards[@]}}; place += {tasks})); do
  [[ $warned ]] && code=75 && break
  {worker} --shard "${{shards[place]}}" &
  worker=$!
  wait "$worker"
  code=$?
  if [[ $warned ]] && ((code > 128)); then  # it was the signal that ended the wait
    wait "$worker"
    code=$?
  fi
  worker=
  ((code == 0)) || break
done

if [[ $warned ]] && ((code == 75)); then
  scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}}" && exit 0
fi
exit "$code"
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of Slurm.

    Raises:
        ConfigError: a value that is none, or an option that the script itself needs.
    """

    partition: str | None = None
    account: str | None = None
    time: str | None = None
    """Most time of one task, as sbatch takes it: minutes, `hours:minutes:seconds`, `days-hours`."""
    options: tuple[str, ...] = ()
    """More options of sbatch, such as `--mem=4G`."""
    tasks: int | None = None
    """Most tasks of the array, where a cluster lets a person submit fewer than an array holds."""

    def __post_init__(self) -> None:
        for name, value in (("partition", self.partition), ("account", self.account)):
            if value is not None and not _NAME.fullmatch(value):
                raise ConfigError(f"--{name} {value!r} is no name of Slurm's.")
        if self.time is not None and not _TIME.fullmatch(self.time):
            raise ConfigError(
                f"--time {self.time!r} is no time limit. Write minutes, hours:minutes:seconds or "
                "days-hours, such as 240, 4:00:00 or 1-12."
            )
        for option in self.options:
            _check(option)

    def lines(self) -> Iterator[str]:
        """Yield an option of sbatch each."""
        named = {"partition": self.partition, "account": self.account, "time": self.time}
        yield from (f"--{name}={value}" for name, value in named.items() if value is not None)
        yield from self.options


def _check(option: str) -> None:
    found = _OPTION.fullmatch(option)
    if found is None or not option.isprintable():
        raise ConfigError(
            f"--sbatch {option!r} is no option of sbatch. Write one line each time, such as "
            "--sbatch=--mem=4G."
        )
    long, short = found[1], found[3]
    if long in OURS or (short and short in OURS.values()):
        raise ConfigError(f"--sbatch {option!r}: the script itself sets this option.")


def batch_script(
    folder: Path, shards: Sequence[int], tasks: int, at_once: int, asked: Asked
) -> str:
    """Return the script of an array whose tasks together make `shards` of the run in `folder`.

    Task t makes shards t, t + `tasks`, ... of the list. It is submitted from `folder`, where its
    output goes; it runs in the folder from which it was written, so that paths keep their meaning.
    """
    directives = [
        "--job-name=apigen-mt",
        f"--array=0-{tasks - 1}%{at_once}",
        "--output=slurm/%A_%a.log",
        "--open-mode=append",
        "--requeue",
        "--signal=B:USR1@90",
        *asked.lines(),
    ]
    worker = [sys.executable, "-m", "apigen_mt", "worker"]
    worker += ["--run", str(folder.absolute()), "--of", str(at_once)]
    return _SCRIPT.format(
        directives="\n".join(f"#SBATCH {line}" for line in directives),
        here=shlex.quote(str(Path.cwd())),
        shards=" ".join(_ranges(shards)),
        tasks=tasks,
        worker=shlex.join(worker),
    )


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Yield ascending numbers as bash writes them: `4`, or `{7..19}` for neighbours."""
    cuts = [place for place, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1]
    for start, end in zip([0, *cuts], [*cuts, len(numbers)], strict=True):
        first, last = numbers[start], numbers[end - 1]
        yield str(first) if first == last else f"{{{first}..{last}}}"
