"""What happens to an act on the way, as a task tells it: each works on a deed, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apigen_mt.language.match import leaves, normal
from apigen_mt.rehearsal.deed import Deed, Wish
from apigen_mt.rehearsal.speech import called, spoken
from apigen_mt.rehearsal.store import Store, key_of

Twist = Callable[[Store, Deed], list[Wish]]
"""Returns the wishes of a twisted deed, or none where it does not suit."""

SIGNS = {
    "mind_change": "`first` has",
    "regret": "has `regrets`",
    "near_duplicates": "`vague` has",
    "read_heavy": "in which of its rows",
    "missing_parameter": "leaves a detail out",
    "parallel_reads": "do not need each other",
}
"""Words by which a request asks for a twist."""
_CHANGED_EASILY = ("payment", "address", "new_", "email", "branch", "reason")


def change(store: Store, deed: Deed) -> list[Wish]:
    """Tell another value first."""
    for name in _easily(deed):
        value, said = _otherwise(store, deed, name)
        if said and normal(said) not in normal(deed.told[name]):
            wish = deed.wish(told={**deed.told, name: said})
            return [{**wish, "first": {"argument": name, "said": said, "value": value}}]
    return []


def regret(store: Store, deed: Deed) -> list[Wish]:
    """Want the same again with another value, once it is done."""
    for name in _easily(deed):
        value, said = _otherwise(store, deed, name)
        if said and value != deed.arguments[name]:
            again = Deed(deed.tool, {**deed.arguments, name: value}, {**deed.told, name: said})
            wish = again.wish()
            wish["want"] = f"have {said} instead of {deed.told[name]}"
            wish["says"] = [{"argument": name, "said": said}]
            return [deed.wish(), {**wish, "regrets": True}]
    return []


def blur(store: Store, deed: Deed) -> list[Wish]:
    """Call a row by words that fit others too: the month of a date, or just what it is."""
    for name, said in deed.told.items():
        table = deed.tool.get("refs", {}).get(name)
        if table is None or name.startswith("new_") or isinstance(deed.arguments[name], list):
            continue
        names = [called(one) for one in store.mine(table)]
        words = said.split()
        for cut in range(len(words) - 1, 1, -1):
            vague = " ".join(words[:cut])
            fits = sum(one.startswith(vague) for one in names)
            wish = deed.wish(told={**deed.told, name: vague})
            if 2 <= fits <= 4 and normal(vague) in normal(wish["want"]):
                return [{**wish, "vague": {"argument": name, "said": vague}}]
    return []


def hide(store: Store, deed: Deed) -> list[Wish]:
    """Leave out the row that holds the thing, where only one does."""
    for name, value in deed.arguments.items():
        table = deed.tool.get("refs", {}).get(name)
        if table is None or name not in deed.told or isinstance(value, list):
            continue
        others = (one for one in deed.arguments if one != name and "payment" not in one)
        inside = [deed.arguments[one] for one in others]
        things = set(leaves(inside)) - {store.me}
        holding = [key_of(row) for row in store.mine(table) if things & set(leaves(row))]
        if holding == [value]:
            told = {other: said for other, said in deed.told.items() if other != name}
            return [Deed(deed.tool, deed.arguments, told).wish()]
    return []


def hold_back(store: Store, deed: Deed) -> list[Wish]:
    """Leave a detail out of the wish."""
    wish = deed.wish()
    said = normal(wish["want"])
    if any(normal(one) not in said for one in deed.told.values()):
        return [wish]
    for name in reversed(deed.told):
        fewer = {other: one for other, one in deed.told.items() if other != name}
        wish = deed.wish(told=fewer)
        if normal(deed.told[name]) not in normal(wish["want"]):
            return [wish]
    return []


def spread(store: Store, deed: Deed) -> list[Wish]:
    """Be about several rows, which can be looked at together."""
    refs = deed.tool.get("refs", {})
    about = [name for name in deed.told if refs.get(name) not in (None, store.people)]
    return [deed.wish()] if len(about) > 1 else []


TWISTS: dict[str, Twist] = {
    "mind_change": change,
    "regret": regret,
    "near_duplicates": blur,
    "read_heavy": hide,
    "missing_parameter": hold_back,
    "parallel_reads": spread,
}


def _easily(deed: Deed) -> list[str]:
    """Return the arguments about which people change their minds."""
    return [name for part in _CHANGED_EASILY for name in deed.told if part in name]


def _otherwise(store: Store, deed: Deed, name: str) -> tuple[Any, str]:
    """Return another value of an argument and how it is said, or nothing."""
    schema = deed.tool["parameters"]["properties"].get(name, {})
    table, value = deed.tool.get("refs", {}).get(name), deed.arguments[name]
    if table is None:
        other = store.value(name, schema, besides=value)
        return other, spoken(other) if other is not None else ""
    if isinstance(value, list):
        olds = next((v for n, v in deed.arguments.items() if isinstance(v, list) and n != name), [])
        row = store.another(table, olds[0], besides=value[0]) if len(olds) == 1 else None
        return ([key_of(row)], called(row)) if row is not None else (None, "")
    rows = [one for one in store.mine(table) if key_of(one) != value]
    row = store.random.choice(rows) if rows else None
    return (key_of(row), called(row)) if row is not None else (None, "")
