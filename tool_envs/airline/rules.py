"""The policy as code: each rule watches a trace for breaches of one sentence of policy.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from apigen_mt.environment import Step, Trace, rule, succeeded
from tool_envs.airline import cases
from tool_envs.airline.clock import departure
from tool_envs.airline.terms import MOST_BOOKED

FINDERS = ("find_customer_by_email", "find_customer_by_member_number")
MOVES = ("change_flight", "change_cabin")
LEAST_AHEAD = timedelta(hours=3)


@rule(
    "Find the customer's account by email, or by Nest Club number and last name, before you read "
    "or change anything that belongs to it.",
    explains="I need to find your account by email, or by club number and last name, first",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.cancel]),
    fails=lambda db: cases.anonymous(db, cases.coming(db), [cases.cancel]),
)
def identify_first(trace: Trace) -> Iterator[Step]:
    """Nothing of anybody's is read or changed before an account was found."""
    identified = False
    for step in succeeded(trace):
        if step.tool in FINDERS:
            identified = True
        elif not identified and owner(step) is not None:
            yield step


@rule(
    "Serve only the customer whom you identified first; accounts, bookings and payment methods of "
    "other people stay closed to them.",
    explains="I can only open and change what is on your own account",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.bag]),
    fails=lambda db: [
        *cases.sign_in(db, cases.stranger(db, cases.coming(db))),
        *cases.anonymous(db, cases.coming(db), [cases.cancel]),
    ],
)
def only_the_identified_customer(trace: Trace) -> Iterator[Step]:
    """Every look and every change concerns the account that was found first."""
    customer: str | None = None
    for step in succeeded(trace):
        if step.tool in FINDERS and customer is None:
            customer = step.result["customer_id"]
        elif customer is not None and owner(step) not in (None, customer):
            yield step


@rule(
    "Open a booking with get_booking before you change it or a ticket in it, so that you speak of "
    "it as it stands now.",
    explains="I have to open the booking and look at it before I change anything in it",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.cancel]),
    fails=lambda db: [*cases.sign_in(db, cases.coming(db)), *cases.cancel(db, cases.coming(db))],
)
def look_before_changing(trace: Trace) -> Iterator[Step]:
    """A booking that is changed, or whose ticket is, was opened before."""
    opened: set[str] = set()
    for step in succeeded(trace):
        booking = booking_of(step)
        if step.tool == "get_booking":
            opened.add(step.arguments["booking_id"])
        elif step.writes and booking is not None and booking not in opened:
            yield step


@rule(
    "Look at a payment method with list_payment_methods or get_payment_method before you name it "
    "in a change, and offer only what is on the account.",
    explains="I have to see which payment methods are on your account before I use one",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.bag]),
    fails=lambda db: [
        *cases.sign_in(db, cases.coming(db)),
        ("get_booking", {"booking_id": cases.coming(db)["booking_id"]}),
        *cases.bag(db, cases.coming(db)),
    ],
)
def look_at_payment_methods(trace: Trace) -> Iterator[Step]:
    """A payment method that a change names was looked at before."""
    listed: set[str] = set()
    for step in succeeded(trace):
        if step.tool == "list_payment_methods":
            listed.update(method["payment_method_id"] for method in step.result)
        elif step.tool == "get_payment_method":
            listed.add(step.result["payment_method_id"])
        elif step.writes and step.arguments.get("payment_method_id", "") not in {"", *listed}:
            yield step


@rule(
    "Look up a flight with search_flights, get_flight or get_seat_map before you book it, move "
    "somebody to it or pick a seat on it.",
    explains="I have to look the flight up before I put anybody on it",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.look, cases.move]),
    fails=lambda db: cases.signed_in(db, cases.coming(db), [cases.move]),
)
def look_up_flights(trace: Trace) -> Iterator[Step]:
    """A flight that somebody is put on, or gets a seat on, was looked up before."""
    seen: set[str] = set()
    for step in succeeded(trace):
        if step.tool == "search_flights":
            seen.update(flight["flight_id"] for flight in step.result["direct"])
        elif step.tool in ("get_flight", "get_seat_map"):
            seen.add(step.arguments["flight_id"])
        elif not seen.issuperset(put_on(step)):
            yield step


@rule(
    "Book at most four passengers at once; larger groups go to a human colleague.",
    explains="I can book four passengers at most at once",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.book]),
    fails=lambda db: cases.signed_in(db, cases.coming(db), [cases.book_many]),
)
def small_groups(trace: Trace) -> Iterator[Step]:
    """No booking is made for five or more."""
    for step in succeeded(trace, "book_flights"):
        if len(step.arguments["passengers"]) > MOST_BOOKED:
            yield step


@rule(
    "Book or move nobody onto a flight that leaves within three hours; it is too close to "
    "departure for the gate to learn of it.",
    explains="I can't put anybody on a flight that leaves within three hours",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.book]),
    fails=lambda db: cases.signed_in(db, cases.coming(db), [cases.move_soon]),
)
def nobody_at_the_last_minute(trace: Trace) -> Iterator[Step]:
    """Nobody is booked on, or moved to, a flight that is about to leave."""
    for step in succeeded(trace, "book_flights", "change_flight"):
        flights = (step.before.table("flights").get(key) for key in put_on(step))
        soon = step.before.now + LEAST_AHEAD
        if any(flight is not None and departure(flight) < soon for flight in flights):
            yield step


@rule(
    "Move a booking to another flight or another cabin at most once in a conversation, so settle "
    "both before you begin.",
    explains="a booking can be moved to another flight or cabin only once in a conversation",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.look, cases.move]),
    fails=lambda db: cases.signed_in(
        db, cases.coming(db), [cases.look, cases.move, cases.move_back]
    ),
)
def one_move_a_booking(trace: Trace) -> Iterator[Step]:
    """No booking is moved twice."""
    moved: set[str] = set()
    for step in succeeded(trace, *MOVES):
        if step.arguments["booking_id"] in moved:
            yield step
        moved.add(step.arguments["booking_id"])


@rule(
    "Cancel at most two bookings in one conversation; a wish to cancel more goes to a human "
    "colleague.",
    explains="I can cancel two bookings at most in one conversation",
    passes=lambda db: cases.cancel_many(db, 2),
    fails=lambda db: cases.cancel_many(db, 3),
)
def two_cancellations(trace: Trace) -> Iterator[Step]:
    """The third cancellation and every later one is too many."""
    yield from succeeded(trace, "cancel_booking")[2:]


@rule(
    "Issue at most one delay voucher in a conversation; further claims go to a human colleague.",
    explains="I can issue only one delay voucher in a conversation",
    passes=lambda db: cases.claim_many(db, 1),
    fails=lambda db: cases.claim_many(db, 2),
)
def one_delay_voucher(trace: Trace) -> Iterator[Step]:
    """The second voucher and every later one is too many."""
    yield from succeeded(trace, "issue_delay_voucher")[1:]


@rule(
    "change the email of an account at most once in a conversation.",
    explains="the email of an account can be changed only once in a conversation",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.rename]),
    fails=lambda db: cases.signed_in(db, cases.coming(db), [cases.rename, cases.rename_again]),
)
def one_email_change(trace: Trace) -> Iterator[Step]:
    """No account has its email changed twice."""
    times: Counter[str] = Counter()
    for step in succeeded(trace, "update_email"):
        times[step.arguments["customer_id"]] += 1
        if times[step.arguments["customer_id"]] > 1:
            yield step


@rule(
    "Handing over ends your part, so make every other change first and none afterwards.",
    explains="a colleague has taken over now, so I can't change anything else here",
    passes=lambda db: cases.signed_in(db, cases.coming(db), [cases.cancel, cases.hand_over]),
    fails=lambda db: cases.signed_in(db, cases.coming(db), [cases.hand_over, cases.cancel]),
)
def hand_over_last(trace: Trace) -> Iterator[Step]:
    """Nothing is changed after a hand-over."""
    handed_over = False
    for step in succeeded(trace):
        if handed_over and step.writes:
            yield step
        handed_over = handed_over or step.tool == "hand_over_to_human"


RULES = (
    identify_first,
    only_the_identified_customer,
    look_before_changing,
    look_at_payment_methods,
    look_up_flights,
    small_groups,
    nobody_at_the_last_minute,
    one_move_a_booking,
    two_cancellations,
    one_delay_voucher,
    one_email_change,
    hand_over_last,
)


def owner(step: Step) -> str | None:
    """Return the customer whose things a call concerns; None for the open timetable."""
    arguments = step.arguments
    if "customer_id" in arguments:
        return str(arguments["customer_id"])
    for table, name in (
        ("bookings", "booking_id"),
        ("tickets", "ticket_id"),
        ("payment_methods", "payment_method_id"),
    ):
        row = step.before.table(table).get(str(arguments.get(name)))
        if row is not None:
            return str(row["customer_id"])
    return None


def booking_of(step: Step) -> str | None:
    """Return the booking that a call concerns, itself or by a ticket."""
    ticket = step.before.table("tickets").get(str(step.arguments.get("ticket_id")))
    found = ticket["booking_id"] if ticket is not None else step.arguments.get("booking_id")
    return None if found is None else str(found)


def put_on(step: Step) -> set[str]:
    """Return the flights on which a write puts somebody, or picks a seat."""
    if step.tool == "book_flights":
        return set(step.arguments["flight_ids"])
    name = {"change_flight": "new_flight_id", "choose_seat": "flight_id"}.get(step.tool, "")
    return {step.arguments[name]} if name else set()
