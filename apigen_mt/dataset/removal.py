"""Rows left out of a stored run: they lie with the rejects then, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from apigen_mt.dataset.run import StoredRun
from apigen_mt.records.review import Finding
from apigen_mt.records.trajectory import Rejection
from apigen_mt.storage.manifest import REJECTS, Manifest, ShardEntry, describe
from apigen_mt.storage.row import parts, to_reject
from apigen_mt.storage.shard import WholeFile, number_of, read_lines

STAGE = "output"


def leave_out(run: StoredRun, findings: Mapping[str, tuple[Finding, ...]]) -> Manifest:
    """Return the manifest of a run without the rows named in `findings`, by id.

    Each file is replaced whole, rejects before rows and the manifest last; done again after an
    interruption it comes to the same bytes. The caller holds the folder's lock.

    Raises:
        DatasetError: a shard cannot be read.
        StorageError: the disk cannot be written.
    """
    entries = []
    for entry in run.manifest.shards:
        _rewrite(run, entry, findings)
        entries.append(describe(run.folder, number_of(entry.name), entry.first, entry.last))
    manifest = run.manifest.model_copy(update={"shards": tuple(entries)})
    manifest.write(run.folder)
    return manifest


def _rewrite(
    run: StoredRun, entry: ShardEntry, findings: Mapping[str, tuple[Finding, ...]]
) -> None:
    path, rejects = run.folder / entry.name, run.folder / REJECTS / entry.name
    held = [row for row in read_lines(path) if row["id"] in findings]
    if not held:
        return
    there = set(_left_out(run, entry))
    with WholeFile(rejects) as file:
        for line in _lines(rejects):
            file.write(line)
        for row in held:
            if row["id"] not in there:
                file.write(_rejection(row, findings[row["id"]]))
    with WholeFile(path) as file:
        for line in _lines(path):
            if orjson.loads(line)["id"] not in findings:
                file.write(line)


def _left_out(run: StoredRun, entry: ShardEntry) -> Iterator[str]:
    """Yield the ids of the rows that were left out of a shard before."""
    for one in read_lines(run.folder / REJECTS / entry.name):
        if one["stage"] == STAGE:
            yield f"{one['blueprint']['id']}.{one['attempt']}"


def _lines(path: Any) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


def _rejection(row: Mapping[str, Any], findings: tuple[Finding, ...]) -> bytes:
    blueprint, _, messages = parts(row)
    metadata = orjson.loads(row["metadata"])
    rejection = Rejection(
        index=metadata["index"],
        stage=STAGE,
        findings=findings,
        scenario=blueprint.scenario,
        blueprint=blueprint,
        messages=messages,
        attempt=metadata["attempt"],
    )
    return to_reject(rejection, {"usage": metadata["usage"]} if "usage" in metadata else {})
