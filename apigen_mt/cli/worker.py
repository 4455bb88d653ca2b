"""`worker`: one shard of a planned run, for engines and job scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def worker(
    run: Annotated[Path, typer.Option("--run", help="Folder of the run, with its plan.json.")],
    shard: Annotated[int, typer.Option("--shard", min=0, help="Number of the shard.")],
    of: Annotated[
        int, typer.Option("--of", min=1, help="How many workers run at once; each takes its share.")
    ] = 1,
) -> None:
    """Make one shard of a run; exit 0 once it is complete, also where it was before.

    Any number of times, on any machine that sees the folder: what was done is not done again.
    """
    from apigen_mt.execution.worker import work

    entry = work(run, shard, of)
    typer.echo(f"{entry.name} is complete: {entry.rows} rows, {entry.rejects} rejections.")
