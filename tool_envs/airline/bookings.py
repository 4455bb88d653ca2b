"""Tools on bookings: look, book, and give up."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline import books, cabins, proposals
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
    MethodId,
    Payment,
    Reason,
    RefundTo,
    Segment,
    Ticket,
    Trip,
    known,
)
from tool_envs.airline.itineraries import trip_title
from tool_envs.airline.terms import MOST_PASSENGERS, begun, price_of, refund_terms


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


class Cancellation(Row):
    """A cancelled booking and the money that goes back."""

    booking_id: BookingId
    status: BookingStatus
    refund: float
    kept: float
    because: str
    refund_to: RefundTo


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
    if not passengers or len({name.casefold() for name in passengers}) < len(passengers):
        raise ToolError("Every passenger has to be named once.", code="passengers")
    if len(passengers) > MOST_PASSENGERS:
        raise ToolError(
            f"A booking has room for {MOST_PASSENGERS} passengers at most.", code="too_many"
        )
    flights = [known(db.flights, flight_id, "flight") for flight_id in flight_ids]
    cabins.check_route(flights)
    for flight in flights:
        cabins.check_on_sale(db, flight)
        mine = db.bookings.where(customer_id=customer_id, status="confirmed")
        if any(flight["flight_id"] in cabins.flight_ids(one) for one in mine):
            raise ToolError(
                "There already is a booking for that flight on this account.",
                code="already_booked",
            )
        cabins.take_seats(db, flight, cabin, len(passengers))
    method = books.method_of(db, customer_id, payment_method_id)
    booking: Booking = {
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
    each = sum(segment["price"] for segment in booking["segments"])
    booking["total"] = round(each * len(passengers), 2)
    books.charge(db, booking, method, booking["total"], "fare")
    db.bookings.insert(booking)
    for passenger in passengers:
        db.tickets.insert(
            {
                "ticket_id": db.new_id("ticket"),
                "booking_id": booking["booking_id"],
                "customer_id": customer_id,
                "passenger": passenger,
                "title": booking["title"],
                "seats": [],
                "bags": [],
            }
        )
    answer: BookingPage = get_booking.function(db, booking["booking_id"])
    return answer


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
    if refund_to == "a new travel voucher":
        if terms.amount > 0:
            voucher = books.new_voucher(db, booking["customer_id"], 0.0)
            books.refund(db, booking, voucher, terms.amount, "cancellation")
    else:
        books.refund_to_payers(db, booking, terms.amount, "cancellation")
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
