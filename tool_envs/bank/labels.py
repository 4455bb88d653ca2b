"""What a person calls a row; used for wording and in the messages of refused calls.

Each function takes a row or an object from a tool's answer that carries the row's key, and gives
nothing when that object says too little to name the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tool_envs.bank.ledger import dollars, spoken_day

Named = Mapping[str, Any]

_PREPOSITIONS = {"card purchase": "charge at", "payment": "payment to", "deposit": "deposit from"}


def customer_label(row: Named) -> list[str]:
    """Return the full name, then the first name."""
    first, last = row.get("first_name"), row.get("last_name")
    return [f"{first} {last}", str(first)] if first and last else []


def account_label(row: Named) -> list[str]:
    """Return such as `vacation savings account`, then the name on statements."""
    kind, name = row.get("kind"), row.get("name")
    if not name or not row.get("last_four"):
        return []
    full = "credit card account" if kind == "credit card" else f"{name} {kind} account"
    return [full, f"{kind} account ending in {row['last_four']}"]


def card_label(row: Named) -> list[str]:
    """Return such as `Visa debit card ending in 4421`."""
    kind, network, digits = row.get("kind"), row.get("network"), row.get("last_four")
    if not (kind and network and digits):
        return []
    return [f"{network} {kind} card ending in {digits}", f"card ending in {digits}"]


def payee_label(row: Named) -> list[str]:
    """Return such as `Marek Horvat at Fernhill Bank`, then the name alone."""
    name, bank = row.get("name"), row.get("bank")
    return [f"{name} at {bank}", str(name)] if name and bank else []


def transaction_label(row: Named) -> list[str]:
    """Return such as `$42.10 charge at Pine Street Grocery from May 3`."""
    kind, other, amount = row.get("kind"), row.get("counterparty"), row.get("amount")
    if not (kind and other and amount and row.get("posted_on")):
        return []
    day = spoken_day(row["posted_on"])
    said = dollars(abs(amount))
    if kind == "fee":
        return [f"{said} {str(other).lower()} from {day}"]
    if kind == "transfer":
        return [f"{said} transfer {other} on {day}"]
    if kind == "refund":
        return [f"{said} refund of the {str(other).lower()} from {day}"]
    if kind == "provisional credit":
        return [f"{said} provisional credit for {other} from {day}"]
    return [f"{said} {_PREPOSITIONS[kind]} {other} from {day}"]


def order_label(row: Named) -> list[str]:
    """Return such as `monthly $300 standing order to Cobalt Internet`."""
    name, amount = row.get("payee_name"), row.get("amount")
    if not (name and amount and row.get("day")):
        return []
    return [f"monthly {dollars(amount)} standing order to {name}", f"standing order to {name}"]


def dispute_label(row: Named) -> list[str]:
    """Return such as `dispute over the $42.10 charge at Pine Street Grocery from May 3`."""
    if not (row.get("merchant") and row.get("amount") and row.get("posted_on")):
        return []
    charge = f"{dollars(row['amount'])} charge at {row['merchant']}"
    return [
        f"dispute over the {charge} from {spoken_day(row['posted_on'])}",
        f"dispute with {row['merchant']}",
    ]


def mandate_label(row: Named) -> list[str]:
    """Return such as `household checking`: who names the account has named the authority too."""
    name = row.get("account_name")
    return [str(name).removesuffix(" account")] if name else []


def clearance_label(row: Named) -> list[str]:
    """Return the kind of change that the clearance is for."""
    return [row["purpose"]] if row.get("purpose") else []


def handover_label(row: Named) -> list[str]:
    """Return such as `request about the loan question`."""
    topic = row.get("topic")
    if not topic:
        return []
    return [f"request about {'something else' if topic == 'something else' else f'the {topic}'}"]
