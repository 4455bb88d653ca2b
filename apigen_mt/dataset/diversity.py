"""How much the tasks of a run differ: tools, skeletons, argument values, words.

Entropies are in bits; distinct-n is the share of word n-grams of user turns that are not repeats,
and falls with the size of a run, so compare it between runs of one size.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log2
from typing import Any

import orjson

from apigen_mt.dataset.decontamination.words import words
from apigen_mt.dataset.gold import Gold
from apigen_mt.generation.evenness import measured, writing
from apigen_mt.records.chat import STOP


class Diversity:
    """Counts of a run's tasks and user turns, added one row at a time."""

    def __init__(self) -> None:
        self.tools: Counter[str] = Counter()
        self.skeletons: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self.choice: set[str] = set()
        """The write tools that could have been used."""
        self.arguments: defaultdict[tuple[str, str], Counter[bytes]] = defaultdict(Counter)
        self.splits: Counter[str] = Counter()
        self.runs: dict[int, set[tuple[str, ...]]] = {1: set(), 2: set()}
        self.totals: Counter[int] = Counter()

    def add(self, row: Mapping[str, Any], gold: Gold) -> None:
        """Count one row."""
        self.splits[row["split"]] += 1
        self.skeletons[gold.skeleton] += 1
        self.writes.update(goal.tool for goal in gold.blueprint.goals if goal.kind == "act")
        self.choice.update(writing(gold.environment))
        for step in gold.trace:
            self.tools[step.tool] += 1
            for name, value in step.arguments.items():
                mark = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
                self.arguments[step.tool, name][mark] += 1
        for message in row["messages"]:
            if message["role"] == "user":
                self._hear(words(message["content"].replace(STOP, "")))

    def _hear(self, said: list[str]) -> None:
        for size, found in self.runs.items():
            runs = [tuple(said[at : at + size]) for at in range(len(said) - size + 1)]
            found.update(runs)
            self.totals[size] += len(runs)

    def told(self) -> dict[str, Any]:
        """Return the figures; None where there is nothing to measure."""
        rows = self.skeletons.total()
        once = sum(count == 1 for count in self.skeletons.values())
        return {
            "tool_entropy": _rounded(entropy(self.tools.values())),
            "evenness": round(measured(self.writes.values(), len(self.choice)), 3),
            "skeleton_entropy": _rounded(entropy(self.skeletons.values())),
            "argument_entropy": _rounded(self._argument_entropy()),
            "skeletons": len(self.skeletons),
            "skeletons_used_once": round(once / len(self.skeletons), 4) if rows else None,
            "rows_of_commonest_skeleton": max(self.skeletons.values(), default=0),
            "splits": dict(sorted(self.splits.items())),
            **{
                f"distinct_{size}": round(len(found) / self.totals[size], 4)
                if self.totals[size]
                else None
                for size, found in self.runs.items()
            },
        }

    def _argument_entropy(self) -> float | None:
        """Return the mean over arguments of their values' entropy, each as often as it is given."""
        total = sum(counts.total() for counts in self.arguments.values())
        if not total:
            return None
        found = ((counts.total(), entropy(counts.values())) for counts in self.arguments.values())
        return sum(count * (bits or 0.0) for count, bits in found) / total


def entropy(counts: Iterable[int]) -> float | None:
    """Return the entropy of counts in bits, or None for no counts."""
    sizes = [count for count in counts if count]
    total = sum(sizes)
    if not total:
        return None
    return abs(sum(-count / total * log2(count / total) for count in sizes))


def _rounded(bits: float | None) -> float | None:
    return None if bits is None else round(bits, 3)
