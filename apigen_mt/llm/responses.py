"""Every answered call, on disk before it is used: no answered call is paid for twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from apigen_mt.records.usage import Usage
from apigen_mt.storage.journal import Journal, read_journal, record_at

Shelf = Callable[[int], "Responses"]
"""Gives the responses among which those of an item are."""


class Responses:
    """Stored responses by key; bodies stay on disk until they are wanted.

    Args:
        journal: where new ones are kept; None keeps them in memory alone.
        older: the journals of others, which are read and left as they are.
    """

    def __init__(self, journal: Path | None = None, older: Iterable[Path] = ()) -> None:
        self._journal = Journal(journal) if journal is not None else None
        self._older = tuple(older)
        self._places: dict[bytes, tuple[Path, int]] = {}
        self._bodies: dict[bytes, dict[str, Any]] = {}

    def load(self) -> Iterator[tuple[str, Usage]]:
        """Read what others have stored; yield the role and what was used of each call.

        Raises:
            DatasetError: a record before a file's last one is damaged.
        """
        for path in self._older:
            for offset, record in read_journal(path):
                answered = record.pop("body", None) is not None
                if answered:
                    self._places[bytes.fromhex(record["key"])] = (path, offset)
                yield str(record["role"]), _usage(record, answered)

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
        if "body" in record:
            self._places[mark] = (self._journal.path, offset)

    async def close(self) -> None:
        """Write what waits, and close the file."""
        if self._journal is not None:
            await self._journal.close()


def whole(responses: Responses) -> Shelf:
    """Return a shelf with the same responses for every item."""
    return lambda item: responses


def _usage(record: dict[str, Any], answered: bool) -> Usage:
    return Usage(
        calls=int(answered),
        attempts=int(record["attempts"]),
        prompt_tokens=int(record["prompt_tokens"]),
        completion_tokens=int(record["completion_tokens"]),
        nanodollars=int(record["nanodollars"]),
        estimated=bool(record["usage_estimated"]),
    )
