"""How things of a world are called in plain words: rows by what tells them apart, dates spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}")
_KEY = re.compile(r"^[a-z]+(_[a-z0-9]+)*_\d+\w*$|^[a-z]+_[a-z0-9_]*\d+$")
_MONEY = ("price", "total", "amount", "cost", "refund", "charge", "difference", "balance", "fee")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(
    r"(\d+ [A-Z][^,.?!]*(?:, (?:Apt|Unit|Suite)[^,]*)?), ([A-Z][\w .'-]+), ([A-Z]{2}),? (\d{5})"
)
ASK = ("Could you give me {ask}?", "Could you tell me {ask}, please?", "What is {ask}?")
_NAMES = ("title", "name", "product_name", "label", "kind")


def noun(parameter: str) -> str:
    """Return a parameter as a person would say it."""
    text = parameter.removesuffix("_ids").removesuffix("_id")
    return text.replace("_", " ").strip()


def is_key(value: object) -> bool:
    """Return whether a value is a key of a row rather than words."""
    return isinstance(value, str) and _KEY.match(value) is not None


def spoken(value: Any, field: str = "") -> str:
    """Return a value in plain words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if any(word in field for word in _MONEY):
            whole = float(value) == int(value)
            return f"${int(value)}" if whole else f"${value:.2f}"
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, list):
        return " and ".join(spoken(one, field) for one in value)
    if isinstance(value, dict):
        return ", ".join(spoken(one, name) for name, one in value.items() if one is not None)
    text = str(value)
    if _ISO.match(text):
        day = date.fromisoformat(text[:10])
        return f"{day:%B} {day.day}"
    return text


def called(row: Mapping[str, Any]) -> str:
    """Return what a person would call a row, never its key."""
    if isinstance(row.get("called"), str):
        return str(row["called"])
    options = row.get("options")
    for name in _NAMES[:3]:
        if isinstance(row.get(name), str):
            extra = [spoken(one) for one in options.values()] if isinstance(options, dict) else []
            return " ".join([*extra, str(row[name])])
    kind = row.get("kind")
    if isinstance(kind, str):
        last = row.get("last_four")
        brand = row.get("brand")
        head = str(brand) if isinstance(brand, str) else kind
        return f"{head} ending in {last}" if last else f"{head} account"
    dates = [value for value in row.values() if isinstance(value, str) and _ISO.match(value)]
    thing = noun(next(iter(row), "one"))
    return f"{thing} from {spoken(dates[0])}" if dates else f"the {thing}"


def details(row: Mapping[str, Any], most: int = 6) -> list[str]:
    """Return the telling fields of a row in words: `status shipped`, `total $12`."""
    found = []
    for name, value in row.items():
        if name.endswith(("_id", "_ids")) or value in (None, "", [], {}) or is_key(value):
            continue
        if isinstance(value, dict | list):
            continue
        found.append(f"{name.replace('_', ' ')} {spoken(value, name)}")
    return found[:most]


def the(name: str) -> str:
    """Return a name with its article, where it has none of its own."""
    return name if name.startswith("the ") or name[:1].isupper() else f"the {name}"
