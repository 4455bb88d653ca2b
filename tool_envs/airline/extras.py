"""Write tools on what comes with a ticket: insurance, bags, seats, the name on it."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline import books, cabins, desk_proposals
from tool_envs.airline.bookings import open_booking
from tool_envs.airline.database import (
    AirlineDatabase,
    BagKind,
    BookingId,
    FlightId,
    MethodId,
    Ticket,
    TicketId,
    known,
)
from tool_envs.airline.people import letters_apart, plain
from tool_envs.airline.terms import (
    INSURANCE,
    INSURANCE_WINDOW,
    MOST_BAGS,
    bag_note,
    bag_price,
    fresh,
)


class Purchase(Row):
    """Something added to a booking, and what the booking costs now."""

    booking_id: BookingId
    price: float
    settlement: str
    total: float


class SeatPicked(Row):
    """A seat that is kept for a passenger."""

    seat: str
    passenger: str
    flight_number: str


@tool("write", propose=desk_proposals.add_insurance)
def add_insurance(
    db: AirlineDatabase, booking_id: BookingId, payment_method_id: MethodId
) -> Purchase:
    """Insure everyone in a booking; possible within 48 hours of booking, for $24 a passenger.

    Args:
        booking_id: The booking.
        payment_method_id: Pays the insurance.
    """
    if open_booking(db, booking_id, "insured")["insured"]:
        raise ToolError("The booking is insured already.", code="insured")
    booking = db.bookings[booking_id]
    if not fresh(booking, db.now, INSURANCE_WINDOW):
        raise ToolError(
            "Insurance can only be added within 48 hours of booking.", code="too_late_to_insure"
        )
    method = books.method_of(db, booking["customer_id"], payment_method_id)
    price = INSURANCE * len(db.tickets.where(booking_id=booking_id))
    books.charge(db, booking, method, price, "insurance")
    booking["insured"] = True
    booking["extras"] = round(booking["extras"] + price, 2)
    booking["total"] = round(booking["total"] + price, 2)
    return {
        "booking_id": booking_id,
        "price": price,
        "settlement": books.said(price),
        "total": booking["total"],
    }


@tool("write", propose=desk_proposals.add_bag)
def add_bag(
    db: AirlineDatabase, ticket_id: TicketId, bag: BagKind, payment_method_id: MethodId
) -> Purchase:
    """Add one checked bag to a passenger's ticket, for the whole trip.

    Args:
        ticket_id: The ticket of the passenger.
        bag: What kind of bag it is.
        payment_method_id: Pays for the bag, where it is not free.
    """
    ticket = _own_ticket(db, ticket_id)
    if len(ticket["bags"]) >= MOST_BAGS:
        raise ToolError(
            f"The ticket already has {MOST_BAGS} checked bags, which is the most.", code="bags_full"
        )
    booking = db.bookings[ticket["booking_id"]]
    method = books.method_of(db, booking["customer_id"], payment_method_id)
    level = known(db.customers, booking["customer_id"], "account")["level"]
    price = bag_price(bag, len(ticket["bags"]), booking["fare"], level)
    books.charge(db, booking, method, price, "bag")
    ticket["bags"].append(bag_note(bag, price))
    booking["extras"] = round(booking["extras"] + price, 2)
    booking["total"] = round(booking["total"] + price, 2)
    return {
        "booking_id": booking["booking_id"],
        "price": price,
        "settlement": books.said(price),
        "total": booking["total"],
    }


@tool("write", propose=desk_proposals.choose_seat)
def choose_seat(
    db: AirlineDatabase, ticket_id: TicketId, flight_id: FlightId, seat: str
) -> SeatPicked:
    """Keep a seat for a passenger on one flight; a seat picked before becomes free again.

    Args:
        ticket_id: The ticket of the passenger.
        flight_id: The flight of the booking.
        seat: Row and letter, such as 14C.
    """
    ticket = _own_ticket(db, ticket_id)
    booking = known(db.bookings, ticket["booking_id"], "booking")
    flight = known(db.flights, flight_id, "flight")
    if flight_id not in cabins.flight_ids(booking):
        raise ToolError("That flight is not part of the booking.", code="other_flight")
    level = known(db.customers, booking["customer_id"], "account")["level"]
    if booking["fare"] == "saver" and level == "blue":
        raise ToolError(
            "On a saver fare the seat is given at check-in; only silver and gold members pick one.",
            code="no_choice",
        )
    wanted = seat.strip().upper()
    if wanted not in flight["open_seats"][booking["cabin"]]:
        others = [name for name, some in flight["open_seats"].items() if wanted in some]  # type: ignore[operator]
        if others:
            raise ToolError(
                f"Seat {wanted} is in {others[0]}, but the booking is in {booking['cabin']}.",
                code="other_cabin",
            )
        raise ToolError(f"Seat {wanted} is not free on that flight.", code="seat_taken")
    cabins.free_seat(db, ticket, flight_id)
    db.flights[flight_id]["open_seats"][booking["cabin"]].remove(wanted)
    ticket["seats"].append({"seat": wanted, "flight_id": flight_id})
    return {
        "seat": wanted,
        "passenger": ticket["passenger"],
        "flight_number": flight["flight_number"],
    }


@tool("write", propose=desk_proposals.correct_name)
def correct_name(db: AirlineDatabase, ticket_id: TicketId, new_name: str) -> Ticket:
    """Correct the spelling of the name on a ticket; the passenger stays the same person.

    Args:
        ticket_id: The ticket with the misspelt name.
        new_name: The full name as it is in the travel document.
    """
    ticket = _own_ticket(db, ticket_id)
    wanted = " ".join(new_name.split())
    if wanted == ticket["passenger"]:
        raise ToolError("The ticket already has exactly that name.", code="same_name")
    if letters_apart(plain(wanted), plain(ticket["passenger"])) > 3:
        raise ToolError(
            "Up to three letters of a name can be corrected; a ticket cannot pass to "
            "another person.",
            code="other_person",
        )
    ticket["passenger"] = wanted
    return ticket


def _own_ticket(db: AirlineDatabase, ticket_id: str) -> Ticket:
    """Return the caller's own copy of a ticket whose booking can still be changed."""
    open_booking(db, known(db.tickets, ticket_id, "ticket")["booking_id"], "changed")
    return db.tickets[ticket_id]
