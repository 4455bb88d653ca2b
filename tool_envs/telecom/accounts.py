"""Bills of the last months with their charges and payments; part of the generator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from tool_envs.telecom.books import cents
from tool_envs.telecom.database import (
    Bill,
    BillStatus,
    Charge,
    ChargeKind,
    Line,
    Method,
    Payment,
    Plan,
)

MONTHS = 6
SERVICES = ("Quiz Corner", "Ringtone Club", "Star Signs Daily", "Goal Alerts", "Puzzle Post")
COUNTRIES = ("Portugal", "Canada", "Japan", "Mexico", "Morocco", "Norway")
_PACKS = (("1 GB data pack", 4.0), ("3 GB data pack", 8.0), ("5 GB data pack", 12.0))


class Accounts:
    """Writes bills so that each is the sum of its charges, and paid ones of their payments."""

    def __init__(self, random: Random, today: date, plans: Mapping[str, Plan]) -> None:
        self.random = random
        self.today = today
        self.plans = plans
        self.bills: list[Bill] = []
        self.charges: list[Charge] = []
        self.methods: list[Method] = []
        self.payments: list[Payment] = []

    def rows(self) -> dict[str, list[Any]]:
        """Return every row by table name."""
        return {
            "bills": self.bills,
            "charges": self.charges,
            "payment_methods": self.methods,
            "payments": self.payments,
        }

    def write(self, customer_id: str, number: int, lines: list[Line], late: bool) -> None:
        """Write the bills of one customer; with `late` the last but one is overdue."""
        methods = self._methods(customer_id, number)
        months = [_month(self.today, back) for back in range(MONTHS - 1, -1, -1)]
        for place, first in enumerate(months):
            back = MONTHS - 1 - place
            bill_id = f"bill_{number}_{place + 1}"
            charges = self._charges(customer_id, number, bill_id, lines, first, back, late)
            amount = cents(sum(row["amount"] for row in charges))
            issued = _month(self.today, back - 1)
            status: BillStatus = "paid"
            if back == 0:
                status = "running"
            elif back == 1 and (late or self.random.random() < 0.55):
                status = "open"
            elif back == 2 and late:
                status = "overdue"
            if amount == 0.0 and status in ("open", "overdue"):
                status = "paid"
            self.bills.append(
                {
                    "bill_id": bill_id,
                    "customer_id": customer_id,
                    "month": f"{first:%B} {first.year}",
                    "amount": amount,
                    "paid": amount if status == "paid" else 0.0,
                    "status": status,
                    "due_on": (issued + timedelta(days=20)).isoformat(),
                    "extended": status == "open" and self.random.random() < 0.2,
                }
            )
            if status == "paid":
                self.payments.append(
                    {
                        "payment_id": f"pay_{number}_{place + 1}",
                        "customer_id": customer_id,
                        "bill_id": bill_id,
                        "method_id": methods[0]["method_id"],
                        "amount": amount,
                        "paid_on": (issued + timedelta(days=5)).isoformat(),
                    }
                )

    def _methods(self, customer_id: str, number: int) -> list[Method]:
        random = self.random
        kinds = random.sample(("Visa card", "Mastercard", "bank account"), random.choice((1, 2, 2)))
        mine: list[Method] = []
        for place, kind in enumerate(kinds):
            mine.append(
                {
                    "method_id": f"meth_{number}_{place + 1}",
                    "customer_id": customer_id,
                    "kind": kind,  # type: ignore[typeddict-item]
                    "last_four": f"{int(random.random() * 10_000):04d}",
                    "preferred": place == 0,
                    "expired": place > 0 and kind != "bank account" and random.random() < 0.35,
                }
            )
        self.methods += mine
        return mine

    def _charges(
        self,
        customer_id: str,
        number: int,
        bill_id: str,
        lines: list[Line],
        first: date,
        back: int,
        late: bool,
    ) -> list[Charge]:
        random = self.random
        items: list[tuple[ChargeKind, str, float, str | None]] = []
        for line in lines:
            plan = self.plans[line["plan_id"]]
            items.append(("plan", f"{plan['name']} plan", plan["price"], line["line_id"]))
        line_id = random.choice(lines)["line_id"]
        draw = random.random()
        if draw < 0.22:
            price = random.choice((2.99, 4.99, 6.99, 9.99, 29.99))
            items.append(("premium service", random.choice(SERVICES), price, line_id))
        elif draw < 0.34:
            price = cents(4 + int(random.random() * 30) + 0.4)
            items.append(("roaming", f"Roaming in {random.choice(COUNTRIES)}", price, line_id))
        elif draw < 0.44:
            items.append(("data pack", *random.choice(_PACKS), line_id))
        if (late and back == 1) or random.random() < 0.05:
            items.append(("late fee", "Late payment fee", 7.5, None))
        rows: list[Charge] = []
        for place, (kind, what, amount, key) in enumerate(items):
            limit = 27 if back else max(self.today.day - 1, 1)
            day = first if kind == "plan" else first + timedelta(days=random.randint(0, limit))
            rows.append(
                {
                    "charge_id": f"chg_{bill_id.removeprefix('bill_')}_{place + 1}",
                    "customer_id": customer_id,
                    "bill_id": bill_id,
                    "line_id": key,
                    "kind": kind,
                    "description": what,
                    "amount": amount,
                    "charged_on": min(day, self.today).isoformat(),
                    "credited": False,
                }
            )
        self.charges += rows
        return rows


def _month(today: date, back: int) -> date:
    """Return the first day of the month that lies `back` months before today's."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
