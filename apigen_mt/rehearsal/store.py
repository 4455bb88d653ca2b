"""What there is to write about: the caller's rows, those beside them, and new values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from apigen_mt.language.match import leaves, normal
from apigen_mt.rehearsal.knowledge import kind_of
from apigen_mt.rehearsal.reading import sentences
from apigen_mt.rehearsal.speech import called

Row = Mapping[str, Any]

FREE = ("summary", "note", "message", "comment", "text", "description")
"""Arguments that hold prose."""
_STREETS = ("Orchard Lane", "Birch Street", "Quarry Road", "Harbor Avenue", "Linden Court")
_PLACES = (
    ("Madison", "WI", "53703"),
    ("Tacoma", "WA", "98402"),
    ("Durham", "NC", "27701"),
    ("Tucson", "AZ", "85701"),
)


class Store:
    """The rows of one request, and values out of nothing."""

    def __init__(self, data: Mapping[str, Any], random: Random) -> None:
        self.rows: Mapping[str, list[Row]] = data.get("rows") or {}
        self.people = next(iter(self.rows), "")
        self.policy = str(data.get("policy", ""))
        self.random = random

    @property
    def me(self) -> str:
        """The caller's key, or nothing."""
        mine = self.rows.get(self.people)
        return key_of(mine[0]) if mine else ""

    def mine(self, table: str) -> list[Row]:
        """Return the rows of a table that belong to the caller, or to nobody."""
        owner = kind_of(next(iter(self.rows[self.people][0]), "")) if self.me else ""
        return [one for one in self.rows.get(table, ()) if one.get(owner, self.me) == self.me]

    def one_of(
        self, tool: Mapping[str, Any], name: str, table: str, chosen: Sequence[Row], refused: bool
    ) -> list[Row]:
        """Return one row for an argument, in a state that the tool takes, or refuses.

        What was chosen before holds it, where it can.
        """
        rows = self.mine(table)
        holders = [one for one in chosen if any(kind_of(n) or n == "items" for n in one)]
        if holders and "payment" not in table:
            held = set(leaves(holders[0]))
            rows = [one for one in rows if key_of(one) in held] or rows
        fitting = self._fitting(tool, rows)
        rows = [one for one in rows if one not in fitting] or rows if refused else fitting
        rows = self.random.sample(rows, len(rows))
        names = [called(one) for one in rows]
        return [one for one, text in zip(rows, names, strict=True) if names.count(text) == 1][:1]

    def _fitting(self, tool: Mapping[str, Any], rows: list[Row]) -> list[Row]:
        """Keep rows in a state that the tool's own description speaks of, where it does."""
        about = normal(f"{tool.get('description', '')}")
        states = {
            value
            for row in rows
            for name, value in row.items()
            if isinstance(value, str) and name in ("status", "state") and normal(value) in about
        }
        if not states:
            verb = str(tool["name"]).split("_")[0]
            limits = [one for one in sentences(self.policy) if "nly" in one and verb in one]
            told = normal(" ".join(limits))
            if limits:
                rows = [one for one in rows if normal(str(one.get("status", ""))) in told]
            return rows
        return [row for row in rows if states & {row.get("status"), row.get("state")}]

    def another(self, table: str, key: str, besides: str = "") -> Row | None:
        """Return another row of the same kind as `key`: the same product, in stock."""
        rows = self.rows.get(table, [])
        old = next((one for one in rows if key_of(one) == key), None)
        if old is None:
            return None
        parent = next((n for n in list(old)[1:] if n.endswith("_id")), "")
        kin = [
            one
            for one in rows
            if key_of(one) not in (key, besides)
            and one.get(parent) == old.get(parent)
            and one.get("stock", 1)
        ]
        return self.random.choice(kin) if kin else None

    def value(self, name: str, schema: Mapping[str, Any], besides: Any = None) -> Any:
        """Return a value that the caller may come up with, another than `besides`; or None."""
        if schema.get("enum"):
            options = [one for one in schema["enum"] if one != besides]
            return self.random.choice(options) if options else None
        if schema.get("type") == "object":
            return self._address(schema)
        if "email" in name:
            box = self.random.choice(("post", "mail", "home"))
            return f"{box}{self.random.randint(11, 99)}@example.org"
        if name in FREE:
            return "The caller would like somebody to get back to them."
        if schema.get("type") in ("integer", "number"):
            return self.random.randint(1, 3)
        return None

    def _address(self, schema: Mapping[str, Any]) -> dict[str, Any] | None:
        city, state, code = self.random.choice(_PLACES)
        street = f"{self.random.randint(11, 980)} {self.random.choice(_STREETS)}"
        parts = {"street": street, "city": city, "state": state, "zip": code}
        names = schema.get("properties", {})
        return {one: parts[one] for one in names} if set(names) <= set(parts) else None


def key_of(row: Row) -> str:
    """Return the key of a row: its first field."""
    return str(next(iter(row.values()), ""))
