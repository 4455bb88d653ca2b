"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from apigen_mt.storage import disk
from apigen_mt.storage.compression import COMPRESSED, Frames

_CHUNK = 1 << 20


class Part:
    """Lines on their way into a file; the bytes as they lie on disk, their digest and number.

    Args:
        path: the unfinished file.
        name: the name it will have, which says whether it is compressed.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self._file = disk.NewFile(path)
        self._frames = Frames() if name.endswith(COMPRESSED) else None
        self._waiting = bytearray()
        self._sum = sha256()
        self.lines = 0
        self.bytes = 0

    def write(self, line: bytes) -> None:
        """Add one line."""
        self.lines += 1
        if self._frames is None:
            self._waiting += line + b"\n"
        else:
            self._waiting += self._frames.add(line)
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def finish(self) -> None:
        """Make every line durable."""
        if self._frames is not None:
            self._waiting += self._frames.rest()
        self._flush()
        self._file.sync()
        self._file.close()

    def drop(self) -> None:
        """Take the unfinished file away."""
        self._file.close()
        disk.remove(self.path)

    @property
    def sha256(self) -> str:
        """Digest of the file."""
        return self._sum.hexdigest()

    @property
    def frames(self) -> tuple[tuple[int, int], ...]:
        """Offset and first line of each frame of a compressed file."""
        return tuple(self._frames.index) if self._frames is not None else ()

    def _flush(self) -> None:
        content = bytes(self._waiting)
        self._waiting.clear()
        self._file.write(content)
        self._sum.update(content)
        self.bytes += len(content)


class WholeFile:
    """A file that appears under its name only once it is complete and on disk.

    Used as a context manager; leaving it by an exception leaves nothing behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        with disk.storing(self.path):
            disk.make_folder(self.path.parent)
            self._part = Part(unfinished(self.path), self.path.name)
        return self

    def write(self, line: bytes) -> None:
        """Add one line.

        Raises:
            StorageError: the disk is full, or cannot be written.
        """
        with disk.storing(self.path):
            self._part.write(line)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                with disk.storing(self.path):
                    self._part.finish()
                    disk.replace(self._part.path, self.path)
                    disk.sync_folder(self.path.parent)
        finally:
            with suppress(OSError):
                self._part.drop()


def unfinished(path: Path) -> Path:
    """Return a name beside `path` that nobody else has."""
    return path.with_name(f".{path.name}.{uuid4().hex[:12]}.part")


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all; durable then.

    Raises:
        StorageError: the disk is full, or cannot be written.
    """
    with WholeFile(path) as file:
        file.write(content.rstrip(b"\n"))


def write_notice(path: Path, content: bytes) -> None:
    """Write a small private file that others read while it changes; it need not outlive a crash.

    Raises:
        StorageError: the disk is full, or cannot be written.
    """
    with disk.storing(path):
        disk.make_folder(path.parent, private=True)
        with _notice(path) as file:
            file.write(content)


@contextmanager
def _notice(path: Path) -> Iterator[disk.NewFile]:
    file = disk.NewFile(unfinished(path), disk.PRIVATE)
    try:
        yield file
        file.close()
        disk.replace(file.path, path)
    finally:
        file.close()
        disk.remove(file.path)
