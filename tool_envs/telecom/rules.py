"""The policy as code: each rule watches a trace for breaches of one sentence of policy.md.

A trace holds the steps of both sides; `step.by` says who made one.
"""

from __future__ import annotations

from collections.abc import Iterator

from apigen_mt.environment import Step, Trace, rule
from tool_envs.telecom import cases

FINDERS = ("find_customer_by_phone", "find_customer_by_number")
OWNED = {
    "line_id": "lines",
    "sim_id": "sims",
    "bill_id": "bills",
    "charge_id": "charges",
    "method_id": "payment_methods",
    "ticket_id": "tickets",
}
OPENERS = {
    "get_line": "line_id",
    "get_sim": "sim_id",
    "get_bill": "bill_id",
    "get_charge": "charge_id",
}


@rule(
    "Find the customer by phone number and PIN, or by customer number and zip code, before you "
    "read or change anything.",
    explains="I need to find you by your phone number and PIN, or by your customer number and zip "
    "code, first",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.limit(db),
    fails=lambda db: cases.look(db) + cases.limit(db),
)
def identify_first(trace: Trace) -> Iterator[Step]:
    """The desk reads and changes nothing before a customer was found."""
    identified = False
    for step in _desk(trace):
        if step.tool in FINDERS:
            identified = True
        elif not identified:
            yield step


@rule(
    "Serve only the customer whom you found first, and only their own lines and bills.",
    explains="I can only open and change what belongs to the account I've found for you",
    passes=lambda db: cases.sign_in(db) + cases.look(db),
    fails=lambda db: cases.sign_in(db) + cases.strange(db),
)
def only_their_own(trace: Trace) -> Iterator[Step]:
    """Every call of the desk concerns the customer found first."""
    customer: str | None = None
    for step in _desk(trace):
        if step.tool in FINDERS and customer is None:
            customer = step.result["customer_id"]
        elif customer is not None and not _concerns(step, customer):
            yield step


@rule(
    "Open what you change before you change it: a line with get_line, a SIM with get_sim, a bill "
    "with get_bill, a charge with get_charge.",
    explains="I have to look at it first before I change anything about it",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.limit(db),
    fails=lambda db: cases.sign_in(db) + cases.limit(db),
)
def look_before_changing(trace: Trace) -> Iterator[Step]:
    """A line, SIM, bill or charge that a write is about was opened before."""
    opened: set[str] = set()
    for step in _desk(trace):
        if step.tool in OPENERS:
            opened.add(step.arguments[OPENERS[step.tool]])
        elif step.writes:
            keys = {step.arguments[one] for one in OPENERS.values() if one in step.arguments}
            if not keys <= opened:
                yield step


@rule(
    "Open a plan with get_plan before you move a line to it.",
    explains="I have to look at the plan first before I move a line to it",
    passes=lambda db: (
        cases.sign_in(db) + cases.look(db) + cases.open_plans(db) + cases.upgrade(db, "plan_delta")
    ),
    fails=lambda db: cases.sign_in(db) + cases.look(db) + cases.upgrade(db, "plan_delta"),
)
def look_at_the_plan(trace: Trace) -> Iterator[Step]:
    """A plan that a line moves to was opened before."""
    opened: set[str] = set()
    for step in _desk(trace):
        if step.tool == "get_plan":
            opened.add(step.arguments["plan_id"])
        elif step.tool == "change_plan" and step.arguments["plan_id"] not in opened:
            yield step


@rule(
    "Look at the line with get_line before you ask the customer to change anything on the phone.",
    explains="I have to look at the line first before you change anything on the phone",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.touch_phone(db),
    fails=lambda db: cases.sign_in(db) + cases.touch_phone(db),
)
def line_before_phone(trace: Trace) -> Iterator[Step]:
    """When the customer changes a setting, the line of that phone was opened before."""
    opened: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.by == "user" and step.changed:
            phones = step.before.table("phones").where(number=step.arguments["number"])
            if phones and phones[0]["line_id"] not in opened:
                yield step
        elif step.tool == "get_line":
            opened.add(step.arguments["line_id"])


@rule(
    "Look at the network with get_network_status before you open a ticket.",
    explains="I have to look at the network in your area before I open a ticket",
    passes=lambda db: cases.report_fault(db),
    fails=lambda db: cases.report_fault(db, network=False),
)
def network_before_ticket(trace: Trace) -> Iterator[Step]:
    """The area of a line for which a ticket is opened was looked at."""
    seen: set[str] = set()
    for step in _desk(trace):
        if step.tool == "get_network_status":
            seen.add(step.arguments["area_id"])
        elif step.tool == "open_ticket":
            line = step.before.table("lines").get(step.arguments["line_id"])
            if line is None or line["area_id"] not in seen:
                yield step


@rule(
    "Open a ticket only after the customer has restarted the phone in this conversation.",
    explains="a ticket is possible only once the phone was restarted and that didn't help",
    passes=lambda db: cases.report_fault(db),
    fails=lambda db: cases.report_fault(db, restart=False),
)
def restart_before_ticket(trace: Trace) -> Iterator[Step]:
    """The customer has restarted the phone of a line before a ticket is opened for it."""
    restarted: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.by == "user" and step.tool == "restart_phone":
            restarted.add(step.arguments["number"])
        elif step.tool == "open_ticket":
            line = step.before.table("lines").get(step.arguments["line_id"])
            if line is None or line["number"] not in restarted:
                yield step


@rule(
    "Change the plan of a line at most once in a conversation.",
    explains="the plan of a line can be changed only once in a conversation",
    passes=lambda db: (
        cases.sign_in(db) + cases.look(db) + cases.open_plans(db) + cases.upgrade(db, "plan_delta")
    ),
    fails=lambda db: (
        cases.sign_in(db)
        + cases.look(db)
        + cases.open_plans(db)
        + cases.upgrade(db, "plan_delta", "plan_ocean")
    ),
)
def one_plan_change(trace: Trace) -> Iterator[Step]:
    """No line changes its plan twice."""
    yield from _again(trace, "change_plan")


@rule(
    "Add at most one data pack to a line in a conversation.",
    explains="I can add one data pack to a line at a time; another one has to wait",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.book(db),
    fails=lambda db: cases.sign_in(db) + cases.look(db) + cases.book(db, 2),
)
def one_pack(trace: Trace) -> Iterator[Step]:
    """No line gets two data packs."""
    yield from _again(trace, "add_data_pack")


@rule(
    "Credit at most one charge in a conversation.",
    explains="I can credit one charge at most in one conversation",
    passes=lambda db: cases.sign_in(db) + cases.credit(db, 1),
    fails=lambda db: cases.sign_in(db) + cases.credit(db, 2),
)
def one_credit(trace: Trace) -> Iterator[Step]:
    """The second credit and every later one is too many."""
    count = 0
    for step in _desk(trace):
        if step.tool == "credit_charge":
            count += 1
            if count > 1:
                yield step


@rule(
    "Handing over ends your part, so make every other change first and none afterwards.",
    explains="a colleague has taken over now, so I can't change anything else here",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.limit(db) + cases.hand_over(db),
    fails=lambda db: cases.sign_in(db) + cases.look(db) + cases.hand_over(db) + cases.limit(db),
)
def hand_over_last(trace: Trace) -> Iterator[Step]:
    """The desk changes nothing after a hand-over."""
    handed_over = False
    for step in _desk(trace):
        if handed_over and step.writes:
            yield step
        handed_over = handed_over or step.tool == "hand_over_to_human"


RULES = (
    identify_first,
    only_their_own,
    look_before_changing,
    look_at_the_plan,
    line_before_phone,
    restart_before_ticket,
    network_before_ticket,
    one_plan_change,
    one_pack,
    one_credit,
    hand_over_last,
)


def _desk(trace: Trace) -> Iterator[Step]:
    """Yield what the desk did with success."""
    return (step for step in trace if step.by == "agent" and step.error is None)


def _again(trace: Trace, tool: str) -> Iterator[Step]:
    """Yield the calls of a tool for a line that had one before."""
    lines: set[str] = set()
    for step in _desk(trace):
        if step.tool == tool:
            if step.arguments["line_id"] in lines:
                yield step
            lines.add(step.arguments["line_id"])


def _concerns(step: Step, customer: str) -> bool:
    """Whether everything that a call names is the customer's."""
    for name, key in step.arguments.items():
        if name == "customer_id" and key != customer:
            return False
        row = step.before.table(OWNED[name]).get(key) if name in OWNED else None
        if row is not None and row["customer_id"] != customer:
            return False
    return True
