"""A whole run: planned, handed to an engine, settled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from apigen_mt.config import RunConfig
from apigen_mt.dataset.run import StoredRun
from apigen_mt.errors import ApigenError
from apigen_mt.execution.engines.job import Engine, Job
from apigen_mt.execution.engines.local import local
from apigen_mt.execution.prepare import foreseen, make_folder, open_shards, prepared, settle
from apigen_mt.storage.events import note
from apigen_mt.storage.lock import locked
from apigen_mt.storage.manifest import Manifest

Progress = Callable[[int, int, list[str]], None]
"""Told as items finish: items, rows accepted, and the reasons of rejections."""


@dataclass(frozen=True)
class RunSummary:
    """What lies in the folder after a run."""

    folder: Path
    manifest: Manifest
    resumed_items: int
    """Items that were there before this run began."""

    @property
    def accepted(self) -> int:
        """Trajectories in the complete shards."""
        count: int = self.manifest.counts["accepted"]
        return count

    @property
    def complete(self) -> bool:
        """Whether every shard is."""
        return len(self.manifest.shards) == len(self.manifest.numbers)


def generate(
    config: RunConfig,
    out: str | Path,
    workers: int = 1,
    progress: Progress | None = None,
    engine: Engine = local,
) -> RunSummary:
    """Run every shard that is not complete yet; return what lies in `out` then.

    The same config gives the same bytes whatever the number of workers. Running it again continues
    where it was left: no item that was journalled is made again, no call that was answered is paid
    for again.

    Args:
        config: the run.
        out: its folder; with an engine that uses several machines, one that all of them see.
        workers: how many processes or tasks run at once.
        progress: told as items finish.
        engine: who runs the shards.

    Raises:
        RunFolderError: `out` holds something else, another run, or a run in progress.
        EnvironmentRefError: `config.env` leads to no environment.
        Stopped: a signal asked to stop; what is done stays.
        StorageError: the disk cannot be written; what is done stays.
        ModelError: an endpoint cannot be used, or the budget is spent.
    """
    folder = Path(out)
    tell = progress or (lambda items, accepted, reasons: None)
    wanted = foreseen(folder, config)
    make_folder(folder)
    with locked(folder):
        plan = prepared(folder, wanted)
        numbers = open_shards(folder, plan)
        before = StoredRun(folder).counts
        held = [reason for reason, count in before["reasons"].items() for _ in range(count)]
        tell(before["items"], before["accepted"], held)
        note(folder, "run_started", open_shards=len(numbers), items=before["items"])
        job = Job(folder, plan, config, numbers, workers, partial(tell, 1))
        try:
            if numbers:
                engine(job)
        except BaseException as error:
            note(folder, "run_ended", trouble=str(error) or type(error).__name__)
            with suppress(ApigenError):
                settle(folder)
            raise
        manifest = settle(folder)
        note(folder, "run_ended", items=manifest.counts["items"])
    return RunSummary(folder, manifest, before["items"])
