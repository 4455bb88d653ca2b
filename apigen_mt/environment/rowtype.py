"""What an author declared of a table: the type of its rows, their key, their digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import get_type_hints, is_typeddict

from apigen_mt.environment.frozen import FrozenDict, freeze
from apigen_mt.environment.shape import Shape, holds_prose, shape_of, without_prose
from apigen_mt.errors import EnvironmentFault

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class TableSpec:
    """What an author declared of one table; shared by every fork."""

    __slots__ = ("_digested", "adapter", "key", "name", "row_type", "shape")

    def __init__(self, name: str, row_type: Any) -> None:
        if not is_typeddict(row_type):
            raise EnvironmentFault(
                f"Table '{name}': rows are declared as {row_type!r}. "
                "Declare them as a class that derives from apigen_mt.environment.Row."
            )
        forbid_extras(row_type)
        self.name = name
        self.row_type = row_type
        self.adapter: TypeAdapter[Any] = TypeAdapter(row_type)
        self.shape: Shape = shape_of(row_type)
        self.key = self._find_key()
        self._digested = holds_prose(self.shape)

    def _find_key(self) -> str:
        own = f"ref:{self.name}"
        for field, shape in (self.shape.fields or {}).items():
            if shape.slot == own:
                return field
        raise EnvironmentFault(
            f"Table '{self.name}': no field is its key. "
            f'Mark one with Annotated[str, Ref("{self.name}")].'
        )

    def validated(self, row: Any) -> FrozenDict:
        """Return `row` as a frozen row with every value in its declared type.

        Raises:
            ValueError: with the path of each wrong field and what was expected there.
        """
        try:
            clean = self.adapter.validate_python(row)
        except ValidationError as error:
            raise ValueError(_say(error)) from None
        frozen: FrozenDict = freeze(clean)
        return frozen

    def digest(self, row: Mapping[str, Any]) -> int:
        """Return the 256-bit number that stands for `row`, its free text left out."""
        kept = without_prose(self.shape, row) if self._digested else row
        payload = orjson.dumps([self.name, kept], option=orjson.OPT_SORT_KEYS)
        return int.from_bytes(blake2b(payload, digest_size=32).digest(), "big")


def forbid_extras(row_type: Any) -> None:
    """Make `row_type`, and every row type inside it, strict and closed to unknown fields."""
    row_type.__pydantic_config__ = _STRICT
    for hint in get_type_hints(row_type).values():
        for part in _parts(hint):
            if is_typeddict(part) and part is not row_type:
                forbid_extras(part)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for arg in getattr(hint, "__args__", ()):
        yield from _parts(arg)


def _say(error: ValidationError) -> str:
    told = []
    for one in error.errors(include_url=False)[:3]:
        path = ".".join(str(part) for part in one["loc"]) or "the row"
        told.append(f"field '{path}': {one['msg'].lower()}, got {one['input']!r}"[:300])
    return "; ".join(told)
