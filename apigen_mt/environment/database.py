"""The world that tools read and write: typed tables, cheap forks, an incremental digest.

A fork shares the frozen seed rows and owns only what was written in it, so its cost does not
depend on the size of the database. The digest of a state is the sum modulo 2**256 of one number a
row; writing a row moves the sum by that row alone. It guards against accidents: two states differ
in digest if they differ at all, but for chance; it is no proof against an adversary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any, ClassVar, Self, get_args, get_origin

from typing_extensions import get_type_hints

from apigen_mt.environment.diff import RowChange, compare
from apigen_mt.environment.references import Holders, dangling, holders, referred
from apigen_mt.environment.rowtype import TableSpec
from apigen_mt.environment.table import Table, TableBase
from apigen_mt.errors import EnvironmentFault, SeedDataError, ToolFault

_MODULUS = 1 << 256
_KEYS = 100_000


class Base:
    """The seed state of a database, shared by every fork; never changed after loading."""

    __slots__ = ("_holders", "digest", "tables")

    def __init__(self, tables: dict[str, TableBase]) -> None:
        self.tables = tables
        self.digest = sum(table.total for table in tables.values()) % _MODULUS
        self._holders: dict[str, Holders] = {}

    def holders(self, target: str) -> Holders:
        """Return which seed rows refer to rows of `target`; found out once, for all forks."""
        known = self._holders.get(target)
        if known is None:
            known = self._holders[target] = holders(self.tables, target)
        return known


class Database:
    """Typed tables, declared as annotations: `orders: Table[Order]`.

    Tools get one as their first argument. Besides its tables it gives them what they must not take
    from the machine: `now`, `new_id` and `random`, which depend only on the session.
    """

    specs: ClassVar[dict[str, TableSpec]]

    _base: Base
    _tables: dict[str, Table[Any]]

    def __init__(self, base: Base, now: datetime, seed: int = 0) -> None:
        self._base = base
        self._tables = {}
        self._digest = base.digest
        self._now = now
        self._seed = seed
        self._issued: dict[str, int] = {}
        self._call: Callable[[], bytes] = bytes
        self._rolling = b""
        self._rolled: dict[bytes, int] = {}
        self._writes = 0
        self._writing = False

    @classmethod
    def declared(cls) -> dict[str, TableSpec]:
        """Return the specs of the declared tables, by name, in declaration order.

        Raises:
            EnvironmentFault: no table is declared, or one has no key or no row type.
        """
        if "specs" not in cls.__dict__:
            specs = {}
            for name, hint in get_type_hints(cls, include_extras=True).items():
                origin: Any = get_origin(hint)
                if origin is Table:
                    specs[name] = TableSpec(name, get_args(hint)[0])
            if not specs:
                raise EnvironmentFault(
                    f"{cls.__name__} declares no table. Add one: books: Table[Book]."
                )
            cls.specs = specs
        return cls.specs

    @classmethod
    def kept(cls) -> dict[str, TableSpec]:
        """Return the specs of the tables that hold the state, however `declared` shows them."""
        return cls.declared()

    @classmethod
    def load(
        cls, rows: Mapping[str, Iterable[Mapping[str, Any]]], now: datetime, seed: int = 0
    ) -> Self:
        """Return a database whose seed state is `rows`: table name to rows.

        Raises:
            SeedDataError: a table is unknown, a row does not fit its type, a key occurs twice or
                a reference names no row.
        """
        specs = cls.kept()
        if not isinstance(rows, Mapping):
            raise SeedDataError(
                f"Seed data is a {type(rows).__name__}. Give an object: table name to its rows."
            )
        for name in rows:
            if name not in specs:
                raise SeedDataError(
                    f"Seed data has rows for table '{name}', which {cls.__name__} "
                    f"does not declare. Declared: {', '.join(specs)}."
                )
        tables = {name: TableBase.load(spec, rows.get(name, ())) for name, spec in specs.items()}
        for line in dangling(tables):
            raise SeedDataError(line)
        return cls(Base(tables), now, seed)

    def __getattr__(self, name: str) -> Any:
        tables = self.__dict__.get("_tables")
        if tables is None or name not in self._base.tables:
            raise AttributeError(f"{type(self).__name__} has no table '{name}'")
        table: Table[Any] = Table(self._base.tables[name])
        table._writable = self._writing
        tables[name] = table
        self.__dict__[name] = table
        return table

    def table(self, name: str) -> Table[Any]:
        """Return the table called `name`."""
        return self._table(name)

    def _table(self, name: str) -> Table[Any]:
        """Return the table that holds the state under `name`."""
        table: Table[Any] = getattr(self, name)
        return table

    def kin(self, table: str, row: Mapping[str, Any]) -> list[str]:
        """Return the keys of rows that share their first reference with `row`: owner or parent."""
        spec = self.declared()[table]
        for name, shape in (spec.shape.fields or {}).items():
            if name != spec.key and shape.slot and shape.slot.startswith("ref:") and row.get(name):
                return [one[spec.key] for one in self.table(table).where(**{name: row[name]})]
        return []

    # What tools take from the session instead of the machine

    @property
    def now(self) -> datetime:
        """The session's time; it does not move while a session lasts."""
        return self._now

    def new_id(self, prefix: str) -> str:
        """Return a key that no table uses: `prefix_` and five digits, the same in every replay.

        It depends on the call that asks for it and not on the calls before, so two writes that do
        not touch each other lead to one state in either order.
        """
        place = self._issued.get(prefix, 0)
        if self._writing:
            self._issued[prefix] = place + 1
        number = self._drawn(f"{prefix}/{place}") % _KEYS
        for probed in range(_KEYS):
            fresh = f"{prefix}_{(number + probed) % _KEYS:05d}"
            if not any(self._resolves(name, fresh) for name in self._base.tables):
                return fresh
        raise ToolFault(f"All {_KEYS} keys '{prefix}_...' are in use. Take another prefix.")

    @property
    def random(self) -> Random:
        """A generator that depends on the session's seed and, in a write, on the call itself.

        The same call again draws something else; in a read it depends on the number of writes.
        """
        if not self._writing:
            return Random(self._drawn(f"{self._seed}/{self._writes}"))
        self._rolling = self._call()
        return Random(self._drawn(f"{self._seed}/{self._rolled.get(self._rolling, 0)}"))

    def _drawn(self, purpose: str) -> int:
        drawn = sha256(self._call() + purpose.encode()).digest()
        return int.from_bytes(drawn[:8], "big")

    # State

    def fork(self, seed: int | None = None) -> Self:
        """Return a private copy in the present state; neither sees what the other writes."""
        twin = object.__new__(type(self))
        tables: dict[str, Table[Any]] = {}
        fields: dict[str, Any] = {
            "_base": self._base,
            "_tables": tables,
            "_digest": self._digest,
            "_now": self._now,
            "_seed": self._seed if seed is None else seed,
            "_issued": {},
            "_call": bytes,
            "_rolling": b"",
            "_rolled": self._rolled,
            "_writes": self._writes,
            "_writing": False,
        }
        for name, table in self._tables.items():
            if table._changed:
                tables[name] = fields[name] = table._fork()
        twin.__dict__.update(fields)
        return twin

    @property
    def digest(self) -> str:
        """64 hexadecimal digits which are equal for equal states, free text left out."""
        return f"{self._digest:064x}"

    def full_digest(self) -> str:
        """Return the digest computed anew from every row; always equal to `digest`."""
        total = 0
        for name, base in self._base.tables.items():
            table = self._table(name)
            total += sum(base.spec.digest(row) for row in table)
        return f"{total % _MODULUS:064x}"

    def diff(self) -> list[RowChange]:
        """Return how this state differs from the seed state, by table, row and field."""
        changes: list[RowChange] = []
        for name in self._base.tables:
            table = self._tables.get(name)
            if table is not None and table._changed:
                before = self._base.tables[name].rows
                for key, row in sorted(table._changed.items()):
                    changes.extend(compare(name, key, before.get(key), row))
        return changes

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of every table that holds the state, read-only."""
        return {name: list(self._table(name)) for name in self._base.tables}

    def close(self) -> None:
        """Let go of what this state holds outside the process; tables hold nothing."""

    # What a session asks

    def begin(self, call: Callable[[], bytes] = bytes) -> None:
        """Open a write: tables hand out copies until `commit` or `rollback`.

        Args:
            call: what tells this write from others; keys and chance depend on it.
        """
        self._writing = True
        self._call = call
        for table in self._tables.values():
            table._writable = True

    def commit(self) -> None:
        """Keep every change since `begin`, all or none.

        Raises:
            ToolFault: a changed row does not fit its type or refers to no row, or a deleted one is
                still referred to; nothing is kept.
        """
        staged = [
            (table, table._staged(self._resolves))
            for table in self._tables.values()
            if table._working
        ]
        for table, rows in staged:
            gone = {key for key, row, _ in rows if row is None}
            if gone:
                self._refuse_orphans(table._base.spec.name, gone)
        moved = sum(table._commit(rows) for table, rows in staged)
        self._digest = (self._digest + moved) % _MODULUS
        self._writes += any(rows for _, rows in staged)
        if self._rolling:
            times = self._rolled.get(self._rolling, 0) + 1
            self._rolled = {**self._rolled, self._rolling: times}
        self._close()

    def rollback(self) -> None:
        """Drop every change since `begin`."""
        self._close()

    def _close(self) -> None:
        self._writing = False
        self._call = bytes
        self._rolling = b""
        self._issued = {}
        for table in self._tables.values():
            table._settle()

    def _seed_row(self, table: str, key: str) -> Mapping[str, Any] | None:
        return self._base.tables[table].rows.get(key)

    def _refuse_orphans(self, target: str, gone: set[str]) -> None:
        """Raise where a row still refers to one that is being deleted from `target`."""
        for name, known in self._base.holders(target).items():
            table = self._table(name)
            keys = [holder for key in gone for holder in known.get(key, ())]
            for key in dict.fromkeys([*keys, *table._changed, *(table._working or ())]):
                row = table._peek(key)
                lost = row and gone.intersection(referred(table._base, row, f"ref:{target}"))
                if lost:
                    raise ToolFault(
                        f"Table '{target}', row '{min(lost)}': it was deleted and row '{key}' of "
                        f"'{name}' still refers to it. Change or delete that row as well."
                    )

    def _resolves(self, table: str, key: Any) -> bool:
        """Whether a table has a row of that key; one that is not open yet stays closed."""
        known = self._tables.get(table)
        if known is not None:
            return key in known
        base = self._base.tables.get(table)
        return base is not None and isinstance(key, str) and key in base.rows
