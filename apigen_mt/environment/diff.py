"""How two states of a row differ, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

_ABSENT = object()

Change = Literal["added", "removed", "changed"]


class RowChange(NamedTuple):
    """One field of one row that is not as it was; whole rows come as field `*`."""

    table: str
    row: str
    field: str
    change: Change
    before: Any
    after: Any


def compare(
    table: str, key: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[RowChange]:
    """Yield the differences between two states of one row, sorted by field path."""
    if before is None and after is None:
        return
    if before is None:
        yield RowChange(table, key, "*", "added", None, after)
    elif after is None:
        yield RowChange(table, key, "*", "removed", before, None)
    else:
        for path, old, new in _fields("", before, after):
            gone, fresh = new in (_ABSENT, None), old in (_ABSENT, None)
            change: Change = "added" if fresh else "removed" if gone else "changed"
            was, now = (None if one is _ABSENT else one for one in (old, new))
            yield RowChange(table, key, path, change, was, now)


def _fields(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            inner = f"{path}.{name}" if path else name
            yield from _fields(inner, before.get(name, _ABSENT), after.get(name, _ABSENT))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _fields(f"{path}.{place}", old, new)
    else:
        yield path, before, after
