"""JSON that somebody else wrote: a model's answer, a line of a file."""

from __future__ import annotations

from typing import Any

import orjson

DEEPEST = 100
"""Most containers inside one another; what we write has a few, and not every writer takes more."""


def read_json(text: str | bytes) -> Any:
    """Return the value of a JSON text that can also be written again.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    value = orjson.loads(text)
    inside = [value]
    for _ in range(DEEPEST):
        inside = [part for one in inside for part in _parts(one) if isinstance(part, dict | list)]
        if not inside:
            return value
    raise ValueError(f"nested more than {DEEPEST} deep")


def _parts(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
