"""Read tools on bookings: list, open, and what giving one up would pay back."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline import cabins
from tool_envs.airline.database import (
    AirlineDatabase,
    Booking,
    BookingId,
    BookingStatus,
    Cabin,
    CustomerId,
    Fare,
    FlightId,
    FlightStatus,
    Payment,
    Segment,
    Ticket,
    Trip,
    known,
)
from tool_envs.airline.terms import begun, refund_terms


class BookingBrief(Row):
    """A booking in one line of a list."""

    booking_id: BookingId
    title: str
    status: BookingStatus
    fare: Fare
    cabin: Cabin
    flights: int


class BookedFlight(Row):
    """A flight of a booking with the price of one passenger in dollars."""

    flight_id: FlightId
    flight_number: str
    trip: Trip
    departs: str
    arrives: str
    status: FlightStatus
    delay_minutes: int
    price: float


class BookingPage(Row):
    """A booking with its flights and passengers."""

    booking_id: BookingId
    customer_id: CustomerId
    confirmation_code: str
    title: str
    status: BookingStatus
    booked_at: str
    fare: Fare
    cabin: Cabin
    insured: bool
    total: float
    extras: float
    fees: float
    passengers: int
    flights: list[BookedFlight]
    tickets: list[Ticket]
    payments: list[Payment]
    compensated: list[FlightId]


class Quote(Row):
    """What cancelling a booking would pay back today, for a mere change of plans."""

    booking_id: BookingId
    title: str
    refund: float
    kept: float
    because: str


@tool("read")
def list_bookings(db: AirlineDatabase, customer_id: CustomerId) -> list[BookingBrief]:
    """List a customer's bookings with their aim, first day, status, fare and cabin.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "account")
    return [
        {
            "booking_id": booking["booking_id"],
            "title": booking["title"],
            "status": booking["status"],
            "fare": booking["fare"],
            "cabin": booking["cabin"],
            "flights": len(booking["segments"]),
        }
        for booking in db.bookings.where(customer_id=customer_id)
    ]


@tool("read")
def get_booking(db: AirlineDatabase, booking_id: BookingId) -> BookingPage:
    """Look up a booking: flights, passengers with seats and bags, fare, price and payments.

    Args:
        booking_id: The booking's id.
    """
    booking = known(db.bookings, booking_id, "booking")
    tickets = db.tickets.where(booking_id=booking_id)
    return {
        "booking_id": booking_id,
        "customer_id": booking["customer_id"],
        "confirmation_code": booking["confirmation_code"],
        "title": booking["title"],
        "status": booking["status"],
        "booked_at": booking["booked_at"],
        "fare": booking["fare"],
        "cabin": booking["cabin"],
        "insured": booking["insured"],
        "total": booking["total"],
        "extras": booking["extras"],
        "fees": booking["fees"],
        "passengers": len(tickets),
        "flights": [_booked(db, segment) for segment in booking["segments"]],
        "tickets": tickets,
        "payments": booking["payments"],
        "compensated": booking["compensated"],
    }


@tool("read")
def quote_cancellation(db: AirlineDatabase, booking_id: BookingId) -> Quote:
    """Look up what cancelling a booking would pay back today, for a mere change of plans.

    Args:
        booking_id: The booking's id.
    """
    booking = open_booking(db, booking_id, "cancelled")
    terms = refund_terms(
        booking,
        cabins.flights_of(db, booking),
        len(db.tickets.where(booking_id=booking_id)),
        known(db.customers, booking["customer_id"], "account")["level"],
        db.now,
        "a change of plans",
    )
    return {
        "booking_id": booking_id,
        "title": booking["title"],
        "refund": terms.amount,
        "kept": round(booking["total"] - terms.amount, 2),
        "because": terms.because,
    }


def open_booking(db: AirlineDatabase, booking_id: str, what: str) -> Booking:
    """Return a booking, read-only, that is confirmed and whose first flight is still to come.

    Raises:
        ToolError: it was cancelled or flown, or it has begun.
    """
    booking = known(db.bookings, booking_id, "booking")
    if booking["status"] != "confirmed":
        raise ToolError(
            f"The booking was {booking['status']} already, so it cannot be {what} any more.",
            code="not_confirmed",
        )
    if begun(cabins.flights_of(db, booking), db.now):
        raise ToolError(
            f"The trip has begun; a booking can only be {what} before its first flight.",
            code="has_begun",
        )
    return booking


def _booked(db: AirlineDatabase, segment: Segment) -> BookedFlight:
    flight = known(db.flights, segment["flight_id"], "flight")
    return {
        "flight_id": flight["flight_id"],
        "flight_number": flight["flight_number"],
        "trip": flight["trip"],
        "departs": flight["departs"],
        "arrives": flight["arrives"],
        "status": flight["status"],
        "delay_minutes": flight["delay_minutes"],
        "price": segment["price"],
    }
