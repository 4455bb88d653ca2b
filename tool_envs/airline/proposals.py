"""Planner hints on trips: complete arguments a given customer could plausibly ask for.

Most of them the tool accepts; about a third it refuses, or a rule does, for a reason that a
conversation can be about, such as a saver fare or a cabin that is sold out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, get_args

from tool_envs.airline.chances import by_time, mixed, payer, settler
from tool_envs.airline.clock import trip_name
from tool_envs.airline.database import (
    AirlineDatabase,
    Booking,
    Cabin,
    Customer,
    Fare,
    Flight,
    Reason,
    known,
)
from tool_envs.airline.terms import (
    FREE_CANCELLATION,
    MOST_BOOKED,
    begun,
    disrupted,
    fresh,
    price_of,
)
from tool_envs.airline.timetable import CITIES, ROUTES

Arguments = dict[str, Any]

_CABINS: tuple[Cabin, ...] = get_args(Cabin)
_FARES: tuple[Fare, ...] = ("saver", "classic", "classic", "flex")


def book_flights(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield trips from the customer's city; some are sold out, leave very soon or cost too much."""
    home = customer["home_city"]
    near = [pair for one, two, _ in ROUTES for pair in ((one, two), (two, one)) if pair[0] == home]
    for place in range(6):
        origin, city = random.choice(near)
        offset = 0 if random.random() < 0.25 else random.randint(1, 25)
        flights = _on_day(db, origin, city, offset)
        if not flights:
            continue
        chosen = [random.choice(flights[:1] if offset == 0 else flights)]
        back = _on_day(db, city, origin, offset + random.randint(2, 6))
        if place % 3 == 2 and back:
            chosen.append(random.choice(back))
        if any(one["status"] == "cancelled" for one in chosen) and random.random() < 0.6:
            continue
        cabin = random.choices(_CABINS, (72, 16, 12))[0]
        fare = random.choice(_FARES)
        names = _travellers(customer, random)
        price = sum(price_of(one, cabin, fare) for one in chosen)
        yield {
            "customer_id": customer["customer_id"],
            "flight_ids": [one["flight_id"] for one in chosen],
            "cabin": cabin,
            "fare": fare,
            "passengers": names,
            "payment_method_id": payer(db, customer, price * len(names), random),
        }


def cancel_booking(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield cancellations with and without a refund, and some of trips that are over."""
    coming, rest = by_time(db, customer)
    good = [one for one in coming if _refundable(db, one)]
    bad = [one for one in coming if one not in good] * 2
    bad += [one for one in rest if one["status"] == "confirmed" or random.random() < 0.3]
    for booking in mixed(random, good, bad):
        reasons: list[Reason] = ["a change of plans", "an illness"]
        flights = [known(db.flights, one["flight_id"], "flight") for one in booking["segments"]]
        if fresh(booking, db.now, FREE_CANCELLATION):
            reasons = ["a booking mistake", "a change of plans"]
        if any(map(disrupted, flights)):
            reasons = ["a disruption of the flight"]
        for refund_to in ("the original payment method", "a new travel voucher"):
            if random.random() < 0.65:
                yield {
                    "booking_id": booking["booking_id"],
                    "reason": random.choice(reasons),
                    "refund_to": refund_to,
                }


def change_flight(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield moves to other days; saver fares, full and cancelled flights are among them."""
    coming, rest = by_time(db, customer)
    good = [one for one in coming if one["fare"] != "saver" or _refundable(db, one)]
    bad = [one for one in coming if one not in good]
    bad += [one for one in rest if one["status"] == "confirmed"]
    for booking in mixed(random, good * 2, bad, limit=7):
        segment = booking["segments"][0 if random.random() < 0.7 else -1]
        old = known(db.flights, segment["flight_id"], "flight")
        step = random.choice((-2, -1, 0, 0, 1, 1, 2, 3, 4)) if len(booking["segments"]) == 1 else 0
        ahead = (_day_number(old) - db.now.date().toordinal()) + step
        others = [
            one
            for one in _on_day(db, old["origin"], old["destination"], max(0, ahead))
            if one["flight_id"] != old["flight_id"]
        ]
        if not others:
            continue
        new = random.choice(others)
        count = len(db.tickets.where(booking_id=booking["booking_id"]))
        price = price_of(new, booking["cabin"], booking["fare"]) - segment["price"]
        yield {
            "booking_id": booking["booking_id"],
            "new_flight_id": new["flight_id"],
            "payment_method_id": settler(db, customer, booking, price * count, random),
        }


def change_cabin(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield other cabins for trips to come, and for some that have begun."""
    coming, rest = by_time(db, customer)
    bad = [one for one in rest if one["status"] == "confirmed"]
    for booking in mixed(random, coming, bad, limit=4):
        count = len(db.tickets.where(booking_id=booking["booking_id"]))
        for cabin in random.sample(_CABINS, 2):
            if cabin == booking["cabin"] and random.random() < 0.9:
                continue
            more = sum(
                price_of(known(db.flights, one["flight_id"], "flight"), cabin, booking["fare"])
                - one["price"]
                for one in booking["segments"]
            )
            yield {
                "booking_id": booking["booking_id"],
                "cabin": cabin,
                "payment_method_id": settler(db, customer, booking, more * count, random),
            }


def _refundable(db: AirlineDatabase, booking: Booking) -> bool:
    flights = [known(db.flights, one["flight_id"], "flight") for one in booking["segments"]]
    recent = fresh(booking, db.now, FREE_CANCELLATION)
    return booking["fare"] != "saver" or recent or any(map(disrupted, flights))


def _on_day(db: AirlineDatabase, origin: str, destination: str, offset: int) -> list[Flight]:
    """Return the flights of a day that have not left, the next one first."""
    if origin not in CITIES or offset < 0:
        return []
    day = db.now.date() + timedelta(days=offset)
    flights = db.flights.where(trip=trip_name(origin, destination, day))
    return [one for one in flights if not begun([one], db.now)]


def _day_number(flight: Flight) -> int:
    return date.fromisoformat(flight["date"]).toordinal()


def _travellers(customer: Customer, random: Random) -> list[str]:
    """Return the customer and some companions; at times more than a chat may book."""
    along = list(customer["companions"])
    random.shuffle(along)
    weights = (30, 16, 14, 40) if len(along) >= MOST_BOOKED else (50, 26, 14, 10)
    count = random.choices((0, 1, 2, 5), weights)[0]
    return [f"{customer['first_name']} {customer['last_name']}", *along[:count]]
