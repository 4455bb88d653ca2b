"""Binding a tool's parameters by type, from values that were seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from apigen_mt.environment.shape import PLAIN, Seen, Shape
from apigen_mt.environment.tool import Tool

_NOTHING: Mapping[str, Any] = {}
_KEEP = 400
_TOGETHER = 0.7
"""How often a call takes its values from one earlier answer, where they belong together."""


class Known:
    """Values by slot, and which of them turned up in the same answer."""

    def __init__(self) -> None:
        self.values: dict[str, dict[Any, None]] = {}
        self.answers: list[dict[str, list[Any]]] = []

    def learn(self, found: Iterable[Seen]) -> None:
        """Add the values of one answer; what is known already stays where it is."""
        answer: dict[str, list[Any]] = {}
        holders: dict[int, dict[str, list[Any]]] = {}
        for seen in found:
            if not isinstance(seen.value, str | int | float):
                continue
            values = self.values.setdefault(seen.slot, {})
            if len(values) < _KEEP:
                values[seen.value] = None
            answer.setdefault(seen.slot, []).append(seen.value)
            holders.setdefault(id(seen.holder), {}).setdefault(seen.slot, []).append(seen.value)
        for group in [answer, *holders.values()]:
            if len(group) > 1 and group not in self.answers[-8:]:
                self.answers.append(group)

    def after(self, found: Iterable[Seen]) -> Known:
        """Return what is known once `found` is learnt; this one stays as it is."""
        grown = Known()
        grown.values = {slot: dict(values) for slot, values in self.values.items()}
        grown.answers = list(self.answers[-64:])
        grown.learn(found)
        return grown

    def view(self, slots: set[str], random: Random) -> Mapping[str, list[Any]]:
        """Return values for `slots`, from one answer as far as it goes, else from all."""
        drawn: Mapping[str, list[Any]] = {}
        if len(slots) > 1 and self.answers and random.random() < _TOGETHER:
            some = random.sample(self.answers, min(8, len(self.answers)))
            drawn = max(some, key=lambda answer: len(slots & answer.keys()))
        return {slot: drawn.get(slot) or list(self.values.get(slot, ())) for slot in slots}


def bind(tool: Tool, known: Known, random: Random) -> dict[str, Any] | None:
    """Return arguments drawn at random for `tool`, or None where a needed value is unknown."""
    values = known.view(set(tool.accepts.slots), random)
    return _object(tool.parameters, tool.accepts, values, random)


def _object(
    schema: Mapping[str, Any], shape: Shape, values: Mapping[str, list[Any]], random: Random
) -> dict[str, Any] | None:
    bound = {}
    needed = schema.get("required", ())
    for name, inner in schema.get("properties", _NOTHING).items():
        if name not in needed and random.random() < 0.5:
            continue
        options = _options(inner, (shape.fields or {}).get(name, PLAIN), values, random)
        if options:
            bound[name] = random.choice(options)
        elif name in needed:
            return None
    return bound


def _options(
    schema: Mapping[str, Any], shape: Shape, values: Mapping[str, list[Any]], random: Random
) -> list[Any]:
    """Return some values that fit `schema`; references only from `values`."""
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    told = list(schema.get("examples", ()))
    if "default" in schema:
        told.append(schema["default"])
    if "anyOf" in schema:
        members = [_options(one, shape, values, random) for one in schema["anyOf"]]
        return [value for some in members for value in some] or told
    if shape.slot is not None:
        return list(values.get(shape.slot, ())) or told
    kind = schema.get("type")
    if kind == "object":
        made = _object(schema, shape, values, random)
        return [made] if made is not None else told
    if kind == "array":
        return _lists(schema, shape, values, random) or told
    return told or _plain(kind, schema, random)


def _lists(
    schema: Mapping[str, Any], shape: Shape, values: Mapping[str, list[Any]], random: Random
) -> list[Any]:
    """Return a list of one value and one of two different ones, within the schema's bounds."""
    pool = _options(schema.get("items", _NOTHING), shape.items or PLAIN, values, random)
    if not pool:
        return []
    least = max(1, schema.get("minItems", 1))
    most = min(schema.get("maxItems", len(pool)), len(pool))
    return [random.sample(pool, count) for count in (least, least + 1) if count <= most]


def _plain(kind: Any, schema: Mapping[str, Any], random: Random) -> list[Any]:
    if kind == "boolean":
        return [True, False]
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        high = schema.get("maximum", schema.get("exclusiveMaximum", low + 6) - 1)
        return sorted({low, high, random.randint(int(low), max(int(low), int(high)))})
    plain: dict[Any, list[Any]] = {"string": ["as discussed"], "null": [None]}
    return plain.get(kind, [])
