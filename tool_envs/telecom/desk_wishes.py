"""Planner hints: new contact details, and matters for a colleague."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tool_envs.telecom.database import Address, Customer, TelecomDatabase, Topic
from tool_envs.telecom.names import DOMAINS, draw_address, draw_nearby, plain

Arguments = dict[str, Any]

_SUMMARIES = (
    "The customer would like to be called back by a person.",
    "The customer prefers to talk to a person; please call.",
    "Please call the customer, who asked for a person in the chat.",
)


def update_email(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield new emails made from the customer's name, and now and then the one on file."""
    if random.random() < 0.3:
        return
    first, last = plain(customer["first_name"]), plain(customer["last_name"])
    names = (f"{last}.{first}", f"{first}.{last}.home", f"call.{first}", f"{first}{last[:1]}")
    emails = [
        f"{random.choice(names)}{random.randint(2, 99)}@{random.choice(DOMAINS)}" for _ in range(3)
    ]
    if random.random() < 0.25:
        emails.append(customer["email"])
    for email in emails:
        yield {"customer_id": customer["customer_id"], "new_email": email}


def update_address(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield new addresses, and now and then the one on file."""
    if random.random() < 0.3:
        return
    home = draw_address(Random(customer["customer_id"]))
    places: list[Address] = [home, draw_nearby(home, random)]
    if random.random() < 0.2:
        places.append(customer["address"])
    for address in places:
        yield {"customer_id": customer["customer_id"], "address": address}


def hand_over_to_human(
    db: TelecomDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield the wish for a call, and matters that a colleague already has."""
    topics: list[Topic] = ["call back"]
    topics += [one["topic"] for one in db.handovers.where(customer_id=customer["customer_id"])]
    for topic in dict.fromkeys(topics):
        yield {
            "customer_id": customer["customer_id"],
            "topic": topic,
            "summary": random.choice(_SUMMARIES),
        }
