"""Every way in which a run changes a disk; in one place, so that a test can pull the plug at each.

Only what was synced survives a loss of power: bytes of a file by `NewFile.sync`, its name by
`sync_folder`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from apigen_mt.errors import StorageError

PRIVATE = 0o600
"""Mode of what is no result: journals, responses, leases."""
PUBLIC = 0o666
"""Mode of results; the umask takes from it."""


class NewFile:
    """A file that this process has made and alone appends to."""

    def __init__(self, path: Path, mode: int = PUBLIC) -> None:
        self.path = path
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, mode)

    def write(self, content: bytes) -> None:
        """Append bytes, all of them."""
        view = memoryview(content)
        while view:
            view = view[os.write(self._handle, view) :]

    def sync(self) -> None:
        """Make the bytes durable."""
        os.fdatasync(self._handle)

    def close(self) -> None:
        """Let go of the file; done again, it does nothing."""
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            os.close(handle)


def link(source: Path, target: Path) -> bool:
    """Give a file a second name; False where something has that name already."""
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    return True


def replace(source: Path, target: Path) -> None:
    """Give a file another name, whatever had it before."""
    os.replace(source, target)


def remove(path: Path) -> None:
    """Take a name away, where it is still there."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path, private: bool = False) -> None:
    """Make a folder where there is none; its own name is durable then."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
        sync_folder(folder.parent)


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Say an error of the disk as ours.

    Raises:
        StorageError: the disk is full, broken, or may not be written.
    """
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}. What was complete before is still there; "
            "make room or mend the permission, then run the same command again."
        ) from error
