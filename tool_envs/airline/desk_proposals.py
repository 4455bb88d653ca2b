"""Planner hints on what comes with a ticket, on delays and on the account.

Most of them the tool accepts; some it refuses for a reason that a conversation can be about.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, get_args

from tool_envs.airline.chances import by_time, mixed, payer, tickets_of
from tool_envs.airline.database import (
    AirlineDatabase,
    BagKind,
    Booking,
    Customer,
    Flight,
    Topic,
    known,
)
from tool_envs.airline.people import DOMAINS, letters_apart, plain
from tool_envs.airline.terms import INSURANCE_WINDOW, compensation, fresh

Arguments = dict[str, Any]

_BAGS: tuple[BagKind, ...] = get_args(BagKind)
_SUMMARIES = (
    "The customer would like to be called back by a person.",
    "The customer prefers to talk to a human and did not want to say more in the chat.",
    "Please call the customer back; the chat could not settle everything.",
)


def add_insurance(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield insurance for what was booked lately, and for some that comes too late."""
    coming, _ = by_time(db, customer)
    good = [one for one in coming if not one["insured"] and fresh(one, db.now, INSURANCE_WINDOW)]
    bad = [one for one in coming if one not in good and random.random() < 0.35]
    for booking in mixed(random, good, bad):
        for _ in range(2):
            yield {
                "booking_id": booking["booking_id"],
                "payment_method_id": payer(db, customer, 24.0, random),
            }


def add_bag(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield bags for passengers of trips to come; some tickets have three already."""
    good, bad = tickets_of(db, customer)
    for ticket in mixed(random, good, bad):
        yield {
            "ticket_id": ticket["ticket_id"],
            "bag": random.choice(("standard suitcase", *_BAGS)),
            "payment_method_id": payer(db, customer, 60.0, random),
        }


def choose_seat(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield free seats in the right cabin, and at times one that is taken or elsewhere."""
    good, bad = tickets_of(db, customer)
    for ticket in mixed(random, good, bad, limit=7):
        booking = known(db.bookings, ticket["booking_id"], "booking")
        barred = booking["fare"] == "saver" and customer["level"] == "blue"
        if barred and random.random() < 0.75:
            continue
        flight = known(db.flights, random.choice(booking["segments"])["flight_id"], "flight")
        mine = flight["open_seats"][booking["cabin"]]
        elsewhere = flight["open_seats"]["business" if booking["cabin"] == "economy" else "economy"]
        draw = random.random()
        seats = (
            mine if draw < 0.8 else elsewhere if draw < 0.9 else [f"{10 + int(draw * 150) % 9}B"]
        )
        if seats:
            yield {
                "ticket_id": ticket["ticket_id"],
                "flight_id": flight["flight_id"],
                "seat": random.choice(seats),
            }


def correct_name(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield spellings that are a slip away, and now and then another person altogether."""
    good, bad = tickets_of(db, customer)
    mine = f"{customer['first_name']} {customer['last_name']}"
    right = [mine, *customer["companions"]]
    for ticket in [*good, *bad[:1]]:
        name = ticket["passenger"]
        meant = name if name in right else min(right, key=lambda one: letters_apart(one, name))
        others = [one for one in right if one != meant]
        if name != meant:
            yield {"ticket_id": ticket["ticket_id"], "new_name": meant}
        elif others and random.random() < 0.12:
            yield {"ticket_id": ticket["ticket_id"], "new_name": random.choice(others)}


def issue_delay_voucher(
    db: AirlineDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield flights that were late enough, and some that were not or were claimed before."""
    good: list[tuple[Booking, Flight]] = []
    bad: list[tuple[Booking, Flight]] = []
    for booking in db.bookings.where(customer_id=customer["customer_id"]):
        for segment in booking["segments"]:
            flight = known(db.flights, segment["flight_id"], "flight")
            due = compensation(booking, flight, 1) > 0 and booking["status"] != "cancelled"
            if due and flight["flight_id"] not in booking["compensated"]:
                good.append((booking, flight))
            elif flight["delay_minutes"] or flight["flight_id"] in booking["compensated"]:
                bad.append((booking, flight))
    for booking, flight in mixed(random, good, bad, limit=5):
        yield {"booking_id": booking["booking_id"], "flight_id": flight["flight_id"]}


def update_email(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield new emails made from the customer's name, and now and then the one on file."""
    if random.random() < 0.4:
        return
    first, last = plain(customer["first_name"]), plain(customer["last_name"])
    names = (f"{first}{last}", f"{last}.{first}.air", f"write.{first}", f"{first}.{last[:1]}")
    for _ in range(3):
        email = f"{random.choice(names)}{random.randint(2, 99)}@{random.choice(DOMAINS)}"
        yield {"customer_id": customer["customer_id"], "new_email": email}
    if random.random() < 0.25:
        yield {"customer_id": customer["customer_id"], "new_email": customer["email"]}


def update_phone(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield new phone numbers, and now and then the one on file."""
    if random.random() < 0.4:
        return
    for _ in range(3):
        area = f"{random.choice('2346789')}{random.randint(0, 99):02d}"
        number = f"{area}-555-01{random.randint(0, 99):02d}"
        yield {"customer_id": customer["customer_id"], "new_phone": number}
    if random.random() < 0.25:
        yield {"customer_id": customer["customer_id"], "new_phone": customer["phone"]}


def hand_over_to_human(
    db: AirlineDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield the wish for a call, and matters that a colleague already has."""
    topics: list[Topic] = ["call back"]
    topics += [one["topic"] for one in db.requests.where(customer_id=customer["customer_id"])]
    for topic in topics:
        yield {
            "customer_id": customer["customer_id"],
            "topic": topic,
            "summary": random.choice(_SUMMARIES),
        }
