"""What things cost and when money comes back; the policy names every number in here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tool_envs.airline.clock import departure
from tool_envs.airline.database import BagKind, Booking, Cabin, Fare, Flight, Level, Reason

FARE_EXTRA: dict[Fare, float] = {"saver": 0.0, "classic": 35.0, "flex": 95.0}
"""Dollars on top of the saver price, for each passenger and flight."""
CHANGE_FEE = 45.0
CANCEL_FEE = 60.0
INSURANCE = 24.0
BAG_PRICES: dict[BagKind, float] = {
    "standard suitcase": 35.0,
    "ski bag": 50.0,
    "heavy suitcase": 60.0,
    "bicycle": 75.0,
}
MOST_BAGS = 3
MOST_PASSENGERS = 6
MOST_BOOKED = 4
"""How many passengers a chat may book at once."""
FREE_CANCELLATION = timedelta(hours=24)
INSURANCE_WINDOW = timedelta(hours=48)
DISRUPTED_MINUTES = 180
CLAIM_DAYS = 14
VOUCHER_DAYS = 365


class Refund(NamedTuple):
    """What a cancellation would pay back, and why."""

    possible: bool
    amount: float
    because: str


def price_of(flight: Flight, cabin: Cabin, fare: Fare) -> float:
    """Return the price of one passenger in dollars."""
    return round(flight["prices"][cabin] + FARE_EXTRA[fare], 2)


def disrupted(flight: Flight) -> bool:
    """Whether the airline has cancelled a flight or delayed it by three hours or more."""
    return flight["status"] == "cancelled" or flight["delay_minutes"] >= DISRUPTED_MINUTES


def begun(flights: Sequence[Flight], now: datetime) -> bool:
    """Whether one of the flights has left."""
    return any(one["status"] != "cancelled" and departure(one) <= now for one in flights)


def fresh(booking: Booking, now: datetime, window: timedelta) -> bool:
    """Whether a booking was made within `window`."""
    return now - datetime.fromisoformat(booking["booked_at"]) < window


def refund_terms(
    booking: Booking,
    flights: Sequence[Flight],
    passengers: int,
    level: Level,
    now: datetime,
    reason: Reason,
) -> Refund:
    """Return what cancelling a booking, whose flights are all still to come, would pay back."""
    insurance = INSURANCE * passengers if booking["insured"] else 0.0
    total = booking["total"]
    if any(map(disrupted, flights)):
        return Refund(True, total, "we disrupted a flight of this booking")
    if fresh(booking, now, FREE_CANCELLATION):
        return Refund(True, total, "it was booked less than 24 hours ago")
    if booking["fare"] == "flex":
        return Refund(True, round(total - insurance, 2), "flex fares are refunded in full")
    if booking["insured"] and reason == "an illness":
        return Refund(True, round(total - insurance, 2), "the insurance covers illness")
    if booking["fare"] == "saver":
        return Refund(False, 0.0, "saver fares are not refunded")
    if level == "gold":
        return Refund(True, round(total - insurance, 2), "gold members pay no cancellation fee")
    kept = CANCEL_FEE * passengers + insurance
    return Refund(True, max(0.0, round(total - kept, 2)), "classic fares have a cancellation fee")


def change_fee(booking: Booking, passengers: int, level: Level) -> float:
    """Return the fee for moving a booking to another flight, in dollars."""
    return CHANGE_FEE * passengers if booking["fare"] != "flex" and level == "blue" else 0.0


def bag_price(kind: BagKind, bags: int, fare: Fare, level: Level) -> float:
    """Return the price of one more bag; the first suitcase is free on flex and for gold."""
    free = kind == "standard suitcase" and bags == 0 and (fare == "flex" or level == "gold")
    return 0.0 if free else BAG_PRICES[kind]


def bag_note(kind: BagKind, price: float) -> str:
    """Return how a bag is noted on a ticket: `ski bag, $50`."""
    return f"{kind}, {f'${price:.0f}' if price else 'free'}"


def compensation(booking: Booking, flight: Flight, passengers: int) -> float:
    """Return what a delay is worth as a voucher, in dollars; nothing below two hours."""
    minutes = flight["delay_minutes"]
    if flight["status"] == "cancelled":
        each = 150.0
    else:
        each = 120.0 if minutes >= 240 else 60.0 if minutes >= 120 else 0.0
    return each * passengers / (2 if booking["fare"] == "saver" else 1)
