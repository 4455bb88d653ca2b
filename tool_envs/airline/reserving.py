"""Write tools that make a booking and give it up."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline import books, cabins, proposals
from tool_envs.airline.bookings import BookingPage, get_booking, open_booking
from tool_envs.airline.database import (
    AirlineDatabase,
    Booking,
    BookingId,
    BookingStatus,
    Cabin,
    CustomerId,
    Fare,
    Flight,
    FlightId,
    MethodId,
    Reason,
    RefundTo,
    known,
)
from tool_envs.airline.itineraries import trip_title
from tool_envs.airline.terms import MOST_PASSENGERS, price_of, refund_terms


class Cancellation(Row):
    """A cancelled booking and the money that goes back."""

    booking_id: BookingId
    status: BookingStatus
    refund: float
    kept: float
    because: str
    refund_to: RefundTo


@tool("write", propose=proposals.book_flights)
def book_flights(
    db: AirlineDatabase,
    customer_id: CustomerId,
    flight_ids: list[FlightId],
    cabin: Cabin,
    fare: Fare,
    passengers: list[str],
    payment_method_id: MethodId,
) -> BookingPage:
    """Book one flight, two flights with a change, or a flight there and one back.

    Args:
        customer_id: The customer who books.
        flight_ids: The flights in the order in which they are flown.
        cabin: The cabin on every flight.
        fare: The fare class of the whole booking.
        passengers: The full name of everyone who travels, as in their travel documents.
        payment_method_id: Pays the whole price.
    """
    known(db.customers, customer_id, "account")
    _check_names(passengers)
    flights = [known(db.flights, flight_id, "flight") for flight_id in flight_ids]
    cabins.check_route(flights)
    for flight in flights:
        cabins.check_on_sale(db, flight)
        _check_not_booked(db, customer_id, flight)
        cabins.take_seats(db, flight, cabin, len(passengers))
    method = books.method_of(db, customer_id, payment_method_id)
    booking = _new_booking(db, customer_id, flights, cabin, fare)
    each = sum(segment["price"] for segment in booking["segments"])
    booking["total"] = round(each * len(passengers), 2)
    books.charge(db, booking, method, booking["total"], "fare")
    db.bookings.insert(booking)
    _write_tickets(db, booking, passengers)
    answer: BookingPage = get_booking.function(db, booking["booking_id"])
    return answer


def _check_names(passengers: list[str]) -> None:
    if not passengers or len({name.casefold() for name in passengers}) < len(passengers):
        raise ToolError("Every passenger has to be named once.", code="passengers")
    if len(passengers) > MOST_PASSENGERS:
        raise ToolError(
            f"A booking has room for {MOST_PASSENGERS} passengers at most.", code="too_many"
        )


def _check_not_booked(db: AirlineDatabase, customer_id: str, flight: Flight) -> None:
    mine = db.bookings.where(customer_id=customer_id, status="confirmed")
    if any(flight["flight_id"] in cabins.flight_ids(one) for one in mine):
        raise ToolError(
            "There already is a booking for that flight on this account.",
            code="already_booked",
        )


def _new_booking(
    db: AirlineDatabase, customer_id: str, flights: list[Flight], cabin: Cabin, fare: Fare
) -> Booking:
    """Return a booking of which nothing is paid yet, and which is not in the books yet."""
    return {
        "booking_id": db.new_id("booking"),
        "customer_id": customer_id,
        "confirmation_code": "".join(db.random.sample("BCDFGHJKLMNPQRSTVWXZ", 6)),
        "title": trip_title(flights),
        "status": "confirmed",
        "booked_at": db.now.strftime("%Y-%m-%dT%H:%M"),
        "fare": fare,
        "cabin": cabin,
        "insured": False,
        "segments": [
            {"price": price_of(flight, cabin, fare), "flight_id": flight["flight_id"]}
            for flight in flights
        ],
        "extras": 0.0,
        "fees": 0.0,
        "total": 0.0,
        "payments": [],
        "compensated": [],
        "cancelled_for": None,
    }


def _write_tickets(db: AirlineDatabase, booking: Booking, passengers: list[str]) -> None:
    for passenger in passengers:
        db.tickets.insert(
            {
                "ticket_id": db.new_id("ticket"),
                "booking_id": booking["booking_id"],
                "customer_id": booking["customer_id"],
                "passenger": passenger,
                "title": booking["title"],
                "seats": [],
                "bags": [],
            }
        )


@tool("write", propose=proposals.cancel_booking)
def cancel_booking(
    db: AirlineDatabase, booking_id: BookingId, reason: Reason, refund_to: RefundTo
) -> Cancellation:
    """Cancel a whole booking that has not begun, and pay back what its fare allows.

    Args:
        booking_id: The booking to cancel.
        reason: Why the customer cancels, the nearest of the given reasons.
        refund_to: Where the refund goes: back to what was paid with, or to a new travel voucher.
    """
    open_booking(db, booking_id, "cancelled")
    booking = db.bookings[booking_id]
    flights = cabins.flights_of(db, booking)
    tickets = db.tickets.where(booking_id=booking_id)
    level = known(db.customers, booking["customer_id"], "account")["level"]
    terms = refund_terms(booking, flights, len(tickets), level, db.now, reason)
    if not terms.possible:
        raise ToolError(
            "The booking has a saver fare, which is not refunded after 24 hours unless we "
            "disrupt a flight or the insurance covers an illness.",
            code="not_refundable",
        )
    _pay_back(db, booking, terms.amount, refund_to)
    for flight in flights:
        cabins.give_seats(db, flight, booking["cabin"], len(tickets))
        for ticket in tickets:
            cabins.free_seat(db, db.tickets[ticket["ticket_id"]], flight["flight_id"])
    kept = round(booking["total"] - terms.amount, 2)
    booking["fees"] = booking["total"] = kept
    booking["status"] = "cancelled"
    booking["cancelled_for"] = reason
    return {
        "booking_id": booking_id,
        "status": "cancelled",
        "refund": terms.amount,
        "kept": kept,
        "because": terms.because,
        "refund_to": refund_to,
    }


def _pay_back(db: AirlineDatabase, booking: Booking, amount: float, refund_to: RefundTo) -> None:
    if refund_to != "a new travel voucher":
        books.refund_to_payers(db, booking, amount, "cancellation")
    elif amount > 0:
        voucher = books.new_voucher(db, booking["customer_id"], 0.0)
        books.refund(db, booking, voucher, amount, "cancellation")
