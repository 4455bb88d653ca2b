"""What a person calls a row; used for wording and in the messages of refused calls.

Each function takes a row or an object from a tool's answer that carries the row's key, and gives
nothing when that object says too little to name the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Named = Mapping[str, Any]

_AFTER = ("size", "light", "handle")
_FIRST = ("color", "pattern", "scent", "material")


def variant_label(row: Named) -> list[str]:
    """Return such as `brass desk lamp with warm white light`, then shorter names of it."""
    name, options = row.get("name"), row.get("options")
    if not name or not isinstance(options, Mapping):
        return []
    before = [value for key, value in options.items() if key not in _AFTER]
    after = [_after(key, value) for key, value in options.items() if key in _AFTER]
    main = [value for key, value in options.items() if key in _FIRST]
    full = " ".join([*before, name, *after])
    return list(dict.fromkeys([full, " ".join([*main[:1], name]), name]))


def product_label(row: Named) -> list[str]:
    """Return the product's name."""
    return [row["name"]] if row.get("name") else []


def order_label(row: Named) -> list[str]:
    """Return such as `order from May 3`, then names that say what is in it."""
    if not row.get("placed_on"):
        return []
    placed = date.fromisoformat(row["placed_on"])
    day = f"{placed:%B} {placed.day}"
    names = row.get("item_names") or [item["name"] for item in row.get("items", ())]
    longer = [f"order from {day} with the {names[0]}", f"{names[0]} order"] if names else []
    return [f"order from {day}", *longer]


def method_label(row: Named) -> list[str]:
    """Return such as `Visa ending in 4421`, `gift card ending in 0917`, `PayPal account`."""
    kind, brand, digits = row.get("kind"), row.get("brand"), row.get("last_four")
    if kind == "card":
        return [f"{brand} ending in {digits}", f"card ending in {digits}", f"{brand} card"]
    if kind == "gift card":
        return [f"gift card ending in {digits}", "gift card"]
    if kind == "wallet":
        return [f"{brand} account", str(brand)]
    return []


def user_label(row: Named) -> list[str]:
    """Return the full name, then the first name."""
    first, last = row.get("first_name"), row.get("last_name")
    return [f"{first} {last}", str(first)] if first and last else []


def shipment_label(row: Named) -> list[str]:
    """Return such as `UPS parcel`."""
    return [f"{row['carrier']} parcel", "parcel"] if row.get("carrier") else []


def slip_label(row: Named) -> list[str]:
    """Return such as `return from May 9`."""
    if not row.get("requested_on"):
        return []
    asked = date.fromisoformat(row["requested_on"])
    return [f"{row.get('kind', 'return')} from {asked:%B} {asked.day}"]


def handover_label(row: Named) -> list[str]:
    """Return such as `request about the missing parcel`."""
    topic = row.get("topic")
    if not topic:
        return []
    return [f"request about {'something else' if topic == 'something else' else f'the {topic}'}"]


def _after(key: str, value: str) -> str:
    if key == "light":
        return f"with {value} light"
    if key == "handle":
        return f"with {'an' if value[0] in 'aeiou' else 'a'} {value} handle"
    return f"in size {value}" if value.isdigit() else f"in {value}"
