"""What a person may call a row of a foreign table, where nobody has said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.environment.rowtype import TableSpec

_NAMES = ("name", "title", "label", "description", "subject")
_MOST = 3


def name_of(spec: TableSpec, row: Mapping[str, Any]) -> str:
    """Return the name in a row, or one made of what else is in it; at worst its table's.

    Args:
        spec: what is known of the table; nobody says the keys in its rows.
        row: the row.
    """
    keys = {name for name, shape in spec.shape.marked if (shape.slot or "")[:4] == "ref:"}
    for name in _NAMES:
        if isinstance(row.get(name), str):
            return str(row[name])
    names = list(dict.fromkeys(_named(row)))[:_MOST]
    texts = [
        value
        for field, value in row.items()
        if isinstance(value, str) and field not in keys and not field.endswith("_id")
    ]
    if not names:
        return texts[0] if texts else spec.name.replace("_", " ").rstrip("s")
    return f"{', '.join(names)} ({texts[0]})" if texts else ", ".join(names)


def _named(value: Any) -> Iterator[str]:
    """Yield every name inside a value."""
    if isinstance(value, dict):
        for field, inner in value.items():
            if field in _NAMES and isinstance(inner, str):
                yield inner
            else:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
