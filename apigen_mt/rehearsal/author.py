"""The author: writes tasks from tools, rows and policy as they stand in the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from random import Random
from typing import Any

from apigen_mt.language.match import leaves, normal
from apigen_mt.rehearsal.knowledge import kind_of
from apigen_mt.rehearsal.reading import Heard, blocks, sentences
from apigen_mt.rehearsal.speech import called, is_key, noun, spoken
from apigen_mt.rehearsal.telling import known_line

Row = Mapping[str, Any]

_SLIPS = 0.3
"""Share of first drafts with a mistake, so that feedback has work to do."""
_STREETS = ("Orchard Lane", "Birch Street", "Quarry Road", "Harbor Avenue", "Linden Court")
_PLACES = (
    ("Madison", "WI", "53703"),
    ("Tacoma", "WA", "98402"),
    ("Durham", "NC", "27701"),
    ("Tucson", "AZ", "85701"),
)
_WHYS = (
    "I only noticed today.",
    "It has been on my mind for a while.",
    "I changed my mind about it.",
    "It would help me a lot.",
    "",
    "",
)
_DECLINES = ("get a discount on my next purchase", "have somebody recommend me another company")
_ASKED = ("total", "status", "price", "due", "shelf", "author")
_FREE = ("summary", "note", "message", "comment", "text", "description")


class Writer:
    """Writes the wishes of one task."""

    def __init__(self, data: Mapping[str, Any], random: Random, avoid: str) -> None:
        self.tools: list[Mapping[str, Any]] = list(data.get("tools") or ())
        self.rows: Mapping[str, list[Row]] = data.get("rows") or {}
        self.policy = str(data.get("policy", ""))
        self.people = next(iter(self.rows), "")
        self.random = random
        self.avoid = avoid
        """What was held against earlier drafts; calls named there are not made again."""
        self.taken: set[str] = set()
        self.used: set[str] = set()

    def wishes(self, wanted: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield a wish for each kind that this world has something for."""
        for kind in wanted:
            wish: dict[str, Any] | None = None
            if kind in ("act", "substitute"):
                wish = self._act()
            elif kind == "inform":
                wish = self._inform()
            elif kind == "decline" and "decline" not in self.used:
                self.used.add("decline")
                wish = self._decline()
            if wish is not None:
                yield wish

    def _act(self) -> dict[str, Any] | None:
        tools = [one for one in self.tools if one.get("effect") == "write"]
        self.random.shuffle(tools)
        tools.sort(key=lambda one: one["name"] in self.used)
        for tool in tools:
            if f"({tool['name']})" in self.avoid or "hand_over" in str(tool["name"]):
                continue
            arguments, told = self._arguments(tool)
            if arguments is None:
                continue
            self.used.add(str(tool["name"]))
            return {
                "kind": "act",
                "want": want(tool, told),
                "because": "",
                "actions": [{"tool": tool["name"], "arguments": arguments}],
                "outputs": [],
                "says": [{"argument": name, "said": said} for name, said in told.items()],
            }
        return None

    def _arguments(self, tool: Mapping[str, Any]) -> tuple[dict[str, Any] | None, dict[str, str]]:
        """Return arguments that hang together and how each is said, or None."""
        found: dict[str, Any] = {}
        told: dict[str, str] = {}
        chosen: list[Row] = []
        marks: set[str] = set()
        for name in tool["parameters"].get("required", ()):
            schema = tool["parameters"]["properties"].get(name, {})
            table = tool.get("refs", {}).get(name)
            if table == self.people and self.rows.get(table):
                found[name] = key_of(self.rows[table][0])
                continue
            if table is not None:
                rows = self._rows(tool, name, schema, table, chosen, found)
                if not rows:
                    return None, {}
                many = schema.get("type") == "array"
                found[name] = [key_of(row) for row in rows] if many else key_of(rows[0])
                told[name] = " and ".join(called(row) for row in rows)
                chosen += rows
                if "payment" not in table and not name.startswith("new_"):
                    marks |= {f"{table}/{key_of(row)}" for row in rows}
                continue
            value = self._value(name, schema)
            if value is None:
                return None, {}
            found[name] = value
            if name not in _FREE:
                told[name] = spoken(value)
        mark = marks or {str(tool["name"])}
        if mark & self.taken:
            return None, {}
        self.taken |= mark
        return found, told

    def _rows(
        self,
        tool: Mapping[str, Any],
        name: str,
        schema: Mapping[str, Any],
        table: str,
        chosen: Sequence[Row],
        found: Mapping[str, Any],
    ) -> list[Row]:
        rows = [one for one in self.rows.get(table, ()) if self._mine(one)]
        if name.startswith("new_"):
            olds = next((v for v in found.values() if isinstance(v, list)), [])
            return [one for old in olds if (one := self._other(table, old)) is not None]
        holders = [one for one in chosen if any(kind_of(n) or n == "items" for n in one)]
        if holders and "payment" not in table:
            held = set(leaves(holders[0]))
            rows = [one for one in rows if key_of(one) in held] or rows
        rows = self._fitting(tool, rows)
        if not rows:
            return []
        self.random.shuffle(rows)
        names = [called(one) for one in rows]
        rows = [one for one, text in zip(rows, names, strict=True) if names.count(text) == 1]
        return rows[:1]

    def _mine(self, row: Row) -> bool:
        """Whether a row belongs to the caller, or to nobody."""
        me = key_of(self.rows[self.people][0]) if self.rows.get(self.people) else ""
        owner = kind_of(next(iter(self.rows[self.people][0]), "")) if me else ""
        return bool(row.get(owner, me) == me)

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

    def _other(self, table: str, key: str) -> Row | None:
        """Return another row of the same kind as `key`: the same product, in stock."""
        rows = self.rows.get(table, [])
        old = next((one for one in rows if key_of(one) == key), None)
        if old is None:
            return None
        parent = next((n for n in list(old)[1:] if n.endswith("_id")), "")
        kin = [
            one
            for one in rows
            if key_of(one) != key and one.get(parent) == old.get(parent) and one.get("stock", 1)
        ]
        return self.random.choice(kin) if kin else None

    def _value(self, name: str, schema: Mapping[str, Any]) -> Any:
        if schema.get("enum"):
            return self.random.choice(schema["enum"])
        if schema.get("type") == "object":
            city, state, code = self.random.choice(_PLACES)
            street = f"{self.random.randint(11, 980)} {self.random.choice(_STREETS)}"
            parts = {"street": street, "city": city, "state": state, "zip": code}
            names = schema.get("properties", {})
            return {one: parts[one] for one in names} if set(names) <= set(parts) else None
        if "email" in name:
            box = self.random.choice(("post", "mail", "home"))
            return f"{box}{self.random.randint(11, 99)}@example.org"
        if name in _FREE:
            return "The caller would like somebody to get back to them."
        if schema.get("type") in ("integer", "number"):
            return self.random.randint(1, 3)
        return None

    def _inform(self) -> dict[str, Any] | None:
        reads = [one for one in self.tools if one.get("effect") == "read"]
        self.random.shuffle(reads)
        for tool in reads:
            required = tool["parameters"].get("required", ())
            table = tool.get("refs", {}).get(required[0]) if len(required) == 1 else None
            if table in (None, self.people) or f"({tool['name']})" in self.avoid:
                continue
            rows = [one for one in self.rows.get(table, ()) if self._mine(one)]
            self.random.shuffle(rows)
            for row in rows:
                fields = [
                    name
                    for name in ("total", "status", "price", "due_on", "shelf", "author")
                    if row.get(name)
                ]
                mark = f"{tool['name']}/{key_of(row)}"
                if not fields or mark in self.taken or f"{table}/{key_of(row)}" in self.taken:
                    continue
                self.taken.add(mark)
                field = self.random.choice(fields)
                return {
                    "kind": "inform",
                    "want": f"what is the {field.replace('_', ' ')} of the {called(row)}",
                    "because": "",
                    "actions": [{"tool": tool["name"], "arguments": {required[0]: key_of(row)}}],
                    "outputs": [leaves([row[field]])[0]],
                    "says": [{"argument": required[0], "said": called(row)}],
                }
        return None

    def _decline(self) -> dict[str, Any]:
        return {
            "kind": "decline",
            "want": self.random.choice(_DECLINES),
            "because": "that's not something I can do here",
            "actions": [],
            "outputs": [],
            "says": [],
        }


def write(heard: Heard) -> dict[str, Any]:
    """Return a task; a revision avoids what was held against the drafts before."""
    first = str(heard.turns[0].get("content") or "") if heard.turns else ""
    changes = [
        str(change)
        for turn in heard.turns[1:]
        if turn.get("role") == "user"
        for change in blocks(str(turn.get("content") or "")).get("changes") or ()
    ]
    random = Random(sha256(f"{first}/{len(changes)}".encode()).digest())
    writer = Writer(heard.data, random, " ".join(changes))
    wishes = list(writer.wishes(heard.data.get("wanted") or ["act"]))
    if not wishes:
        wishes = list(writer.wishes(["inform", "act", "decline"]))[:1]
    slip = random.choice(("forget", "leak", "stray")) if random.random() < _SLIPS else ""
    task = {
        "thought": f"The rows allow {len(wishes)} wishes; each write is about a row of its own.",
        "instruction": instruction(heard.data, wishes, random, skip=slip == "forget"),
        "wishes": wishes,
    }
    return _spoilt(task, slip) if slip and not changes else task


def instruction(
    data: Mapping[str, Any], wishes: Sequence[Mapping[str, Any]], random: Random, skip: bool = False
) -> str:
    """Return the caller's side of a task as prose."""
    persona = data.get("persona") or {}
    parts = [str(persona.get("description", ""))]
    parts += [known_line(one) for one in data.get("caller") or ()]
    for wish in wishes:
        if wish["kind"] == "inform":
            parts.append(f"I want to know: {wish['want']}?")
            continue
        parts.append(f"I'd like to {wish['want']}. {random.choice(_WHYS)}".strip())
        for one in wish["says"]:
            if normal(one["said"]) in normal(wish["want"]):
                continue
            if not skip:
                parts.append(f"If I'm asked for the {noun(one['argument'])}: {one['said']}.")
            skip = False
    return " ".join(part for part in parts if part)


def _spoilt(task: dict[str, Any], slip: str) -> dict[str, Any]:
    keys = [
        leaf
        for wish in task["wishes"]
        for action in wish["actions"]
        for leaf in leaves(action["arguments"])
        if is_key(leaf)
    ]
    if slip == "leak" and keys:
        task["instruction"] += f" It is {keys[-1]}."
    if slip == "stray":
        for wish in task["wishes"]:
            for action in wish["actions"]:
                action["arguments"] = {**action["arguments"], "urgent": True}
                return task
    return task


def want(tool: Mapping[str, Any], told: Mapping[str, str]) -> str:
    """Return a wish in the words of a tool's name and of what its arguments are called."""
    words = str(tool["name"]).split("_")
    refs = tool.get("refs", {})
    news = [said for name, said in told.items() if name.startswith("new_")]
    orders = [said for name, said in told.items() if name in refs and " from " in said]
    things = [
        said
        for name, said in told.items()
        if name in refs
        and not name.startswith("new_")
        and "payment" not in name
        and said not in orders
    ]
    values = [
        said
        for name, said in told.items()
        if name not in refs and name not in ("reason", "topic") and not name.startswith("new_")
    ]
    about = [
        one for one in words[1:] if one in ("address", "email", "payment", "reservation", "loan")
    ]
    text = words[0]
    if things:
        text += f" the {' and the '.join(things)}"
        text += f" {' '.join(words[1:])}" if words[1:2] in (["to"], ["from"]) else ""
    elif about:
        text += f" the {' '.join(about)}"
    if news:
        text += f" {'for the' if things else 'to'} {news[0]}"
    if orders:
        text += (
            f" {'of' if about and not things else 'from' if things else ''} my {orders[0]}".replace(
                "  ", " "
            )
        )
    if not things and not orders and not about:
        text = " ".join(words)
    if values:
        text += f" {'at' if things else 'to'} {values[0]}"
    return text.replace("to wishes", "to my wish list").replace("from wishes", "from my wish list")


def key_of(row: Row) -> str:
    """Return the key of a row: its first field."""
    return str(next(iter(row.values()), ""))
