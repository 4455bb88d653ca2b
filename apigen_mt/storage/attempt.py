"""Attempts at a shard: each writes files of its own, and the newest holds the lease.

An engine may start a shard again while the process that had it before is cut off but alive, and
both write. So nobody appends to another's journal, and what an attempt finds in older journals is
not made again. The lease keeps a superseded attempt from spending; that nothing is doubled, it
does not have to see to: that is the seal's part.
"""

from __future__ import annotations

import os
import re
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import orjson

from apigen_mt.storage import disk
from apigen_mt.storage.journal import SUFFIX, journals
from apigen_mt.storage.shard import ENTRIES, REJECTS, entry_path, number_of, numbers_in, stem
from apigen_mt.storage.whole import write_notice

ITEMS = "journal"
"""Where attempts keep the items that are done, until their shard is sealed."""
RESPONSES = "responses"
"""Where they keep what models answered."""
LEASES = "leases"
"""Who holds a shard."""
PROGRESS = "progress"
"""How far attempts are."""
_NAME = re.compile(r"shard-(\d+)\.a(\d+)-[0-9a-f]{8}")


@dataclass(frozen=True)
class Attempt:
    """One process's try at one shard."""

    folder: Path
    """The run's folder."""
    number: int
    """The shard."""
    name: str
    """Its own: `shard-00012.a003-1f3c9a2b`."""

    @classmethod
    def claim(cls, folder: Path, number: int) -> Attempt:
        """Return a new attempt, which holds the shard from now on; an older one is superseded.

        Raises:
            StorageError: the disk cannot be written.
        """
        older = [_ordinal(path.name) for path in _files(folder, number)]
        with disk.storing(_lease(folder, number)):
            held = _holder(folder, number)
        ordinal = 1 + max([*older, _ordinal(held), 0])
        attempt = cls(folder, number, f"{stem(number)}.a{ordinal:03d}-{uuid4().hex[:8]}")
        told = {"attempt": attempt.name, "host": socket.gethostname(), "pid": os.getpid()}
        write_notice(_lease(folder, number), orjson.dumps(told))
        return attempt

    @property
    def holds(self) -> bool:
        """Whether the shard is still this attempt's: neither taken over nor sealed by another.

        Raises:
            OSError: the lease cannot be read now, as where another host has just replaced it.
        """
        if entry_path(self.folder, self.number).exists():
            return False
        return _holder(self.folder, self.number) == self.name

    @property
    def items(self) -> Path:
        """The journal of its items."""
        return self.folder / ITEMS / f"{self.name}{SUFFIX}"

    @property
    def responses(self) -> Path:
        """The journal of what models answered it."""
        return self.folder / RESPONSES / f"{self.name}{SUFFIX}"

    @property
    def progress(self) -> Path:
        """The file that says how far it is."""
        return self.folder / PROGRESS / f"{self.name}.json"

    def release(self) -> None:
        """Let go of the shard, unless another holds it already.

        What a disk that fails does not let go of is removed when the run ends.
        """
        with suppress(OSError):
            if _holder(self.folder, self.number) == self.name:
                disk.remove(_lease(self.folder, self.number))
            if entry_path(self.folder, self.number).exists():  # by another: this is what is left
                for path in (self.items, self.progress):
                    disk.remove(path)


def journalled(folder: Path) -> set[int]:
    """Return the shards that have journals of items."""
    return numbers_in(folder / ITEMS, SUFFIX)


def items_of(folder: Path, number: int) -> list[Path]:
    """Return the journals of a shard's items, oldest attempt first."""
    return journals(folder / ITEMS, f"{stem(number)}.")


def responses_of(folder: Path, number: int) -> list[Path]:
    """Return the journals of a shard's responses, oldest attempt first."""
    return journals(folder / RESPONSES, f"{stem(number)}.")


def responses_by_shard(folder: Path) -> dict[int, list[Path]]:
    """Return the journals of responses of every shard that has any; the folder is listed once."""
    found: defaultdict[int, list[Path]] = defaultdict(list)
    for path in journals(folder / RESPONSES, "shard-"):
        found[number_of(path.name)].append(path)
    return found


def clear(folder: Path, number: int) -> None:
    """Remove what attempts at a complete shard have left; its responses stay."""
    for path in _leavings(folder, stem(number)):
        disk.remove(path)


def clear_all(folder: Path) -> None:
    """Remove what attempts at any complete shard have left, those of killed orphans too.

    Raises:
        StorageError: the disk cannot be written.
    """
    with disk.storing(folder):
        for path in _leavings(folder, "shard-*"):
            if entry_path(folder, number_of(path.name.lstrip("."))).exists():
                disk.remove(path)


def drop_responses(folder: Path, number: int) -> None:
    """Remove what models answered for a complete shard; what it took is in its entry.

    Raises:
        StorageError: the disk cannot be written.
    """
    with disk.storing(folder / RESPONSES):
        for path in responses_of(folder, number):
            disk.remove(path)


def _leavings(folder: Path, mark: str) -> Iterator[Path]:
    for room in (ITEMS, PROGRESS, LEASES):
        yield from (folder / room).glob(f"{mark}.*")
    for room in (".", REJECTS, ENTRIES, PROGRESS, LEASES):  # unfinished files
        yield from (folder / room).glob(f".{mark}.[ajs]*.part*")


def _files(folder: Path, number: int) -> list[Path]:
    return [*items_of(folder, number), *responses_of(folder, number)]


def _lease(folder: Path, number: int) -> Path:
    return folder / LEASES / f"{stem(number)}.json"


def _holder(folder: Path, number: int) -> str:
    """Return the name of the attempt that holds a shard, or nothing."""
    try:
        return str(orjson.loads(_lease(folder, number).read_bytes())["attempt"])
    except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def _ordinal(name: str) -> int:
    found = _NAME.match(name)
    return int(found[2]) if found else 0
