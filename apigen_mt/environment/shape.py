"""What a type says about JSON values: typed references, values of a kind, free text.

Rows, tool parameters and tool results all carry the same marks; the tool graph, the
reference checks and the digest read them from here.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
)

from typing_extensions import (
    TypedDict,
    get_type_hints,
    is_typeddict,
)


class Row(TypedDict):
    """Base of every row and every nested JSON object with known fields."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a string which is the key of a row: `Annotated[str, Ref("orders")]`."""

    table: str

    @property
    def slot(self) -> str:
        """The name under which the tool graph knows such values."""
        return f"ref:{self.table}"


@dataclass(frozen=True, slots=True)
class Is:
    """Marks a value of a kind that a person can know: `Annotated[str, Is("email")]`."""

    kind: str

    @property
    def slot(self) -> str:
        """The name under which the tool graph knows such values."""
        return f"is:{self.kind}"


@dataclass(frozen=True, slots=True)
class FreeText:
    """Marks prose: its wording never decides whether two states are equal."""


@dataclass(frozen=True)
class Shape:
    """What is known of one value: its slot, whether it is prose, and what is inside it."""

    slot: str | None = None
    prose: bool = False
    fields: Mapping[str, Shape] | None = None
    items: Shape | None = None

    @cached_property
    def plain(self) -> bool:
        """Whether nothing inside this value is marked."""
        return self.slot is None and not self.prose and not self.fields and self.items is None

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Every slot which a value of this shape can hold, in document order."""
        inner = [*(self.fields or {}).values(), *([self.items] if self.items else [])]
        own = (self.slot,) if self.slot is not None else ()
        return (*own, *(slot for shape in inner for slot in shape.slots))

    @cached_property
    def marked(self) -> tuple[tuple[str, Shape], ...]:
        """The fields with marks inside them."""
        return tuple((n, s) for n, s in (self.fields or {}).items() if s.slots)


class Seen(NamedTuple):
    """One marked value found inside a JSON value, with the object that holds it."""

    slot: str
    value: Any
    holder: Mapping[str, Any] | None
    field: str


PLAIN = Shape()


def shape_of(annotation: Any) -> Shape:
    """Return what `annotation` says; types without marks give `PLAIN`.

    Understands TypedDict rows, lists, dictionaries with plain keys, optionals and unions
    (the first member with marks counts), and `Annotated` with Ref, Is or FreeText.
    """
    slot, prose = None, False
    while get_origin(annotation) in (Annotated, Required, NotRequired):
        for mark in getattr(annotation, "__metadata__", ()):
            if isinstance(mark, Ref | Is):
                slot = mark.slot
            elif isinstance(mark, FreeText):
                prose = True
        annotation = get_args(annotation)[0]
    if slot or prose:
        inner = _inside(annotation)
        if inner.items is not None:
            return Shape(items=Shape(slot=slot, prose=prose))
        return Shape(slot=slot, prose=prose)
    return _inside(annotation)


def _inside(annotation: Any) -> Shape:
    if is_typeddict(annotation):
        hints = get_type_hints(annotation, include_extras=True)
        return Shape(fields={name: shape_of(hint) for name, hint in hints.items()})
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (list, tuple, Sequence) and args:
        return Shape(items=shape_of(args[0]))
    if origin in (dict, Mapping) and len(args) == 2:
        return Shape(items=shape_of(args[1]))
    if origin in (Union, types.UnionType):
        known = [shape_of(arg) for arg in args if arg is not type(None)]
        return next((shape for shape in known if not shape.plain), PLAIN)
    if origin is Literal:
        return PLAIN
    return PLAIN


def harvest(shape: Shape, value: Any) -> list[Seen]:
    """Return every marked value inside `value`, outer objects first, in document order."""
    found: list[Seen] = []
    _harvest(shape, value, None, "", found)
    return found


def _harvest(
    shape: Shape,
    value: Any,
    holder: Mapping[str, Any] | None,
    field: str,
    found: list[Seen],
) -> None:
    if value is None:
        return
    if shape.slot is not None:
        found.append(Seen(shape.slot, value, holder, field))
    elif shape.marked:
        if isinstance(value, dict):
            for name, inner in shape.marked:
                member = value.get(name)
                if inner.slot is None:
                    _harvest(inner, member, value, name, found)
                elif member is not None:  # most marks are on plain values; no call is spent on them
                    found.append(Seen(inner.slot, member, value, name))
    elif shape.items is not None and not shape.items.plain:
        for member in value.values() if isinstance(value, dict) else value:
            _harvest(shape.items, member, holder, field, found)


def holds_prose(shape: Shape) -> bool:
    """Return whether free text occurs anywhere inside `shape`."""
    if shape.prose:
        return True
    inner = list((shape.fields or {}).values()) + ([shape.items] if shape.items else [])
    return any(holds_prose(one) for one in inner)


def without_prose(shape: Shape, value: Any) -> Any:
    """Return `value` with every free-text part left out; the original is unchanged."""
    if shape.fields is not None and isinstance(value, dict):
        kept = {}
        for name, inner in value.items():
            part = shape.fields.get(name, PLAIN)
            if not part.prose:
                kept[name] = inner if part.plain else without_prose(part, inner)
        return kept
    if shape.items is not None and not shape.items.plain:
        if shape.items.prose:
            return []
        if isinstance(value, dict):
            return {name: without_prose(shape.items, inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [without_prose(shape.items, inner) for inner in value]
    return value
