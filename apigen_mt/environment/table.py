"""One typed table: its seed rows, and the view of them that one fork has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from apigen_mt.environment.frozen import FrozenDict, thaw
from apigen_mt.environment.rowtype import TableSpec
from apigen_mt.environment.shape import harvest
from apigen_mt.errors import SeedDataError, ToolError, ToolFault

R = TypeVar("R")

DELETED = None
_MODULUS = 1 << 256


@dataclass(slots=True)
class TableBase:
    """The seed rows of one table, with their digests; never changed after loading."""

    spec: TableSpec
    rows: dict[str, FrozenDict]
    digests: dict[str, int]
    total: int
    places: dict[str, int]
    indexes: dict[str, dict[Any, list[str]]]

    @classmethod
    def load(cls, spec: TableSpec, rows: Any) -> TableBase:
        """Return the base of `rows`, each validated.

        Raises:
            SeedDataError: naming table, row and field.
        """
        loaded: dict[str, FrozenDict] = {}
        for number, row in enumerate(rows):
            key = row.get(spec.key, f"#{number}") if isinstance(row, dict) else f"#{number}"
            try:
                clean = spec.validated(row)
            except ValueError as error:
                raise SeedDataError(
                    f"Seed data, table '{spec.name}', row '{key}': {error}. "
                    "Mend the row, or the declared type."
                ) from None
            if clean[spec.key] in loaded:
                raise SeedDataError(
                    f"Seed data, table '{spec.name}', row '{key}': "
                    f"another row has the same {spec.key}. Give each row its own."
                )
            loaded[clean[spec.key]] = clean
        digests = {key: spec.digest(row) for key, row in loaded.items()}
        places = {key: place for place, key in enumerate(loaded)}
        return cls(spec, loaded, digests, sum(digests.values()) % _MODULUS, places, {})

    def index(self, field: str) -> dict[Any, list[str]]:
        """Return value -> keys for `field`, made once and shared by all forks."""
        known = self.indexes.get(field)
        if known is None:
            known = {}
            for key, row in self.rows.items():
                value = row.get(field)
                if isinstance(value, str | int | float | bool | None):
                    known.setdefault(value, []).append(key)
            self.indexes[field] = known
        return known


class Table(Generic[R]):
    """One fork's view of a table: frozen rows to read, own copies to write.

    In a write tool `table[key]` is a private copy whose changes are kept when the tool returns,
    and dropped when it raises. Everything else (`get`, `where`, iteration, and all of it in read
    tools) gives read-only rows.
    """

    __slots__ = ("_base", "_changed", "_digests", "_working", "_writable")

    def __init__(self, base: TableBase) -> None:
        self._base = base
        self._changed: dict[str, FrozenDict | None] = {}
        self._digests: dict[str, int] = {}
        self._working: dict[str, dict[str, Any] | None] | None = None
        self._writable = False

    # Reading

    def __getitem__(self, key: str) -> R:
        """Return the row of `key`; in a write tool a copy that the tool may change.

        Raises:
            ToolError: no such row (code `not_found`), worded for the agent.
        """
        row = self._peek(key)
        if row is None:
            noun = self._base.spec.name.rstrip("s").replace("_", " ")
            raise ToolError(f"There is no {noun} '{key}'.", code="not_found")
        if self._writable and type(row) is FrozenDict:
            row = thaw(row)
            self._keep()[key] = row
        return row  # type: ignore[return-value]

    def get(self, key: str) -> R | None:
        """Return the row of `key`, read-only, or None."""
        return self._peek(key)  # type: ignore[return-value]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._peek(key) is not None

    def __iter__(self) -> Iterator[R]:
        """Yield every row, read-only: seed rows in seed order, then rows inserted since."""
        for key in self.keys():
            yield self._peek(key)  # type: ignore[misc]

    def __len__(self) -> int:
        return sum(1 for _ in self.keys())

    def keys(self) -> Iterator[str]:
        """Yield every key, in the order of iteration."""
        working = self._working or {}
        base, changed = self._base.rows, self._changed
        if not changed and not working:
            yield from base
            return
        for key in base:
            if self._peek(key) is not None:
                yield key
        for key in [*changed, *(key for key in working if key not in changed)]:
            if key not in base and self._peek(key) is not None:
                yield key

    def where(self, **fields: Any) -> list[R]:
        """Return the rows whose top-level fields equal `fields`, read-only, in table order."""
        first, value = next(iter(fields.items()))
        if isinstance(value, dict | list):  # the index holds scalars only
            return [row for row in self if all(row.get(name) == fields[name] for name in fields)]  # type: ignore[attr-defined]
        fresh = dict.fromkeys([*self._changed, *(self._working or {})])
        keys = self._base.index(first).get(value, ())
        found: list[Mapping[str, Any]] = [self._base.rows[key] for key in keys if key not in fresh]
        for key in fresh:
            row = self._peek(key)
            if row is not None and row.get(first) == value:
                found.append(row)
        if len(fields) > 1:
            rest = list(fields.items())[1:]
            found = [row for row in found if all(row.get(name) == want for name, want in rest)]
        if fresh and len(found) > 1:
            places, key_field = self._base.places, self._base.spec.key
            found.sort(key=lambda row: places.get(row[key_field], len(places)))
        return found  # type: ignore[return-value]

    # Writing

    def insert(self, row: R) -> R:
        """Add `row` under its key and return the copy that the tool may still change.

        Raises:
            ToolFault: the key is taken, or the table is being read only.
        """
        copy: dict[str, Any] = thaw(row)
        key = copy.get(self._base.spec.key)
        if not isinstance(key, str) or self._peek(key) is not None:
            raise ToolFault(
                f"Table '{self._base.spec.name}': cannot insert a row with key {key!r}. "
                "Take a fresh one from db.new_id(prefix)."
            )
        self._keep()[key] = copy
        return copy  # type: ignore[return-value]

    def delete(self, key: str) -> None:
        """Remove the row of `key`.

        Raises:
            ToolError: no such row.
        """
        self[key]
        self._keep()[key] = DELETED

    # What the database asks of its tables

    def _peek(self, key: str) -> dict[str, Any] | None:
        if self._working is not None and key in self._working:
            return self._working[key]
        if key in self._changed:
            return self._changed[key]
        return self._base.rows.get(key)

    def _keep(self) -> dict[str, dict[str, Any] | None]:
        if not self._writable:
            raise ToolFault(
                f"Table '{self._base.spec.name}': a read tool tried to write. "
                'Declare the tool with effect "write".'
            )
        if self._working is None:
            self._working = {}
        return self._working

    def _fork(self) -> Table[R]:
        twin: Table[R] = Table(self._base)
        twin._changed = dict(self._changed)
        twin._digests = dict(self._digests)
        return twin

    def _staged(self, resolves: Any) -> list[tuple[str, FrozenDict | None, int]]:
        """Return the changed rows, validated, with their digests; nothing is kept yet."""
        spec: TableSpec = self._base.spec
        staged: list[tuple[str, FrozenDict | None, int]] = []
        for key, row in (self._working or {}).items():
            if row is None:
                staged.append((key, None, 0))
                continue
            try:
                clean = spec.validated(row)
            except ValueError as error:
                raise ToolFault(f"Table '{spec.name}', row '{key}': {error}.") from None
            if clean[spec.key] != key:
                raise ToolFault(
                    f"Table '{spec.name}', row '{key}': its key was changed to "
                    f"'{clean[spec.key]}'. Delete the row and insert another."
                )
            before = self._committed(key)
            if clean == before and self._alike(key, clean):
                continue
            for seen in harvest(spec.shape, _moved(before, clean)):
                if seen.slot.startswith("ref:") and not resolves(seen.slot[4:], seen.value):
                    raise ToolFault(
                        f"Table '{spec.name}', row '{key}': {seen.field} '{seen.value}' "
                        f"names no row of '{seen.slot[4:]}'."
                    )
            try:
                digest = spec.digest(clean)
            except TypeError as error:
                raise ToolFault(f"Table '{spec.name}', row '{key}': {error}.") from None
            staged.append((key, clean, digest))
        return staged

    def _alike(self, key: str, row: FrozenDict) -> bool:
        """Whether a row equal to the committed one is the same JSON: 1, 1.0 and True differ."""
        try:
            return bool(self._base.spec.digest(row) == self._digest_of(key))
        except TypeError:
            return False

    def _commit(self, staged: list[tuple[str, FrozenDict | None, int]]) -> int:
        """Keep the staged rows; return by how much the digest moves."""
        moved = 0
        for key, row, digest in staged:
            moved += digest - self._digest_of(key)
            self._changed[key] = row
            self._digests[key] = digest
        return moved

    def _settle(self) -> None:
        self._working = None
        self._writable = False

    def _committed(self, key: str) -> FrozenDict | None:
        if key in self._changed:
            return self._changed[key]
        return self._base.rows.get(key)

    def _digest_of(self, key: str) -> int:
        known = self._digests.get(key)
        return self._base.digests.get(key, 0) if known is None else known


def _moved(before: FrozenDict | None, row: FrozenDict) -> dict[str, Any]:
    """Return the fields of a row that are not as they were; what they named before is there."""
    if before is None:
        return row
    return {name: value for name, value in row.items() if value != before.get(name)}
