"""One person's corner of an environment: what they know, and what reads can find out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random
from typing import Any

import orjson

from apigen_mt.environment import Environment, Session, Tool
from apigen_mt.environment.shape import harvest
from apigen_mt.generation.approach import MOST_CALLS_OF_ONE_TOOL, Approach
from apigen_mt.language.match import told_by
from apigen_mt.language.wording import Wording

MOST_CALLS = 28
MOST_LOOKUPS = 4096
MOST_CALLS_ON_OTHER_ROWS = 3
MOST_CALLS_WITH_DRAWN_VALUES = 2

Known = tuple[str, Any]
"""A value and the slot it belongs to."""


@dataclass(frozen=True)
class Lookup:
    """One read that worked: its arguments, what it needs and what it tells."""

    tool: str
    arguments: dict[str, Any]
    needs: tuple[Known, ...]
    tells: tuple[Known, ...]
    observation: str

    @cached_property
    def result(self) -> Any:
        """The answer as a JSON value."""
        return orjson.loads(self.observation)


class Lookups:
    """What reads tell in the seed state, found out once for everybody who makes them.

    Of so many calls that long runs keep to the memory of short ones, the ones made last are kept.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, bytes], Lookup | None] = OrderedDict()

    def find(self, session: Session, tool: Tool, arguments: dict[str, Any]) -> Lookup | None:
        """Return what a read tells, or None when it is refused; `session` is in the seed state."""
        mark = (tool.name, orjson.dumps(arguments))
        if mark in self._known:
            self._known.move_to_end(mark)
            return self._known[mark]
        step, lookup = session.call(tool.name, arguments), None
        if step.error is None:
            needs = tuple((slot, value) for _, slot, value in tool.slots(arguments))
            tells = told_values(tool, step.observation)
            lookup = Lookup(tool.name, arguments, needs, tells, step.observation)
        self._known[mark] = lookup
        if len(self._known) > MOST_LOOKUPS:
            self._known.popitem(last=False)
        return lookup


@lru_cache(maxsize=8)
def _seed_lookups(environment: Environment) -> Lookups:
    return Lookups()


class World:
    """The reads that lead from what a person knows to everything about them.

    Reads run forward from the person's own values, so every lookup's needs are met by the person
    or by an earlier lookup.
    """

    def __init__(
        self, environment: Environment, wording: Wording, person: str, random: Random
    ) -> None:
        self.environment = environment
        self.random = random
        self.person = person
        self.row: Mapping[str, Any] = (
            environment.seed.table(environment.people).get(person) or {} if person else {}
        )
        self.own = self._own_values()
        self.lookups: list[Lookup] = []
        self.tellers: dict[Known, list[int]] = {}
        self.values: dict[str, list[Any]] = {}
        self.wording = wording
        self._first_labels: dict[str, tuple[int, dict[str, set[Any]]]] = {}
        self._explore(environment.session())

    def _own_values(self) -> dict[str, Any]:
        """Return the values that the person knows by heart: kind to value."""
        found: dict[str, Any] = {}
        if self.row:
            shape = self.environment.database.declared()[self.environment.people].shape
            for seen in harvest(shape, self.row):
                if seen.slot.startswith("is:"):
                    found.setdefault(seen.slot, seen.value)
        return found

    def _explore(self, session: Session) -> None:
        reads = [tool for tool in self.environment.toolbox.values() if not tool.writes]
        approaches = [Approach(tool, self.own, _limit(self.environment, tool)) for tool in reads]
        grew = True
        while grew and len(self.lookups) < MOST_CALLS:
            grew = False
            for one in approaches:
                for arguments in one.untried(self.values, self._choice):
                    grew |= self._look(session, one.tool, arguments)

    def _look(self, session: Session, tool: Tool, arguments: dict[str, Any]) -> bool:
        lookup = _seed_lookups(self.environment).find(session, tool, arguments)
        if lookup is None:
            return False
        place = len(self.lookups)
        self.lookups.append(lookup)
        for known in lookup.tells:
            tellers = self.tellers.setdefault(known, [])
            if not tellers:
                self.values.setdefault(known[0], []).append(known[1])
            tellers.append(place)
        return True

    def _choice(self, schema: Mapping[str, Any]) -> Any:
        """Return a value for a parameter without a type; a choice that was seen somewhere first."""
        choices = tuple(one for one in schema.get("enum") or () if isinstance(one, str))
        told = [_told_among(choices, one.observation) for one in self.lookups] if choices else []
        shown = [one for one in choices if any(one in some for some in told)]
        return self.random.choice(shown) if shown else draw(schema, self.random)

    def reach(self, slot: str, value: Any) -> list[int]:
        """Return lookups that tell a row which the person can name, though it is not theirs.

        A row that carries a value of a kind (a title, a product's name) is found by saying it.
        """
        if (slot, value) in self.tellers or not slot.startswith("ref:"):
            return self.tellers.get((slot, value), [])
        row = self.environment.seed.table(slot[4:]).get(value)
        spec = self.environment.database.declared()[slot[4:]]
        session = self.environment.session()
        for seen in harvest(spec.shape, row):
            for tool, parameter in _searches(self.environment).get(seen.slot, ()):
                self._look(session, tool, {parameter: seen.value})
        return self.tellers.get((slot, value), [])

    def widen(self, slot: str, value: Any) -> None:
        """Look at the rows that a row refers to, where no look-up tells it yet.

        A version of a product that nobody here has bought is told by the product.
        """
        if self.reach(slot, value):
            return
        row = self.environment.seed.table(slot[4:]).get(value)
        spec = self.environment.database.declared()[slot[4:]]
        session = self.environment.session()
        for seen in harvest(spec.shape, row) if row is not None else ():
            for tool in self.environment.readers.get(seen.slot, ()) if seen.slot != slot else ():
                parameter = tool.parameters["required"][0]
                self._look(session, tool, {parameter: seen.value})

    def labels(self, slot: str, value: Any) -> list[str]:
        """Return what the person may call a row, best first."""
        return _seed_labels(self.wording, slot[4:], value)

    def label(self, slot: str, value: Any) -> str | None:
        """Return a label that fits no other row of the person's world, or None."""
        taken = self._taken(slot)
        for name in self.labels(slot, value):
            if taken.get(name.casefold(), {value}) <= {value}:
                return name
        return None

    def _taken(self, slot: str) -> dict[str, set[Any]]:
        """Return the first labels of the rows known of a slot, with the keys they stand for."""
        values = self.values.get(slot, [])
        size, taken = self._first_labels.get(slot, (0, {}))
        for value in values[size:]:
            for name in self.labels(slot, value)[:1]:
                taken.setdefault(name.casefold(), set()).add(value)
        self._first_labels[slot] = (len(values), taken)
        return taken

    def entries(self) -> list[int]:
        """Return the lookups that find the person from what they know by heart."""
        target = (f"ref:{self.environment.people}", self.person)
        return [
            place
            for place in self.tellers.get(target, [])
            if all(self.own.get(slot) == value for slot, value in self.lookups[place].needs)
            and self.lookups[place].needs
            and all(slot.startswith("is:") for slot, _ in self.lookups[place].needs)
        ]

    def bindings(self, tool: Tool, random: Random) -> list[dict[str, Any]]:
        """Return plausible arguments of a write for this person, in random order."""
        if tool.propose is not None:
            found = [dict(one) for one in tool.propose(self.environment.seed, self.row, random)]
            random.shuffle(found)
            return found
        found = []
        for _ in range(16):
            arguments = self._bind(tool, random)
            if arguments is not None and arguments not in found:
                found.append(arguments)
        return found

    def _bind(self, tool: Tool, random: Random) -> dict[str, Any] | None:
        bound: dict[str, Any] = {}
        required = tool.parameters.get("required", ())
        for name, schema in tool.parameters["properties"].items():
            shape = (tool.accepts.fields or {})[name]
            many = shape.items is not None and shape.items.slot is not None
            slot = shape.items.slot if many and shape.items else shape.slot
            if slot is None:
                value = draw(schema, random)
            elif slot == f"ref:{self.environment.people}":
                value = self.person
            else:
                values = [self.own[slot]] if slot in self.own else self.values.get(slot, [])
                value = random.choice(values) if values else None
                value = [value] if many and values else value
            if value is None:
                if name in required:
                    return None
                continue
            bound[name] = value
        return bound


@lru_cache(maxsize=1024)
def _limit(environment: Environment, tool: Tool) -> int:
    """Return how often to call a read: most for the person's own rows."""
    slots = dict(_slots(tool))
    if not set(slots).issuperset(tool.parameters.get("required", ())):
        return MOST_CALLS_WITH_DRAWN_VALUES
    own = {f"ref:{table}" for table, _ in environment.owned}
    return MOST_CALLS_OF_ONE_TOOL if own & set(slots.values()) else MOST_CALLS_ON_OTHER_ROWS


@lru_cache(maxsize=8)
def _searches(environment: Environment) -> dict[str, list[tuple[Tool, str]]]:
    """Return the reads that need nothing but a value of a kind, with its parameter, by slot."""
    found: dict[str, list[tuple[Tool, str]]] = {}
    for tool in environment.toolbox.values():
        slots = [slot for _, slot in _slots(tool)]
        for name, slot in () if tool.writes else _slots(tool):
            single = slot.startswith("is:") and slots.count(slot) == 1
            if single and {name}.issuperset(tool.parameters.get("required", ())):
                found.setdefault(slot, []).append((tool, name))
    return found


def _slots(tool: Tool) -> Iterator[tuple[str, str]]:
    for name, shape in (tool.accepts.fields or {}).items():
        if shape.slot is not None:
            yield name, shape.slot


@lru_cache(maxsize=16384)
def _seed_labels(wording: Wording, table: str, key: Any) -> list[str]:
    row = wording.environment.seed.table(table).get(key)
    return wording.labels(table, row) if row is not None else []


@lru_cache(maxsize=2048)
def _told_among(choices: tuple[str, ...], observation: str) -> tuple[str, ...]:
    """Return which of some choices an answer tells; of most answers not even the letters fit."""
    fit = [one for one in choices if orjson.dumps(one).decode() in observation]
    return tuple(one for one in fit if one in told_by(observation))


@lru_cache(maxsize=1024)
def told_values(tool: Tool, observation: str) -> tuple[Known, ...]:
    """Return the typed values in an answer, each once, in order."""
    found = ((seen.slot, seen.value) for seen in tool.seen_in(observation))
    return tuple(dict.fromkeys(one for one in found if isinstance(one[1], str | int)))


def draw(schema: Mapping[str, Any], random: Random) -> Any:
    """Return a value that fits a JSON Schema, or None when nothing says what would make sense."""
    if "const" in schema:
        return schema["const"]
    for key in ("enum", "examples"):
        if schema.get(key):
            return random.choice(schema[key])
    if schema.get("default") is not None:
        return schema["default"]
    if "anyOf" in schema:
        options = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return draw(random.choice(options), random) if options else None
    kind = schema.get("type")
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        high = schema.get("maximum", low + 4)
        return random.randint(int(low), max(int(low), int(high)))
    if kind == "object":
        drawn = {name: draw(one, random) for name, one in schema.get("properties", {}).items()}
        return None if any(value is None for value in drawn.values()) else drawn
    if kind == "array":
        one = draw(schema.get("items", {}), random)
        return None if one is None else [one]
    return None
