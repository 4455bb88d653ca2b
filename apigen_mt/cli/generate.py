"""`generate`, the whole pipeline, and `config show`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
Json = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def generate(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the run.")] = None,
    env: Env = None,
    count: Count = None,
    seed: Seed = None,
    config: ConfigFile = None,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=0, help="Processes; 0: one for each core.")
    ] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Generate verified trajectories: blueprints, interplay, verification, sharded JSONL.

    The same settings and seed give the same bytes. Running the command again continues.
    """
    settings = _settings(config, overrides, env, count, seed)
    folder = out or Path("runs") / settings.env.replace(":", ".")
    processes = workers or os.cpu_count() or 1
    if dry_run:
        _foretell(settings, folder, processes, as_json)
        return
    from apigen_mt.cli.progress import progress_bar
    from apigen_mt.cli.screen import print_json, print_summary
    from apigen_mt.execution.local import generate as run

    with progress_bar(settings.count, quiet or as_json) as progress:
        summary = run(settings, folder, processes, progress)
    if as_json:
        print_json({"out": str(folder), **summary.manifest.counts})
    elif not quiet:
        print_summary(summary)
    raise typer.Exit(OK if summary.accepted else FAILED)


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

    settings = _settings(config, overrides, env, count, seed).model_dump(mode="json")
    if as_json:
        print_json(settings)
        return
    import yaml

    typer.echo(yaml.safe_dump(settings, sort_keys=False).rstrip())


def _settings(
    file: Path | None,
    overrides: list[str] | None,
    env: str | None,
    count: int | None,
    seed: int | None,
) -> RunConfig:
    from apigen_mt.config import RunConfig

    return RunConfig.read(file, overrides or (), {"env": env, "count": count, "seed": seed})


def _foretell(settings: RunConfig, folder: Path, processes: int, as_json: bool) -> None:
    from apigen_mt.cli.screen import print_json
    from apigen_mt.execution.worker import shard_count
    from apigen_mt.pipeline.wiring import wire

    journey = wire(settings)
    sample = [journey.sampler.sample(journey.environment, index) for index in range(3)]
    found: dict[str, Any] = {
        "environment": journey.environment.name,
        "items": settings.count,
        "shards": shard_count(settings),
        "workers": processes,
        "out": str(folder),
        "model_calls": 0,
        "first_scenarios": [
            {"seed": one.seed, "person": one.person, "goals": list(one.goals)} for one in sample
        ],
    }
    if as_json:
        print_json(found)
        return
    typer.echo(
        f"Would generate {found['items']} items of '{found['environment']}' in "
        f"{found['shards']} shard(s) with {processes} worker(s) into {folder}; no model is called."
    )
    for one in sample:
        typer.echo(f"  item {one.index}: {one.person}, goals {', '.join(one.goals)}")
