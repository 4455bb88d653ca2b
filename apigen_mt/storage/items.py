"""The items of a shard that is not sealed yet, as its attempts have journalled them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apigen_mt.storage.attempt import items_of
from apigen_mt.storage.journal import read_journal, record_at


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one item."""

    index: int
    """Its place in the run."""
    rows: tuple[bytes, ...]
    """Lines of accepted trajectories."""
    rejects: tuple[bytes, ...]
    """Lines of rejections."""
    reasons: tuple[str, ...]
    """Reasons of its rejections, each once a rejection."""

    def record(self) -> dict[str, Any]:
        """Return the item as a journal keeps it."""
        return {
            "item": self.index,
            "rows": [line.decode() for line in self.rows],
            "rejects": [line.decode() for line in self.rejects],
            "reasons": self.reasons,
        }

    @classmethod
    def of(cls, record: dict[str, Any]) -> Item:
        """Return the item of a journal's record."""
        return cls(
            record["item"],
            tuple(line.encode() for line in record["rows"]),
            tuple(line.encode() for line in record["rejects"]),
            tuple(record["reasons"]),
        )


class Items:
    """Items by index; their lines stay on disk until they are wanted.

    Of an item that two attempts have made, the older attempt's counts.
    """

    def __init__(self) -> None:
        self._places: dict[int, tuple[Path, int]] = {}
        self.rows = 0
        self.rejects = 0
        self.kept = 0
        """Items with at least one accepted trajectory."""
        self.reasons: Counter[str] = Counter()

    @classmethod
    def read(cls, folder: Path, number: int) -> Items:
        """Return what the attempts at a shard have journalled so far.

        Raises:
            DatasetError: a journal is damaged before its end.
        """
        found = cls()
        for path in items_of(folder, number):
            for offset, record in read_journal(path):
                found.add(Item.of(record), path, offset)
        return found

    def add(self, item: Item, path: Path, offset: int) -> None:
        """Note that an item lies in a journal."""
        if item.index in self._places:
            return
        self._places[item.index] = (path, offset)
        self.rows += len(item.rows)
        self.rejects += len(item.rejects)
        self.kept += bool(item.rows)
        self.reasons.update(item.reasons)

    def __contains__(self, index: int) -> bool:
        return index in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Item]:
        """Yield the items in the order of the run."""
        for index in sorted(self._places):
            yield Item.of(record_at(*self._places[index]))
