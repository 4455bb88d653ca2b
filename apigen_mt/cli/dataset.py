"""`dataset show`, `stats`, `verify`, `decontaminate`, `mutate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apigen_mt.cli.exits import FAILED
from apigen_mt.cli.generate import Json

app = typer.Typer(help="What a run has stored.", no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")]
Env = Annotated[
    str | None,
    typer.Option(
        "--env", "-e", help="The run's environment: needed for one that is not installed."
    ),
]


@app.command()
def show(
    folder: Folder,
    index: Annotated[int, typer.Option("--index", "-i", help="Which row, from 0.")] = 0,
    as_json: Json = False,
) -> None:
    """Show one conversation, with the gold actions and the state diff beside it."""
    from apigen_mt.cli.screen import print_conversation, print_json
    from apigen_mt.dataset.run import StoredRun

    row = StoredRun(folder).row(index)
    if as_json:
        print_json(row)
    else:
        print_conversation(row, index)


@app.command()
def stats(folder: Folder, env: Env = None, as_json: Json = False) -> None:
    """Measure a run: yields, sizes, coverage, diversity."""
    from apigen_mt.cli.figures import print_stats
    from apigen_mt.cli.screen import print_json
    from apigen_mt.dataset.run import StoredRun
    from apigen_mt.dataset.stats import measure
    from apigen_mt.dataset.verify import sound

    run = StoredRun(folder, env)
    with sound(run):
        figures = measure(run)
    if as_json:
        print_json(figures)
    else:
        print_stats(figures)


@app.command()
def verify(folder: Folder, env: Env = None, as_json: Json = False) -> None:
    """Execute every row again from its own content; fails if one row does not hold."""
    from apigen_mt.cli.screen import print_json, print_report
    from apigen_mt.dataset.run import StoredRun
    from apigen_mt.dataset.verify import verify_run

    report = verify_run(StoredRun(folder, env))
    if as_json:
        print_json(
            {
                "holds": report.holds,
                "rows": report.rows,
                "calls": report.calls,
                "failed": report.failed,
                "files": report.files,
            }
        )
    else:
        print_report(report)
    raise typer.Exit(0 if report.holds else FAILED)


@app.command()
def decontaminate(
    folder: Folder,
    against: Annotated[
        list[Path], typer.Option("--against", help="Files of tasks that models are tested on.")
    ],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="More such files.")
    ] = None,
    drop: Annotated[
        bool, typer.Option("--drop", help="Leave the offenders out of the run's data.")
    ] = False,
    env: Env = None,
    as_json: Json = False,
) -> None:
    """Compare a run with files of evaluation tasks: JSON or JSON lines, of any schema.

    A row offends that shares with a task most of its 8-grams or 13-grams, its words slightly
    changed, the very rows it is about, or its gold actions. Fails if there is one; with --drop the
    offenders lie with the rejects afterwards, and the run is clean.
    """
    from apigen_mt.cli.overlap import print_contamination
    from apigen_mt.cli.screen import print_json
    from apigen_mt.dataset.decontamination.compare import compare
    from apigen_mt.dataset.decontamination.compare import drop as leave_out
    from apigen_mt.dataset.run import StoredRun
    from apigen_mt.dataset.verify import sound

    run = StoredRun(folder, env)
    with sound(run):
        found = compare(run, [*against, *(more or ())])
    dropped = drop and bool(found.offenders)
    if dropped:
        leave_out(run, found)
    if as_json:
        print_json({**found.told(), "dropped": dropped})
    else:
        print_contamination(found, dropped)
    raise typer.Exit(FAILED if found.offenders and not dropped else 0)


@app.command()
def mutate(
    folder: Folder,
    count: Annotated[
        int, typer.Option("--count", "-n", min=1, help="Most trajectories to try, spread evenly.")
    ] = 200,
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, help="Where edits are made.")] = 0,
    surprises: Annotated[
        Path | None,
        typer.Option(help="File for what the verifier got wrong, one JSON object a line."),
    ] = None,
    env: Env = None,
    as_json: Json = False,
) -> None:
    """Measure the verifier: make trajectories wrong on purpose and count what it finds.

    Fails where recall is under 99 %, under 95 % for one operator, or more than 1 % of harmless
    edits are rejected. The table is kept in DIR/verifier.json, and `stats` tells of it.
    """
    import asyncio

    from apigen_mt.cli.figures import print_trial
    from apigen_mt.cli.screen import print_json
    from apigen_mt.dataset.run import TRIAL, StoredRun
    from apigen_mt.dataset.verify import sound
    from apigen_mt.mutation.surprises import Surprises
    from apigen_mt.mutation.trial import examine

    run = StoredRun(folder, env)
    with sound(run), Surprises(surprises) as kept:
        trial = asyncio.run(examine(run.environment, run.trajectories(count), seed, kept.note))
    run.keep(TRIAL, trial.told())
    if as_json:
        print_json(trial.told())
    else:
        print_trial(trial.told())
    raise typer.Exit(0 if trial.holds else FAILED)
