"""Which tool's answers feed which tool's arguments (APIGen-MT, section 4.1.1).

An edge comes from types: A returns values of a slot that B accepts. It is feasible when both were
seen at work: A returned a value of that slot which B then took.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import networkx as nx

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.session import Step
from apigen_mt.environment.shape import slots_in

Edge = tuple[str, str, str]
"""(from tool, to tool, slot)."""


class ToolGraph:
    """The typed graph of one environment, with what was seen of it."""

    def __init__(self, environment: Environment, seen: Iterable[Step] = ()) -> None:
        self.environment = environment
        self.graph = nx.MultiDiGraph()
        self.graph.add_nodes_from(environment.toolbox)
        returns = {t.name: set(slots_in(t.returns)) for t in environment.toolbox.values()}
        accepts = {t.name: set(slots_in(t.accepts)) for t in environment.toolbox.values()}
        for source, gives in returns.items():
            for target, takes in accepts.items():
                for slot in sorted(gives & takes):
                    self.graph.add_edge(source, target, key=slot, seen=False)
        self._mark(seen)

    def _mark(self, steps: Iterable[Step]) -> None:
        given: dict[tuple[str, Any], set[str]] = {}
        taken: dict[tuple[str, Any], set[str]] = {}
        for step in steps:
            if step.error is not None:
                continue
            tool = self.environment.toolbox[step.tool]
            for seen in tool.seen_in(step.observation):
                given.setdefault((seen.slot, seen.value), set()).add(step.tool)
            for _, slot, value in tool.slots(step.arguments):
                taken.setdefault((slot, value), set()).add(step.tool)
        for (slot, value), sources in given.items():
            for source in sources:
                for target in taken.get((slot, value), ()):
                    if self.graph.has_edge(source, target, slot):
                        self.graph.edges[source, target, slot]["seen"] = True

    @cached_property
    def edges(self) -> list[Edge]:
        """Every typed edge, sorted."""
        return sorted(self.graph.edges(keys=True))

    @cached_property
    def feasible(self) -> list[Edge]:
        """The edges that were seen to work, sorted."""
        return sorted(
            (source, target, slot)
            for source, target, slot, seen in self.graph.edges(keys=True, data="seen")
            if seen
        )


def used_edges(
    environment: Environment, calls: Iterable[tuple[str, Mapping[str, Any], str]]
) -> set[Edge]:
    """Return the edges along which values flowed in a sequence of (tool, arguments, answer)."""
    found: set[Edge] = set()
    given: dict[tuple[str, Any], set[str]] = {}
    for name, arguments, observation in calls:
        tool = environment.toolbox.get(name)
        if tool is None:
            continue
        for _, slot, value in tool.slots(arguments):
            for source in given.get((slot, value), ()):
                found.add((source, name, slot))
        for seen in tool.seen_in(observation):
            if isinstance(seen.value, str):
                given.setdefault((seen.slot, seen.value), set()).add(name)
    return found
