"""Arguments for foreign tools: keys of rows near the person who calls, the rest as observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from apigen_mt.environment.database import Database
from apigen_mt.environment.shape import PLAIN, Shape, harvest
from apigen_mt.environment.tool import Tool

_TRIES = 24
_NEAR = 0.85
"""How often a key comes from a row near the person, where there is one."""
_TOGETHER = 0.75
"""How often a key comes from the row chosen just before, where that has one."""
_KINDS = {"string": (str,), "integer": (int,), "number": (int, float)}

Place = tuple[str, str]
"""(table, key)."""


class Neighbours:
    """Which rows of the seed state refer to which; found out once."""

    def __init__(self, seed: Database, people: str) -> None:
        self.seed = seed
        self.people = people
        self.tables = [
            name for name, spec in seed.declared().items() if spec is not seed.kept().get(name)
        ]

    @cached_property
    def keys(self) -> dict[str, list[Any]]:
        """Every value by slot: keys of rows, and things that people know."""
        found: dict[str, dict[Any, None]] = {}
        for name in self.tables:
            spec = self.seed.declared()[name]
            for row in self.seed.table(name):
                found.setdefault(f"ref:{name}", {})[row[spec.key]] = None
                for seen in harvest(spec.shape, row):
                    if seen.slot.startswith("is:"):
                        found.setdefault(seen.slot, {})[seen.value] = None
        return {slot: list(values) for slot, values in found.items()}

    @cached_property
    def _fields(self) -> dict[str, dict[Any, None]]:
        """Every plain value in a row by the name of its field."""
        found: dict[str, dict[Any, None]] = {}
        for name in self.tables:
            for row in self.seed.table(name):
                for field, value in row.items():
                    if isinstance(value, str | int | float):
                        found.setdefault(field, {})[value] = None
        return found

    def under(self, name: str, schemas: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return the values that rows have under `name`, of the kinds that `schemas` allow."""
        kinds = tuple(kind for one in schemas for kind in _KINDS.get(one.get("type", ""), ()))
        return [value for value in self._fields.get(name, ()) if type(value) in kinds]

    def names_something(self, value: Any) -> bool:
        """Whether a value is a key of a row or the name of a field, and no word of a person."""
        keys = (values for slot, values in self.keys.items() if slot.startswith("ref:"))
        return isinstance(value, str) and (
            value.startswith("$") or value in self._fields or any(value in one for one in keys)
        )

    @cached_property
    def _holders(self) -> dict[Place, list[Place]]:
        """For each row, the rows that refer to it."""
        found: dict[Place, list[Place]] = {}
        for name in self.tables:
            for row in self.seed.table(name):
                key = str(row[self.seed.declared()[name].key])
                for target in self._referred((name, key)):
                    found.setdefault(target, []).append((name, key))
        return found

    def _referred(self, place: Place) -> list[Place]:
        spec = self.seed.declared()[place[0]]
        row = self.seed.table(place[0]).get(place[1])
        return [
            (seen.slot[4:], str(seen.value))
            for seen in (harvest(spec.shape, row) if row is not None else ())
            if seen.slot.startswith("ref:") and (seen.slot[4:], str(seen.value)) != place
        ]

    def inside(self, place: Place, slot: str) -> list[Any]:
        """Return the values of `slot` in a row."""
        spec = self.seed.declared()[place[0]]
        row = self.seed.table(place[0]).get(place[1])
        found = harvest(spec.shape, row) if row is not None else ()
        return [seen.value for seen in found if seen.slot == slot]

    def near(self, person: str) -> dict[str, list[Any]]:
        """Return keys by slot of the rows that belong to a person, and of what those refer to."""
        front, found = [(self.people, person)], dict.fromkeys([(self.people, person)])
        for _ in range(2):
            reached = [
                other
                for place in front
                for other in (*self._referred(place), *self._holders.get(place, ()))
                if other[0] != self.people
            ]
            front = [one for one in dict.fromkeys(reached) if one not in found]
            found.update(dict.fromkeys(front))
            front = [one for one in front if self._owned(one, person)]
        keys: dict[str, list[Any]] = {}
        for table, key in found:
            row = self.seed.table(table).get(key)
            if row is not None and table != self.people:
                keys.setdefault(f"ref:{table}", []).append(row[self.seed.declared()[table].key])
        return keys

    def _owned(self, place: Place, person: str) -> bool:
        """Whether a row is the person's: it names the person, or the person's row names it."""
        own = (self.people, person)
        return own in self._referred(place) or place in self._referred(own)


def proposed(
    tool: Tool,
    neighbours: Neighbours,
    observed: Sequence[Mapping[str, Any]],
    person: Mapping[str, Any] | None,
    random: Random,
) -> Iterator[dict[str, Any]]:
    """Yield arguments for `tool` on behalf of a person, each different.

    Args:
        tool: whose parameters have their references marked.
        neighbours: the rows to take keys from.
        observed: arguments that were answered before.
        person: the row of the person, if anybody calls.
        random: what to draw from.
    """
    spec = neighbours.seed.declared().get(neighbours.people)
    key = person.get(spec.key) if person and spec is not None else None
    draw = _Draw(tool, neighbours, observed, random, key)
    told: list[dict[str, Any]] = []
    for _ in range(_TRIES):
        arguments = draw.arguments()
        if arguments is not None and arguments not in told:
            told.append(arguments)
            yield arguments


class _Draw:
    """Draws arguments of one tool for one person."""

    def __init__(
        self,
        tool: Tool,
        neighbours: Neighbours,
        observed: Sequence[Mapping[str, Any]],
        random: Random,
        key: Any,
    ) -> None:
        self.tool, self.neighbours, self.observed = tool, neighbours, observed
        self.random, self.key = random, key
        self.near = neighbours.near(str(key)) if key is not None else {}
        self.place: Place | None = None

    def arguments(self) -> dict[str, Any] | None:
        """Return arguments; None where nothing is known for one that is needed."""
        self.place = None
        found: dict[str, Any] = {}
        needed = self.tool.parameters.get("required", ())
        for name, schema in self.tool.parameters["properties"].items():
            if name not in needed and self.random.random() < 0.5:
                continue
            options = self._options(name, schema, (self.tool.accepts.fields or {}).get(name, PLAIN))
            if options:
                found[name] = self.random.choice(options)
            elif name in needed:
                return None
        return found

    def _options(self, name: str, schema: Mapping[str, Any], shape: Shape) -> list[Any]:
        inner = shape.items if shape.items is not None else shape
        if inner.slot is None:
            return self._plain(name, schema)
        values = self._values(inner.slot)
        if shape.items is not None and values:
            least = max(1, schema.get("minItems", 1))
            counts = [one for one in (least, least + 1) if one <= len(values)]
            return [self.random.sample(values, one) for one in counts]
        return values

    def _values(self, slot: str) -> list[Any]:
        """Return the values to choose from, one where it is a row's key."""
        if slot == f"ref:{self.neighbours.people}" and self.key is not None:
            return [self.key]
        inside = self.neighbours.inside(self.place, slot) if self.place is not None else []
        if inside and self.random.random() < _TOGETHER:
            return inside
        near = self.near.get(slot, [])
        values = near if near and self.random.random() < _NEAR else self.neighbours.keys.get(slot)
        if values and self.place is None and slot.startswith("ref:"):
            chosen = self.random.choice(values)
            self.place = (slot[4:], str(chosen))
            return [chosen]
        return values or []

    def _plain(self, name: str, schema: Mapping[str, Any]) -> list[Any]:
        """Return values that a schema lists, or that were answered before."""
        options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
        for one in options:
            if "const" in one or "enum" in one:
                return [one["const"]] if "const" in one else list(one["enum"])
        if any(one.get("type") == "boolean" for one in options):
            return [True, False]
        seen = [one[name] for one in self.observed if name in one]
        seen = [one for one in seen if not self.neighbours.names_something(one)]
        default = [schema["default"]] if schema.get("default") is not None else []
        return self.neighbours.under(name, options) or seen or default
