"""A run's folder, held by one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from apigen_mt.errors import RunFolderError, StorageError

_held: set[int] = set()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone; processes that it starts do not hold it.

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
        except BlockingIOError:
            raise RunFolderError(
                f"{folder} is being written by another run. Wait for it, or choose another --out."
            ) from None
        except OSError as error:
            raise StorageError(f"{folder} cannot be locked: {error.strerror}.") from None
        _held.add(file.fileno())
        try:
            yield
        finally:
            _held.discard(file.fileno())


def _let_go() -> None:
    """Close in a forked process what its parent holds: a worker may outlive the run it is of."""
    for handle in _held:
        with suppress(OSError):
            os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
