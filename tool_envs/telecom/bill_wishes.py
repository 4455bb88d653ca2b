"""Planner hints: what a customer could want done about bills and charges."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tool_envs.telecom.database import Customer, TelecomDatabase

Arguments = dict[str, Any]


def pay_bill(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield unpaid bills with each payment method, and now and then a paid or running one."""
    key = customer["customer_id"]
    methods = db.payment_methods.where(customer_id=key)
    for bill in db.bills.where(customer_id=key):
        wanted = bill["status"] in ("open", "overdue")
        if wanted or random.random() < 0.07:
            for method in methods if wanted else methods[:1]:
                yield {"bill_id": bill["bill_id"], "method_id": method["method_id"]}


def extend_due_date(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield unpaid bills; for overdue ones it is too late."""
    for bill in db.bills.where(customer_id=customer["customer_id"]):
        if bill["status"] in ("open", "overdue"):
            for days in random.sample((7, 14), 2):
                yield {"bill_id": bill["bill_id"], "days": days}


def send_bill_copy(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield bills to send both ways; the running one cannot be sent."""
    bills = db.bills.where(customer_id=customer["customer_id"])
    for bill in random.sample(bills, 3):
        for by in random.sample(("email", "post"), 2):
            yield {"bill_id": bill["bill_id"], "by": by}


def credit_charge(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield premium services and late fees, some too old or too high, and another charge."""
    for row in db.charges.where(customer_id=customer["customer_id"]):
        wanted = row["kind"] in ("premium service", "late fee")
        if wanted or (row["kind"] in ("roaming", "data pack") and random.random() < 0.12):
            yield {"charge_id": row["charge_id"]}
