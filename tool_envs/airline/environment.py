"""The class that joins the airline's tables, tools, policy and wording."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from apigen_mt.environment import Environment
from tool_envs.airline import bookings, changes, extras, flights, lookups, reserving, service
from tool_envs.airline.data import generate
from tool_envs.airline.database import AirlineDatabase
from tool_envs.airline.phrasing import PHRASING
from tool_envs.airline.rules import RULES


class Airline(Environment):
    """The customer desk of an airline.

    Args:
        scale: how many times the usual number of customers and bookings there are; the timetable
            keeps its size.
    """

    name = "airline"
    database = AirlineDatabase
    policy = "policy.md"
    people = "customers"
    now: ClassVar[datetime] = datetime(2025, 6, 12, 9, 30)
    tools = (
        lookups.find_customer_by_email,
        lookups.find_customer_by_member_number,
        lookups.get_customer,
        lookups.list_payment_methods,
        lookups.get_payment_method,
        bookings.list_bookings,
        bookings.get_booking,
        bookings.quote_cancellation,
        flights.search_flights,
        flights.get_flight,
        flights.get_seat_map,
        reserving.book_flights,
        reserving.cancel_booking,
        changes.change_flight,
        changes.change_cabin,
        extras.add_insurance,
        extras.add_bag,
        extras.choose_seat,
        extras.correct_name,
        service.issue_delay_voucher,
        service.update_email,
        service.update_phone,
        service.hand_over_to_human,
    )
    rules = RULES
    phrasing = PHRASING

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale

    def rows(self) -> dict[str, list[Any]]:
        """Return about 460 customers, 1,400 bookings and 2,100 flights, times the scale."""
        return generate(self.scale, self.now)
