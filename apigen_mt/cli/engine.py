"""The flags of `generate` that say who runs the shards, and what is printed when others do."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from apigen_mt.errors import ConfigError

if TYPE_CHECKING:
    from apigen_mt.execution.engines.job import Engine
    from apigen_mt.execution.run import RunSummary

Name = Literal["local", "ray", "slurm", "none"]
ELSEWHERE: tuple[Name, ...] = ("slurm", "none")
"""Engines that have not made the shards when they return."""
EngineName = Annotated[
    Name,
    typer.Option(
        "--engine",
        help="Who runs the shards: this machine, a cluster, or (none) whoever calls `worker`.",
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--address", help="ray: the cluster, or auto; else RAY_ADDRESS, else this machine."
    ),
]
Partition = Annotated[str | None, typer.Option("--partition", help="slurm: where tasks run.")]
Account = Annotated[str | None, typer.Option("--account", help="slurm: who pays for them.")]
Time = Annotated[
    str | None, typer.Option("--time", help="slurm: most time of a task, such as 4:00:00.")
]
Sbatch = Annotated[
    list[str] | None,
    typer.Option("--sbatch", help="slurm: an option of sbatch, such as --mem=4G; repeatable."),
]
Tasks = Annotated[
    int | None,
    typer.Option("--tasks", min=1, help="slurm: most tasks of the array; else what it may hold."),
]
NoSubmit = Annotated[
    bool, typer.Option("--no-submit", help="slurm: write the script and say how to submit it.")
]


def engine_of(
    name: Name,
    address: str | None,
    partition: str | None,
    account: str | None,
    time: str | None,
    sbatch: list[str] | None,
    tasks: int | None,
    no_submit: bool,
) -> Engine:
    """Return the engine of that name.

    Raises:
        ConfigError: a flag of another engine, or a value that Slurm would not take.
    """
    of_slurm = {
        "--partition": partition,
        "--account": account,
        "--time": time,
        "--sbatch": sbatch,
        "--tasks": tasks,
        "--no-submit": no_submit,
    }
    for flag, value in of_slurm.items():
        if value and name != "slurm":
            raise ConfigError(f"{flag} is for --engine slurm; this run is on --engine {name}.")
    if address is not None and name != "ray":
        raise ConfigError(f"--address is for --engine ray; this run is on --engine {name}.")
    if name == "slurm":
        from apigen_mt.execution.engines.slurm import Slurm
        from apigen_mt.execution.engines.slurm_script import Asked

        return Slurm(Asked(partition, account, time, tuple(sbatch or ()), tasks), no_submit)
    if name == "ray":
        from apigen_mt.execution.engines.ray import Ray

        return Ray(address)
    if name == "none":
        from apigen_mt.execution.engines.job import by_others

        return by_others
    from apigen_mt.execution.engines.local import local

    return local


def handed_over(engine: Engine) -> dict[str, Any]:
    """Return what was handed over, as JSON; nothing where this process made the shards."""
    found = getattr(engine, "submission", None)
    return {} if found is None else asdict(found)


def print_handed_over(engine: Engine, summary: RunSummary) -> None:
    """Say who has the shards that this process did not make, and what to do next."""
    from apigen_mt.cli.screen import say
    from apigen_mt.execution.engines.slurm import Slurm
    from apigen_mt.storage.shard import number_of

    folder, found = summary.folder, getattr(engine, "submission", None)
    if not isinstance(engine, Slurm) or found is None:
        whole = {number_of(entry.name) for entry in summary.manifest.shards}
        left = [number for number in summary.manifest.numbers if number not in whole]
        say(f"{folder} is planned; {len(left)} shards are open. Make each of them:")
        say(f"  apigen-mt worker --run {shlex.quote(str(folder))} --shard {left[0]}")
    elif found.job is None:
        say(f"The script for {found.shards} shards is written. Submit it:")
        say(f"  {found.command}")
    else:
        say(f"Job {found.job} has {found.shards} shards in {found.tasks} tasks.")
        say(f"  apigen-mt status {shlex.quote(str(folder))}    # how far they are")
        say(f"  squeue --jobs={found.job}    # who runs what")
    say("The same command again goes on with what is open then, and ends a complete run.")
