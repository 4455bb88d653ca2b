"""How far a run is, from its folder alone: no server is asked, and any machine may look."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from apigen_mt.records.usage import together, told
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.progress import Progress, progress_of
from apigen_mt.storage.shard import number_of

SILENT_S = 30.0
"""Seconds without a word after which a worker counts as lost."""


def status_of(folder: Path, now: float | None = None) -> dict[str, Any]:
    """Return what a run has come to, who works on it, and when it will end.

    Of shards that are not complete the newest attempt's word counts, some seconds old at most.

    Raises:
        DatasetError: the folder holds no run.
    """
    now = time.time() if now is None else now
    manifest = Manifest.read(folder)
    complete = {number_of(entry.name) for entry in manifest.shards}
    growing = {n: one for n, one in progress_of(folder).items() if n not in complete}
    working = {n: one for n, one in growing.items() if _works(one, now)}
    counts = manifest.counts
    reasons = Counter[str](counts["reasons"])
    faults = Counter[str]()
    for entry in manifest.shards:
        faults.update(entry.faults)
    for one in growing.values():
        reasons.update(one.reasons)
        faults.update(one.faults)
    items = counts["items"] + sum(one.items for one in growing.values())
    rate = sum(_rate(one) for one in working.values())
    left = manifest.count - items
    return {
        "environment": manifest.environment,
        "state": _state(left, working, growing),
        "shards": {
            "complete": len(complete),
            "working": len(working),
            "left_off": len(growing) - len(working),
            "of": len(manifest.numbers),
        },
        "items": {"done": items, "of": manifest.count},
        "accepted": counts["accepted"] + sum(one.accepted for one in growing.values()),
        "rejected": counts["rejected"] + sum(one.rejected for one in growing.values()),
        "reasons": dict(sorted(reasons.items())),
        "items_per_s": round(rate, 2),
        "seconds_left": round(left / rate) if rate and left else None,
        "spent": told(together([manifest.usage, *(one.spent for one in growing.values())])),
        "expected": manifest.forecast,
        "faults": dict(sorted(faults.items())),
        "workers": [_worker(number, one, now) for number, one in sorted(growing.items())],
    }


def _works(one: Progress, now: float) -> bool:
    return one.state == "running" and now - one.updated < SILENT_S


def _rate(one: Progress) -> float:
    """Return the items that an attempt makes a second, on its mean so far."""
    taken = one.updated - one.started
    return (one.items - one.found) / taken if taken > 0 else 0.0


def _state(left: int, working: dict[int, Progress], growing: dict[int, Progress]) -> str:
    if not left:
        return "complete"
    if working:
        return "running"
    return "failed" if any(one.state == "failed" for one in growing.values()) else "stopped"


def _worker(number: int, one: Progress, now: float) -> dict[str, Any]:
    silent = one.state == "running" and not _works(one, now)
    return {
        "shard": number,
        "state": "silent" if silent else one.state,
        "host": one.host,
        "pid": one.pid,
        "items": one.items,
        "of": one.of,
        "items_per_s": round(_rate(one), 2),
        "last_word_s": round(max(now - one.updated, 0.0), 1),
        "trouble": one.trouble,
    }
