"""Shards: files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from apigen_mt.errors import DatasetError, StorageError


def shard_name(number: int) -> str:
    """Return the file name of shard `number`."""
    return f"shard-{number:05d}.jsonl"


def number_of(name: str) -> int:
    """Return the number of the shard called `name`."""
    return int(name.removeprefix("shard-").removesuffix(".jsonl"))


class WholeFile:
    """A file that appears under its name only once it is complete and on disk.

    Used as a context manager; leaving it by an exception leaves nothing behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._sum = sha256()
        self.lines = 0
        self.bytes = 0

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._unfinished.open("wb")
        except OSError as error:
            raise _storage(self.path, error) from error
        return self

    def write(self, line: bytes) -> None:
        """Add one line.

        Raises:
            StorageError: the disk is full, or cannot be written.
        """
        try:
            self._file.write(line + b"\n")
        except OSError as error:
            raise _storage(self.path, error) from error
        self._sum.update(line + b"\n")
        self.lines += 1
        self.bytes += len(line) + 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with self._file:
                if kind is None:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if kind is None:
                os.replace(self._unfinished, self.path)
                sync_folder(self.path.parent)
        except OSError as failure:
            raise _storage(self.path, failure) from failure
        finally:
            with contextlib.suppress(OSError):
                self._unfinished.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """Digest of what was written."""
        return self._sum.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all."""
    with WholeFile(path) as file:
        file.write(content.rstrip(b"\n"))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file, one a line.

    Raises:
        DatasetError: the file cannot be read, or a line is no JSON object; with the line's number.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    found = orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    raise DatasetError(f"{path}, line {number}: not JSON ({error}).") from None
                if not isinstance(found, dict):
                    raise DatasetError(f"{path}, line {number}: not a JSON object.")
                yield found
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None


def _storage(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} cannot be written: {error.strerror}. What was complete before is still there; "
        "make room or mend the permission, then run the same command again."
    )
