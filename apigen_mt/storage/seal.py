"""How a shard becomes complete: one attempt decides what it holds, whoever comes by carries it out.

    parts        rows and rejects under the attempt's own name, durable
    decision     `manifests/shard-N.sealing`, linked where there is none: the first attempt wins
    data         the parts moved to their final names
    entry        `manifests/shard-N.json`: the shard is complete

Each step is durable before the next, and can be done again by anybody; so a kill at any instant
leaves either an open shard with its journals, or a decision that the next who asks carries out.

What changes or forgets a complete shard is for the holder of the folder's lock alone: it goes the
same way by a decision of its own, `manifests/shard-N.revising`, that nobody else touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import uuid4

from pydantic import Field, ValidationError

from apigen_mt.errors import DatasetError
from apigen_mt.records.record import Record
from apigen_mt.records.usage import Usage
from apigen_mt.storage import disk
from apigen_mt.storage.attempt import Attempt, clear
from apigen_mt.storage.compression import COMPRESSED
from apigen_mt.storage.items import Items
from apigen_mt.storage.shard import (
    ENTRIES,
    REJECTS,
    ShardEntry,
    describe,
    entry_path,
    lies_there,
    number_of,
    read_entry,
    replace_entry,
    shard_name,
    stem,
)
from apigen_mt.storage.whole import Part, unfinished, write_whole


class Decision(Record):
    """Which parts a shard will hold."""

    mark: str = Field(pattern=r"^shard-[0-9]{5,}\.(a[0-9]+|r)-[0-9a-f]{8}$")
    """The name that the parts carry: an attempt's, or a revision's."""
    entry: ShardEntry
    """What is in them."""


def complete(folder: Path, number: int) -> ShardEntry | None:
    """Return the entry of a shard that is complete, or None; a seal that was begun is finished.

    Raises:
        DatasetError: what is there cannot be read.
        StorageError: the disk cannot be written.
    """
    with disk.storing(folder):
        return _carry_out(folder, number) or read_entry(folder, number)


def put_right(folder: Path, number: int, first: int, last: int) -> ShardEntry | None:
    """Return the entry of a shard that is complete, or None, whatever was done to its files.

    A revision that was begun is finished. Files that are there without an entry are described anew;
    an entry without its files goes. The caller holds the folder's lock.

    Raises:
        DatasetError: what is there cannot be read.
        StorageError: the disk cannot be written.
    """
    with disk.storing(folder):
        _carry_out_revision(folder, number)
        entry = complete(folder, number)
        if entry is None:
            return _adopt(folder, number, first, last)
        return entry if lies_there(folder, entry) else _reopen(folder, number)


def seal(
    attempt: Attempt,
    first: int,
    last: int,
    items: Items,
    spent: Mapping[str, Usage] = {},
    faults: Mapping[str, int] = {},
    compressed: bool = False,
) -> ShardEntry:
    """Return the entry of a shard whose items are all there; it is complete then.

    Where another attempt has been first, its shard stands and this one's is dropped.

    Raises:
        StorageError: the disk cannot be written; the journals stay.
    """
    folder, number = attempt.folder, attempt.number
    name = shard_name(number, compressed)
    accepted = (line for item in items for line in item.rows)
    rejected = (line for item in items for line in item.rejects)
    with disk.storing(folder / name):
        try:
            rows, rejects = _write_parts(folder, attempt.name, name, accepted, rejected)
        except DatasetError:  # the journals go with a seal, and another may have been first
            found = complete(folder, number)
            if found is None:
                raise
            return found
        entry = ShardEntry(
            name=name,
            first=first,
            last=last,
            rows=rows.lines,
            bytes=rows.bytes,
            sha256=rows.sha256,
            rejects=rejects.lines,
            rejects_sha256=rejects.sha256,
            reasons=dict(sorted(items.reasons.items())),
            items_kept=items.kept,
            spent=dict(sorted(spent.items())),
            faults=dict(sorted(faults.items())),
            frames=rows.frames,
        )
        path = _decision_path(folder, number)
        _link_whole(path, Decision(mark=attempt.name, entry=entry))
        if entry_path(folder, number).exists():  # another one was carried out in between
            for left in (path, rows.path, rejects.path):
                disk.remove(left)
    found = complete(folder, number)
    assert found is not None
    return found


def revise(
    folder: Path, before: ShardEntry, rows: Iterable[bytes], rejects: Iterable[bytes]
) -> ShardEntry:
    """Return the entry of a complete shard that holds other rows and rejects from now on.

    A kill at any instant leaves the one or the other. The caller holds the folder's lock.

    Raises:
        StorageError: the disk cannot be written.
    """
    number = number_of(before.name)
    mark = f"{stem(number)}.r-{uuid4().hex[:8]}"
    with disk.storing(folder / before.name):
        for room in _rooms(folder):
            for left in room.glob(f".{stem(number)}.r-*"):
                disk.remove(left)
        parts = _write_parts(folder, mark, before.name, rows, rejects)
        paths = [part.path for part in parts]
        entry = describe(paths[0], paths[1], before.name, before.first, before.last, before)
        entry = entry.model_copy(update={"frames": parts[0].frames})
        decision = Decision(mark=mark, entry=entry)
        write_whole(_revision_path(folder, number), decision.model_dump_json().encode())
        _carry_out_revision(folder, number)
    return entry


def _write_parts(
    folder: Path, mark: str, name: str, rows: Iterable[bytes], rejects: Iterable[bytes]
) -> tuple[Part, Part]:
    """Write rows and rejects under names of their own; durable then."""
    for room in (*_rooms(folder), folder / ENTRIES):
        disk.make_folder(room)
    parts: list[Part] = []
    try:
        for room, lines in zip(_rooms(folder), (rows, rejects), strict=True):
            parts.append(Part(_part(room, mark, name), name))
            for line in lines:
                parts[-1].write(line)
            parts[-1].finish()
            disk.sync_folder(room)
    except BaseException:
        for part in parts:
            part.drop()
        raise
    return parts[0], parts[1]


def _carry_out(folder: Path, number: int) -> ShardEntry | None:
    """Finish a seal that is decided; None where nothing is."""
    path = _decision_path(folder, number)
    decision = _read_decision(path)
    if decision is None:
        return None
    if not entry_path(folder, number).exists():
        _move_parts(folder, decision, path)
        _link_whole(entry_path(folder, number), decision.entry)
    clear(folder, number)
    disk.remove(path)  # last, so that whatever was not cleared is cleared the next time
    return read_entry(folder, number)


def _carry_out_revision(folder: Path, number: int) -> None:
    """Finish a revision that is decided."""
    path = _revision_path(folder, number)
    decision = _read_decision(path)
    if decision is not None:
        _move_parts(folder, decision, path)
        replace_entry(folder, decision.entry)
        disk.remove(path)


def _read_decision(path: Path) -> Decision | None:
    try:
        return Decision.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise DatasetError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None


def _move_parts(folder: Path, decision: Decision, path: Path) -> None:
    """Give the parts that a decision names their final names; durable then."""
    name = decision.entry.name
    for room in reversed(_rooms(folder)):
        try:
            disk.replace(_part(room, decision.mark, name), room / name)
        except FileNotFoundError:  # carried out before, as far as here
            if not (room / name).exists():
                raise DatasetError(
                    f"{room / name} is decided by {path.name}, but its part is gone. Remove "
                    f"{path}; the shard is then made again."
                ) from None
        disk.sync_folder(room)


def _adopt(folder: Path, number: int, first: int, last: int) -> ShardEntry | None:
    """Describe files that are there without an entry, as in a folder put together by hand."""
    for compressed in (False, True):
        name = shard_name(number, compressed)
        if (folder / name).exists() and (folder / REJECTS / name).exists():
            sealed = complete(folder, number)  # by a worker, between our looks
            if sealed is not None:
                return sealed
            found = describe(folder / name, folder / REJECTS / name, name, first, last)
            disk.make_folder(folder / ENTRIES)
            _link_whole(entry_path(folder, number), found)
            return read_entry(folder, number)
    return None


def _reopen(folder: Path, number: int) -> ShardEntry | None:
    """Forget a shard of whose files somebody has taken away a part."""
    for room in _rooms(folder):
        for compressed in (False, True):
            disk.remove(room / shard_name(number, compressed))
    disk.remove(entry_path(folder, number))
    return None


def _link_whole(path: Path, record: Record) -> None:
    """Write a record whole under a name that nobody has; where somebody has it, theirs stays."""
    file = disk.NewFile(unfinished(path))
    try:
        file.write(record.model_dump_json().encode() + b"\n")
        file.sync()
        disk.link(file.path, path)
        disk.sync_folder(path.parent)
    except FileNotFoundError:  # swept away by another, for whom the shard was complete
        if not entry_path(path.parent.parent, number_of(path.name)).exists():
            raise
    finally:
        file.close()
        disk.remove(file.path)


def _rooms(folder: Path) -> tuple[Path, Path]:
    return folder, folder / REJECTS


def _part(room: Path, mark: str, name: str) -> Path:
    return room / f".{mark}.part{COMPRESSED if name.endswith(COMPRESSED) else ''}"


def _decision_path(folder: Path, number: int) -> Path:
    return folder / ENTRIES / f"{stem(number)}.sealing"


def _revision_path(folder: Path, number: int) -> Path:
    return folder / ENTRIES / f"{stem(number)}.revising"
