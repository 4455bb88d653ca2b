"""Where marked values stand in foreign values: shapes out of JSON Schemas, and of what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from apigen_mt.environment.shape import PLAIN, Shape

SlotOf = Callable[[str], str | None]
"""Given the name under which a value stands, its slot or None."""

CLASS = "$class"
"""The key under which a told instance has the name of its class."""


def shape_told(schema: Mapping[str, Any], slot_of: SlotOf) -> Shape:
    """Return where marked values stand among those that fit the schema of an object."""
    properties = schema.get("properties") or {}
    return Shape(fields={name: _told(name, one, slot_of) for name, one in properties.items()})


def _told(name: str, schema: Any, slot_of: SlotOf) -> Shape:
    if not isinstance(schema, Mapping):
        return PLAIN
    slot = slot_of(name)
    options = [schema, *schema.get("anyOf", ())]
    for one in options:
        if one.get("type") == "array":
            items = one.get("items", {})
            return Shape(items=Shape(slot=slot) if slot else _told("", items, slot_of))
    if slot:
        return Shape(slot=slot)
    return next((shape_told(one, slot_of) for one in options if one.get("properties")), PLAIN)


def names_in(schema: Any) -> Iterator[str]:
    """Yield the name of every property in a schema, nested ones too."""
    if isinstance(schema, list):
        for one in schema:
            yield from names_in(one)
    elif isinstance(schema, Mapping):
        properties = schema.get("properties")
        if isinstance(properties, Mapping):
            yield from properties
            yield from names_in(list(properties.values()))
        for key in ("items", "anyOf"):
            yield from names_in(schema.get(key))


def shape_seen(values: Iterable[Any], slot_of: SlotOf, own: str | None = None) -> Shape:
    """Return where marked values stood in `values`, all of one kind.

    Args:
        values: what was seen.
        slot_of: tells the slot of a name.
        own: the slot of the values themselves, or of the members of lists.
    """
    found = PLAIN
    for value in values:
        found = _merged(found, _marked(own, value) if own else _seen(value, slot_of))
    return found


def is_map(value: Any) -> bool:
    """Return whether an object is a table, `{id: row}`: each row says its own key."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            isinstance(row, dict) and key in map(_text, row.values()) for key, row in value.items()
        )
    )


def _seen(value: Any, slot_of: SlotOf) -> Shape:
    if isinstance(value, list):
        items = shape_seen(value, slot_of)
        return PLAIN if items.plain else Shape(items=items)
    if not isinstance(value, dict):
        return PLAIN
    if is_map(value):
        return Shape(items=shape_seen(value.values(), slot_of))
    fields = {}
    for name, inner in value.items():
        slot = slot_of(name) if name != CLASS else None
        fields[name] = _marked(slot, inner) if slot else _seen(inner, slot_of)
    return Shape(fields=fields)


def _marked(slot: str, value: Any) -> Shape:
    if isinstance(value, dict) and list(value) == ["result"]:  # how MCP wraps what is no object
        return Shape(fields={"result": _marked(slot, value["result"])})
    if isinstance(value, list):
        return Shape(items=Shape(slot=slot))
    return PLAIN if isinstance(value, dict) else Shape(slot=slot)


def _merged(one: Shape, other: Shape) -> Shape:
    """Return what either says; where they cannot both hold, what `one` says."""
    if one.slot is not None or other.plain:
        return one
    if one.plain and not one.fields:
        return other
    if one.items is not None and other.items is not None:
        return Shape(items=_merged(one.items, other.items))
    if one.fields is not None and other.fields is not None:
        fields = dict(one.fields)
        for name, inner in other.fields.items():
            fields[name] = _merged(fields.get(name, PLAIN), inner)
        return Shape(fields=fields)
    return one


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


def names_in_rows(rows: Iterable[Any]) -> set[str]:
    """Return the names that occur in rows, nested ones too."""
    found: set[str] = set()
    front = list(rows)
    while front:
        value = front.pop()
        if isinstance(value, dict):
            found.update(value)
            front.extend(value.values())
        elif isinstance(value, list):
            front.extend(value)
    return found
