"""A run's rows against foreign tasks: which rows share too much with which task, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.dataset.decontamination.index import KINDS, TaskIndex, keys_of
from apigen_mt.dataset.decontamination.tasks import read_tasks
from apigen_mt.dataset.removal import leave_out
from apigen_mt.dataset.run import StoredRun
from apigen_mt.environment import Environment
from apigen_mt.records.chat import STOP
from apigen_mt.records.review import Finding, Reason
from apigen_mt.storage.lock import locked
from apigen_mt.storage.manifest import Manifest

NEAR: Mapping[str, float] = {"instruction": 0.64, "turns": 0.48, "both": 0.56}
"""From which share on a row is a near duplicate, by what of it is compared.

Instructions put many a task in the same phrases; turns hold little but what somebody wants. All of
these are chosen so that runs of one environment with other seeds, which share its grammar and its
rows, give no alarm beyond equal gold actions; tests/dataset/test_decontaminate.py measures both
sides.
"""
LIMITS: Mapping[str, tuple[float, int]] = {
    "ngrams_8": (0.75, 30),
    "ngrams_13": (0.65, 30),
    "near_duplicate": (min(NEAR.values()), 12),
    "entities": (1.0, 8),
}
"""From which share on, and how many shared things at least, a row is held against a task."""


@dataclass(frozen=True)
class Match:
    """One reason why a row is too near to a task."""

    reason: str
    """A key of LIMITS, or `gold_actions`."""
    file: str
    task: str
    share: float
    """How much is shared: 1.0 is all of it."""


@dataclass
class Contamination:
    """What came of comparing a run with files of tasks."""

    rows: int = 0
    tasks: int = 0
    sharing: int = 0
    """Rows that name a row of the database which some task names too; no offence by itself."""
    offenders: dict[str, list[Match]] = field(default_factory=dict)
    """Matches by row id, one for each reason: the nearest task."""

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows each reason holds back."""
        found = Counter(one.reason for matches in self.offenders.values() for one in matches)
        return dict(sorted(found.items()))

    def told(self) -> dict[str, Any]:
        """Return all of it as JSON."""
        return {
            "rows": self.rows,
            "tasks": self.tasks,
            "sharing_entities": self.sharing,
            "reasons": self.reasons,
            "offenders": {
                name: [asdict(one) for one in matches] for name, matches in self.offenders.items()
            },
        }


def compare(
    run: StoredRun, files: Iterable[Path], environment: Environment | None = None
) -> Contamination:
    """Return which rows of a run share too much with tasks in `files`.

    The tasks are indexed in memory; the rows are read one at a time.

    Raises:
        DatasetError: a file, or the run, cannot be read.
        EnvironmentRefError: the run's environment cannot be found.
    """
    world = environment or run.environment
    index = TaskIndex((task for path in files for task in read_tasks(path)), world)
    found = Contamination(tasks=len(index.names))
    for row in run.rows():
        found.rows += 1
        matches = list(matches_of(row, index))
        found.sharing += bool(index.naming(keys_of(world, _actions(row))))
        if matches:
            found.offenders[row["id"]] = matches
    return found


def drop(run: StoredRun, found: Contamination) -> Manifest:
    """Return the manifest of a run without its offenders; they lie with the rejects then.

    Raises:
        RunFolderError: the folder is being written by another process.
        StorageError: the disk cannot be written.
    """
    with locked(run.folder):
        return leave_out(
            run, {name: tuple(map(_finding, matches)) for name, matches in found.offenders.items()}
        )


def _finding(match: Match) -> Finding:
    return Finding(
        reason=Reason.CONTAMINATED,
        detail=f"{match.reason}, {match.share:.0%} shared with task '{match.task}' of {match.file}",
        source="decontaminate",
    )


def matches_of(row: Mapping[str, Any], index: TaskIndex) -> Iterator[Match]:
    """Yield what one row shares with foreign tasks, the nearest task for each reason."""
    actions = _actions(row)
    same = index.calling([(one["tool"], one["arguments"]) for one in actions])
    if same:
        yield _match("gold_actions", index, same[0], 1.0)
    keys = keys_of(index.environment, actions)
    least, fewest = LIMITS["entities"]
    if len(keys) >= fewest:
        share, place = _nearest(
            {one: n / (len(keys) + index.named[one] - n) for one, n in index.naming(keys).items()}
        )
        if share >= least:
            yield _match("entities", index, place, share)
    texts = _texts(row, orjson.loads(row["blueprint"])["instruction"])
    for kind in KINDS:
        share, place = _nearest(dict(_shares(kind, texts, index)))
        if place >= 0:
            yield _match(kind, index, place, share)


def _actions(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = orjson.loads(row["blueprint"])["actions"]
    return actions


def _texts(row: Mapping[str, Any], instruction: str) -> dict[str, list[str]]:
    """Return the ways in which a task may carry a row: its instruction, its user, or both."""
    turns = [one["content"].replace(STOP, "") for one in row["messages"] if one["role"] == "user"]
    return {"instruction": [instruction], "turns": turns, "both": [instruction, *turns]}


def _shares(
    kind: str, texts: Mapping[str, list[str]], index: TaskIndex
) -> Iterator[tuple[int, float]]:
    """Yield (task, share) for every task that has too much in common with one of `texts`.

    Of n-grams it is the share of the smaller text; of shingles, Jaccard's of both together.
    """
    cut, size = KINDS[kind]
    least, fewest = LIMITS[kind]
    near = kind == "near_duplicate"
    best: dict[int, float] = {}
    for name, text in texts.items():
        runs = cut(text, size)
        for place, shared in index.shared(kind, runs).items():
            other = index.sizes[kind][place]
            whole = len(runs) + other - shared if near else min(len(runs), other)
            if shared >= fewest and shared / whole >= (NEAR[name] if near else least):
                best[place] = max(best.get(place, 0.0), shared / whole)
    yield from best.items()


def _nearest(shares: Mapping[int, float]) -> tuple[float, int]:
    """Return the greatest share and its task, the first one of equals."""
    if not shares:
        return 0.0, -1
    place = min(shares, key=lambda one: (-shares[one], one))
    return shares[place], place


def _match(reason: str, index: TaskIndex, place: int, share: float) -> Match:
    file, task = index.names[place]
    return Match(reason=reason, file=file, task=task, share=round(share, 3))
