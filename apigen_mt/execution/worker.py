"""One shard: the items of a range travel, and their rows land in one file."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from apigen_mt import __version__
from apigen_mt.config import RunConfig
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.trajectory import Accepted
from apigen_mt.storage.manifest import REJECTS, ShardEntry
from apigen_mt.storage.row import to_reject, to_row
from apigen_mt.storage.shard import WholeFile, shard_name

Report = Callable[[int, list[str]], None]
"""Told after each item: rows accepted, and the reasons of its rejections."""


@lru_cache(maxsize=2)
def journey_of(config: RunConfig) -> Journey:
    """Return the journey of `config`, made once in each process."""
    journey = wire(config)
    gc.collect()
    gc.freeze()  # the seed rows live as long as the process; the collector need not walk them
    return journey


def shard_range(config: RunConfig, number: int) -> tuple[int, int]:
    """Return the first item of shard `number` and the one after its last."""
    size = config.output.shard_size
    return number * size, min((number + 1) * size, config.count)


def shard_count(config: RunConfig) -> int:
    """Return how many shards a run has."""
    return -(-config.count // config.output.shard_size)


def provenance_of(journey: Journey) -> dict[str, str]:
    """Return what a row says of its making: versions and digests."""
    return {
        "apigen_mt": __version__,
        "environment_digest": journey.environment.digest,
        "policy_version": sha256(journey.environment.policy_text.encode()).hexdigest()[:12],
    }


def run_shard(config: RunConfig, number: int, folder: Path, report: Report) -> ShardEntry:
    """Run the items of one shard and return its entry; its files are complete then.

    The rejects are in place before the rows, so a shard whose rows exist is done.

    Raises:
        StorageError: the disk cannot be written; neither file is left half-written.
    """
    journey = journey_of(config)
    first, last = shard_range(config, number)
    name = shard_name(number)
    provenance = provenance_of(journey)
    tools = journey.environment.published_tools
    reasons: Counter[str] = Counter()
    kept = 0
    with WholeFile(folder / name) as rows, WholeFile(folder / REJECTS / name) as rejects:
        for index in range(first, last):
            accepted, held = 0, []
            for outcome in journey.travel(index):
                if isinstance(outcome, Accepted):
                    rows.write(to_row(outcome, tools, provenance))
                    accepted += 1
                else:
                    rejects.write(to_reject(outcome))
                    held += sorted({one.reason.value for one in outcome.findings})
            reasons.update(held)
            kept += accepted > 0
            report(accepted, held)
    return ShardEntry(
        name=name,
        first=first,
        last=last,
        rows=rows.lines,
        bytes=rows.bytes,
        sha256=rows.sha256,
        rejects=rejects.lines,
        rejects_sha256=rejects.sha256,
        reasons=dict(sorted(reasons.items())),
        items_kept=kept,
    )
