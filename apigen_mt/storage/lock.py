"""A run's folder, held by one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apigen_mt.errors import RunFolderError, StorageError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone.

    Raises:
        RunFolderError: another process holds it.
        StorageError: it cannot be written.
    """
    try:
        file = (folder / ".lock").open("w")
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror}.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RunFolderError(
                f"{folder} is being written by another run. Wait for it, or choose another --out."
            ) from None
        yield
