"""What a run uses of its environment: tools, edges of the tool graph, sequences of calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from apigen_mt.dataset.shares import share
from apigen_mt.environment import Environment
from apigen_mt.environment.toolgraph import Edge, ToolGraph, used_edges

Call = tuple[str, dict[str, Any], str]
"""Tool, arguments, answer."""


class Usage:
    """Counts of the calls in a run's conversations, added one row at a time."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.feasible = set(ToolGraph(environment).feasible)
        self.edges: set[Edge] = set()
        self.tools: Counter[str] = Counter()
        self.sequences: Counter[int] = Counter()

    def add(self, row: Mapping[str, Any]) -> None:
        """Count the calls of one row that were not refused."""
        calls = list(_calls(row))
        names = [name for name, _, _ in calls]
        self.edges |= used_edges(self.environment, calls) & self.feasible
        self.tools.update(names)
        self.sequences[hash(tuple(names))] += 1

    @property
    def distinct(self) -> float | None:
        """Different sequences of calls, by the number of rows."""
        return share(len(self.sequences), self.sequences.total())

    def told(self) -> dict[str, Any]:
        """Return which tools and edges are used, how often, and which are not."""
        return {
            "tools": {
                "used": len(self.tools),
                "of": len(self.environment.toolbox),
                "calls": dict(self.tools.most_common()),
                "unused": sorted(set(self.environment.toolbox) - set(self.tools)),
            },
            "edges": {
                "used": len(self.edges),
                "feasible": len(self.feasible),
                "share": share(len(self.edges), len(self.feasible)),
                "unused": [" > ".join(edge) for edge in sorted(self.feasible - self.edges)],
            },
        }


def _calls(row: Mapping[str, Any]) -> Iterator[Call]:
    answers = {m["tool_call_id"]: m["content"] for m in row["messages"] if m["role"] == "tool"}
    for message in row["messages"]:
        for call in message["tool_calls"]:
            answer = answers.get(call["id"], "null")
            if not answer.startswith('{"error":'):
                arguments = orjson.loads(call["function"]["arguments"])
                yield call["function"]["name"], arguments, answer
