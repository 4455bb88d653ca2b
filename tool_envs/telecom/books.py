"""How money moves: every charge goes through `charge` and every payment through `settle`."""

from __future__ import annotations

from datetime import date

from tool_envs.telecom.database import Bill, Charge, ChargeKind, TelecomDatabase


def charge(
    db: TelecomDatabase,
    customer_id: str,
    line_id: str | None,
    kind: ChargeKind,
    description: str,
    amount: float,
) -> Charge:
    """Put an amount in dollars on the customer's running bill, and the bill up by it."""
    bill = db.bills[running(db, customer_id)["bill_id"]]
    bill["amount"] = cents(bill["amount"] + amount)
    return db.charges.insert(
        {
            "charge_id": db.new_id("chg"),
            "customer_id": customer_id,
            "bill_id": bill["bill_id"],
            "line_id": line_id,
            "kind": kind,
            "description": description,
            "amount": cents(amount),
            "charged_on": today(db),
            "credited": False,
        }
    )


def settle(db: TelecomDatabase, bill: Bill, method_id: str) -> float:
    """Pay what is left of a bill, the caller's own copy; return how much that was."""
    amount = due(bill)
    db.payments.insert(
        {
            "payment_id": db.new_id("pay"),
            "customer_id": bill["customer_id"],
            "bill_id": bill["bill_id"],
            "method_id": method_id,
            "amount": amount,
            "paid_on": today(db),
        }
    )
    bill["paid"] = cents(bill["paid"] + amount)
    bill["status"] = "paid"
    return amount


def running(db: TelecomDatabase, customer_id: str) -> Bill:
    """Return the bill of the present month, which is not sent yet."""
    return db.bills.where(customer_id=customer_id, status="running")[0]


def overdue(db: TelecomDatabase, customer_id: str) -> list[Bill]:
    """Return the bills that should have been paid by now."""
    return db.bills.where(customer_id=customer_id, status="overdue")


def extras(db: TelecomDatabase, line_id: str, customer_id: str) -> float:
    """Return what a line's data packs of this month cost, in dollars."""
    bill_id = running(db, customer_id)["bill_id"]
    rows = db.charges.where(bill_id=bill_id, line_id=line_id, kind="data pack")
    return cents(sum(row["amount"] for row in rows))


def due(bill: Bill) -> float:
    """Return what is left to pay of a bill, in dollars."""
    return cents(bill["amount"] - bill["paid"])


def today(db: TelecomDatabase) -> str:
    """Return the session's day in ISO form."""
    return db.now.date().isoformat()


def days_since(db: TelecomDatabase, day: str) -> int:
    """Return how many days ago `day` was."""
    return (db.now.date() - date.fromisoformat(day)).days


def cents(amount: float) -> float:
    """Return `amount` in whole cents, never a negative zero."""
    return round(amount, 2) + 0.0


def dollars(amount: float) -> str:
    """Return an amount as people write it: `$12`, `$1,204.50`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}".removesuffix(".00")


def spoken_day(day: str) -> str:
    """Return a day as people say it: `May 3`."""
    said = date.fromisoformat(day)
    return f"{said:%B} {said.day}"
