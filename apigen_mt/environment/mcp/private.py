"""Private folders of servers: removed by who made them, or by the next start after a sudden end.

A folder is its maker's for as long as that holds a lock on it, which ends with the process however
that ends. So a folder whose lock is free belongs to nobody, and what still runs in it is ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ModuleNotFoundError:  # no such locks here: nothing is swept
    fcntl = None  # type: ignore[assignment]

_PREFIX = "apigen-mt-mcp-"
_LOCK = "lock"
_swept: set[tuple[int, str]] = set()


class PrivateFolder:
    """A new folder of our own; whoever made it calls `remove`."""

    def __init__(self) -> None:
        sweep()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock: int | None = None
        if fcntl is not None:
            fresh = self.path / f".{_LOCK}"
            self._lock = os.open(fresh, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            fresh.rename(self.path / _LOCK)  # a folder with a free lock is nobody's from here on

    def occupied_by(self, process: int) -> None:
        """Note which process works here, so that it can be ended if we cannot do it."""
        (self.path / "pid").write_text(str(process))

    def remove(self) -> None:
        """Remove it with everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sweep() -> None:
    """Remove the private folders that belong to nobody any more; once a process."""
    home = tempfile.gettempdir()
    mark = (os.getpid(), home)
    if fcntl is None or mark in _swept:
        return
    _swept.add(mark)
    for folder in sorted(Path(home).glob(f"{_PREFIX}*")):
        for _ in _nobodys(folder):
            _end(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _nobodys(folder: Path) -> Iterator[None]:
    """Yield once, and hold its lock meanwhile, if nobody does."""
    try:
        if folder.stat().st_uid != os.getuid():
            return
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except OSError:
        return
    finally:
        os.close(lock)


def _end(folder: Path) -> None:
    """End the server that was started in `folder`, if its command or variables still say so."""
    with suppress(OSError, ValueError):
        process = int((folder / "pid").read_text())
        for what in ("cmdline", "environ"):
            if os.fsencode(folder) in Path(f"/proc/{process}/{what}").read_bytes():
                os.killpg(process, signal.SIGKILL)
                return
