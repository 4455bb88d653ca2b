"""Rows and tables of the airline; every tool reads and writes these."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from apigen_mt.environment import Database, FreeText, Is, Ref, Row, Table, ToolError

CustomerId = Annotated[str, Ref("customers")]
MethodId = Annotated[str, Ref("payment_methods")]
FlightId = Annotated[str, Ref("flights")]
BookingId = Annotated[str, Ref("bookings")]
TicketId = Annotated[str, Ref("tickets")]
RequestId = Annotated[str, Ref("requests")]

Email = Annotated[str, Is("email")]
LastName = Annotated[str, Is("last_name")]
MemberNumber = Annotated[str, Is("member_number")]
Trip = Annotated[str, Is("trip")]
Prose = Annotated[str, FreeText()]

Level = Literal["blue", "silver", "gold"]
MethodKind = Literal["card", "wallet", "voucher"]
FlightStatus = Literal["on time", "delayed", "cancelled", "landed"]
BookingStatus = Literal["confirmed", "flown", "cancelled"]
Cabin = Literal["economy", "premium", "business"]
Fare = Literal["saver", "classic", "flex"]
Reason = Literal[
    "a change of plans", "an illness", "a booking mistake", "a disruption of the flight"
]
RefundTo = Literal["the original payment method", "a new travel voucher"]
BagKind = Literal["standard suitcase", "heavy suitcase", "ski bag", "bicycle"]
Purpose = Literal["fare", "change", "insurance", "bag", "cancellation"]
Topic = Literal[
    "lost bag",
    "damaged bag",
    "group booking",
    "special assistance",
    "child travelling alone",
    "invoice",
    "complaint",
    "call back",
    "something else",
]


class Customer(Row):
    """Somebody with an account and a club membership; `companions` often travel along."""

    customer_id: CustomerId
    first_name: str
    last_name: LastName
    email: Email
    phone: str
    member_number: MemberNumber
    level: Level
    home_city: str
    companions: list[str]


class PaymentMethod(Row):
    """A card, wallet or travel voucher; only vouchers have a balance and an end.

    `issued` is what a voucher was worth when it was given as compensation, in dollars; a voucher
    made for a refund starts at zero and gets the refund as a payment.
    """

    payment_method_id: MethodId
    customer_id: CustomerId
    kind: MethodKind
    brand: str | None
    last_four: str | None
    issued: float
    balance: float | None
    issued_on: str | None
    expires_on: str | None


class Prices(Row):
    """Dollars for one passenger on a saver fare, by cabin."""

    economy: float
    premium: float
    business: float


class Seats(Row):
    """Seats that are still for sale, by cabin."""

    economy: int
    premium: int
    business: int


class OpenSeats(Row):
    """Seats that can still be picked, by cabin."""

    economy: list[str]
    premium: list[str]
    business: list[str]


class Flight(Row):
    """One departure; `departs` and `arrives` are local times such as `7:40 am`."""

    flight_id: FlightId
    flight_number: str
    trip: Trip
    origin: str
    destination: str
    date: str
    departs: str
    arrives: str
    gate: str
    status: FlightStatus
    delay_minutes: int
    prices: Prices
    seats: Seats
    open_seats: OpenSeats


class Segment(Row):
    """One flight of a booking with the price of each passenger in dollars."""

    price: float
    flight_id: FlightId


class Payment(Row):
    """Money that has moved for a booking, in dollars."""

    kind: Literal["charge", "refund"]
    purpose: Purpose
    amount: float
    payment_method_id: MethodId


class Booking(Row):
    """What a customer booked in one go; `total` is what it has cost after all refunds.

    `title` is what people call it, such as `trip to Denver on June 3`.
    `extras` are insurance and bags, `fees` is what was kept at a change or a cancellation.
    """

    booking_id: BookingId
    customer_id: CustomerId
    confirmation_code: str
    status: BookingStatus
    title: str
    booked_at: str
    fare: Fare
    cabin: Cabin
    insured: bool
    segments: list[Segment]
    extras: float
    fees: float
    total: float
    payments: list[Payment]
    compensated: list[FlightId]
    cancelled_for: Reason | None


class SeatChoice(Row):
    """A seat picked on one flight."""

    seat: str
    flight_id: FlightId


class Ticket(Row):
    """One passenger of a booking; `title` is that of the booking, `bags` say what was paid."""

    ticket_id: TicketId
    booking_id: BookingId
    customer_id: CustomerId
    passenger: str
    title: str
    seats: list[SeatChoice]
    bags: list[str]


class Request(Row):
    """A matter that a human colleague takes over."""

    request_id: RequestId
    customer_id: CustomerId
    topic: Annotated[Topic, FreeText()]
    status: Literal["open", "closed"]
    opened_on: str
    summary: Prose


class AirlineDatabase(Database):
    """Customers with their means of payment, the timetable, and what was booked."""

    customers: Table[Customer]
    payment_methods: Table[PaymentMethod]
    flights: Table[Flight]
    bookings: Table[Booking]
    tickets: Table[Ticket]
    requests: Table[Request]


R = TypeVar("R")


def known(table: Table[R], key: str, noun: str) -> R:
    """Return the row of `key`, read-only.

    Raises:
        ToolError: no such row, said without its id.
    """
    row = table.get(key)
    if row is None:
        raise ToolError(f"There is no such {noun}.", code="not_found")
    return row
