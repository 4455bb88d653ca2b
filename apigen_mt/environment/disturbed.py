"""Calls that go wrong on purpose: time-outs, outages, stale answers, writes that do not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ToolError
from apigen_mt.records.disturbance import Disturbance

OUTAGES = {
    "timeout": "The request timed out before an answer came. Nothing was changed.",
    "unavailable": "The service is unavailable at the moment (503). Nothing was changed.",
    "incomplete": "The connection broke off before the whole answer came. Please ask again.",
}
"""What an agent is told, by the kind of disturbance, which is also the error's code."""


class Disturbances:
    """The disturbances of one session, counted as they strike.

    They are told by tool and arguments, not by place, so that other calls in between move nothing.
    """

    def __init__(self, planned: Iterable[Disturbance] = ()) -> None:
        self._planned = tuple(planned)
        self._left = [one.times for one in self._planned]

    def __bool__(self) -> bool:
        return bool(self._planned)

    def strike(self, tool: Tool, arguments: Mapping[str, Any]) -> Disturbance | None:
        """Return how this call goes astray, or None; it counts once `spend` says so.

        Raises:
            ToolError: the call fails; its code is the kind of disturbance.
        """
        for place, planned in enumerate(self._planned):
            if planned.tool != tool.name or not self._left[place]:
                continue
            if _meant(planned, tool, arguments):
                if planned.kind in OUTAGES:
                    self._left[place] -= 1
                    raise ToolError(OUTAGES[planned.kind], planned.kind)
                return planned
        return None

    def spend(self, planned: Disturbance) -> None:
        """Count a disturbance that has struck."""
        self._left[self._planned.index(planned)] -= 1


def _meant(planned: Disturbance, tool: Tool, arguments: Mapping[str, Any]) -> bool:
    return planned.arguments is None or tool.mark(planned.arguments) == tool.mark(arguments)
