"""An append-only file of records, each durable before its writer is told so.

A line is `crc32 length json`. A torn tail is left out when the file is read again; a bad line in
the middle is an error, because it means that something else went wrong.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.errors import DatasetError, StorageError
from apigen_mt.storage import disk

SUFFIX = ".journal"


class Journal:
    """A journal that this process alone appends to; it is made with the first record.

    Records that arrive while others are being written share one flush (group commit). After a
    failure nothing is appended any more: what a disk holds after a failed sync, nobody knows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: disk.NewFile | None = None
        self._size = 0
        self._waiting: list[tuple[bytes, asyncio.Future[int]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._failed: StorageError | None = None

    async def append(self, record: Any) -> int:
        """Return the offset of a record once it is on disk.

        Raises:
            StorageError: the disk is full, or cannot be written.
        """
        place: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((frame(record), place))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await place

    async def close(self) -> None:
        """Write what waits, and close the file."""
        if self._writer is not None:
            await self._writer
        if self._file is not None:
            self._file.close()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            if self._failed is None:
                try:
                    await loop.run_in_executor(None, self._put, [line for line, _ in batch])
                except StorageError as error:
                    self._failed = error
            for line, place in batch:
                if place.done():
                    pass
                elif self._failed is not None:
                    place.set_exception(self._failed)
                else:
                    place.set_result(self._size)
                self._size += len(line)

    def _put(self, lines: list[bytes]) -> None:
        with disk.storing(self.path):
            if self._file is None:
                disk.make_folder(self.path.parent, private=True)
                self._file = disk.NewFile(self.path, disk.PRIVATE)
                disk.sync_folder(self.path.parent)
            self._file.write(b"".join(lines))
            self._file.sync()


def journals(folder: Path, pattern: str = "") -> list[Path]:
    """Return the journals of a folder whose names begin with `pattern`, in the order of names."""
    return sorted(folder.glob(f"{pattern}*{SUFFIX}"))


def frame(record: Any) -> bytes:
    """Return a record as one line."""
    content = orjson.dumps(record)
    return b"%08x %d %s\n" % (zlib.crc32(content), len(content), content)


def read_journal(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield (offset, record) of every whole line; a torn last line is left out.

    So is one that its writer is just about to end, with whatever follows it.

    Raises:
        DatasetError: a line before the last is damaged; with its offset.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        offset = 0
        bad: int | None = None
        for line in file:
            if not line.endswith(b"\n"):
                return
            if bad is not None:
                raise DatasetError(
                    f"{path}, offset {bad}: a damaged record before the end. Restore the file, or "
                    "move it away: what it holds is then made or asked for again."
                )
            record = unframe(line)
            if record is None:
                bad = offset
            else:
                yield offset, record
            offset += len(line)


def unframe(line: bytes) -> Any | None:
    """Return the record of a line, or None where it is torn or damaged."""
    head, _, content = line.partition(b" ")
    length, _, content = content.partition(b" ")
    if not content.endswith(b"\n") or length != b"%d" % (len(content) - 1):
        return None
    content = content[:-1]
    if head != b"%08x" % zlib.crc32(content):
        return None
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def record_at(path: Path, offset: int) -> Any:
    """Return the record at an offset.

    Raises:
        DatasetError: there is none.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = unframe(file.readline())
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None
    if record is None:
        raise DatasetError(f"{path}, offset {offset}: a damaged record.")
    return record
