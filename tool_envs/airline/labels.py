"""What a person calls a row; used for wording and in the messages of refused calls.

Each function takes a row or an object from a tool's answer that carries the row's key, and gives
nothing when that object says too little to name the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tool_envs.airline.clock import spoken_day

Named = Mapping[str, Any]


def flight_label(row: Named) -> list[str]:
    """Return such as `7:40 am flight to Denver on June 3`, then with the city it starts in."""
    if not row.get("departs") or not row.get("trip"):
        return []
    time, trip = row["departs"], row["trip"]
    there = trip.partition(" to ")[2]
    return [f"{time} flight to {there}", f"{time} flight from {trip}"]


def booking_label(row: Named) -> list[str]:
    """Return such as `trip to Denver on June 3`."""
    return [row["title"]] if row.get("title") else []


def ticket_label(row: Named) -> list[str]:
    """Return such as `ticket for Ada Moreno on the trip to Denver on June 3`."""
    if not row.get("passenger") or not row.get("title"):
        return []
    return [f"ticket for {row['passenger']} on the {row['title']}"]


def method_label(row: Named) -> list[str]:
    """Return such as `Visa ending in 4421`, `travel voucher from May 3`, `PayPal account`."""
    kind, brand, digits = row.get("kind"), row.get("brand"), row.get("last_four")
    if kind == "card" and digits:
        return [f"{brand} ending in {digits}", f"card ending in {digits}", f"{brand} card"]
    if kind == "wallet" and brand:
        return [f"{brand} account", str(brand)]
    if kind == "voucher" and row.get("issued_on"):
        return [f"travel voucher from {spoken_day(row['issued_on'])}", "travel voucher"]
    return []


def customer_label(row: Named) -> list[str]:
    """Return the full name, then the first name."""
    first, last = row.get("first_name"), row.get("last_name")
    return [f"{first} {last}", str(first)] if first and last else []


def request_label(row: Named) -> list[str]:
    """Return such as `request about the lost bag`."""
    topic = row.get("topic")
    if not topic:
        return []
    return [f"request about {topic if topic == 'something else' else f'the {topic}'}"]
