"""What a person calls a row; used for wording and in the messages of refused calls.

Each function takes a row or an object from a tool's answer that carries the row's key, and gives
nothing when that object says too little to name the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tool_envs.telecom.books import dollars, spoken_day

Named = Mapping[str, Any]


def customer_label(row: Named) -> list[str]:
    """Return the full name, then the first name."""
    first, last = row.get("first_name"), row.get("last_name")
    return [f"{first} {last}", str(first)] if first and last else []


def line_label(row: Named) -> list[str]:
    """Return such as `work line`."""
    return [f"{row['name']} line"] if row.get("name") else []


def plan_label(row: Named) -> list[str]:
    """Return such as `River plan`."""
    return [f"{row['name']} plan"] if row.get("name") else []


def pack_label(row: Named) -> list[str]:
    """Return such as `5 GB data pack`."""
    return [str(row["name"])] if row.get("name") else []


def area_label(row: Named) -> list[str]:
    """Return such as `Spokane area`."""
    return [f"{row['name']} area"] if row.get("name") else []


def sim_label(row: Named) -> list[str]:
    """Return such as `work SIM ending in 4421`, then `work SIM`."""
    name, digits = row.get("line_name"), row.get("last_four")
    return [f"{name} SIM ending in {digits}", f"{name} SIM"] if name and digits else []


def bill_label(row: Named) -> list[str]:
    """Return such as `March bill`."""
    return [f"{str(row['month']).split()[0]} bill"] if row.get("month") else []


def charge_label(row: Named) -> list[str]:
    """Return such as `$4.99 Quiz Corner charge from April 12`."""
    what, amount, day = row.get("description"), row.get("amount"), row.get("charged_on")
    if not (what and amount and day):
        return []
    noun = "" if "fee" in str(what) else " charge"
    return [f"{dollars(amount)} {what!s}{noun} from {spoken_day(day)}", f"{what}{noun}"]


def method_label(row: Named) -> list[str]:
    """Return such as `Visa card ending in 4421`."""
    kind, digits = row.get("kind"), row.get("last_four")
    return [f"{kind} ending in {digits}", str(kind)] if kind and digits else []


def ticket_label(row: Named) -> list[str]:
    """Return such as `ticket about dropped calls on the work line`."""
    name, subject = row.get("line_name"), row.get("subject")
    return [f"ticket about {subject} on the {name} line"] if name and subject else []
