"""Foreign tasks, indexed by what rows may share with them; its size is that of their texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from apigen_mt.dataset.decontamination.collect import Call
from apigen_mt.dataset.decontamination.tasks import Task
from apigen_mt.dataset.decontamination.words import ngrams, shingles
from apigen_mt.environment import Environment

Runs = Callable[[Iterable[str], int], set[int]]
KINDS: Mapping[str, tuple[Runs, int]] = {
    "ngrams_8": (ngrams, 8),
    "ngrams_13": (ngrams, 13),
    "near_duplicate": (shingles, 2),
}
"""How texts are cut into runs of words, by the reason which an overlap gives."""


class TaskIndex:
    """Foreign tasks by their runs of words, by the keys they name and by what they call."""

    def __init__(self, tasks: Iterable[Task], environment: Environment) -> None:
        self.environment = environment
        self.names: list[tuple[str, str]] = []
        self.runs: dict[str, dict[int, list[int]]] = {kind: {} for kind in KINDS}
        self.sizes: dict[str, list[int]] = {kind: [] for kind in KINDS}
        self.keys: dict[str, list[int]] = {}
        self.named: list[int] = []
        tables = map(environment.seed.table, environment.database.declared())
        self._known = {str(key) for table in tables for key in table.keys()}  # noqa: SIM118
        self.calls: dict[tuple[bytes, ...], list[int]] = {}
        for task in tasks:
            self._add(task)

    def _add(self, task: Task) -> None:
        place = len(self.names)
        self.names.append((task.file, task.name))
        for kind, (cut, size) in KINDS.items():
            found = cut(task.content.texts, size)
            self.sizes[kind].append(len(found))
            for one in found:
                self.runs[kind].setdefault(one, []).append(place)
        keys = task.content.values & self._known
        self.named.append(len(keys))
        for key in keys:
            self.keys.setdefault(key, []).append(place)
        marks = {mark for calls in task.content.calls for mark in self.marks(calls)}
        for mark in sorted(marks):
            self.calls.setdefault(mark, []).append(place)

    def shared(self, kind: str, runs: Iterable[int]) -> Counter[int]:
        """Return how many of `runs` each task has."""
        found, count = self.runs[kind], Counter[int]()
        for one in runs:
            count.update(found.get(one, ()))
        return count

    def naming(self, keys: Iterable[str]) -> Counter[int]:
        """Return how many of `keys` each task names."""
        count = Counter[int]()
        for key in keys:
            count.update(self.keys.get(key, ()))
        return count

    def calling(self, calls: Sequence[Call]) -> list[int]:
        """Return the tasks with the same calls, or the same writes, in any order."""
        marks = self.marks(calls)
        return sorted({place for mark in marks for place in self.calls.get(mark, ())})

    def marks(self, calls: Iterable[Call]) -> list[tuple[bytes, ...]]:
        """Return what makes lists of calls the same: all of them, and the writes alone.

        Order, prose and arguments at their defaults decide nothing. A list with a call to a tool
        that the environment does not have is the same as none of its own.
        """
        toolbox, every, writes = self.environment.every_tool, list[bytes](), list[bytes]()
        for name, arguments in calls:
            tool = toolbox.get(name)
            if tool is None:
                return []
            mark = tool.mark(arguments)
            every.append(mark)
            if tool.writes:
                writes.append(mark)
        found = [tuple(sorted(part)) for part in (every, writes) if part]
        return [(b"all", *found[0]), *([(b"writes", *found[1])] if writes else [])] if found else []


def keys_of(environment: Environment, actions: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the keys of rows that calls name."""
    found: set[str] = set()
    for action in actions:
        tool = environment.every_tool.get(action["tool"])
        if tool is not None:
            slots = tool.slots(action["arguments"])
            found |= {str(value) for _, slot, value in slots if slot.startswith("ref:")}
    return found
