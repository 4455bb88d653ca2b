"""A stored run: its manifest and its rows, read one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.environment import Environment, installed, load_environment
from apigen_mt.errors import DatasetError
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.usage import together, told
from apigen_mt.storage.attempt import journalled
from apigen_mt.storage.items import Item, Items
from apigen_mt.storage.lines import parse, raw_lines, read_lines
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.progress import progress_of
from apigen_mt.storage.row import flaw, parts
from apigen_mt.storage.shard import REJECTS, ShardEntry, number_of, read_entry
from apigen_mt.untrusted.jsontext import read_json

TRIAL = "verifier.json"
"""What the verifier made of edits of a run's trajectories, beside its manifest."""


class StoredRun:
    """The folder that a run wrote; complete or still growing.

    Of a shard that is not complete the items count that are journalled by now.

    Args:
        folder: the run.
        env: what leads to its environment, named by whoever opens the run; without it the run's
            own word counts only if it is the name of an installed environment.

    Raises:
        DatasetError: the folder holds no run.
    """

    def __init__(self, folder: str | Path, env: str | None = None) -> None:
        self.folder = Path(folder)
        self._env = env
        begun = journalled(self.folder)  # before the entries: a shard may become complete now
        self.manifest = Manifest.read(self.folder)
        self.growing: dict[int, Items] = {}
        """Items of the shards that are not complete, by the shard's number."""
        shards = {number_of(entry.name): entry for entry in self.manifest.shards}
        for number in sorted(begun):
            if number in self.manifest.numbers and number not in shards:
                items, entry = _look(self.folder, number)
                if entry is not None:
                    shards[number] = entry
                elif len(items):
                    self.growing[number] = items
        complete = tuple(shards[number] for number in sorted(shards))
        self.manifest = self.manifest.model_copy(update={"shards": complete})

    @property
    def environment(self) -> Environment:
        """The environment.

        Raises:
            EnvironmentRefError: it is not installed, and was not named; or it cannot be found.
        """
        return load_environment(self._env or installed(self.manifest.config["env"]))

    @property
    def counts(self) -> dict[str, Any]:
        """Items, rows and rejections that are there, and their reasons."""
        counts, growing = self.manifest.counts, self.growing.values()
        reasons = Counter[str](counts["reasons"])
        for items in growing:
            reasons += items.reasons
        return {
            "items": counts["items"] + sum(len(items) for items in growing),
            "items_kept": counts["items_kept"] + sum(items.kept for items in growing),
            "accepted": counts["accepted"] + sum(items.rows for items in growing),
            "rejected": counts["rejected"] + sum(items.rejects for items in growing),
            "reasons": dict(sorted(reasons.items())),
        }

    @property
    def spent(self) -> dict[str, Any]:
        """What models took so far, in all and by role."""
        growing = [one.spent for one in progress_of(self.folder).values()]
        return told(together([self.manifest.usage, *growing]))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every row: those of complete shards in order, then what others have by now."""
        for shard in self.manifest.shards:
            yield from read_lines(self.folder / shard.name)
        for number in self.growing:
            for line in self._grown(number, rejects=False):
                yield parse(line, f"{self.folder}, shard {number}")

    def rejects(self) -> Iterator[dict[str, Any]]:
        """Yield every rejection, in the same order."""
        for shard in self.manifest.shards:
            yield from read_lines(self.folder / REJECTS / shard.name)
        for number in self.growing:
            for line in self._grown(number, rejects=True):
                yield parse(line, f"{self.folder}, shard {number}")

    def row(self, index: int) -> dict[str, Any]:
        """Return row `index`, counted from 0 over all shards.

        Raises:
            DatasetError: there are not that many rows, or it is none.
        """
        place = index
        for shard in self.manifest.shards:
            if 0 <= place < shard.rows:
                return self._sound(self._row_of(shard, place), index)
            place -= shard.rows
        for number in self.growing:
            lines = list(self._grown(number, rejects=False))
            if 0 <= place < len(lines):
                return self._sound(parse(lines[place], f"{self.folder}, shard {number}"), index)
            place -= len(lines)
        count = self.counts["accepted"]
        raise DatasetError(
            f"{self.folder} has {count} rows; there is no row {index}. "
            f"Rows count from 0 to {max(count - 1, 0)}."
        )

    def trajectories(self, most: int) -> Iterator[tuple[Blueprint, tuple[Message, ...]]]:
        """Yield blueprint and messages of at most `most` rows, spread evenly over the run."""
        rows = self.counts["accepted"]
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
        path = self.folder / name
        try:
            return read_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise DatasetError(f"{path} cannot be read: {error}.") from None

    def _sound(self, row: dict[str, Any], index: int) -> dict[str, Any]:
        """Return a row that has what every row has; in anybody's folder that is not certain."""
        problem = flaw(row)
        if problem is not None:
            raise DatasetError(f"{self.folder}, row {index}: {problem}.")
        return row

    def _row_of(self, shard: ShardEntry, place: int) -> dict[str, Any]:
        """Return a row of a complete shard; of a compressed one its frame alone is unpacked."""
        before = [one for one in shard.frames if one[1] <= place]
        offset, first = before[-1] if before else (0, 0)
        lines = raw_lines(self.folder / shard.name, offset)
        line = next(islice(lines, place - first, None), b"")
        return parse(line, f"{shard.name}, row {place}")

    def _grown(self, number: int, rejects: bool) -> list[bytes]:
        """Return the lines of a shard that was not complete when this run was opened."""
        try:
            items: list[Item] = list(self.growing[number])
        except DatasetError:  # it has become complete, and its journals are gone
            entry = read_entry(self.folder, number)
            if entry is None:
                raise
            room = self.folder / REJECTS if rejects else self.folder
            return list(raw_lines(room / entry.name))
        return [line for item in items for line in (item.rejects if rejects else item.rows)]


def _look(folder: Path, number: int) -> tuple[Items, ShardEntry | None]:
    """Return the items of a shard that was not complete; its entry, where it is by now.

    The journals go when a shard is complete, also while they are read.
    """
    try:
        items, trouble = Items.read(folder, number), None
    except DatasetError as error:
        items, trouble = Items(), error
    entry = read_entry(folder, number)
    if entry is None and trouble is not None:
        raise trouble
    return items, entry
