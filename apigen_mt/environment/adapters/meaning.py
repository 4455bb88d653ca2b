"""What names in foreign code stand for: keys of rows, or things that people know by heart.

`references` and `knows` of every adapter come here. A mark on a bare name holds wherever the name
occurs; one on `tool.parameter`, `table.field`, `tool()` or `tool().field` goes before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apigen_mt.environment.adapters.shapes import names_in, shape_told
from apigen_mt.environment.shape import Is, Ref, Shape
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, nearest

References = Mapping[str, str | None]
"""A name to the table whose keys stand under it; None where it is no key after all."""
Knows = Collection[str] | Mapping[str, str]
"""Names of what people know by heart; a mapping gives each the kind of thing it is."""


@dataclass(frozen=True)
class Meaning:
    """Slots by name, and the table of the people who call."""

    slots: Mapping[str, str | None]
    people: str = ""

    @classmethod
    def of(cls, references: References, knows: Knows, people: str = "") -> Meaning:
        """Return the meaning of what an author wrote down.

        Raises:
            EnvironmentFault: something in it is neither a name nor a table.
        """
        if not isinstance(references, Mapping) or isinstance(knows, str):
            raise EnvironmentFault(
                f"references is {references!r:.60} and knows {knows!r:.60}. "
                'Give references as {"order_id": "orders"} and knows as ["email"].'
            )
        kinds = knows if isinstance(knows, Mapping) else {one: _last(one) for one in knows}
        for what, given in (("references", references), ("knows", kinds)):
            for name, told in given.items():
                if not isinstance(name, str) or not (told is None or isinstance(told, str)):
                    raise EnvironmentFault(
                        f"{what}: {name!r}: {told!r} is not a name and what it stands for. "
                        'Write "order_id": "orders".'
                    )
        slots = {name: table and Ref(table).slot for name, table in references.items()}
        slots |= {name: Is(kind).slot for name, kind in kinds.items()}
        return cls(slots, people)

    @property
    def tables(self) -> list[str]:
        """The tables that are spoken of, that of the people first."""
        told = [slot[4:] for slot in self.slots.values() if slot and slot.startswith("ref:")]
        return list(dict.fromkeys([self.people, *told] if self.people else told))

    @property
    def known(self) -> set[str]:
        """The kinds of thing that people know."""
        return {slot[3:] for slot in self.slots.values() if slot and slot.startswith("is:")}

    def within(self, place: str) -> Any:
        """Return what tells the slot of a name in `place`: a tool, an answer `tool()`, a table."""

        def slot(name: str) -> str | None:
            mark = f"{place}.{name}"
            return self.slots[mark] if mark in self.slots else self.slots.get(name)

        return slot

    def typed(self, tool: Tool) -> Shape:
        """Return what the parameters of a tool refer to."""
        return shape_told(tool.parameters, self.within(tool.name))

    def numbered(self, tools: Mapping[str, Tool]) -> set[str]:
        """Return the tables whose keys tools take as numbers."""
        return {
            shape.slot[4:]
            for one in tools.values()
            for name, shape in self.typed(one).marked
            if shape.slot and one.parameters["properties"][name].get("type") == "integer"
        }

    def check(self, owner: str, tools: Mapping[str, Tool], fields: Mapping[str, set[str]]) -> None:
        """Raise for the first mark that marks nothing.

        Args:
            owner: whose marks these are, for messages.
            tools: every tool.
            fields: table to the names that occur in its rows.

        Raises:
            EnvironmentFault: a tool, parameter, table or field is unknown; the nearest is named.
        """
        for mark in self.slots:
            place, dot, name = mark.rpartition(".")
            if dot and place.removesuffix("()") not in {*tools, *fields}:
                known = [*tools, *fields]
                raise EnvironmentFault(
                    f"{owner}: '{mark}' names '{place}', which is neither a tool nor a table that "
                    f"references speak of.{nearest(place, known)} {_listed('Known', known)}"
                )
            if mark.endswith("()") and mark[:-2] not in tools:
                raise EnvironmentFault(
                    f"{owner}: '{mark}' names no tool.{nearest(mark[:-2], tools)} "
                    f"{_listed('Tools', tools)}"
                )
            if place.endswith("()") or mark.endswith("()"):
                continue
            known = _names_of(place, tools, fields)
            if name not in known:
                what = f"'{place}' has no '{name}'" if dot else f"nothing is called '{name}'"
                raise EnvironmentFault(
                    f"{owner}: '{mark}' marks nothing: {what}.{nearest(name, known)} "
                    f"{_listed('Known', known)}"
                )


def _names_of(place: str, tools: Mapping[str, Tool], fields: Mapping[str, set[str]]) -> list[str]:
    """Return the names that a mark in `place` may speak of, or anywhere."""
    parameters = [
        name
        for one in tools.values()
        if place in ("", one.name)
        for name in names_in(one.parameters)
    ]
    rows = [name for table, found in fields.items() if place in ("", table) for name in found]
    return sorted({*parameters, *rows})


def _last(name: str) -> str:
    return name.rpartition(".")[2] if isinstance(name, str) else name


def _listed(what: str, names: Iterable[str]) -> str:
    told = list(names)
    return f"{what}: {', '.join(told[:20])}{', ...' if len(told) > 20 else ''}." if told else ""
