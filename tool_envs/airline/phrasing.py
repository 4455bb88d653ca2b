"""All hints on wording of the airline, joined: labels, sayings, questions, refusals, greetings."""

from __future__ import annotations

from apigen_mt.environment import Phrasing
from tool_envs.airline import labels
from tool_envs.airline.booking_sayings import BOOKING_SAYINGS
from tool_envs.airline.declines import DECLINES
from tool_envs.airline.desk_sayings import DESK_SAYINGS
from tool_envs.airline.questions import QUESTIONS
from tool_envs.airline.ticket_sayings import TICKET_SAYINGS

ASKS = {
    "email": "the email on your account",
    "member_number": "your Nest Club number",
    "last_name": "your last name",
    "find_customer_by_email": "the email on your account",
    "find_customer_by_member_number": "your Nest Club number and last name",
    "customer_id": "the account this is about",
    "booking_id": "the trip this is about",
    "ticket_id": "whose ticket this is about",
    "flight_id": "the flight this is about",
    "flight_ids": "the flights you'd like",
    "new_flight_id": "the flight you'd like instead",
    "trip": "the two cities and the day",
    "cabin": "the cabin",
    "fare": "the fare class",
    "passengers": "the full names of the passengers",
    "payment_method_id": "the payment method to use",
    "reason": "the reason for cancelling",
    "refund_to": "where the refund should go",
    "bag": "the kind of bag",
    "seat": "the seat number",
    "new_name": "the right spelling of the name",
    "new_email": "the new email address",
    "new_phone": "the new phone number",
    "topic": "the topic for my colleague",
    "summary": "a short summary for my colleague",
}

GREETING = (
    "Hello from Larkwing!",
    "Hi, Larkwing here, (good to hear from you|glad you wrote).",
    "Hi there!",
    "Welcome to Larkwing.",
    "Good morning, thanks for writing to Larkwing.",
    "Hello, you've reached the Larkwing customer desk.",
    "Hi, thanks for getting in touch.",
    "Good to hear from you!",
    "Morning! Larkwing customer desk here.",
    "Hello, (happy|glad) to help.",
)

PHRASING = Phrasing(
    labels={
        "customers": labels.customer_label,
        "payment_methods": labels.method_label,
        "flights": labels.flight_label,
        "bookings": labels.booking_label,
        "tickets": labels.ticket_label,
        "requests": labels.request_label,
    },
    tools={**BOOKING_SAYINGS, **TICKET_SAYINGS, **DESK_SAYINGS, **QUESTIONS},
    asks=ASKS,
    declines=DECLINES,
    greeting=GREETING,
)
