"""Any Python value as canonical JSON: what answers, digests and diffs of foreign objects are."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Set
from datetime import date, time, timedelta
from enum import Enum
from numbers import Integral, Number
from pathlib import PurePath
from typing import Any
from uuid import UUID

import orjson

_SIMPLE = (str, int, float, bytes, bytearray, date, time, timedelta, PurePath, UUID)


def told(value: Any, private: bool = False) -> Any:
    """Return `value` as JSON that is equal for equal states and shares nothing with it.

    Objects become their attributes with the name of their class under `$class`; attributes whose
    name starts with an underscore are left out. A reference back to an object on the way becomes
    its path, under `$at`. Sets are sorted; keys are texts, as JSON has them.

    Args:
        value: any value.
        private: whether to tell attributes that start with an underscore too.

    Raises:
        TypeError: something in it has no attributes and is no value that JSON can tell.
    """
    return _told(value, "", {}, private)


def fields_of(thing: Any) -> dict[str, Any]:
    """Return the attributes of an instance, slots included, in the order they were set."""
    names = [
        name
        for kind in reversed(type(thing).__mro__)
        for name in _slots(kind)
        if hasattr(thing, name)
    ]
    return {**{name: getattr(thing, name) for name in names}, **getattr(thing, "__dict__", {})}


def _slots(kind: type) -> list[str]:
    slots = kind.__dict__.get("__slots__", ())
    listed = [slots] if isinstance(slots, str) else list(slots)
    return [name for name in listed if name not in ("__dict__", "__weakref__")]


def _told(value: Any, path: str, above: dict[int, str], private: bool) -> Any:
    if value is None or value is ...:
        return None if value is None else "..."
    if isinstance(value, Enum):
        return _told(value.value, path, above, private)
    if isinstance(value, _SIMPLE):
        return _plain(value)
    if isinstance(value, Number) and not hasattr(value, "tolist"):
        return _plain(int(value)) if isinstance(value, Integral) else str(value)
    if id(value) in above:
        return {"$at": above[id(value)]}
    above[id(value)] = path
    try:
        return _whole(value, path, above, private)
    finally:
        del above[id(value)]


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return int(value) if -(1 << 63) <= value < 1 << 64 else str(int(value))
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _whole(value: Any, path: str, above: dict[int, str], private: bool) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _told(inner, f"{path}.{name}" if path else name, above, private)
            for name, inner in _named(value)
        }
    if isinstance(value, Set):
        members = [_told(one, path, above, private) for one in value]
        return sorted(members, key=orjson.dumps)
    if isinstance(value, list | tuple) or (hasattr(value, "__iter__") and not _attributes(value)):
        return [
            _told(one, f"{path}.{place}" if path else str(place), above, private)
            for place, one in enumerate(value)
        ]
    if hasattr(value, "tolist"):  # numbers and arrays of numeric libraries
        return _told(value.tolist(), path, above, private)
    attributes = _attributes(value)
    if attributes is None or callable(value):
        raise TypeError(
            f"{path or 'the value'} is a {type(value).__name__}, which JSON cannot tell"
        )
    found: dict[str, Any] = {"$class": type(value).__name__}
    for name, inner in attributes.items():
        if private or not name.startswith("_"):
            found[name] = _told(inner, f"{path}.{name}" if path else name, above, private)
    return found


def _named(value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if not isinstance(key, str):
            key = key.value if isinstance(key, Enum) else key
            key = key if isinstance(key, str) else orjson.dumps(told(key)).decode().strip('"')
        yield _plain(key), inner


def _attributes(value: Any) -> dict[str, Any] | None:
    """Return what an object consists of, or None where it keeps that to itself."""
    if hasattr(value, "__dict__") or any(_slots(kind) for kind in type(value).__mro__):
        return fields_of(value)
    return None
