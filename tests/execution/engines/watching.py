"""Runs on clusters, watched from outside: who is at work, and what came of it."""

import time
from pathlib import Path

from apigen_mt.storage.items import Items
from apigen_mt.storage.progress import progress_of
from apigen_mt.storage.shard import entry_path

SMALL = {"count": 12, "output.shard_size": 4}
SLOW = {"limits.items": 1}


def data(folder):
    """Return rows and rejects, without the account of what happened on the way."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("shard-*.jsonl")}


def at_work(folder):
    """Return the processes that have journalled an item of a shard that is not complete."""
    return [
        one.pid
        for number, one in progress_of(folder).items()
        if len(Items.read(folder, number)) and not entry_path(folder, number).exists()
    ]


def below(number):
    """Return the processes that a process started, and those that they started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(place.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == number:
            inner = int(place.parent.name)
            found += [inner, *below(inner)]
    return found


def until(holds, seconds):
    """Wait until something holds, and fail where it never does."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not in {seconds} s")
        time.sleep(0.1)
