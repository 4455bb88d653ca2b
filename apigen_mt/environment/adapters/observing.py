"""Finding out what foreign tools do by calling them on copies, with values from the state.

A tool that was answered and never changed anything reads; one that changed something, or that was
never answered, writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from apigen_mt.environment.adapters.faces import Faced
from apigen_mt.environment.adapters.refusals import told_error
from apigen_mt.environment.session import Session
from apigen_mt.environment.shape import PLAIN, Shape
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ToolFault

_ROUNDS = 40
_ENOUGH = 12
"""Answered calls after which a tool that changed nothing is believed to read."""
_SESSIONS = 12
_ROWS = 60
_POOL = 400
_KEPT = 8
_FITTING = 0.8
_OPTIONAL = 0.4
_NUMBERS = (0, 1, 2, 3, 10, 100)
_NO_KEYS: Mapping[str, Sequence[Any]] = {}
_TEXTS = ("as discussed", "a", "test")


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of some tools."""

    writes: frozenset[str]
    """The tools that changed something or were never answered."""
    calls: Mapping[str, tuple[Mapping[str, Any], ...]]
    """For each tool, arguments which were answered; those that changed something first."""
    answers: Mapping[str, tuple[Any, ...]]
    """For each tool, what it answered."""


def observe(
    toolbox: Mapping[str, Tool],
    db: Faced,
    seed: int = 0,
    keys: Mapping[str, Sequence[Any]] = _NO_KEYS,
) -> Observed:
    """Return what the tools did when they were called on forks of `db`, which stays as it is.

    Args:
        toolbox: the tools, each declared a write.
        db: the state to start from; its values, and those of answers, become arguments.
        seed: decides what is tried.
        keys: the values to take where a parameter has a slot.
    """
    random = Random(f"{seed}:observe")
    known = _Values(keys)
    for name in db.kept():
        known.learn(name, dict(islice(_contents(db, name), _ROWS)))
    sessions = [Session(toolbox, db.fork())]
    effective: dict[str, list[Mapping[str, Any]]] = {name: [] for name in toolbox}
    idle: dict[str, list[Mapping[str, Any]]] = {name: [] for name in toolbox}
    answers: dict[str, list[Any]] = {name: [] for name in toolbox}
    for _ in range(_ROUNDS):
        for tool in toolbox.values():
            if len(effective[tool.name]) >= _KEPT or len(idle[tool.name]) >= _ENOUGH:
                continue
            session = random.choice(sessions).fork()
            arguments = known.arguments(tool.parameters, random, tool.accepts)
            try:
                step = session.call(tool.name, arguments)
            except ToolFault:
                continue
            if step.error is not None or told_error(step.result) is not None:
                continue
            known.learn(tool.name, step.result)
            answers[tool.name].append(step.result)
            if step.after is step.before:
                idle[tool.name].append(arguments)
                continue
            effective[tool.name].append(arguments)
            if len(sessions) < _SESSIONS:
                sessions.append(session)
            else:
                sessions[random.randrange(1, _SESSIONS)] = session
    return Observed(
        frozenset(name for name in toolbox if effective[name] or not idle[name]),
        {name: (*effective[name], *idle[name])[:_KEPT] for name in toolbox},
        {name: tuple(found) for name, found in answers.items()},
    )


def _contents(db: Faced, name: str) -> Iterator[tuple[str, Any]]:
    """Yield (key, content) of a table that holds foreign state."""
    key = db.kept()[name].key
    return ((row[key], row[db.content]) for row in db._table(name))


class _Values:
    """Scalars seen so far, by the words of the name under which they stood."""

    def __init__(self, keys: Mapping[str, Sequence[Any]]) -> None:
        self.keys = keys
        self.pools: dict[tuple[str, str], dict[Any, None]] = {}
        self.fields: dict[str, Any] = {}

    def learn(self, name: str, value: Any) -> None:
        """Add every scalar inside `value`, and every key of its objects."""
        if isinstance(value, dict):
            for key, inner in value.items():
                if not key.startswith("$"):
                    self._add(name, key)
                    self.learn(key if isinstance(inner, str | int | float) else name, inner)
                    if isinstance(inner, dict | list):
                        self.learn(key, inner)
        elif isinstance(value, list):
            for inner in value:
                self.learn(name, inner)
        elif isinstance(value, str | int | float):
            self._add(name, value)

    def _add(self, name: str, value: Any) -> None:
        kind = _kind(value)
        if len(self.fields) < _POOL:
            self.fields[name] = value
        for word in ("", *_words(name)):
            pool = self.pools.setdefault((kind, word), {})
            if len(pool) < _POOL:
                pool[value] = None

    def arguments(
        self, schema: Mapping[str, Any], random: Random, shape: Shape = PLAIN
    ) -> dict[str, Any]:
        """Return an object drawn for `schema`."""
        needed = schema.get("required", ())
        if not schema.get("properties") and schema.get("additionalProperties", True):
            names = random.sample(list(self.fields), min(len(self.fields), random.randint(1, 4)))
            return {name: self.fields[name] for name in names}
        return {
            name: self._value(name, inner, random, (shape.fields or {}).get(name, PLAIN))
            for name, inner in schema.get("properties", {}).items()
            if name in needed or random.random() < _OPTIONAL
        }

    def _value(self, name: str, schema: Mapping[str, Any], random: Random, shape: Shape) -> Any:
        if shape.slot is not None and self.keys.get(shape.slot):
            return random.choice(self.keys[shape.slot])
        if "anyOf" in schema:
            return self._value(name, random.choice(schema["anyOf"]), random, shape)
        told = [*schema.get("enum", ()), *schema.get("examples", ())]
        told += [schema[key] for key in ("const", "default") if key in schema]
        if told and ("enum" in schema or "const" in schema or random.random() < 0.3):
            return random.choice(told)
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            kind = random.choice(kind)
        if kind == "object":
            return self.arguments(schema, random, shape)
        if kind == "array":
            many = random.randint(max(1, schema.get("minItems", 1)), 2)
            items, inner = schema.get("items", {}), shape.items or PLAIN
            return [self._value(name, items, random, inner) for _ in range(many)]
        if kind == "boolean":
            return random.random() < 0.5
        if kind == "null":
            return None
        return self._scalar(name, kind, random)

    def _scalar(self, name: str, kind: str, random: Random) -> Any:
        fitting = list(self._fitting(name, kind))
        if fitting and random.random() < _FITTING:
            return random.choice(random.choice(fitting))
        if kind == "string":
            return random.choice([*self.pools.get(("string", ""), ()), *_TEXTS][-_POOL:])
        whole = random.choice(_NUMBERS)  # a large one may mean a large amount of work
        return whole if kind == "integer" else random.choice([whole, whole + 0.5])

    def _fitting(self, name: str, kind: str) -> Iterator[list[Any]]:
        """Yield the values that stood under a word of `name`."""
        kinds = ("integer", "number") if kind == "number" else (kind,)
        for word in _words(name):
            found = [one for each in kinds for one in self.pools.get((each, word), ())]
            if found:
                yield found


def _words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return [word.rstrip("s") or word for word in re.split(r"[^a-z]+", spaced) if word]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "number"
