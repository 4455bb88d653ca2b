"""A stored run: its manifest and its rows, read one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.errors import DatasetError
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.storage.manifest import REJECTS, Manifest
from apigen_mt.storage.row import parts
from apigen_mt.storage.shard import read_lines

TRIAL = "verifier.json"
"""What the verifier made of edits of a run's trajectories, beside its manifest."""


class StoredRun:
    """The folder that a run wrote; complete or still growing.

    Raises:
        DatasetError: the folder holds no run.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest = Manifest.read(self.folder)

    @property
    def ref(self) -> str:
        """What leads to the environment: a name, or `package.module:Class`."""
        return str(self.manifest.config["env"])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every row, in order."""
        for shard in self.manifest.shards:
            yield from read_lines(self.folder / shard.name)

    def rejects(self) -> Iterator[dict[str, Any]]:
        """Yield every rejection, in order."""
        for shard in self.manifest.shards:
            yield from read_lines(self.folder / REJECTS / shard.name)

    def row(self, index: int) -> dict[str, Any]:
        """Return row `index`, counted from 0 over all shards.

        Raises:
            DatasetError: there are not that many rows.
        """
        place = index
        for shard in self.manifest.shards:
            if 0 <= place < shard.rows:
                return next(islice(read_lines(self.folder / shard.name), place, None))
            place -= shard.rows
        count = self.manifest.counts["accepted"]
        raise DatasetError(
            f"{self.folder} has {count} rows; there is no row {index}. "
            f"Rows count from 0 to {max(count - 1, 0)}."
        )

    def trajectories(self, most: int) -> Iterator[tuple[Blueprint, tuple[Message, ...]]]:
        """Yield blueprint and messages of at most `most` rows, spread evenly over the run."""
        rows = self.manifest.counts["accepted"]
        chosen = {place * rows // min(most, rows) for place in range(min(most, rows))}
        for place, row in enumerate(self.rows()):
            if place in chosen:
                blueprint, _, messages = parts(row)
                yield blueprint, messages

    def keep(self, name: str, record: Any) -> None:
        """Write a record about this run into its folder."""
        (self.folder / name).write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2))

    def kept(self, name: str) -> Any:
        """Return a record that was kept about this run, or None."""
        try:
            return orjson.loads((self.folder / name).read_bytes())
        except FileNotFoundError:
            return None
