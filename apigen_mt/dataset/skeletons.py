"""Rows by skeleton: which side of the split they are on, and which are more than a run may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

from apigen_mt.dataset.removal import leave_out
from apigen_mt.dataset.run import StoredRun
from apigen_mt.environment import Environment
from apigen_mt.environment.skeleton import skeleton
from apigen_mt.records.review import Finding, Reason
from apigen_mt.storage.manifest import Manifest


def skeleton_of(row: Mapping[str, Any], environment: Environment) -> str:
    """Return the skeleton of a stored row."""
    actions = orjson.loads(row["blueprint"])["actions"]
    return skeleton(environment.every_tool, (one["tool"] for one in actions))


def keep_within(run: StoredRun, environment: Environment, most: int) -> Manifest:
    """Return the manifest of a complete run with `most` rows of each skeleton, the first ones.

    Rows count in the order of the run, so it does not matter who made which shard when. Those that
    are too many lie with the rejects then. The caller holds the folder's lock.

    Raises:
        StorageError: the disk cannot be written.
    """
    seen = Counter[str]()
    excess: dict[str, tuple[Finding, ...]] = {}
    for row in run.rows():
        name = skeleton_of(row, environment)
        seen[name] += 1
        if seen[name] > most:
            detail = f"the run has {most} rows of '{name}' before it (output.max_same_skeleton)"
            finding = Finding(reason=Reason.SAME_SKELETON, detail=detail, source="output")
            excess[row["id"]] = (finding,)
    return leave_out(run, excess) if excess else run.manifest
