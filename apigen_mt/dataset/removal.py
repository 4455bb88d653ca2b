"""Rows left out of a stored run: they lie with the rejects then, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import orjson

from apigen_mt.dataset.run import StoredRun
from apigen_mt.errors import RunFolderError
from apigen_mt.records.review import Finding
from apigen_mt.records.trajectory import Rejection
from apigen_mt.storage.lines import raw_lines, read_lines
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.row import parts, to_reject
from apigen_mt.storage.seal import put_right, revise
from apigen_mt.storage.shard import REJECTS, ShardEntry, number_of

STAGE = "output"


def leave_out(run: StoredRun, findings: Mapping[str, tuple[Finding, ...]]) -> Manifest:
    """Return the manifest of a run without the rows named in `findings`, by id.

    A shard is changed whole or not at all; done again after an interruption it comes to the same
    bytes. The caller holds the folder's lock.

    Raises:
        RunFolderError: a shard is not complete, so that its rows would come back with it.
        DatasetError: a shard cannot be read.
        StorageError: the disk cannot be written.
    """
    if run.growing:
        raise RunFolderError(
            f"{run.folder} has {len(run.growing)} shard(s) that are not complete. Finish the run "
            "with the command that started it; then rows can be left out."
        )
    for entry in run.manifest.shards:  # what an interruption has left half done
        put_right(run.folder, number_of(entry.name), entry.first, entry.last)
    manifest = Manifest.read(run.folder)
    entries = tuple(_revised(run, entry, findings) for entry in manifest.shards)
    manifest = manifest.model_copy(update={"shards": entries})
    manifest.write(run.folder)
    return manifest


def _revised(
    run: StoredRun, entry: ShardEntry, findings: Mapping[str, tuple[Finding, ...]]
) -> ShardEntry:
    path, rejects = run.folder / entry.name, run.folder / REJECTS / entry.name
    held = [row for row in read_lines(path) if row["id"] in findings]
    if not held:
        return entry
    there = set(_left_out(run, entry))
    more = (_rejection(row, findings[row["id"]]) for row in held if row["id"] not in there)
    kept = (line for line in raw_lines(path) if orjson.loads(line)["id"] not in findings)
    return revise(run.folder, entry, kept, chain(raw_lines(rejects), more))


def _left_out(run: StoredRun, entry: ShardEntry) -> Iterator[str]:
    """Yield the ids of the rows that were left out of a shard before."""
    for one in read_lines(run.folder / REJECTS / entry.name):
        if one["stage"] == STAGE:
            yield f"{one['blueprint']['id']}.{one['attempt']}"


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
