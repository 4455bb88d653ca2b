"""Every answered call, on disk before it is used: no answered call is paid for twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from apigen_mt.storage.journal import Journal, journals, read_journal, record_at

FOLDER = "responses"
"""Where a run keeps its responses, inside its folder."""


class Responses:
    """The stored responses of a run, by key; bodies stay on disk until they are wanted.

    Args:
        folder: where they lie; None keeps them in memory alone.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._journal = Journal(folder) if folder is not None else None
        self._places: dict[bytes, tuple[Path, int]] = {}
        self._bodies: dict[bytes, dict[str, Any]] = {}

    def load(self) -> Iterator[dict[str, Any]]:
        """Read what earlier processes stored; yield each record, `answered` in place of its body.

        Raises:
            DatasetError: a record before a file's last one is damaged.
        """
        for path in journals(self.folder) if self.folder is not None else ():
            for offset, record in read_journal(path):
                record["answered"] = record.pop("body", None) is not None
                if record["answered"]:
                    self._places[bytes.fromhex(record["key"])] = (path, offset)
                yield record

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the record of a call that was answered, with its body, or None."""
        mark = bytes.fromhex(key)
        if mark in self._bodies:
            return self._bodies[mark]
        place = self._places.get(mark)
        if place is None:
            return None
        record: dict[str, Any] = record_at(*place)
        return record

    async def put(self, record: dict[str, Any]) -> None:
        """Store a record; it is durable then.

        Raises:
            StorageError: the disk is full, or cannot be written.
        """
        mark = bytes.fromhex(record["key"])
        if self._journal is None:
            if "body" in record:
                self._bodies[mark] = record
            return
        offset = await self._journal.append(record)
        if "body" in record and self._journal.path is not None:
            self._places[mark] = (self._journal.path, offset)

    async def close(self) -> None:
        """Write what waits, and close the file."""
        if self._journal is not None:
            await self._journal.close()
