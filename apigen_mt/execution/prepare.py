"""The beginning and the end of a run: its plan, and what is done once every shard is complete."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from apigen_mt import __version__
from apigen_mt.config import RunConfig, identity
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.skeletons import keep_within
from apigen_mt.environment import load_environment
from apigen_mt.errors import RunFolderError
from apigen_mt.execution.forecast import forecast
from apigen_mt.llm.prompt import Prompts
from apigen_mt.llm.transport import key_in
from apigen_mt.storage import disk
from apigen_mt.storage.attempt import ITEMS, LEASES, PROGRESS, RESPONSES, clear_all, drop_responses
from apigen_mt.storage.manifest import NAME as MANIFEST
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.plan import NAME, Plan, refuse_another
from apigen_mt.storage.seal import put_right
from apigen_mt.storage.shard import number_of


def prepared(folder: Path, wanted: Plan) -> Plan:
    """Return the plan of a run, which lies in its folder then; a run that is there is continued.

    The caller holds the folder's lock.

    Raises:
        RunFolderError: the folder holds another run.
    """
    if (folder / NAME).exists():
        there = Plan.read(folder)
        refuse_another(there, wanted, folder)
        plan = wanted.model_copy(update={"forecast": there.forecast})
        if plan == there:
            return there
    else:
        config = RunConfig.model_validate(wanted.config)
        expected = forecast(config) if config.asks_models else {}
        plan = wanted.model_copy(update={"forecast": expected})
    plan.write(folder)
    return plan


def foreseen(folder: Path, config: RunConfig) -> Plan:
    """Return the plan of a config without the forecast; nothing is written yet.

    Raises:
        EnvironmentRefError: `config.env` leads to no environment.
        ModelError: a new run lacks the key of a model.
    """
    if not (folder / NAME).exists():
        for model in config.asked.values():
            key_in(model)
    return plan_of(config)


def plan_of(config: RunConfig) -> Plan:
    """Return the plan of a config, without the forecast."""
    environment = load_environment(config.env)
    settings = config.model_dump(mode="json")
    return Plan(
        version=__version__,
        config=settings,
        identity=identity(settings),
        seed=config.seed,
        environment=environment.name,
        environment_digest=environment.digest,
        prompts=Prompts(config.prompts).digests if config.asks_models else {},
    )


def make_folder(folder: Path) -> None:
    """Make the folder of a run.

    Raises:
        RunFolderError: it holds something else, or cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise RunFolderError(f"{folder} is a file. Choose a folder for --out.")
    if folder.is_dir() and not (folder / NAME).exists():
        strangers = sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
        if strangers:
            raise RunFolderError(
                f"{folder} holds {strangers[0]} and no {NAME}: it is not a run's folder. "
                "Choose an empty or a new folder for --out."
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder} cannot be made: {error.strerror}.") from None


def open_shards(folder: Path, plan: Plan) -> list[int]:
    """Return the shards that are not complete; what was begun of a seal is finished.

    The caller holds the folder's lock.
    """
    return [n for n in plan.numbers if put_right(folder, n, *plan.span(n)) is None]


def settle(folder: Path) -> Manifest:
    """Return the manifest of a run as it is now, and write it; a complete run is tidied up.

    The caller holds the folder's lock.

    Raises:
        StorageError: the disk cannot be written.
    """
    _sweep(folder)
    run = StoredRun(folder, Plan.read(folder).config["env"])  # named by whoever makes the run
    manifest, output = run.manifest, run.manifest.config["output"]
    most = output["max_same_skeleton"]
    if output["responses"] == "drop":
        for entry in manifest.shards:
            drop_responses(folder, number_of(entry.name))
    if len(manifest.shards) == len(manifest.numbers):
        if most is not None:
            manifest = keep_within(run, run.environment, most)
        clear_all(folder)
        for room in (ITEMS, LEASES, PROGRESS, RESPONSES):
            _remove_empty(folder / room)
    manifest.write(folder)
    return manifest


def _sweep(folder: Path) -> None:
    """Remove what a kill has left of files that the holder of the lock alone writes."""
    with disk.storing(folder):
        for name in (NAME, MANIFEST):
            for path in folder.glob(f".{name}.*.part"):
                disk.remove(path)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # it is not there, or somebody still writes into it
        folder.rmdir()
