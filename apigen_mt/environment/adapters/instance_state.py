"""The state of foreign instances: an image of each to call, and rows that follow its attributes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import orjson

from apigen_mt.environment.adapters.cells import CellDatabase, cells
from apigen_mt.environment.adapters.image import Image
from apigen_mt.environment.adapters.methods import Method
from apigen_mt.environment.adapters.told import fields_of, told
from apigen_mt.environment.table import Table
from apigen_mt.errors import EnvironmentFault, ToolFault


class InstanceDatabase(CellDatabase):
    """One table a class, one row a public attribute, and the instances behind them.

    A fork shares the images of all instances. A call gets a copy of one; on commit the rows follow
    its attributes. Private attributes go along with the image and stay out of rows and digest.
    """

    _images: dict[str, Image]
    _pending: dict[str, Image]

    @classmethod
    def holding(cls, instances: Mapping[str, Any], now: datetime) -> Self:
        """Return the seed state that consists of `instances`, by table; they are taken over."""
        db = cls.load({name: cells(told_fields(one)) for name, one in instances.items()}, now)
        db._images = {name: Image(one) for name, one in instances.items()}
        db._pending = {}
        return db

    def fork(self, seed: int | None = None) -> Self:
        """Return a private copy in the present state; neither sees what the other writes."""
        twin = super().fork(seed)
        twin._images = self._images
        twin._pending = {}
        return twin

    def run(self, table: str, method: Method, arguments: Mapping[str, Any]) -> Any:
        """Call a method of a copy of the instance and return its answer as it came.

        Raises:
            ToolFault: a call which may only read changed something.
        """
        before = self._images[table]
        instance = before.copy()
        answer = method.call(instance, arguments)
        fields = fields_of(instance)
        after = Image(instance)
        if after._pickled is not None and after._pickled == before._pickled:
            return answer
        if self._writing:
            _follow(self._table(table), _told_fields_of(type(instance), fields))
            self._pending[table] = after
        elif not after.same(before):
            raise ToolFault(
                f"{method.name}: a read tool tried to write. It was taken for a read because it "
                f"changed nothing when it was observed. Name it in writes=('{method.name}', ...)."
            )
        return answer

    def commit(self) -> None:
        """Keep every change since `begin`, all or none."""
        writes = self._writes
        super().commit()
        pending, self._pending = self._pending, {}
        if self._writes > writes or any(
            not image.same(self._images[name]) for name, image in pending.items()
        ):
            self._images = {**self._images, **pending}
            self._writes = writes + 1

    def rollback(self) -> None:
        """Drop every change since `begin`."""
        self._pending = {}
        super().rollback()


def told_fields(instance: Any) -> dict[str, Any]:
    """Return the public attributes of an instance as JSON.

    Raises:
        EnvironmentFault: one holds something that is no state.
    """
    return _told_fields_of(type(instance), fields_of(instance))


def _told_fields_of(kind: type, fields: Mapping[str, Any]) -> dict[str, Any]:
    public = {name: value for name, value in fields.items() if not name.startswith("_")}
    try:
        return {name: told(value) for name, value in public.items()}
    except TypeError as error:
        raise EnvironmentFault(
            f"{kind.__name__}: an attribute holds a value that is no state: {error}. "
            "Keep it under a name that starts with an underscore."
        ) from None


def _follow(table: Table[Any], values: Mapping[str, Any]) -> None:
    """Bring the rows of `table` to `values`."""
    for row in list(table):
        if row["key"] not in values:
            table.delete(row["key"])
    for key, value in values.items():
        row = table.get(key)
        if row is None:
            table.insert({"key": key, "value": value})
        elif orjson.dumps(row["value"]) != orjson.dumps(value):
            table[key]["value"] = value
