"""How a read is approached for one person: from what its arguments can come, and what was tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from apigen_mt.environment import Tool

MOST_CALLS_OF_ONE_TOOL = 5

Choose = Callable[[Mapping[str, Any]], Any]
"""Given the schema of a parameter without a type, a value for it, or None."""


class Approach:
    """The calls of one read that a person's world is explored with, each of them once.

    One parameter may be filled with the values found so far; the others take what the person knows
    by heart, or what is drawn.

    Args:
        tool: the read.
        own: what the person knows by heart, kind to value.
        most: how many calls there may be.
    """

    def __init__(self, tool: Tool, own: Mapping[str, Any], most: int) -> None:
        self.tool = tool
        self._most = most
        self._tried: set[str] = set()
        self._fixed: dict[str, Any] = {}
        self._drawn: dict[str, Mapping[str, Any]] = {}
        self._open: list[tuple[str, str]] = []
        self._done = 0
        required = tool.parameters.get("required", ())
        shapes = tool.accepts.fields or {}
        for name, schema in tool.parameters["properties"].items():
            slot = shapes[name].slot if name in shapes else None
            if slot is None:
                if name in required:
                    self._fixed[name] = None  # keeps its place among the others
                    self._drawn[name] = schema
            elif slot in own:
                self._fixed[name] = own[slot]
            else:
                self._open.append((name, slot))

    def untried(self, values: Mapping[str, list[Any]], choose: Choose) -> Iterator[dict[str, Any]]:
        """Yield arguments that were not tried yet, from what is known by now."""
        fixed = dict(self._fixed)
        for name, schema in self._drawn.items():
            fixed[name] = choose(schema)
            if fixed[name] is None:
                return
        if len(self._open) > 1:
            return
        for arguments in self._filled(fixed, values):
            mark = repr(arguments)
            if mark not in self._tried and len(self._tried) < self._most:
                self._tried.add(mark)
                yield arguments

    def _filled(
        self, fixed: dict[str, Any], values: Mapping[str, list[Any]]
    ) -> Iterator[dict[str, Any]]:
        """Yield arguments with each value of the open parameter; without draws only new ones."""
        if not self._open:
            yield fixed
            return
        name, slot = self._open[0]
        first = 0 if self._drawn else self._done
        options = values.get(slot, [])[first:MOST_CALLS_OF_ONE_TOOL]
        self._done = first + len(options)
        for value in options:
            yield {**fixed, name: value}
