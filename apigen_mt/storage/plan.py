"""The plan of a run: what was asked for, by which versions; written before the first item."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from apigen_mt.errors import DatasetError, RunFolderError
from apigen_mt.records.record import Record
from apigen_mt.storage.whole import write_whole

NAME = "plan.json"


class Plan(Record):
    """Everything about a run that is known before it begins."""

    format: int = 2
    """Version of this layout."""
    program: str = "apigen-mt"
    """What wrote it."""
    version: str
    """Version of the program."""
    config: dict[str, Any]
    """The resolved config."""
    identity: dict[str, Any]
    """The part of it that decides what is produced; a run is continued with an equal one only."""
    seed: int
    """Seed of the run."""
    environment: str
    """Name of the environment."""
    environment_digest: str
    """Digest of policy, tools and seed state."""
    prompts: dict[str, str] = {}
    """Digests of the prompts; empty where no model was asked."""
    forecast: dict[str, Any] = {}
    """What the models are expected to take; empty where no model is asked."""

    @property
    def count(self) -> int:
        """Items of the run."""
        return int(self.config["count"])

    @property
    def numbers(self) -> range:
        """The numbers of its shards."""
        return range(-(-self.count // self._size))

    def span(self, number: int) -> tuple[int, int]:
        """Return the first item of a shard and the one after its last."""
        return number * self._size, min((number + 1) * self._size, self.count)

    @property
    def _size(self) -> int:
        return int(self.config["output"]["shard_size"])

    def write(self, folder: Path) -> None:
        """Write the plan into `folder`, whole or not at all."""
        write_whole(folder / NAME, orjson.dumps(self.model_dump(), option=orjson.OPT_INDENT_2))

    @classmethod
    def read(cls, folder: Path) -> Plan:
        """Return the plan of `folder`.

        Raises:
            DatasetError: there is none, or it cannot be read.
        """
        path = folder / NAME
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise DatasetError(
                f"{folder} holds no run: {NAME} is missing. "
                "Name a folder that `apigen-mt generate --out` wrote."
            ) from None
        except (OSError, ValidationError) as error:
            raise DatasetError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None


def refuse_another(plan: Plan, wanted: Plan, folder: Path) -> None:
    """Refuse to continue a run that was started with other settings.

    Raises:
        RunFolderError: naming every key that differs, with both values.
    """
    differs = [
        f"{key} is {old!r} there and {new!r} now"
        for key, old, new in _differences("", plan.identity, wanted.identity)
    ]
    for name in ("version", "environment_digest"):
        old, new = getattr(plan, name), getattr(wanted, name)
        if old != new:
            differs.append(f"{name.replace('_', ' ')} is {old[:12]} there and {new[:12]} now")
    for role in sorted({*plan.prompts, *wanted.prompts}):
        if plan.prompts.get(role) != wanted.prompts.get(role):
            differs.append(f"the prompt '{role}' is another one now")
    if differs:
        raise RunFolderError(
            f"{folder} holds another run: {'; '.join(differs)}. "
            "Choose another --out, or repeat the command that started it."
        )


def _differences(path: str, old: Any, new: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = []
        for key in {**old, **new}:
            inner = f"{path}.{key}" if path else str(key)
            found += _differences(inner, old.get(key), new.get(key))
        return found
    return [] if old == new else [(path, old, new)]
