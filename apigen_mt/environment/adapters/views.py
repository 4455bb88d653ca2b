"""A database as the nested dictionary which foreign functions expect: `{table: {id: row}}`.

Both views are dictionaries that hold nothing themselves. In a write a row is copied when it is
first taken, and may then be changed in place at any depth; in a read every row is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from apigen_mt.environment.frozen import thaw
from apigen_mt.environment.table import Table
from apigen_mt.errors import ToolFault

LOOSE = "value"
"""The key of the only cell of a table that stands for a value which is no dictionary."""


class Holder(Protocol):
    """A database of cells."""

    @property
    def loose(self) -> frozenset[str]:
        """The tables that stand for one value each."""
        ...

    def _table(self, name: str) -> Table[Any]:
        """Return the table that holds the state under `name`."""
        ...

    def kept(self) -> Mapping[str, Any]:
        """Return the specs of the tables that hold the state, by name."""
        ...


class _Unseen:
    """Stands in a view for its rows, so that code which looks past its methods fails at once."""

    def __repr__(self) -> str:
        return "<rows of a view; take dict(view)>"


if TYPE_CHECKING:  # the two bases agree at run time, where the first wins, and not in their types
    _Both = MutableMapping[str, Any]
else:

    class _Both(MutableMapping[str, Any], dict[str, Any]):
        """A dictionary by its type whose every method goes through the five of a mapping."""


class _View(_Both):
    """A dictionary whose content is elsewhere; copies of it are plain dictionaries."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self) -> None:
        hidden: Any = self
        dict.__init__(hidden, {"<view>": _Unseen()})  # json.dumps takes an empty one for {}

    def plain(self) -> dict[str, Any]:
        """Return the content as a plain dictionary which shares nothing with the state."""
        return {key: _own(value) for key, value in self.items()}

    def popitem(self) -> tuple[str, Any]:
        """Remove the last entry and return it."""
        keys = list(self)
        if not keys:
            raise KeyError("popitem(): dictionary is empty")
        return keys[-1], self.pop(keys[-1])

    def clear(self) -> None:
        """Remove every entry."""
        for key in list(self):
            del self[key]

    def copy(self) -> dict[str, Any]:
        """Return a plain dictionary with the same rows."""
        return dict(self.items())

    __copy__ = copy

    def __deepcopy__(self, memo: Any) -> dict[str, Any]:
        return self.plain()

    def __reduce__(self) -> tuple[Any, ...]:
        return (dict, (self.plain(),))

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self.items()) == dict(other.items())

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.copy()

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self

    def __repr__(self) -> str:
        return repr(self.copy())


class TableView(_View):
    """One table as `{id: row}`."""

    def __init__(self, table: Table[Any]) -> None:
        super().__init__()
        self._table = table

    def __getitem__(self, key: str) -> Any:
        row = self._table._peek(key)
        if row is None:
            raise KeyError(key)
        return self._table[key]["value"] if self._table._writable else row["value"]

    def __setitem__(self, key: str, row: Any) -> None:
        self._working()[_text(key)] = {"key": key, "value": row}

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._working()[key] = None

    def __contains__(self, key: object) -> bool:
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._table.keys())) if self._table._writable else self._table.keys()

    def __len__(self) -> int:
        table = self._table
        if not table._changed and not table._working:
            return len(table._base.rows)
        return len(table)

    def __bool__(self) -> bool:
        return next(self._table.keys(), None) is not None

    def _working(self) -> dict[str, Any]:
        if not self._table._writable:
            refuse_write(f"'{self._table._base.spec.name}'")
        return self._table._keep()


class DataView(_View):
    """A whole database as `{table: {id: row}}`."""

    def __init__(self, db: Holder) -> None:
        super().__init__()
        self._db = db
        self._views: dict[str, TableView] = {}

    def __getitem__(self, name: str) -> Any:
        view = self._views.get(name)
        if view is None:
            if name not in self._db.kept():
                raise KeyError(name)
            view = self._views[name] = TableView(self._db._table(name))
        return view[LOOSE] if name in self._db.loose else view

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in self._db.kept():
            raise ToolFault(
                f"A tool added a table '{name}'. Give it in the data, empty if need be."
            )
        if name in self._db.loose:
            TableView(self._db._table(name))[LOOSE] = value
            return
        view = self[name]
        if value is view:  # data["orders"] |= {...}
            return
        rows = dict(value.items())
        view.clear()
        view.update(rows)

    def __delitem__(self, name: str) -> None:
        raise ToolFault(f"A tool removed the table '{name}'. Clear it instead.")

    def __contains__(self, name: object) -> bool:
        return name in self._db.kept()

    def __iter__(self) -> Iterator[str]:
        return iter(self._db.kept())

    def __len__(self) -> int:
        return len(self._db.kept())


def refuse_write(what: str) -> NoReturn:
    """Raise that a read wrote to `what`.

    Raises:
        ToolFault: always.
    """
    raise ToolFault(
        f"{what}: a read tool tried to write. It is taken for a read because it changed nothing "
        "when it was observed, or because `writes` leaves it out. Name it in writes=(...)."
    )


def _own(value: Any) -> Any:
    return value.plain() if isinstance(value, _View) else thaw(value)


def _text(key: Any) -> str:
    if not isinstance(key, str):
        raise ToolFault(f"A tool used {key!r} as the key of a row. Keys are texts.")
    return key
