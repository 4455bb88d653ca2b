"""What goes wrong with tools while a task is played: the taxonomy of PALADIN (2509.25238)."""

from __future__ import annotations

from typing import Any, Literal

from apigen_mt.records.record import Record

DisturbanceKind = Literal["timeout", "unavailable", "incomplete", "stale", "silent"]


class Disturbance(Record):
    """The first calls of one kind are disturbed, in the same way each time they are made."""

    kind: DisturbanceKind
    """timeout, unavailable (5xx), incomplete: an error, and nothing has happened; stale: a read
    answers as the world was at the start; silent: a write answers as if it had worked."""
    tool: str
    """The tool."""
    arguments: dict[str, Any] | None = None
    """The arguments of the calls; none for every call of the tool."""
    times: int = 1
    """How many such calls are disturbed."""

    @property
    def permanent(self) -> bool:
        """Whether it never passes while a conversation lasts."""
        return self.times >= FOREVER


FOREVER = 1_000
"""More calls than a conversation has."""
