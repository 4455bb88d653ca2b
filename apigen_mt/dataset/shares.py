"""A part of a whole, as figures show it."""

from __future__ import annotations


def share(part: int, whole: int) -> float | None:
    """Return the share to four digits, or None of nothing."""
    return round(part / whole, 4) if whole else None
