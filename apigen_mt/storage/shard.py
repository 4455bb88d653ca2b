"""A shard: a range of items, and the entry that says what became of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pydantic import Field, ValidationError

from apigen_mt.errors import DatasetError
from apigen_mt.records.record import Record
from apigen_mt.records.usage import Usage
from apigen_mt.storage.compression import COMPRESSED
from apigen_mt.storage.lines import read_lines
from apigen_mt.storage.whole import write_whole

REJECTS = "rejects"
"""Where rejections lie, under the name of their shard."""
ENTRIES = "manifests"
"""Where the entries of complete shards lie."""
_NAME = re.compile(r"shard-([0-9]{5,12})\.")


class ShardEntry(Record):
    """One complete shard."""

    name: str = Field(pattern=r"^shard-[0-9]{5,}\.jsonl(\.zst)?$")
    """File name; the rejects lie under the same name in `rejects/`."""
    first: int
    """First item."""
    last: int
    """Item after the last."""
    rows: int
    """Accepted trajectories."""
    bytes: int
    """Size of the file."""
    sha256: str
    """Digest of the file."""
    rejects: int
    """Rejections."""
    rejects_sha256: str
    """Digest of the rejects."""
    reasons: dict[str, int]
    """Rejections by reason code; one rejection may have several."""
    items_kept: int
    """Items with at least one accepted trajectory."""
    spent: dict[str, Usage] = {}
    """What models took, by role, in all attempts; empty where none was asked."""
    faults: dict[str, int] = {}
    """What endpoints did wrong, by kind, in the attempt that completed the shard."""
    frames: tuple[tuple[int, int], ...] = ()
    """Offset and first row of each frame of a compressed file."""


def stem(number: int) -> str:
    """Return what all names of a shard's files begin with."""
    return f"shard-{number:05d}"


def shard_name(number: int, compressed: bool = False) -> str:
    """Return the file name of shard `number`."""
    return f"{stem(number)}.jsonl{COMPRESSED if compressed else ''}"


def number_of(name: str) -> int:
    """Return the number of the shard called `name`."""
    return int(name.removeprefix("shard-").partition(".")[0])


def entry_path(folder: Path, number: int) -> Path:
    """Return where the entry of a shard lies; that it is there says that the shard is complete."""
    return folder / ENTRIES / f"{stem(number)}.json"


def read_entry(folder: Path, number: int) -> ShardEntry | None:
    """Return the entry of a complete shard; None where it is not complete.

    Raises:
        DatasetError: it cannot be read.
    """
    path = entry_path(folder, number)
    try:
        return ShardEntry.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise DatasetError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None


def entries(folder: Path, among: range) -> Iterator[ShardEntry]:
    """Yield the entries of complete shards, in order; only files that are there are looked for.

    Raises:
        DatasetError: one cannot be read.
    """
    for number in sorted(numbers_in(folder / ENTRIES, ".json")):
        if number in among:
            entry = read_entry(folder, number)
            if entry is not None:
                yield entry


def numbers_in(room: Path, suffix: str) -> set[int]:
    """Return the numbers of the shards that have a file in a folder."""
    names = (_NAME.match(path.name) for path in room.glob(f"shard-*{suffix}"))
    return {int(name[1]) for name in names if name is not None}


def lies_there(folder: Path, entry: ShardEntry) -> bool:
    """Whether the files of an entry are there, the rows in full."""
    rows, rejects = folder / entry.name, folder / REJECTS / entry.name
    return rows.exists() and rejects.exists() and rows.stat().st_size == entry.bytes


def replace_entry(folder: Path, entry: ShardEntry) -> None:
    """Write the entry of a shard whose files were changed."""
    write_whole(entry_path(folder, number_of(entry.name)), entry.model_dump_json().encode())


def describe(
    rows: Path, rejects: Path, name: str, first: int, last: int, before: ShardEntry | None = None
) -> ShardEntry:
    """Return the entry of a shard, read from its files.

    What models took is not in them; it is taken from the entry that the shard had before.
    """
    reasons: Counter[str] = Counter()
    rejected, accepted, kept = 0, 0, set[str]()
    for record in read_lines(rejects):
        rejected += 1
        reasons.update(record.get("reasons", ()))
    for row in read_lines(rows):
        accepted += 1
        kept.add(row["task_id"])
    content = rows.read_bytes()
    return ShardEntry(
        name=name,
        first=first,
        last=last,
        rows=accepted,
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
        rejects=rejected,
        rejects_sha256=sha256(rejects.read_bytes()).hexdigest(),
        reasons=dict(sorted(reasons.items())),
        items_kept=len(kept),
        spent=before.spent if before is not None else {},
        faults=before.faults if before is not None else {},
    )
