"""What proposals draw from: bookings that can be changed, tickets, means of payment."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from tool_envs.airline.database import (
    AirlineDatabase,
    Booking,
    Customer,
    Ticket,
    known,
)
from tool_envs.airline.terms import begun

T = TypeVar("T")


def mixed(random: Random, good: Sequence[T], bad: Sequence[T], limit: int = 4) -> list[T]:
    """Return up to `limit` of both in random order, more good than bad."""
    some = random.sample(good, min(len(good), limit))
    chances = max(1, len(some))
    spare = sum(random.random() < 0.4 for _ in range(min(chances, len(bad), limit - len(some))))
    some += random.sample(bad, spare)
    random.shuffle(some)
    return some


def by_time(db: AirlineDatabase, customer: Customer) -> tuple[list[Booking], list[Booking]]:
    """Return the customer's bookings that can be changed, and the others."""
    coming: list[Booking] = []
    rest: list[Booking] = []
    for booking in db.bookings.where(customer_id=customer["customer_id"]):
        flights = [known(db.flights, one["flight_id"], "flight") for one in booking["segments"]]
        still = booking["status"] == "confirmed" and not begun(flights, db.now)
        (coming if still else rest).append(booking)
    return coming, rest


def tickets_of(db: AirlineDatabase, customer: Customer) -> tuple[list[Ticket], list[Ticket]]:
    """Return the tickets that can be changed, and those of trips that have begun."""
    coming, rest = by_time(db, customer)
    begun_ones = [one for one in rest if one["status"] == "confirmed"]
    return _tickets(db, coming), _tickets(db, begun_ones)


def _tickets(db: AirlineDatabase, bookings: Sequence[Booking]) -> list[Ticket]:
    return [ticket for one in bookings for ticket in db.tickets.where(booking_id=one["booking_id"])]


def payer(db: AirlineDatabase, customer: Customer, amount: float, random: Random) -> str:
    """Return a card or wallet, or a voucher that covers an amount, or now and then does not."""
    methods = db.payment_methods.where(customer_id=customer["customer_id"])
    today = db.now.date().isoformat()
    good = [
        one
        for one in methods
        if one["balance"] is None
        or (one["balance"] >= amount and (one["expires_on"] or "") >= today)
    ]
    draw = random.random()
    some = methods if draw < 0.15 else good
    return random.choice(some or methods)["payment_method_id"]


def settler(
    db: AirlineDatabase, customer: Customer, booking: Booking, more: float, random: Random
) -> str:
    """Return what pays a difference, or what paid before where money comes back."""
    if more >= 0 or random.random() < 0.2:
        return payer(db, customer, more + 45, random)
    return booking["payments"][0]["payment_method_id"]
