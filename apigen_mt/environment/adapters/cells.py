"""Tables whose rows are `{"key", "value"}`: any JSON value under a text, for foreign state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Self

from typing_extensions import TypedDict

from apigen_mt.environment.adapters.faces import Faced
from apigen_mt.environment.rowtype import TableSpec
from apigen_mt.environment.shape import Ref
from apigen_mt.environment.table import Table
from apigen_mt.errors import EnvironmentFault


@lru_cache(maxsize=1024)
def cell_spec(table: str) -> TableSpec:
    """Return the spec of a table of cells."""
    fields: dict[str, Any] = {"key": Annotated[str, Ref(table)], "value": Any}
    make: Any = TypedDict
    return TableSpec(table, make("Cell", fields))


def cells(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return `values` as rows of a table of cells."""
    return [{"key": key, "value": value} for key, value in values.items()]


class CellDatabase(Faced):
    """Tables of cells, whatever they are called; no table is an attribute."""

    @classmethod
    def of(cls, tables: Iterable[str]) -> type[Self]:
        """Return the class of databases with these tables.

        Raises:
            EnvironmentFault: there is no table, or a name that cannot be one.
        """
        names = list(tables)
        for name in names:
            if not isinstance(name, str) or not name or name.startswith("_"):
                raise EnvironmentFault(
                    f"A table cannot be called {name!r}. Take a text that starts with a letter."
                )
        if not names:
            raise EnvironmentFault("There is no state to keep. Give at least one table.")
        return type(cls.__name__, (cls,), {"specs": {name: cell_spec(name) for name in names}})

    def _table(self, name: str) -> Table[Any]:
        table = self._tables.get(name)
        if table is None:
            table = Table(self._base.tables[name])
            table._writable = self._writing
            self._tables[name] = table
        return table

    def fork(self, seed: int | None = None) -> Self:
        """Return a private copy in the present state; neither sees what the other writes."""
        twin = super().fork(seed)
        for name in twin._tables:
            twin.__dict__.pop(name, None)
        return twin
