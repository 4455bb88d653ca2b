"""A write in plain words: what would be done, and what has come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.rehearsal.desk import Desk, whose, writes
from apigen_mt.rehearsal.knowledge import kind_of
from apigen_mt.rehearsal.speech import called, details, noun, spoken, the

_OUTCOMES = (
    "status refund charge price_difference settlement total due expected_on return_by pickup_branch"
).split()
"""Fields of an answer that a person wants to hear of."""


def described(desk: Desk, tool: Mapping[str, Any], arguments: Mapping[str, Any]) -> str:
    """Return what a call would do, with every detail of its arguments in plain words."""
    verb, *rest = str(tool["name"]).split("_")
    rows, values = [], []
    for name, value in arguments.items():
        kind = kind_of(name)
        if kind and kind == whose(desk):
            continue
        if kind:
            keys = value if isinstance(value, list) else [value]
            text = " and ".join(_row_words(desk, kind, key) for key in keys)
            lead = {"new": "for ", "payment": "with "}.get(name.split("_")[0], "")
            rows.append(f"{lead}{text}")
        else:
            values.append((name, spoken(value, name)))
    if "user" in rest:
        what = " ".join(one for one in rest if one != "user")
        return f"{verb} your {what} to {' '.join(one for _, one in values)}"
    if rest[:1] in (["to"], ["from"]):
        return f"{verb} {'; '.join(rows)} {rest[0]} your {' '.join(rest[1:])}"
    told = [*rows, *(f"{noun(name)}: {one}" for name, one in values)]
    about = " ".join(one for one in rest if not any(one.rstrip("s") in row for row in rows))
    return f"{verb} {f'the {about} of ' if about else ''}{'; '.join(told)}"


def _row_words(desk: Desk, kind: str, key: str) -> str:
    row = desk.known.row(kind, key)
    told = [one for one in details(row, 4) if len(one) < 40]
    items = [called(one) for one in row.get("items") or () if isinstance(one, dict)]
    name = called(row)
    told = beside_name(told, name)
    return ", ".join(dict.fromkeys([the(name), *items[:4], *told]))


def beside_name(told: Sequence[str], name: str) -> list[str]:
    """Leave out what the name of a row says already."""
    return [one for one in told if not all(word in name for word in one.split()[1:])]


def offered(desk: Desk) -> str:
    """Return what can be done instead of what cannot."""
    tools = [tool for tool in desk.tools if writes(tool)]
    some = desk.random.sample(tools, min(2, len(tools)))
    named = " or ".join(str(tool["name"]).replace("_", " ") for tool in some)
    return f"What I can do is {named}." if named else ""


def report(desk: Desk) -> str:
    """Return what has come of a write: figures and dates, no more."""
    answer = desk.latest if isinstance(desk.latest, dict) else {}
    told = [
        f"{name.replace('_', ' ')} {spoken(value, name)}"
        for name, value in answer.items()
        if name in _OUTCOMES and value not in (None, "", 0)
    ]
    return f"That's done: {', '.join(told)}." if told else "That's done."
