"""Write tools of the desk itself: vouchers for delays, contact data, the way to a human."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from apigen_mt.environment import FreeText, Row, ToolError, tool
from tool_envs.airline import books, cabins, desk_proposals
from tool_envs.airline.clock import departure
from tool_envs.airline.database import (
    AirlineDatabase,
    BookingId,
    Customer,
    CustomerId,
    FlightId,
    MethodId,
    Prose,
    Request,
    Topic,
    known,
)
from tool_envs.airline.terms import CLAIM_DAYS, compensation


class Compensation(Row):
    """A travel voucher given for a delay or a cancellation."""

    payment_method_id: MethodId
    kind: str
    issued_on: str
    amount: float
    expires_on: str


@tool("write", propose=desk_proposals.issue_delay_voucher)
def issue_delay_voucher(
    db: AirlineDatabase, booking_id: BookingId, flight_id: FlightId
) -> Compensation:
    """Issue a travel voucher to a customer whose flight we delayed or cancelled.

    The amount follows from the delay, the fare and the number of passengers.

    Args:
        booking_id: The booking.
        flight_id: The flight of the booking that was late or did not go.
    """
    booking = known(db.bookings, booking_id, "booking")
    flight = known(db.flights, flight_id, "flight")
    if booking["status"] == "cancelled":
        raise ToolError(
            "The booking is cancelled, and a cancelled booking gets no voucher.", code="cancelled"
        )
    if flight_id not in cabins.flight_ids(booking):
        raise ToolError("That flight is not part of the booking.", code="other_flight")
    if flight_id in booking["compensated"]:
        raise ToolError("A voucher for that flight was issued before.", code="compensated")
    if (db.now.date() - date.fromisoformat(flight["date"])).days > CLAIM_DAYS:
        raise ToolError(
            f"A voucher has to be asked for within {CLAIM_DAYS} days of the flight.",
            code="claim_too_late",
        )
    passengers = len(db.tickets.where(booking_id=booking_id))
    amount = compensation(booking, flight, passengers)
    if amount == 0:
        verb = "is" if departure(flight) > db.now else "was"
        late = f"{flight['delay_minutes']} minutes late" if flight["delay_minutes"] else "on time"
        raise ToolError(
            f"The flight {verb} {late}; a voucher is for delays of two hours or more.",
            code="delay_too_short",
        )
    voucher = books.new_voucher(db, booking["customer_id"], amount)
    db.bookings[booking_id]["compensated"].append(flight_id)
    return {
        "payment_method_id": voucher["payment_method_id"],
        "kind": voucher["kind"],
        "issued_on": voucher["issued_on"] or "",
        "amount": amount,
        "expires_on": voucher["expires_on"] or "",
    }


@tool("write", propose=desk_proposals.update_email)
def update_email(db: AirlineDatabase, customer_id: CustomerId, new_email: str) -> Customer:
    """Change the email on an account.

    Args:
        customer_id: The customer's id.
        new_email: The email address that replaces the present one.
    """
    known(db.customers, customer_id, "account")
    customer = db.customers[customer_id]
    wanted = new_email.strip().lower()
    name, _, domain = wanted.partition("@")
    if not name or "." not in domain or " " in wanted:
        raise ToolError("That is not a complete email address.", code="incomplete_email")
    if customer["email"] == wanted:
        raise ToolError("That email is already on the account.", code="same_email")
    if db.customers.where(email=wanted):
        raise ToolError("That email is in use on another account.", code="email_taken")
    customer["email"] = wanted
    return customer


@tool("write", propose=desk_proposals.update_phone)
def update_phone(db: AirlineDatabase, customer_id: CustomerId, new_phone: str) -> Customer:
    """Change the phone number on an account, where messages on delays go.

    Args:
        customer_id: The customer's id.
        new_phone: The number that replaces the present one, such as 303-555-0142.
    """
    known(db.customers, customer_id, "account")
    customer = db.customers[customer_id]
    digits = "".join(filter(str.isdigit, new_phone))
    if len(digits) != 10:
        raise ToolError("A phone number has ten digits.", code="incomplete_phone")
    wanted = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if customer["phone"] == wanted:
        raise ToolError("That number is already on the account.", code="same_phone")
    customer["phone"] = wanted
    return customer


@tool("write", propose=desk_proposals.hand_over_to_human)
def hand_over_to_human(
    db: AirlineDatabase,
    customer_id: CustomerId,
    topic: Annotated[Topic, FreeText()],
    summary: Prose,
) -> Request:
    """Pass a matter on to a human colleague, who will get in touch with the customer.

    Args:
        customer_id: The customer whom it concerns.
        topic: What it is about, the nearest of the given topics.
        summary: What the colleague should know, in one or two sentences.
    """
    known(db.customers, customer_id, "account")
    if db.requests.where(customer_id=customer_id, topic=topic, status="open"):
        about = topic if topic == "something else" else f"the {topic}"
        raise ToolError(
            f"A request about {about} is already open with a colleague.", code="already_open"
        )
    return db.requests.insert(
        {
            "request_id": db.new_id("request"),
            "customer_id": customer_id,
            "topic": topic,
            "status": "open",
            "opened_on": db.now.date().isoformat(),
            "summary": summary,
        }
    )
