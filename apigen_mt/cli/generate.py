"""`generate`, the whole pipeline, and `config show`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from apigen_mt.cli.engine import (
    ELSEWHERE,
    Account,
    Address,
    EngineName,
    NoSubmit,
    Partition,
    Sbatch,
    Tasks,
    Time,
    engine_of,
    handed_over,
    print_handed_over,
)
from apigen_mt.cli.exits import FAILED, OK

if TYPE_CHECKING:
    from apigen_mt.config import RunConfig

config_app = typer.Typer(help="Settings of a run.", no_args_is_help=True, rich_markup_mode=None)

Overrides = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY.PATH=VALUE]...", help="Settings over the file."),
]
ConfigFile = Annotated[Path | None, typer.Option("--config", "-c", help="YAML settings.")]
Env = Annotated[str | None, typer.Option("--env", "-e", help="A name, or package.module:Class.")]
Count = Annotated[int | None, typer.Option("--count", "-n", help="Items to generate.")]
Seed = Annotated[int | None, typer.Option("--seed", "-s", help="Seed of the run.")]
MaxCost = Annotated[
    float | None, typer.Option("--max-cost", min=0, help="Most dollars for this folder's models.")
]
MaxCalls = Annotated[
    int | None, typer.Option("--max-calls", min=0, help="Most HTTP attempts at models.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def generate(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the run.")] = None,
    env: Env = None,
    count: Count = None,
    seed: Seed = None,
    config: ConfigFile = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            "-w",
            min=0,
            help="Processes or tasks at once; 0: as many as fit.",
        ),
    ] = 0,
    engine: EngineName = "local",
    address: Address = None,
    partition: Partition = None,
    account: Account = None,
    time: Time = None,
    sbatch: Sbatch = None,
    tasks: Tasks = None,
    no_submit: NoSubmit = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    max_cost: MaxCost = None,
    max_calls: MaxCalls = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Generate verified trajectories: blueprints, interplay, verification, sharded JSONL.

    The same settings and seed give the same bytes. Running the command again continues.
    """
    settings = read_settings(
        config,
        overrides,
        env=env,
        count=count,
        seed=seed,
        max_cost=max_cost,
        max_calls=max_calls,
    )
    folder = out or Path("runs") / settings.env.replace(":", ".")
    chosen = engine_of(engine, address, partition, account, time, sbatch, tasks, no_submit)
    processes = workers
    if engine == "local" and not workers:
        processes = 1 if settings.asks_models else os.cpu_count() or 1
    if dry_run:
        _foretell(settings, folder, processes, as_json)
        return
    from apigen_mt.cli.figures import print_summary
    from apigen_mt.cli.progress import progress_bar
    from apigen_mt.cli.screen import print_json
    from apigen_mt.execution.run import generate as run

    elsewhere = engine in ELSEWHERE
    with progress_bar(settings.count, quiet or as_json or elsewhere) as progress:
        summary = run(settings, folder, processes, progress, chosen)
    waits = elsewhere and not summary.complete
    if as_json:
        print_json({"out": str(folder), **summary.manifest.counts, **handed_over(chosen)})
    elif waits and not quiet:
        print_handed_over(chosen, summary)
    elif not quiet:
        print_summary(summary)
    raise typer.Exit(OK if summary.accepted or waits else FAILED)


@config_app.command("show")
def show(
    env: Env = None,
    count: Count = None,
    seed: Seed = None,
    config: ConfigFile = None,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Print the settings that a run would have, as YAML."""
    from apigen_mt.cli.screen import print_json

    found = read_settings(config, overrides, env=env, count=count, seed=seed)
    settings = found.model_dump(mode="json")
    if as_json:
        print_json(settings)
        return
    import yaml

    typer.echo(yaml.safe_dump(settings, sort_keys=False).rstrip())


def read_settings(
    file: Path | None,
    overrides: list[str] | None,
    env: str | None = None,
    count: int | None = None,
    seed: int | None = None,
    max_cost: float | None = None,
    max_calls: int | None = None,
) -> RunConfig:
    """Return the settings of a file with overrides and flags over it."""
    from apigen_mt.config import RunConfig

    flags = {
        "env": env,
        "count": count,
        "seed": seed,
        "limits.max_cost": max_cost,
        "limits.max_calls": max_calls,
    }
    return RunConfig.read(file, overrides or (), flags)


def _foretell(settings: RunConfig, folder: Path, processes: int, as_json: bool) -> None:
    from apigen_mt.cli.figures import print_forecast
    from apigen_mt.cli.screen import print_json
    from apigen_mt.execution.forecast import forecast, sampled

    environment, sample = sampled(settings, 3)
    expected = forecast(settings) if settings.asks_models else {}
    found: dict[str, Any] = {
        "environment": environment,
        "items": settings.count,
        "shards": -(-settings.count // settings.output.shard_size),
        "workers": processes,
        "out": str(folder),
        "model_calls": expected.get("calls", 0),
        "forecast": expected,
        "first_scenarios": [
            {"seed": one.seed, "person": one.person, "goals": list(one.goals)} for one in sample
        ],
    }
    if as_json:
        print_json(found)
        return
    typer.echo(
        f"Would generate {found['items']} items of '{found['environment']}' in "
        f"{found['shards']} shard(s) into {folder}."
    )
    print_forecast(expected)
    for one in sample:
        typer.echo(f"  item {one.index}: {one.person}, goals {', '.join(one.goals)}")
