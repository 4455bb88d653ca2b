"""Tools on money: bills, their charges, what they are paid with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.telecom import bill_wishes, books
from tool_envs.telecom.database import (
    Bill,
    BillId,
    BillStatus,
    ChargeId,
    ChargeKind,
    CustomerId,
    Method,
    MethodId,
    TelecomDatabase,
    Way,
    known,
)

POSTAGE = 2.5
MOST_CREDIT, CREDIT_DAYS = 25.0, 90
CREDITABLE = ("premium service", "late fee")


class BillBrief(Row):
    """One entry in a customer's list of bills."""

    bill_id: BillId
    month: str


class Item(Row):
    """A charge as it stands on a bill."""

    charge_id: ChargeId
    kind: ChargeKind
    description: str
    amount: float
    charged_on: str


class BillPage(Row):
    """A bill with its charges; `due` is what is left to pay."""

    bill_id: BillId
    month: str
    status: BillStatus
    amount: float
    due: float
    due_on: str
    charges: list[Item]


class ChargePage(Row):
    """A charge, with the bill it is on."""

    charge_id: ChargeId
    kind: ChargeKind
    description: str
    amount: float
    charged_on: str
    credited: bool
    bill_id: BillId


class Receipt(Row):
    """A bill that is paid now."""

    month: str
    status: BillStatus
    amount: float


class Extension(Row):
    """A bill with its new day."""

    month: str
    due: float
    due_on: str


class Sent(Row):
    """A copy on its way."""

    month: str
    by: Way
    cost: str


class Credited(Row):
    """Money that comes off the running bill."""

    description: str
    amount: float
    running_bill: float


@tool("read")
def list_bills(db: TelecomDatabase, customer_id: CustomerId) -> list[BillBrief]:
    """List the bills of a customer by month; the last one is still running.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [
        {"bill_id": bill["bill_id"], "month": bill["month"]}
        for bill in db.bills.where(customer_id=customer_id)
    ]


@tool("read")
def get_bill(db: TelecomDatabase, bill_id: BillId) -> BillPage:
    """Look up a bill: status, amount, what is left to pay, by when, and every charge.

    Args:
        bill_id: The bill's id.
    """
    bill = known(db.bills, bill_id, "bill")
    return {
        "bill_id": bill_id,
        "month": bill["month"],
        "status": bill["status"],
        "amount": bill["amount"],
        "due": books.due(bill),
        "due_on": bill["due_on"],
        "charges": [
            {
                "charge_id": row["charge_id"],
                "kind": row["kind"],
                "description": row["description"],
                "amount": row["amount"],
                "charged_on": row["charged_on"],
            }
            for row in db.charges.where(bill_id=bill_id)
        ],
    }


@tool("read")
def get_charge(db: TelecomDatabase, charge_id: ChargeId) -> ChargePage:
    """Look up one charge: what it is for, and whether it was credited.

    Args:
        charge_id: The charge's id.
    """
    row = known(db.charges, charge_id, "charge")
    return {
        "charge_id": charge_id,
        "kind": row["kind"],
        "description": row["description"],
        "amount": row["amount"],
        "charged_on": row["charged_on"],
        "credited": row["credited"],
        "bill_id": row["bill_id"],
    }


@tool("read")
def list_payment_methods(db: TelecomDatabase, customer_id: CustomerId) -> list[Method]:
    """List the cards and bank accounts that a customer pays with.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return db.payment_methods.where(customer_id=customer_id)


@tool("write", propose=bill_wishes.pay_bill)
def pay_bill(db: TelecomDatabase, bill_id: BillId, method_id: MethodId) -> Receipt:
    """Pay all that is left of a bill.

    Args:
        bill_id: The bill.
        method_id: The card or bank account it is taken from.
    """
    bill, method = _sent(db, bill_id), known(db.payment_methods, method_id, "payment method")
    if bill["status"] == "paid":
        raise ToolError(f"The bill of {bill['month']} is already paid.", code="already_paid")
    if method["customer_id"] != bill["customer_id"]:
        raise ToolError("Bill and payment method belong to two customers.", code="two_customers")
    if method["expired"]:
        raise ToolError(
            f"The {method['kind']} ending in {method['last_four']} has expired.", code="expired"
        )
    amount = books.settle(db, bill, method_id)
    return {"month": bill["month"], "status": bill["status"], "amount": amount}


@tool("write", propose=bill_wishes.extend_due_date)
def extend_due_date(db: TelecomDatabase, bill_id: BillId, days: Literal[7, 14]) -> Extension:
    """Give a customer more time for an open bill, once.

    Args:
        bill_id: The bill.
        days: How many days later it is due.
    """
    bill = _sent(db, bill_id)
    if bill["status"] == "paid":
        raise ToolError(f"The bill of {bill['month']} is already paid.", code="already_paid")
    if bill["status"] == "overdue":
        raise ToolError(
            f"The bill of {bill['month']} is overdue, and it is too late for more time.",
            code="too_late",
        )
    if bill["extended"]:
        raise ToolError("The bill was given more time before; once is all.", code="extended_before")
    bill["due_on"] = (date.fromisoformat(bill["due_on"]) + timedelta(days=days)).isoformat()
    bill["extended"] = True
    return {"month": bill["month"], "due": books.due(bill), "due_on": bill["due_on"]}


@tool("write", propose=bill_wishes.send_bill_copy)
def send_bill_copy(db: TelecomDatabase, bill_id: BillId, by: Way) -> Sent:
    """Send a copy of a bill: free by email, $2.50 by post.

    Args:
        bill_id: The bill.
        by: How it goes out.
    """
    bill = _sent(db, bill_id)
    if db.bill_copies.where(bill_id=bill_id, by=by):
        raise ToolError(f"A copy of that bill was already sent by {by}.", code="already_sent")
    db.bill_copies.insert(
        {
            "copy_id": db.new_id("copy"),
            "customer_id": bill["customer_id"],
            "bill_id": bill_id,
            "by": by,
            "sent_on": books.today(db),
        }
    )
    if by == "post":
        what = f"Copy of the {bill['month']} bill"
        books.charge(db, bill["customer_id"], None, "service", what, POSTAGE)
    cost = f"costs {books.dollars(POSTAGE)}" if by == "post" else "is free of charge"
    return {"month": bill["month"], "by": by, "cost": cost}


@tool("write", propose=bill_wishes.credit_charge)
def credit_charge(db: TelecomDatabase, charge_id: ChargeId) -> Credited:
    """Give a charge back as a credit on the running bill, as a gesture of goodwill.

    Args:
        charge_id: The charge: a premium service or a late fee of up to $25 and 90 days.
    """
    row = known(db.charges, charge_id, "charge")
    if row["kind"] not in CREDITABLE:
        raise ToolError(
            "Only premium services and late fees can be credited; this charge is for something "
            "else.",
            code="not_creditable",
        )
    if row["credited"]:
        raise ToolError("The charge was credited before.", code="already_credited")
    if row["amount"] > MOST_CREDIT:
        raise ToolError("Up to $25 can be credited; this charge is higher.", code="too_much")
    if books.days_since(db, row["charged_on"]) > CREDIT_DAYS:
        raise ToolError("The charge is older than 90 days.", code="too_old")
    mine = db.charges[charge_id]
    mine["credited"] = True
    what = f"Credit for {row['description']}"
    books.charge(db, row["customer_id"], row["line_id"], "credit", what, -row["amount"])
    return {
        "description": row["description"],
        "amount": row["amount"],
        "running_bill": books.running(db, row["customer_id"])["amount"],
    }


def _sent(db: TelecomDatabase, bill_id: str) -> Bill:
    """Return the caller's own copy of a bill that has gone out."""
    bill = known(db.bills, bill_id, "bill")
    if bill["status"] == "running":
        raise ToolError(
            f"The bill of {bill['month']} is still running and comes at the end of the month.",
            code="still_running",
        )
    return db.bills[bill_id]
