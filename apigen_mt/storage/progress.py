"""How far an attempt is, in a small file that it rewrites while it works."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from apigen_mt.records.record import Record
from apigen_mt.records.usage import Usage
from apigen_mt.storage.attempt import PROGRESS
from apigen_mt.storage.shard import number_of
from apigen_mt.storage.whole import write_notice

State = Literal["running", "stopped", "failed"]


class Progress(Record):
    """What one attempt has come to, with what older attempts at its shard left."""

    attempt: str
    """Its name."""
    host: str
    """Where it runs."""
    pid: int
    """Its process there."""
    state: State
    """Whether it works, was asked to stop, or met an error."""
    trouble: str = ""
    """The error that ended it."""
    started: float
    """When it began, in seconds since 1970."""
    updated: float
    """When this was written."""
    items: int
    """Items of the shard that are done."""
    found: int
    """Of these, the items that were there when it began."""
    of: int
    """Items of the shard."""
    accepted: int
    """Trajectories."""
    rejected: int
    """Rejections."""
    reasons: dict[str, int]
    """Rejections by reason code."""
    spent: dict[str, Usage] = {}
    """What models took, by role."""
    faults: dict[str, int] = {}
    """What endpoints did wrong in this attempt, by kind."""

    def write(self, path: Path) -> None:
        """Write it where readers find it."""
        write_notice(path, self.model_dump_json().encode())


def progress_of(folder: Path) -> dict[int, Progress]:
    """Return how far each shard is that is not complete, by the newest attempt at it."""
    found: dict[int, Progress] = {}
    for path in sorted((folder / PROGRESS).glob("shard-*.json")):
        try:
            told = Progress.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):  # removed meanwhile, or of another version
            continue
        found[number_of(path.name)] = told
    return found
