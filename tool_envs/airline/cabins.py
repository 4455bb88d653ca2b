"""Seats and routes: what can be sold, picked and given back on a flight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from apigen_mt.environment import ToolError
from tool_envs.airline.clock import arrival, departure
from tool_envs.airline.database import AirlineDatabase, Booking, Cabin, Flight, Ticket, known
from tool_envs.airline.itineraries import fits
from tool_envs.airline.labels import flight_label


def flight_ids(booking: Booking) -> list[str]:
    """Return the keys of the flights of a booking, in the order in which they are flown."""
    return [segment["flight_id"] for segment in booking["segments"]]


def flights_of(db: AirlineDatabase, booking: Booking) -> list[Flight]:
    """Return the flights of a booking, read-only, in the order in which they are flown."""
    return [known(db.flights, flight_id, "flight") for flight_id in flight_ids(booking)]


def check_on_sale(db: AirlineDatabase, flight: Flight) -> None:
    """Refuse a flight that has left or was taken off.

    Raises:
        ToolError: nobody can be put on the flight.
    """
    name = flight_label(flight)[0]
    if flight["status"] == "cancelled":
        raise ToolError(f"The {name} was cancelled, so it cannot be booked.", code="flight_off")
    if departure(flight) <= db.now:
        raise ToolError(f"The {name} has already left.", code="flight_gone")


def check_route(flights: Sequence[Flight]) -> None:
    """Refuse flights that do not make one trip.

    Raises:
        ToolError: none or more than two flights, or a second one that does not follow the first.
    """
    if not 1 <= len(flights) <= 2:
        raise ToolError("A booking has one flight or two.", code="flight_count")
    for one, two in pairwise(flights):
        if one["destination"] != two["origin"]:
            raise ToolError(
                f"The second flight starts in {two['origin']}, "
                f"but the first one ends in {one['destination']}.",
                code="not_connected",
            )
        home = two["destination"] == one["origin"]
        if not (departure(two) > arrival(one) if home else fits(one, two)):
            raise ToolError(
                "The second flight does not fit: it leaves too early or too long after the first.",
                code="bad_connection",
            )


def take_seats(db: AirlineDatabase, flight: Flight, cabin: Cabin, count: int) -> None:
    """Sell `count` seats of a cabin.

    Raises:
        ToolError: there are not as many.
    """
    left = flight["seats"][cabin]
    if left < count:
        name = flight_label(flight)[0]
        if left == 0:
            raise ToolError(f"The {name} is sold out in {cabin}.", code="sold_out")
        raise ToolError(
            f"The {name} has only {left} {cabin} seats left, which is not enough.", code="sold_out"
        )
    db.flights[flight["flight_id"]]["seats"][cabin] = left - count


def give_seats(db: AirlineDatabase, flight: Flight, cabin: Cabin, count: int) -> None:
    """Put `count` seats of a cabin on sale again."""
    db.flights[flight["flight_id"]]["seats"][cabin] += count


def cabin_of(seat: str) -> Cabin:
    """Return the cabin of a seat, by its row."""
    row = int(seat[:-1])
    return "business" if row <= 4 else "premium" if row <= 8 else "economy"


def free_seat(db: AirlineDatabase, ticket: Ticket, flight_id: str) -> None:
    """Give back the seat that a ticket has on a flight, if it has one.

    Args:
        db: where the flight is.
        ticket: the caller's own copy.
        flight_id: the flight.
    """
    for choice in [one for one in ticket["seats"] if one["flight_id"] == flight_id]:
        ticket["seats"].remove(choice)
        open_seats = db.flights[flight_id]["open_seats"][cabin_of(choice["seat"])]
        open_seats.append(choice["seat"])
        open_seats.sort(key=lambda seat: (int(seat[:-1]), seat[-1]))
