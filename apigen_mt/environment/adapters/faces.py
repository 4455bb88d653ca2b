"""Tables inside foreign state, shown as rows of ours; what holds the state stays as it is.

`{"orders": {"W1": {"user": "ann"}}}` shows a table `orders` whose row `W1` reads
`{"order_id": "W1", "user": "ann"}`. Checks, planner and tool graph see faces and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from apigen_mt.environment.adapters.meaning import Meaning
from apigen_mt.environment.adapters.shapes import CLASS, shape_seen
from apigen_mt.environment.database import Database
from apigen_mt.environment.frozen import FrozenDict, freeze
from apigen_mt.environment.rowtype import TableSpec
from apigen_mt.environment.shape import Ref, Shape
from apigen_mt.environment.table import Table, TableBase
from apigen_mt.errors import EnvironmentFault, nearest

_DEEPEST = 4
_WIDEST = 200
"""How many names an object has at most, so that tables are looked for inside it."""
_NONE: Mapping[str, FrozenDict] = {}


class FaceSpec(TableSpec):
    """What is known of a table inside foreign state: its key, and the marks in its rows."""

    __slots__ = ()

    def __init__(self, name: str, key: str, shape: Shape) -> None:
        self.name, self.key, self.shape = name, key, shape
        self._digested = False


class FaceTable(Table[Any]):
    """Rows of a face, read-only; keys that are numbers are found as numbers too."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return self._peek(str(key)) is not None

    def get(self, key: Any) -> Any:
        """Return the row of `key`, read-only, or None."""
        return self._peek(str(key))


@dataclass(frozen=True)
class Face:
    """Where a table stands inside the state, and how its rows read."""

    path: tuple[str, ...]
    """The table that holds it, then the key of a row, then fields."""
    spec: FaceSpec
    known: str = ""
    """The field that repeats the key, where people know it by heart."""
    added: frozenset[str] = frozenset()
    """The fields that the rows of the state do not have."""
    numbered: bool = False
    """Whether tools take its keys as numbers."""

    def rows(self, value: Any) -> dict[str, FrozenDict]:
        """Return the rows of a table as it stands in the state."""
        return {key: self.row(key, one) for key, one in _entries(value, self.spec.key)}

    def row(self, key: str, value: Any) -> FrozenDict:
        """Return one row, its key first."""
        fields = dict(value) if isinstance(value, dict) else {"value": value}
        fields.pop(CLASS, None)
        number = self.numbered and key.lstrip("-").isdigit()
        fields = {self.spec.key: int(key) if number else key, **fields}
        if self.known:
            fields[self.known] = fields[self.spec.key]
        row: FrozenDict = freeze(fields)
        return row


class Faced(Database):
    """A database whose state is foreign; it shows the faces that were found in it."""

    faces: ClassVar[Mapping[str, Face]] = {}
    content: ClassVar[str] = "value"
    """The field in which a row holds foreign state."""
    _shown: dict[str, TableBase]

    @classmethod
    def showing(cls, faces: Mapping[str, Face]) -> type[Self]:
        """Return the class of such databases that show `faces`."""
        return type(cls.__name__, (cls,), {"specs": cls.kept(), "faces": faces})

    @classmethod
    def kept(cls) -> dict[str, TableSpec]:
        """Return the specs of the tables that hold the state."""
        return super().declared()

    @classmethod
    def declared(cls) -> dict[str, TableSpec]:
        """Return the specs of the tables as they are shown."""
        return {**cls.kept(), **{name: face.spec for name, face in cls.faces.items()}}

    def table(self, name: str) -> Table[Any]:
        """Return the table called `name` as it is shown."""
        face = self.faces.get(name)
        return self._table(name) if face is None else self._face(name, face)

    def fork(self, seed: int | None = None) -> Self:
        """Return a private copy in the present state; neither sees what the other writes."""
        twin = super().fork(seed)
        twin.__dict__["_shown"] = self.__dict__.setdefault("_shown", {})
        return twin

    def _face(self, name: str, face: Face) -> FaceTable:
        shown = self.__dict__.setdefault("_shown", {})
        if name not in shown:
            rows = face.rows(self._seed_value(face))
            places = {key: place for place, key in enumerate(rows)}
            shown[name] = TableBase(face.spec, rows, {}, 0, places, {})
        table = FaceTable(shown[name])
        table._changed = self._since(face, shown[name].rows)
        return table

    def _seed_value(self, face: Face) -> Any:
        rows = self._base.tables[face.path[0]].rows
        if len(face.path) == 1:
            return {key: row[self.content] for key, row in rows.items()}
        return _dug(rows.get(face.path[1], _NONE).get(self.content), face.path[2:])

    def _since(self, face: Face, before: Mapping[str, FrozenDict]) -> dict[str, FrozenDict | None]:
        """Return the rows that are not as they were in the seed state."""
        holder = self._tables.get(face.path[0])
        changed = holder._changed if holder is not None else {}
        if len(face.path) == 1:
            return {
                key: None if row is None else face.row(key, row[self.content])
                for key, row in changed.items()
            }
        if face.path[1] not in changed:
            return {}
        row = changed[face.path[1]] or _NONE
        now = face.rows(_dug(row.get(self.content), face.path[2:]))
        return {key: now.get(key) for key in {**before, **now} if now.get(key) != before.get(key)}


def _dug(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _tell_apart(told: list[Any], keys: list[str | None]) -> bool:
    """Whether a field's values are the keys of rows, or could be those of a list."""
    if None in keys:
        return all(isinstance(one, str | int) for one in told) and len(set(told)) == len(told)
    return list(map(str, told)) == keys


def _members(value: Any) -> Iterator[tuple[str | None, Any]]:
    """Yield (key, row) of an object of rows, or (None, row) of a list of them."""
    if isinstance(value, dict):
        yield from ((one, row) for one, row in value.items() if one != CLASS)
    elif isinstance(value, list):
        yield from ((None, row) for row in value)


def _entries(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """Yield (key, row) of a table, which is an object of rows or a list of them."""
    if isinstance(value, dict):
        yield from ((one, row) for one, row in value.items() if one != CLASS)
    elif isinstance(value, list):
        yield from ((str(row[key]), row) for row in value if isinstance(row, dict) and key in row)


@dataclass
class Finder:
    """Finds the tables that references speak of in foreign state."""

    owner: str
    tree: Mapping[str, Any]
    """The state: tables that hold it, by name, as objects of their contents."""
    meaning: Meaning
    hint: str = ""
    """What else to say where a table is not found."""
    least: int = 1
    """How many names of a path at least."""
    numbered: Collection[str] = ()
    """The tables whose keys are numbers."""

    def faces(self) -> dict[str, Face]:
        """Return a face for each table that is spoken of.

        Raises:
            EnvironmentFault: there is no such table, or there are two.
        """
        return {name: self._face(name) for name in self.meaning.tables}

    def _face(self, name: str) -> Face:
        path = self._path(name)
        value: Any = _dug(self.tree[path[0]], path[1:])
        slot_of = self.meaning.within(name)
        key = _key(name, value, self.meaning)
        shape = shape_seen([row for _, row in _entries(value, key)], slot_of)
        fields = {key: Shape(slot=Ref(name).slot)}
        fields |= {one: inner for one, inner in (shape.fields or {}).items() if one != key}
        known = f"known {key}" if self._lacks(key, shape) else ""
        if known:
            fields[known] = Shape(slot=f"is:{key}")
        inside = any(isinstance(row, dict) and key in row for _, row in _members(value))
        added = frozenset({known} if inside else {key, known})
        spec = FaceSpec(name, key, Shape(fields=fields))
        return Face(path, spec, known, added, name in self.numbered)

    def _lacks(self, key: str, shape: Shape) -> bool:
        return key in self.meaning.known and f"is:{key}" not in shape.slots

    def _path(self, name: str) -> tuple[str, ...]:
        known = [path for path in _tables(self.tree, ()) if len(path) >= self.least]
        paths = [path for path in known if _called(path) == name or ".".join(path) == name]
        nearby = [path for path in paths if len(path) == min(map(len, paths))]
        if len(nearby) == 1:
            return nearby[0]
        names = list(dict.fromkeys(_called(path) for path in known if self._of_rows(path)))
        if not nearby:
            raise EnvironmentFault(
                f"{self.owner}: there is no table '{name}' in its state.{nearest(name, names)} "
                f"Tables: {', '.join(names[:20]) or 'none'}.{self.hint}"
            )
        told = " and ".join(".".join(path) for path in nearby)
        raise EnvironmentFault(
            f"{self.owner}: '{name}' may be {told}. Write which of them, with its dots."
        )

    def _of_rows(self, path: tuple[str, ...]) -> bool:
        rows = [row for _, row in _members(_dug(self.tree[path[0]], path[1:]))]
        return all(isinstance(row, dict) for row in rows)


def _tables(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the path of everything in the state that may be a table, outer ones first."""
    if path and (isinstance(value, dict) or _is_list_of_rows(value)):
        yield path
    if isinstance(value, dict) and len(path) < _DEEPEST and len(value) <= _WIDEST:
        for name, inner in value.items():
            yield from _tables(inner, (*path, name))


def _is_list_of_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _called(path: tuple[str, ...]) -> str:
    """Return what a table is called by its place: its name, or that of its file."""
    return path[-1].rpartition("/")[2].partition(".")[0] or path[-1]


def _key(table: str, value: Any, meaning: Meaning) -> str:
    """Return the field that holds the key of a row, or a name for it where none does."""
    slot_of, slot = meaning.within(table), Ref(table).slot
    noun = table.rpartition(".")[2].rstrip("s")
    rows = list(_members(value))
    inside = list(rows[0][1]) if rows and isinstance(rows[0][1], dict) else []
    marked = [name for name in inside if slot_of(name) == slot]
    for name in dict.fromkeys([*marked, f"{noun}_id", "id", "key", *inside]):
        told = [row.get(name) if isinstance(row, dict) else None for _, row in rows]
        if rows and _tell_apart(told, [one for one, _ in rows]):
            return str(name)
    if isinstance(value, list) and inside:
        raise EnvironmentFault(
            f"Table '{table}' is a list, and no field of its rows tells which is which. "
            f'Mark one: "{table}.<field>": "{table}".'
        )
    taken = {name for _, row in rows if isinstance(row, dict) for name in row}
    bare = [name for name, one in meaning.slots.items() if one == slot and name.isidentifier()]
    bare.sort(key=lambda name: (name != f"{noun}_id", name == table))
    names = [*bare, f"{noun}_id", "id", "key", f"key of {table}"]
    return next(name for name in names if name not in taken)
