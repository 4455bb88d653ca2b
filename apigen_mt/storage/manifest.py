"""The manifest of a run: its plan, and what lies in the folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.records.usage import Usage, together, told
from apigen_mt.storage.plan import Plan
from apigen_mt.storage.shard import ShardEntry, read_entry
from apigen_mt.storage.whole import write_whole

NAME = "manifest.json"


class Manifest(Plan):
    """Everything about a run that is not in its rows.

    It is read from the plan and the entries of the shards; the file `manifest.json` tells the same
    to people and to other programs, as it was when `generate` ended.
    """

    shards: tuple[ShardEntry, ...] = ()
    """The complete shards, in order."""

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of `folder`.

        Raises:
            DatasetError: there is no plan, or a file cannot be read.
        """
        plan = Plan.read(folder)
        found = (read_entry(folder, number) for number in plan.numbers)
        return cls(**dict(plan), shards=tuple(one for one in found if one is not None))

    @property
    def counts(self) -> dict[str, Any]:
        """Totals over the complete shards."""
        return totals(self.shards)

    @property
    def usage(self) -> dict[str, Usage]:
        """What models took in the complete shards, by role."""
        return together(entry.spent for entry in self.shards)

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder`, whole or not at all."""
        content = self.model_dump(mode="json", exclude={"shards"})
        content |= {"spent": told(self.usage), "counts": self.counts}
        content["shards"] = [
            entry.model_dump(mode="json", exclude={"spent"}) for entry in self.shards
        ]
        write_whole(folder / NAME, orjson.dumps(content, option=orjson.OPT_INDENT_2))


def totals(entries: Iterable[ShardEntry]) -> dict[str, Any]:
    """Return what shards hold together."""
    entries = list(entries)
    reasons: Counter[str] = Counter()
    for entry in entries:
        reasons.update(entry.reasons)
    return {
        "items": sum(entry.last - entry.first for entry in entries),
        "items_kept": sum(entry.items_kept for entry in entries),
        "accepted": sum(entry.rows for entry in entries),
        "rejected": sum(entry.rejects for entry in entries),
        "reasons": dict(sorted(reasons.items())),
    }
