"""Calls from which the rules build their examples of keeping and breaking the policy."""

from __future__ import annotations

from typing import Any

from tool_envs.telecom.books import days_since, extras
from tool_envs.telecom.database import Charge, Customer, Line, TelecomDatabase

Calls = list[tuple[str, dict[str, Any]]]


def regular(db: TelecomDatabase) -> Customer:
    """Return a customer with two active lines, room for packs and two charges to credit."""
    return next(one for one in db.customers if _regular(db, one))


def sign_in(db: TelecomDatabase) -> Calls:
    """Find the regular customer."""
    return [_finding(regular(db))]


def look(db: TelecomDatabase) -> Calls:
    """Open the first line and its usage."""
    key = {"line_id": line(db)["line_id"]}
    return [("get_line", key), ("get_usage", key)]


def limit(db: TelecomDatabase) -> Calls:
    """Change the spending limit of the first line."""
    return [("set_spending_limit", {"line_id": line(db)["line_id"], "limit": 95.0})]


def strange(db: TelecomDatabase) -> Calls:
    """Look at a line of somebody else."""
    mine = regular(db)["customer_id"]
    other = next(one for one in db.lines if one["customer_id"] != mine)
    return [("get_line", {"line_id": other["line_id"]})]


def open_plans(db: TelecomDatabase) -> Calls:
    """Open the two dearest plans."""
    return [("get_plan", {"plan_id": key}) for key in ("plan_delta", "plan_ocean")]


def upgrade(db: TelecomDatabase, *plans: str) -> Calls:
    """Move the first line to one plan after the other."""
    key = line(db)["line_id"]
    return [("change_plan", {"line_id": key, "plan_id": plan}) for plan in plans]


def book(db: TelecomDatabase, times: int = 1) -> Calls:
    """Add the smallest pack to the first line some times."""
    return [("add_data_pack", {"line_id": line(db)["line_id"], "pack_id": "pack_1"})] * times


def credit(db: TelecomDatabase, times: int) -> Calls:
    """Open and credit charges."""
    calls: Calls = []
    for row in _creditable(db, regular(db))[:times]:
        key = {"charge_id": row["charge_id"]}
        calls += [("get_charge", key), ("credit_charge", key)]
    return calls


def hand_over(db: TelecomDatabase) -> Calls:
    """Pass a complaint on to a colleague."""
    arguments = {
        "customer_id": regular(db)["customer_id"],
        "topic": "complaint",
        "summary": "The customer is unhappy with how long everything takes.",
    }
    return [("hand_over_to_human", arguments)]


def touch_phone(db: TelecomDatabase) -> Calls:
    """Have the customer switch the data saver on."""
    return [("switch_data_saver", {"number": line(db)["number"], "to": "on"})]


def report_fault(db: TelecomDatabase, network: bool = True, restart: bool = True) -> Calls:
    """Open a ticket where the network is out, with what comes before it or without."""
    fault = next(
        one
        for one in db.lines
        if _area_out(db, one) and one["status"] == "active" and not _tickets(db, one)
    )
    customer = db.customers.get(fault["customer_id"])
    assert customer is not None
    key = {"line_id": fault["line_id"]}
    calls: Calls = [_finding(customer), ("get_line", key)]
    if network:
        calls.append(("get_network_status", {"area_id": fault["area_id"]}))
    if restart:
        calls.append(("restart_phone", {"number": fault["number"]}))
    note = "No service since the morning, a restart did not help."
    calls.append(("open_ticket", {**key, "subject": "no service", "note": note}))
    return calls


def line(db: TelecomDatabase) -> Line:
    """Return the regular customer's first line."""
    return db.lines.where(customer_id=regular(db)["customer_id"])[0]


def _regular(db: TelecomDatabase, customer: Customer) -> bool:
    key = customer["customer_id"]
    lines = db.lines.where(customer_id=key)
    first = lines[0]
    return (
        len(lines) >= 2
        and all(one["status"] == "active" for one in lines)
        and first["plan_id"] in ("plan_brook", "plan_river")
        and first["spending_limit"] - extras(db, first["line_id"], key) >= 12
        and len(_creditable(db, customer)) >= 2
        and not db.bills.where(customer_id=key, status="overdue")
        and not db.handovers.where(customer_id=key)
    )


def _creditable(db: TelecomDatabase, customer: Customer) -> list[Charge]:
    return [
        one
        for one in db.charges.where(customer_id=customer["customer_id"])
        if one["kind"] in ("premium service", "late fee")
        and one["amount"] <= 25
        and days_since(db, one["charged_on"]) <= 90
    ]


def _area_out(db: TelecomDatabase, one: Line) -> bool:
    area = db.areas.get(one["area_id"])
    return area is not None and area["status"] == "outage"


def _tickets(db: TelecomDatabase, one: Line) -> bool:
    return bool(db.tickets.where(line_id=one["line_id"]))


def _finding(customer: Customer) -> tuple[str, dict[str, Any]]:
    return "find_customer_by_phone", {"phone": customer["phone"], "pin": customer["pin"]}
