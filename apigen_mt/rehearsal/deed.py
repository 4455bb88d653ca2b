"""A deed: one write with its arguments, and how the caller says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apigen_mt.rehearsal.phrases import want
from apigen_mt.rehearsal.speech import called, spoken
from apigen_mt.rehearsal.store import FREE, Row, Store, key_of

Wish = dict[str, Any]


@dataclass
class Deed:
    """One write, bound to rows and values."""

    tool: Mapping[str, Any]
    arguments: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    """The rows that it is about."""

    @property
    def call(self) -> dict[str, Any]:
        """The write as a task names it."""
        return {"tool": self.tool["name"], "arguments": self.arguments}

    def wish(self, kind: str = "act", told: Mapping[str, str] | None = None) -> Wish:
        """Return the wish for it, in the words of `told` where they are others than its own."""
        return {
            "kind": kind,
            "want": want(self.tool, self.told if told is None else told),
            "because": "",
            "actions": [self.call],
            "outputs": [],
            "says": [{"argument": name, "said": said} for name, said in self.told.items()],
        }


def bind(store: Store, tool: Mapping[str, Any], refused: bool = False) -> Deed | None:
    """Return a deed of a tool that should work, or should be refused; None without the rows."""
    deed, chosen = Deed(tool), list[Row]()
    for name in tool["parameters"].get("required", ()):
        schema = tool["parameters"]["properties"].get(name, {})
        table = tool.get("refs", {}).get(name)
        if table == store.people and store.me:
            deed.arguments[name] = store.me
        elif table is not None:
            rows = _rows(store, deed, name, table, chosen, refused)
            if not rows:
                return None
            many = schema.get("type") == "array"
            deed.arguments[name] = [key_of(row) for row in rows] if many else key_of(rows[0])
            deed.told[name] = " and ".join(called(row) for row in rows)
            chosen += rows
            if "payment" not in table and not name.startswith("new_"):
                deed.marks |= {f"{table}/{key_of(row)}" for row in rows}
        else:
            value = store.value(name, schema)
            if value is None:
                return None
            deed.arguments[name] = value
            if name not in FREE:
                deed.told[name] = spoken(value)
    deed.marks = deed.marks or {str(tool["name"])}
    return deed


def _rows(
    store: Store, deed: Deed, name: str, table: str, chosen: list[Row], refused: bool
) -> list[Row]:
    if name.startswith("new_"):
        olds = next((v for v in deed.arguments.values() if isinstance(v, list)), [])
        return [one for old in olds if (one := store.another(table, old)) is not None]
    return store.one_of(deed.tool, name, table, chosen, refused)
