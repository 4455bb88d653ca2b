"""How hard the tasks of a run are: writes, look-ups for a write, chains of calls."""

from __future__ import annotations

from collections import Counter
from typing import Any

from apigen_mt.dataset.gold import Gold


class Difficulty:
    """Counts of a run's tasks, added one at a time."""

    def __init__(self) -> None:
        self.figures: dict[str, Counter[int]] = {
            "writes": Counter(),
            "reads": Counter(),
            "reads_per_write": Counter(),
            "hops": Counter(),
        }

    def add(self, gold: Gold) -> None:
        """Count one task; `reads_per_write` counts each wish that is met."""
        self.figures["writes"][gold.writes] += 1
        self.figures["reads"][len(gold.trace) - gold.writes] += 1
        self.figures["reads_per_write"].update(gold.burdens)
        self.figures["hops"][gold.hops] += 1

    def told(self) -> dict[str, Any]:
        """Return mean, least, most and counts of each figure; those of nothing are left out."""
        return {name: _told(counts) for name, counts in self.figures.items() if counts}


def _told(counts: Counter[int]) -> dict[str, Any]:
    mean = sum(size * count for size, count in counts.items()) / counts.total()
    return {
        "mean": round(mean, 3),
        "least": min(counts),
        "most": max(counts),
        "counts": {str(size): counts[size] for size in sorted(counts)},
    }
