"""A run on this machine: shards in this process, or in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from apigen_mt import __version__
from apigen_mt.config import RunConfig, identity
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.skeletons import keep_within
from apigen_mt.environment import load_environment
from apigen_mt.errors import RunFolderError
from apigen_mt.execution.forecast import forecast
from apigen_mt.execution.order import complete
from apigen_mt.execution.processes import in_processes
from apigen_mt.execution.worker import (
    Sealed,
    journey_of,
    run_shards,
    shard_count,
    shard_range,
    spare_collector,
)
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.open import Models
from apigen_mt.llm.prompt import Prompts
from apigen_mt.llm.responses import FOLDER as RESPONSES
from apigen_mt.llm.transport import key_in
from apigen_mt.pipeline.wiring import wire
from apigen_mt.storage.lock import locked
from apigen_mt.storage.manifest import NAME, Manifest, ShardEntry, describe, refuse_another
from apigen_mt.storage.shard import shard_name

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
        """Trajectories in the data."""
        count: int = self.manifest.counts["accepted"]
        return count


def generate(
    config: RunConfig, out: str | Path, workers: int = 1, progress: Progress | None = None
) -> RunSummary:
    """Run every shard that is not complete yet; return what lies in `out` then.

    The same config gives the same bytes whatever the number of workers. Running it again continues
    where it was left.

    Raises:
        RunFolderError: `out` holds something else, another run, or a run in progress.
        EnvironmentRefError: `config.env` leads to no environment.
        StorageError: the disk cannot be written; complete shards stay.
    """
    folder = Path(out)
    tell = progress or (lambda items, accepted, reasons: None)
    wanted = _planned(config)
    _prepare(folder)
    with locked(folder), _swept(folder):
        wanted = _continued(wanted, folder, config)
        done = _resume(folder, wanted, config)
        resumed = sum(entry.last - entry.first for entry in done.values())
        for entry in done.values():
            held = [reason for reason, count in entry.reasons.items() for _ in range(count)]
            tell(entry.last - entry.first, entry.rows, held)
        open_shards = [n for n in range(shard_count(config)) if n not in done]
        _with(wanted, done).write(folder)

        ledgers: list[Ledger] = []

        def present() -> Manifest:
            spent = {"spent": ledgers[0].summary()} if ledgers else {}
            return _with(wanted.model_copy(update=spent), done)

        def sealed(number: int, entry: ShardEntry) -> None:
            done[number] = entry
            present().write(folder)

        try:
            if not open_shards:
                pass
            elif config.asks_models:
                _with_models(config, folder, open_shards, tell, sealed, ledgers.append)
            elif workers <= 1 or len(open_shards) < 2:
                _in_process(config, folder, open_shards, tell, sealed)
            else:
                in_processes(config, folder, open_shards, workers, partial(tell, 1), sealed)
        except BaseException:  # a shard may have been completed just before
            done = _resume(folder, wanted, config)
            present().write(folder)
            raise
        manifest = present()
        manifest.write(folder)
        manifest = _within_limits(folder, manifest, config)
    return RunSummary(folder, manifest, resumed)


def _within_limits(folder: Path, manifest: Manifest, config: RunConfig) -> Manifest:
    """Return the manifest of a complete run without rows of skeletons that occur too often."""
    most = config.output.max_same_skeleton
    if most is None:
        return manifest
    return keep_within(StoredRun(folder), load_environment(config.env), most)


def _planned(config: RunConfig) -> Manifest:
    environment = load_environment(config.env)
    return Manifest(
        version=__version__,
        config=config.model_dump(mode="json"),
        identity=identity(config.model_dump(mode="json")),
        seed=config.seed,
        environment=environment.name,
        environment_digest=environment.digest,
        prompts=Prompts(config.prompts).digests if config.asks_models else {},
    )


def _continued(wanted: Manifest, folder: Path, config: RunConfig) -> Manifest:
    """Return the manifest with the forecast, and what earlier processes of the run spent."""
    if not (folder / NAME).exists():
        for model in config.asked.values():
            key_in(model)  # a missing key is said before anything else is done
        expected = forecast(config) if config.asks_models else {}
        return wanted.model_copy(update={"forecast": expected})
    earlier = Manifest.read(folder)
    refuse_another(earlier, wanted, folder)
    return wanted.model_copy(update={"spent": earlier.spent, "forecast": earlier.forecast})


def _prepare(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise RunFolderError(f"{folder} is a file. Choose a folder for --out.")
    if folder.is_dir() and not (folder / NAME).exists():
        strangers = [one.name for one in folder.iterdir() if not one.name.startswith(".")]
        if strangers:
            raise RunFolderError(
                f"{folder} holds {sorted(strangers)[0]} and no {NAME}: it is not a run's folder. "
                "Choose an empty or a new folder for --out."
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder} cannot be made: {error.strerror}.") from None


@contextmanager
def _swept(folder: Path) -> Iterator[None]:
    """Remove unfinished files, those of killed workers too, before and after."""
    try:
        _sweep(folder)
        yield
    finally:
        _sweep(folder)


def _sweep(folder: Path) -> None:
    for part in [*folder.glob(".*.part"), *folder.glob("rejects/.*.part")]:
        part.unlink(missing_ok=True)


def _resume(folder: Path, wanted: Manifest, config: RunConfig) -> dict[int, ShardEntry]:
    """Return the entries of the shards that are complete."""
    if not (folder / NAME).exists():
        return {}
    manifest = Manifest.read(folder)
    known = {entry.name: entry for entry in manifest.shards}
    done = {}
    for number in range(shard_count(config)):
        path = folder / shard_name(number)
        if path.exists():
            entry = known.get(path.name)
            if entry is None or path.stat().st_size != entry.bytes:
                entry = describe(folder, number, *shard_range(config, number))
            done[number] = entry
    return done


def _with(manifest: Manifest, done: dict[int, ShardEntry]) -> Manifest:
    return manifest.model_copy(update={"shards": tuple(done[n] for n in sorted(done))})


def _in_process(
    config: RunConfig, folder: Path, shards: list[int], tell: Progress, sealed: Sealed
) -> None:
    complete(run_shards(journey_of(config), config, shards, folder, partial(tell, 1), sealed))


def _with_models(
    config: RunConfig,
    folder: Path,
    shards: list[int],
    tell: Progress,
    sealed: Sealed,
    account: Callable[[Ledger], None],
) -> None:
    """Run shards whose roles ask models; every answer is on disk before it is used."""

    async def run() -> None:
        models = Models(config, folder / RESPONSES)
        account(models.ledger)
        try:
            journey = wire(config, models.gateways)
            spare_collector()
            report = partial(tell, 1)
            await run_shards(journey, config, shards, folder, report, sealed, models.ledger)
        finally:
            await models.close()

    complete(run())
