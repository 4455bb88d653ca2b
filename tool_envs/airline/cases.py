"""Calls from which the rules build their examples of keeping and breaking the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from tool_envs.airline.clock import departure
from tool_envs.airline.database import AirlineDatabase, Booking, Customer, Flight, known
from tool_envs.airline.terms import begun, compensation, disrupted

Calls = list[tuple[str, dict[str, Any]]]
Part = Callable[[AirlineDatabase, Booking], Calls]


def coming(db: AirlineDatabase) -> Booking:
    """Return a flex booking with one quiet flight to come, which can be moved and moved back."""
    return next(
        booking
        for booking in db.bookings
        if booking["fare"] == "flex"
        and len(booking["segments"]) == 1
        and _open(db, booking)
        and not any(map(disrupted, _flights(db, booking)))
        and _flights(db, booking)[0]["seats"][booking["cabin"]] > 0
        and _others(db, booking)
        and not db.requests.where(customer_id=booking["customer_id"])
    )


def stranger(db: AirlineDatabase, booking: Booking) -> Booking:
    """Return a booking of somebody else."""
    return next(one for one in db.bookings if one["customer_id"] != booking["customer_id"])


def sign_in(db: AirlineDatabase, booking: Booking) -> Calls:
    """Find the customer who made `booking`."""
    return [("find_customer_by_email", {"email": _customer(db, booking)["email"]})]


def anonymous(db: AirlineDatabase, booking: Booking, parts: Sequence[Part]) -> Calls:
    """Look at everything and act, without finding the customer first."""
    calls: Calls = [
        ("get_booking", {"booking_id": booking["booking_id"]}),
        ("list_payment_methods", {"customer_id": booking["customer_id"]}),
    ]
    return calls + [call for part in parts for call in part(db, booking)]


def signed_in(db: AirlineDatabase, booking: Booking, parts: Sequence[Part]) -> Calls:
    """Find the customer, look at everything and act."""
    return sign_in(db, booking) + anonymous(db, booking, parts)


def cancel(db: AirlineDatabase, booking: Booking) -> Calls:
    """Cancel the booking."""
    arguments = {
        "booking_id": booking["booking_id"],
        "reason": "a change of plans",
        "refund_to": "the original payment method",
    }
    return [("cancel_booking", arguments)]


def look(db: AirlineDatabase, booking: Booking) -> Calls:
    """Look up the flight that `move` takes."""
    return [("get_flight", {"flight_id": _others(db, booking)[0]["flight_id"]})]


def move(db: AirlineDatabase, booking: Booking) -> Calls:
    """Move the booking to another flight."""
    return _move(db, booking, _others(db, booking)[0]["flight_id"])


def move_back(db: AirlineDatabase, booking: Booking) -> Calls:
    """Undo `move`, after a look at the flight."""
    flight_id = booking["segments"][0]["flight_id"]
    return [("get_flight", {"flight_id": flight_id}), *_move(db, booking, flight_id)]


def move_soon(db: AirlineDatabase, booking: Booking) -> Calls:
    """Book a flight that leaves within three hours."""
    soon = next(
        flight
        for flight in db.flights
        if timedelta() < departure(flight) - db.now < timedelta(hours=3)
        and flight["status"] != "cancelled"
        and flight["seats"]["economy"] > 0
    )
    return _book(db, booking, soon, 1)


def book(db: AirlineDatabase, booking: Booking) -> Calls:
    """Book four people onto a flight in some days."""
    return _book(db, booking, _later(db), 4)


def book_many(db: AirlineDatabase, booking: Booking) -> Calls:
    """Book five people onto a flight in some days."""
    return _book(db, booking, _later(db), 5)


def bag(db: AirlineDatabase, booking: Booking) -> Calls:
    """Add a bag to the first ticket that has room for it."""
    ticket = next(
        one for one in db.tickets.where(booking_id=booking["booking_id"]) if len(one["bags"]) < 3
    )
    arguments = {
        "ticket_id": ticket["ticket_id"],
        "bag": "standard suitcase",
        "payment_method_id": _card(db, booking),
    }
    return [("add_bag", arguments)]


def rename(db: AirlineDatabase, booking: Booking) -> Calls:
    """Change the customer's email."""
    arguments = {"customer_id": booking["customer_id"], "new_email": "first.try@birch.example"}
    return [("update_email", arguments)]


def rename_again(db: AirlineDatabase, booking: Booking) -> Calls:
    """Change the customer's email to something else again."""
    arguments = {"customer_id": booking["customer_id"], "new_email": "second.try@birch.example"}
    return [("update_email", arguments)]


def hand_over(db: AirlineDatabase, booking: Booking) -> Calls:
    """Pass a complaint on to a colleague."""
    arguments = {
        "customer_id": booking["customer_id"],
        "topic": "complaint",
        "summary": "The customer is unhappy with how long everything takes.",
    }
    return [("hand_over_to_human", arguments)]


def cancel_many(db: AirlineDatabase, count: int) -> Calls:
    """Cancel `count` bookings of one customer, properly."""
    for customer in db.customers:
        mine = db.bookings.where(customer_id=customer["customer_id"])
        some = [one for one in mine if one["fare"] != "saver" and _open(db, one)]
        if len(some) >= 3:
            calls = sign_in(db, some[0])
            for one in some[:count]:
                calls += [("get_booking", {"booking_id": one["booking_id"]}), *cancel(db, one)]
            return calls
    raise LookupError("no customer has three bookings to cancel")


def claim_many(db: AirlineDatabase, count: int) -> Calls:
    """Ask for `count` delay vouchers on behalf of one customer, properly."""
    first = (db.now.date() - timedelta(days=14)).isoformat()
    for customer in db.customers:
        late = [
            (booking, flight)
            for booking in db.bookings.where(customer_id=customer["customer_id"])
            for flight in _flights(db, booking)
            if booking["status"] != "cancelled"
            and compensation(booking, flight, 1) > 0
            and flight["date"] >= first
            and flight["flight_id"] not in booking["compensated"]
        ]
        if len(late) >= 2:
            calls = sign_in(db, late[0][0])
            for booking, flight in late[:count]:
                keys = {"booking_id": booking["booking_id"]}
                claim = {**keys, "flight_id": flight["flight_id"]}
                calls += [("get_booking", keys), ("issue_delay_voucher", claim)]
            return calls
    raise LookupError("no customer has two flights that were late")


def _move(db: AirlineDatabase, booking: Booking, flight_id: str) -> Calls:
    arguments = {
        "booking_id": booking["booking_id"],
        "new_flight_id": flight_id,
        "payment_method_id": _payer(booking),
    }
    return [("change_flight", arguments)]


def _book(db: AirlineDatabase, booking: Booking, flight: Flight, count: int) -> Calls:
    names = ("Ada Pendry", "Kofi Asante", "Shiori Guo", "Saga Ekström", "Rami Zand")
    arguments = {
        "customer_id": booking["customer_id"],
        "flight_ids": [flight["flight_id"]],
        "cabin": "economy",
        "fare": "saver",
        "passengers": list(names[:count]),
        "payment_method_id": _card(db, booking),
    }
    return [("get_flight", {"flight_id": flight["flight_id"]}), ("book_flights", arguments)]


def _later(db: AirlineDatabase) -> Flight:
    """Return a flight in ten days with room for everyone."""
    day = (db.now.date() + timedelta(days=10)).isoformat()
    return next(
        one
        for one in db.flights.where(date=day)
        if one["seats"]["economy"] > 5 and one["status"] != "cancelled"
    )


def _others(db: AirlineDatabase, booking: Booking) -> list[Flight]:
    """Return the flights of the next weeks that a booking with one flight could move to."""
    mine = _flights(db, booking)[0]
    return [
        one
        for one in db.flights.where(origin=mine["origin"], destination=mine["destination"])
        if one["flight_id"] != mine["flight_id"]
        and departure(one) - db.now > timedelta(days=1)
        and one["status"] != "cancelled"
        and one["seats"][booking["cabin"]] > 6
    ]


def _open(db: AirlineDatabase, booking: Booking) -> bool:
    return booking["status"] == "confirmed" and not begun(_flights(db, booking), db.now)


def _flights(db: AirlineDatabase, booking: Booking) -> list[Flight]:
    return [known(db.flights, one["flight_id"], "flight") for one in booking["segments"]]


def _payer(booking: Booking) -> str:
    return booking["payments"][0]["payment_method_id"]


def _card(db: AirlineDatabase, booking: Booking) -> str:
    methods = db.payment_methods.where(customer_id=booking["customer_id"])
    return next(one["payment_method_id"] for one in methods if one["balance"] is None)


def _customer(db: AirlineDatabase, booking: Booking) -> Customer:
    return known(db.customers, booking["customer_id"], "account")
