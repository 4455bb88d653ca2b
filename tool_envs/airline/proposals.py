"""Planner hints: complete arguments a given customer could plausibly ask for.

Most of them the tool accepts; about a third it refuses, or a rule does, for a reason that a
conversation can be about, such as a saver fare or a delay that was too short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, get_args

from tool_envs.airline.clock import trip_name
from tool_envs.airline.database import (
    AirlineDatabase,
    BagKind,
    Booking,
    Cabin,
    Customer,
    Fare,
    Flight,
    PaymentMethod,
    Reason,
    Ticket,
    Topic,
    known,
)
from tool_envs.airline.people import DOMAINS, letters_apart, plain
from tool_envs.airline.terms import (
    FREE_CANCELLATION,
    INSURANCE_WINDOW,
    begun,
    compensation,
    disrupted,
    fresh,
    price_of,
)
from tool_envs.airline.timetable import CITIES, ROUTES

Arguments = dict[str, Any]
T = TypeVar("T")

_CABINS: tuple[Cabin, ...] = get_args(Cabin)
_FARES: tuple[Fare, ...] = ("saver", "classic", "classic", "flex")
_BAGS: tuple[BagKind, ...] = get_args(BagKind)
_SUMMARIES = (
    "The customer would like to be called back by a person.",
    "The customer prefers to talk to a human and did not want to say more in the chat.",
    "Please call the customer back; the chat could not settle everything.",
)


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
            "payment_method_id": _payer(db, customer, price * len(names), random),
        }


def cancel_booking(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield cancellations with and without a refund, and some of trips that are over."""
    coming, rest = _by_time(db, customer)
    good = [one for one in coming if _refundable(db, one)]
    bad = [one for one in coming if one not in good] * 2
    bad += [one for one in rest if one["status"] == "confirmed" or random.random() < 0.3]
    for booking in _mixed(random, good, bad):
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
    coming, rest = _by_time(db, customer)
    good = [one for one in coming if one["fare"] != "saver" or _refundable(db, one)]
    bad = [one for one in coming if one not in good]
    bad += [one for one in rest if one["status"] == "confirmed"]
    for booking in _mixed(random, good * 2, bad, limit=7):
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
            "payment_method_id": _settler(db, customer, booking, price * count, random),
        }


def change_cabin(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield other cabins for trips to come, and for some that have begun."""
    coming, rest = _by_time(db, customer)
    bad = [one for one in rest if one["status"] == "confirmed"]
    for booking in _mixed(random, coming, bad, limit=4):
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
                "payment_method_id": _settler(db, customer, booking, more * count, random),
            }


def add_insurance(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield insurance for what was booked lately, and for some that comes too late."""
    coming, _ = _by_time(db, customer)
    good = [one for one in coming if not one["insured"] and fresh(one, db.now, INSURANCE_WINDOW)]
    bad = [one for one in coming if one not in good and random.random() < 0.35]
    for booking in _mixed(random, good, bad):
        for _ in range(2):
            yield {
                "booking_id": booking["booking_id"],
                "payment_method_id": _payer(db, customer, 24.0, random),
            }


def add_bag(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield bags for passengers of trips to come; some tickets have three already."""
    good, bad = _tickets(db, customer)
    for ticket in _mixed(random, good, bad):
        yield {
            "ticket_id": ticket["ticket_id"],
            "bag": random.choice(("standard suitcase", *_BAGS)),
            "payment_method_id": _payer(db, customer, 60.0, random),
        }


def choose_seat(db: AirlineDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield free seats in the right cabin, and at times one that is taken or elsewhere."""
    good, bad = _tickets(db, customer)
    for ticket in _mixed(random, good, bad, limit=7):
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
    good, bad = _tickets(db, customer)
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
    for booking, flight in _mixed(random, good, bad, limit=5):
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


def _mixed(random: Random, good: Sequence[T], bad: Sequence[T], limit: int = 4) -> list[T]:
    """Return up to `limit` of both in random order, more good than bad."""
    some = random.sample(good, min(len(good), limit))
    chances = max(1, len(some))
    spare = sum(random.random() < 0.4 for _ in range(min(chances, len(bad), limit - len(some))))
    some += random.sample(bad, spare)
    random.shuffle(some)
    return some


def _by_time(db: AirlineDatabase, customer: Customer) -> tuple[list[Booking], list[Booking]]:
    """Return the customer's bookings that can be changed, and the others."""
    coming: list[Booking] = []
    rest: list[Booking] = []
    for booking in db.bookings.where(customer_id=customer["customer_id"]):
        flights = [known(db.flights, one["flight_id"], "flight") for one in booking["segments"]]
        still = booking["status"] == "confirmed" and not begun(flights, db.now)
        (coming if still else rest).append(booking)
    return coming, rest


def _tickets(db: AirlineDatabase, customer: Customer) -> tuple[list[Ticket], list[Ticket]]:
    coming, rest = _by_time(db, customer)
    return tuple(  # type: ignore[return-value]
        [ticket for one in some for ticket in db.tickets.where(booking_id=one["booking_id"])]
        for some in (coming, [one for one in rest if one["status"] == "confirmed"])
    )


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
    count = random.choices((0, 1, 2, 5), (50, 26, 14, 10))[0]
    return [f"{customer['first_name']} {customer['last_name']}", *along[:count]]


def _methods(db: AirlineDatabase, customer: Customer) -> list[PaymentMethod]:
    return db.payment_methods.where(customer_id=customer["customer_id"])


def _payer(db: AirlineDatabase, customer: Customer, amount: float, random: Random) -> str:
    """Return a card or wallet, or a voucher that covers an amount, or now and then does not."""
    methods = _methods(db, customer)
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


def _settler(
    db: AirlineDatabase, customer: Customer, booking: Booking, more: float, random: Random
) -> str:
    """Return what pays a difference, or what paid before where money comes back."""
    if more >= 0 or random.random() < 0.2:
        return _payer(db, customer, more + 45, random)
    return booking["payments"][0]["payment_method_id"]
