"""Write tools that move a booking: to another flight, to another cabin."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline import books, cabins, proposals
from tool_envs.airline.bookings import open_booking
from tool_envs.airline.database import (
    AirlineDatabase,
    Booking,
    BookingId,
    Cabin,
    FlightId,
    MethodId,
    known,
)
from tool_envs.airline.itineraries import trip_title
from tool_envs.airline.terms import (
    FREE_CANCELLATION,
    change_fee,
    disrupted,
    fresh,
    price_of,
)


class Change(Row):
    """A booking that was moved; a negative difference was paid back."""

    booking_id: BookingId
    title: str
    cabin: Cabin
    difference: float
    fee: float
    settlement: str
    total: float


@tool("write", propose=proposals.change_flight)
def change_flight(
    db: AirlineDatabase, booking_id: BookingId, new_flight_id: FlightId, payment_method_id: MethodId
) -> Change:
    """Move everyone in a booking to another flight between the same two cities.

    The flight of the booking that has the same route gives way. A flight that we cancelled or
    delayed by three hours is replaced free of charge.

    Args:
        booking_id: The booking.
        new_flight_id: The flight that comes in.
        payment_method_id: Pays fee and price difference, or receives what is paid back.
    """
    booking = _own_copy(db, booking_id)
    new = known(db.flights, new_flight_id, "flight")
    place = _place(db, booking, (new["origin"], new["destination"]))
    old = cabins.flights_of(db, booking)[place]
    if old["flight_id"] == new_flight_id:
        raise ToolError("The booking is for that very flight.", code="same_flight")
    cabins.check_on_sale(db, new)
    free = disrupted(old)
    recent = fresh(booking, db.now, FREE_CANCELLATION)
    if booking["fare"] == "saver" and not (free or recent):
        raise ToolError(
            "The booking has a saver fare, which cannot be moved to another flight after "
            "24 hours unless we disrupt the flight.",
            code="fare_fixed",
        )
    flights = cabins.flights_of(db, booking)
    flights[place] = new
    cabins.check_route(flights)
    tickets = db.tickets.where(booking_id=booking_id)
    cabins.take_seats(db, new, booking["cabin"], len(tickets))
    cabins.give_seats(db, old, booking["cabin"], len(tickets))
    segment = booking["segments"][place]
    price = segment["price"] if free else price_of(new, booking["cabin"], booking["fare"])
    level = known(db.customers, booking["customer_id"], "account")["level"]
    fee = 0.0 if free or recent else change_fee(booking, len(tickets), level)
    difference = round((price - segment["price"]) * len(tickets), 2)
    segment["price"], segment["flight_id"] = price, new_flight_id
    booking["title"] = trip_title(flights)
    for one in tickets:
        ticket = db.tickets[one["ticket_id"]]
        cabins.free_seat(db, ticket, old["flight_id"])
        ticket["title"] = booking["title"]
    return _settled(db, booking, payment_method_id, difference, fee)


@tool("write", propose=proposals.change_cabin)
def change_cabin(
    db: AirlineDatabase, booking_id: BookingId, cabin: Cabin, payment_method_id: MethodId
) -> Change:
    """Move everyone in a booking to another cabin on all its flights.

    Args:
        booking_id: The booking.
        cabin: The cabin from now on.
        payment_method_id: Pays the price difference, or receives what is paid back.
    """
    booking = _own_copy(db, booking_id)
    if booking["cabin"] == cabin:
        raise ToolError(f"The booking already is in {cabin}.", code="same_cabin")
    tickets = db.tickets.where(booking_id=booking_id)
    difference = 0.0
    for segment in booking["segments"]:
        flight = known(db.flights, segment["flight_id"], "flight")
        cabins.check_on_sale(db, flight)
        cabins.take_seats(db, flight, cabin, len(tickets))
        cabins.give_seats(db, flight, booking["cabin"], len(tickets))
        price = price_of(flight, cabin, booking["fare"])
        difference += (price - segment["price"]) * len(tickets)
        segment["price"] = price
        for ticket in tickets:
            cabins.free_seat(db, db.tickets[ticket["ticket_id"]], flight["flight_id"])
    booking["cabin"] = cabin
    return _settled(db, booking, payment_method_id, round(difference, 2), 0.0)


def _own_copy(db: AirlineDatabase, booking_id: str) -> Booking:
    open_booking(db, booking_id, "changed")
    return db.bookings[booking_id]


def _place(db: AirlineDatabase, booking: Booking, route: tuple[str, str]) -> int:
    """Return which flight of a booking has a route."""
    for place, flight in enumerate(cabins.flights_of(db, booking)):
        if (flight["origin"], flight["destination"]) == route:
            return place
    raise ToolError(
        f"No flight of the booking goes from {route[0]} to {route[1]}; "
        "a change keeps the two cities.",
        code="other_route",
    )


def _settled(
    db: AirlineDatabase, booking: Booking, payment_method_id: str, difference: float, fee: float
) -> Change:
    """Charge or pay back and return what was done."""
    method = books.method_of(db, booking["customer_id"], payment_method_id)
    due = round(difference + fee, 2)
    books.settle(db, booking, method, due)
    booking["fees"] = round(booking["fees"] + fee, 2)
    booking["total"] = round(booking["total"] + due, 2)
    return {
        "booking_id": booking["booking_id"],
        "title": booking["title"],
        "cabin": booking["cabin"],
        "difference": difference,
        "fee": fee,
        "settlement": books.said(due),
        "total": booking["total"],
    }
