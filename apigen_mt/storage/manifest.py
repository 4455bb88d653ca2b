"""The manifest of a run: what was asked for, by which versions, and what lies in the folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from apigen_mt.errors import DatasetError, RunFolderError
from apigen_mt.records.record import Record
from apigen_mt.storage.shard import read_lines, shard_name, write_whole

NAME = "manifest.json"
REJECTS = "rejects"


class ShardEntry(Record):
    """One complete shard."""

    name: str
    """File name; the rejects lie under the same name in `rejects/`."""
    first: int
    """First item."""
    last: int
    """Item after the last."""
    rows: int
    """Accepted trajectories."""
    bytes: int
    """Size of the file."""
    sha256: str
    """Digest of the file."""
    rejects: int
    """Rejections."""
    rejects_sha256: str
    """Digest of the rejects."""
    reasons: dict[str, int]
    """Rejections by reason code; one rejection may have several."""
    items_kept: int
    """Items with at least one accepted trajectory."""


class Manifest(Record):
    """Everything about a run that is not in its rows."""

    format: int = 1
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
    """What the models were expected to take; empty where no model is asked."""
    spent: dict[str, Any] = {}
    """What they took so far, in all processes of the run."""
    shards: tuple[ShardEntry, ...] = ()
    """The complete shards, in order."""

    @property
    def counts(self) -> dict[str, Any]:
        """Totals over the complete shards."""
        reasons: Counter[str] = Counter()
        for shard in self.shards:
            reasons.update(shard.reasons)
        return {
            "items": sum(shard.last - shard.first for shard in self.shards),
            "items_kept": sum(shard.items_kept for shard in self.shards),
            "accepted": sum(shard.rows for shard in self.shards),
            "rejected": sum(shard.rejects for shard in self.shards),
            "reasons": dict(sorted(reasons.items())),
        }

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder`, whole or not at all."""
        content = {**self.model_dump(mode="json"), "counts": self.counts}
        write_whole(folder / NAME, orjson.dumps(content, option=orjson.OPT_INDENT_2))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of `folder`.

        Raises:
            DatasetError: there is none, or it cannot be read.
        """
        path = folder / NAME
        try:
            content = orjson.loads(path.read_bytes())
            content.pop("counts", None)
            return cls.model_validate(content)
        except FileNotFoundError:
            raise DatasetError(
                f"{folder} holds no run: {NAME} is missing. "
                "Name a folder that `apigen-mt generate --out` wrote."
            ) from None
        except (OSError, orjson.JSONDecodeError, ValidationError, AttributeError) as error:
            raise DatasetError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None


def refuse_another(manifest: Manifest, wanted: Manifest, folder: Path) -> None:
    """Refuse to continue a run that was started with other settings.

    Raises:
        RunFolderError: naming every key that differs, with both values.
    """
    differs = [
        f"{key} is {old!r} there and {new!r} now"
        for key, old, new in _differences("", manifest.identity, wanted.identity)
    ]
    for name in ("version", "environment_digest"):
        old, new = getattr(manifest, name), getattr(wanted, name)
        if old != new:
            differs.append(f"{name.replace('_', ' ')} is {old[:12]} there and {new[:12]} now")
    for role in sorted({*manifest.prompts, *wanted.prompts}):
        if manifest.prompts.get(role) != wanted.prompts.get(role):
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


def describe(folder: Path, number: int, first: int, last: int) -> ShardEntry:
    """Return the entry of a shard that lies complete in `folder`, read from its files."""
    name = shard_name(number)
    content = (folder / name).read_bytes()
    reasons: Counter[str] = Counter()
    rejects = 0
    for record in read_lines(folder / REJECTS / name):
        rejects += 1
        reasons.update(record.get("reasons", ()))
    kept = {row["task_id"] for row in read_lines(folder / name)}
    return ShardEntry(
        name=name,
        first=first,
        last=last,
        rows=content.count(b"\n"),
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
        rejects=rejects,
        rejects_sha256=sha256((folder / REJECTS / name).read_bytes()).hexdigest(),
        reasons=dict(sorted(reasons.items())),
        items_kept=len(kept),
    )
