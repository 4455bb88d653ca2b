"""Calls that a plan tries: each is made once in a state, however often it is thought of.

Only what is being planned is remembered, for as long as one draft; checks and verification make
every call themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from apigen_mt.environment import Database, Session, Step, Tool

Mark = tuple[str, str]
"""What tells one call from another: the tool, and its arguments by name."""


class Tried:
    """The steps of calls, by the state in which they were made."""

    def __init__(self) -> None:
        self._steps: dict[tuple[Database, Mark], Step] = {}

    def would(self, session: Session, tool: Tool, arguments: Mapping[str, Any]) -> Step:
        """Return what an agent's call would do in the present state of `session`; it stays."""
        mark = (session.state, mark_of(tool, arguments))
        step = self._steps.get(mark)
        if step is None:
            step = self._steps[mark] = session.fork().call(tool.name, arguments)
        return step

    def make(
        self,
        session: Session,
        tool: Tool,
        arguments: Mapping[str, Any],
        by: Literal["agent", "user"],
    ) -> Step:
        """Make a call in `session`, or take it over from where it was tried in the same state."""
        mark = (session.state, mark_of(tool, arguments))
        step = self._steps.get(mark)
        if step is None or any(one is step for one in session.trace):
            step = self._steps[mark] = session.call(tool.name, arguments, by)
        else:
            session.take(step)
        return step


def mark_of(tool: Tool, arguments: Mapping[str, Any]) -> Mark:
    """Return what tells a call from others."""
    return tool.name, repr(sorted(arguments.items()))
