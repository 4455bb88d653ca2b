"""The airline keeps promises of its own: money, data, refunds, times and wording."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from apigen_mt.environment import Session
from apigen_mt.language.grammar import places
from tests.tool_envs.desk import AIRLINE
from tool_envs.airline import Airline, cases, labels, terms
from tool_envs.airline.clock import minutes_of, spoken_time, trip_parts
from tool_envs.airline.people import CIRCLES, letters_apart, respelt


def test_the_policy_tells_the_time_and_every_number() -> None:
    env, policy = AIRLINE.env, AIRLINE.env.policy_text
    assert f"{env.now:%B} {env.now.day}, {env.now.year}, half past nine" in policy
    assert (env.now.hour, env.now.minute) == (9, 30)
    amounts = [*terms.FARE_EXTRA.values(), *terms.BAG_PRICES.values()]
    amounts += [terms.CHANGE_FEE, terms.CANCEL_FEE, terms.INSURANCE]
    for amount in amounts:
        assert not amount or f"${amount:.0f}" in policy


def test_refusals_have_stable_codes() -> None:
    assert {step.error for step in AIRLINE.refused()} >= {
        "sold_out",
        "flight_off",
        "already_booked",
        "balance_too_low",
        "voucher_expired",
        "not_refundable",
        "has_begun",
        "fare_fixed",
        "bad_connection",
        "same_cabin",
        "too_late_to_insure",
        "bags_full",
        "seat_taken",
        "no_choice",
        "other_person",
        "delay_too_short",
        "compensated",
    }


def test_the_airline_has_the_promised_size() -> None:
    db = AIRLINE.env.seed
    assert len(db.customers) >= 400
    assert len(db.bookings) >= 1200
    assert len(db.flights) >= 2000
    owned = Counter(booking["customer_id"] for booking in db.bookings)
    assert sum(2 <= owned[one["customer_id"]] <= 5 for one in db.customers) > 0.8 * len(
        db.customers
    )
    for field in ("email", "member_number"):
        assert len({one[field] for one in db.customers}) == len(db.customers)  # type: ignore[literal-required]
    assert all(
        one["email"].endswith((".example", "example.com", "example.org")) for one in db.customers
    )
    assert any(not one["first_name"].isascii() for one in db.customers)


def test_a_larger_airline_has_more_customers_on_the_same_flights() -> None:
    assert len(Airline(scale=2).seed.flights) == len(AIRLINE.env.seed.flights)


def test_names_compare_in_capitals_too() -> None:
    for name in (name for circle in CIRCLES for some in circle for name in some):
        assert name.upper().casefold() == name.casefold()


def test_a_customers_own_things_and_the_flights_can_be_told_apart() -> None:
    db = AIRLINE.env.seed
    named: tuple[tuple[str, Any], ...] = (
        ("bookings", labels.booking_label),
        ("tickets", labels.ticket_label),
        ("payment_methods", labels.method_label),
    )
    for customer in db.customers:
        for table, label in named:
            mine = db.table(table).where(customer_id=customer["customer_id"])
            assert len({label(row)[0] for row in mine}) == len(mine)
    assert len({labels.flight_label(flight)[0] for flight in db.flights}) == len(db.flights)


def test_labels_work_on_rows_and_on_what_tools_return() -> None:
    env = AIRLINE.env
    session, booking = env.session(), cases.coming(env.seed)
    keys = {"booking_id": booking["booking_id"]}
    full = session.call("get_booking", keys).result
    quote = session.call("quote_cancellation", keys).result
    brief = session.call("list_bookings", {"customer_id": booking["customer_id"]}).result
    assert labels.booking_label(full) == labels.booking_label(quote) == [booking["title"]]
    assert [booking["title"]] in [labels.booking_label(one) for one in brief]
    flight = full["flights"][0]
    again = session.call("get_flight", {"flight_id": flight["flight_id"]}).result
    assert labels.flight_label(flight) == labels.flight_label(again)
    assert labels.method_label(full) == labels.customer_label(full) == []


def test_every_customer_is_found_by_email_and_by_club_number() -> None:
    session = AIRLINE.env.session()
    for customer in list(AIRLINE.env.seed.customers)[:60]:
        one = session.call("find_customer_by_email", {"email": f" {customer['email'].upper()}"})
        two = session.call(
            "find_customer_by_member_number",
            {
                "member_number": f"NC {customer['member_number']}",
                "last_name": customer["last_name"].upper(),
            },
        )
        assert one.result["customer_id"] == two.result["customer_id"] == customer["customer_id"]


# Money


def check_books(db: Any) -> None:
    """Whatever has been done: totals are net payments, and vouchers hold what they should."""
    moved: Counter[str] = Counter()
    for booking in db.bookings:
        net = 0.0
        for payment in booking["payments"]:
            assert payment["amount"] > 0
            assert payment["amount"] == round(payment["amount"], 2)
            signed = payment["amount"] * (1 if payment["kind"] == "charge" else -1)
            moved[payment["payment_method_id"]] += signed  # type: ignore[assignment]
            net += signed
        assert booking["total"] == pytest.approx(net)
        assert booking["total"] >= 0
        if booking["status"] == "cancelled":
            assert booking["total"] == pytest.approx(booking["fees"])
        else:
            people = len(db.tickets.where(booking_id=booking["booking_id"]))
            fares = sum(segment["price"] for segment in booking["segments"]) * people
            owed = fares + booking["extras"] + booking["fees"]
            assert booking["total"] == pytest.approx(owed)
    for method in db.payment_methods:
        if method["balance"] is not None:
            assert method["balance"] >= 0
            expected = method["issued"] - moved[method["payment_method_id"]]
            assert method["balance"] == pytest.approx(expected, abs=0.005)


def test_the_books_of_the_seed_add_up() -> None:
    check_books(AIRLINE.env.seed)


@pytest.mark.parametrize("seed", range(3))
def test_the_books_add_up_after_any_writes(seed: int) -> None:
    session, done = AIRLINE.wander(seed)
    assert done.keys() == set(AIRLINE.proposers)
    assert done.total() > 60
    check_books(session.db)


def test_a_cancellation_pays_back_what_it_says() -> None:
    for arguments, step in AIRLINE.accepted("cancel_booking"):
        before = step.before.table("bookings").get(arguments["booking_id"])
        assert step.result["refund"] + step.result["kept"] == pytest.approx(before["total"])
        check = [
            row
            for row in step.after.table("payment_methods")
            if step.before.table("payment_methods").get(row["payment_method_id"]) is None
        ]
        if arguments["refund_to"] == "a new travel voucher" and step.result["refund"]:
            assert [row["balance"] for row in check] == [step.result["refund"]]
        else:
            assert check == []


def test_what_a_change_gave_to_a_voucher_is_not_paid_back_again() -> None:
    given = 0
    for arguments, step in AIRLINE.accepted("change_cabin", "change_flight"):
        method = step.after.table("payment_methods").get(arguments["payment_method_id"])
        if step.result["difference"] < 0 and method["kind"] == "voucher":
            session = Session(AIRLINE.env.toolbox, step.after.fork())
            cancelled = session.call(
                "cancel_booking",
                {
                    "booking_id": arguments["booking_id"],
                    "reason": "a change of plans",
                    "refund_to": "the original payment method",
                },
            )
            check_books(session.db)
            given += cancelled.changed
    assert given


def test_seats_of_a_flight_are_neither_lost_nor_made() -> None:
    for arguments, step in AIRLINE.accepted("book_flights", "change_flight", "cancel_booking"):
        before, after = _seats_taken(step.before), _seats_taken(step.after)
        assert before == after, arguments


def test_a_picked_seat_is_no_longer_open_and_held_once() -> None:
    for arguments, step in AIRLINE.accepted("choose_seat"):
        flight = step.after.table("flights").get(arguments["flight_id"])
        assert all(arguments["seat"] not in some for some in flight["open_seats"].values())
        ticket = step.after.table("tickets").get(arguments["ticket_id"])
        held = [one["seat"] for one in ticket["seats"] if one["flight_id"] == flight["flight_id"]]
        assert held == [arguments["seat"]]


# Terms and times


@pytest.mark.parametrize(
    ("changes", "reason", "refund"),
    [
        ({"fare": "flex"}, "a change of plans", 400.0),
        ({"fare": "classic"}, "a change of plans", 280.0),
        ({"fare": "saver"}, "a change of plans", None),
        ({"fare": "saver", "booked_at": "2025-06-11T09:31"}, "a change of plans", 400.0),
        ({"fare": "saver", "booked_at": "2025-06-11T09:30"}, "a change of plans", None),
        ({"fare": "classic", "insured": True}, "an illness", 352.0),
        ({"fare": "classic", "insured": True}, "a change of plans", 232.0),
        ({"fare": "flex", "insured": True}, "a change of plans", 352.0),
        ({"fare": "saver", "late": 180}, "a disruption of the flight", 400.0),
        ({"fare": "saver", "late": 179}, "a disruption of the flight", None),
    ],
)
def test_refunds_follow_fare_time_insurance_and_disruption(
    changes: dict[str, Any], reason: Any, refund: float | None
) -> None:
    env = AIRLINE.env
    flight: Any = {"status": "on time", "delay_minutes": changes.pop("late", 0)}
    booking: Any = {"total": 400.0, "insured": False, "booked_at": "2025-05-01T12:00", **changes}
    found = terms.refund_terms(booking, [flight], 2, "blue", env.now, reason)
    assert (found.amount if found.possible else None) == refund


def test_delays_are_worth_more_the_longer_they_are() -> None:
    def worth(minutes: int, fare: str = "classic", status: str = "landed") -> float:
        flight: Any = {"status": status, "delay_minutes": minutes}
        booking: Any = {"fare": fare}
        return terms.compensation(booking, flight, 2)

    assert [worth(119), worth(120), worth(239), worth(240)] == [0.0, 120.0, 120.0, 240.0]
    assert worth(0, status="cancelled") == 300.0
    assert worth(150, fare="saver") == 60.0


def test_a_claim_comes_too_late_after_two_weeks() -> None:
    env = AIRLINE.env
    last = env.now.date() - timedelta(days=terms.CLAIM_DAYS)
    codes: Counter[str | None] = Counter()
    for booking in env.seed.bookings:
        for segment in booking["segments"]:
            flight = env.seed.flights.get(segment["flight_id"])
            assert flight is not None
            if booking["status"] == "flown" and flight["date"] < last.isoformat():
                keys = {key: booking[key] for key in ("booking_id",)}  # type: ignore[literal-required]
                step = env.session().call(
                    "issue_delay_voucher", {**keys, "flight_id": flight["flight_id"]}
                )
                codes[step.error] += 1
    assert codes["claim_too_late"] > 5
    assert codes.keys() <= {"claim_too_late", "compensated"}


def test_a_trip_is_understood_in_several_forms() -> None:
    today = datetime(2025, 6, 12).date()
    day = datetime(2025, 7, 3).date()
    for text in (
        "Boston to Denver on July 3",
        "from boston to denver, july 3rd",
        "Boston - Denver on 2025-07-03",
        "BOSTON to DENVER on Jul 3, 2025",
    ):
        assert trip_parts(text, today) == ("Boston", "Denver", day), text
    assert trip_parts("somewhere warm", today) is None
    assert trip_parts("Boston to Denver on July 33", today) is None


def test_a_search_finds_direct_flights_or_a_change_at_a_hub() -> None:
    session = AIRLINE.env.session()
    direct = session.call("search_flights", {"trip": "Boston to Denver on June 20"}).result
    assert direct["direct"]
    assert direct["connections"] == []
    found = [
        session.call("search_flights", {"trip": f"Seattle to Miami on June {day}"})
        for day in range(14, 29)
    ]
    assert all(step.error == "no_flight" for step in found)  # two changes would be needed
    found = [
        session.call("search_flights", {"trip": f"Seattle to Austin on June {day}"})
        for day in range(14, 29)
    ]
    pairs = [one for step in found if step.error is None for one in step.result["connections"]]
    assert pairs
    assert {one["via"] for one in pairs} == {"Denver"}
    codes = {"Paris to Denver on June 20": "unknown_city", "Boston to Denver on June 2": "past_day"}
    for trip, code in codes.items():
        assert session.call("search_flights", {"trip": trip}).error == code


def test_times_of_day_are_said_and_read_alike() -> None:
    for minutes in range(0, 1440, 5):
        assert minutes_of(spoken_time(minutes)) == minutes


def test_a_slip_of_a_letter_is_no_other_person() -> None:
    random = Random(3)
    for _ in range(200):
        assert 0 < letters_apart("Ada Moreno", respelt("Ada Moreno", random)) <= 2


# Wording


def test_a_customer_may_ask_many_things() -> None:
    assert sum(len(said.questions) for said in AIRLINE.env.phrasing.tools.values()) >= 20


def test_offers_name_every_value_of_the_write() -> None:
    env = AIRLINE.env
    for tool in env.tools:
        if tool.writes:
            told = {name for name in tool.parameters["properties"] if not tool.prose(name)}
            for template in env.phrasing.tools[tool.name].offer:
                assert set(places(template)) >= told - {"customer_id"}, template


def _seats_taken(db: Any) -> int:
    """Return all seats for sale and all that bookings hold, which never changes in sum."""
    free = sum(sum(flight["seats"].values()) for flight in db.flights)
    held = sum(
        len(booking["segments"]) * len(db.tickets.where(booking_id=booking["booking_id"]))
        for booking in db.bookings
        if booking["status"] != "cancelled"
    )
    return int(free + held)
