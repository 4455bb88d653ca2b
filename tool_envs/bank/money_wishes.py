"""Planner hints: payments, transfers, payees and standing orders a customer could ask for.

Most of them the tool accepts; some it refuses for a reason that a conversation can be about, such
as a daily limit, a payee of today or an authority that has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tool_envs.bank.authority import CLEAR_FROM, ended
from tool_envs.bank.database import Account, BankDatabase, Customer, Mandate, Purpose, known
from tool_envs.bank.ledger import available, sent_today
from tool_envs.bank.names import draw_name
from tool_envs.bank.places import BANKS, COMPANIES

Arguments = dict[str, Any]

_AMOUNTS = (15, 20, 35, 40, 50, 60, 75, 80, 95, 120, 150, 200, 250, 300, 350, 480)
_LARGE = (550, 640, 700, 850, 975, 1200, 1600, 2100)
_DAYS = (5, 10, 15, 20, 25, 28)


def pay_payee(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield payments; some go over a limit, to a payee of today or from the wrong account."""
    payees = db.payees.where(customer_id=customer["customer_id"])
    reach = _reach(db, customer)
    shared = [one for one in reach if one[0]["role"] != "owner"]
    if not payees:
        return
    for _ in range(5):
        mandate, account = random.choice(shared if shared and random.random() < 0.4 else reach)
        if account["kind"] not in ("checking", "joint") and random.random() < 0.75:
            mandate, account = reach[0]
        payee = random.choice(payees)
        left = min(
            available(account), account["daily_limit"] - sent_today(db, account["account_id"])
        )
        if mandate["payment_limit"] is not None and random.random() < 0.7:
            left = min(left, mandate["payment_limit"])
        amount = _amount(left, random)
        yield {
            "account_id": account["account_id"],
            "payee_id": payee["payee_id"],
            "amount": amount,
            "speed": random.choice(("standard", "instant")),
            "mandate_id": mandate["mandate_id"],
            **({"clearance_id": clearance(db, customer, "payment")} if amount > CLEAR_FROM else {}),
        }


def transfer_between_accounts(
    db: BankDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield transfers; some are not covered, or leave savings once too often."""
    reach = _reach(db, customer)
    if len(reach) < 2:
        return
    for _ in range(5):
        (mandate, giver), (_, taker) = random.sample(reach, 2)
        if giver["kind"] == "credit card" and random.random() < 0.8:
            continue
        left = available(giver)
        if taker["kind"] == "credit card":
            left = min(left, -taker["balance"])
        yield {
            "from_account_id": giver["account_id"],
            "to_account_id": taker["account_id"],
            "amount": _amount(left, random),
            "mandate_id": mandate["mandate_id"],
        }


def add_payee(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield new people and companies, and now and then one that is listed already."""
    payees = db.payees.where(customer_id=customer["customer_id"])
    for place in range(3):
        name = " ".join(draw_name(random)) if random.random() < 0.6 else random.choice(COMPANIES)
        number = str(random.randint(100_000_000, 999_999_999))
        if place == 2:
            if not payees or random.random() < 0.4:
                return
            name, number = payees[0]["name"], payees[0]["account_number"]
        yield {
            "name": name,
            "bank": random.choice(BANKS),
            "account_number": number,
            "clearance_id": clearance(db, customer, "payee"),
        }


def set_up_standing_order(
    db: BankDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield standing orders; some exist already, some may not run on that account."""
    payees = db.payees.where(customer_id=customer["customer_id"])
    reach = _reach(db, customer)
    if not payees:
        return
    for _ in range(5):
        mandate, account = random.choice(reach)
        if account["kind"] not in ("checking", "joint") and random.random() < 0.8:
            mandate, account = reach[0]
        amount = random.choice(_AMOUNTS if random.random() < 0.8 else _LARGE)
        yield {
            "account_id": account["account_id"],
            "payee_id": random.choice(payees)["payee_id"],
            "amount": float(amount),
            "day": random.choice(_DAYS),
            "mandate_id": mandate["mandate_id"],
            "clearance_id": clearance(db, customer, "standing order"),
        }


def cancel_standing_order(
    db: BankDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield the customer's standing orders; one may be canceled, or about to be paid."""
    for order in db.standing_orders.where(customer_id=customer["customer_id"]):
        yield {"standing_order_id": order["standing_order_id"]}


def clearance(db: BankDatabase, customer: Customer, purpose: Purpose) -> str:
    """Return what the customer's right answer gives for one kind of change."""
    mine = db.clearances.where(customer_id=customer["customer_id"], purpose=purpose)
    return mine[0]["clearance_id"]


def _reach(db: BankDatabase, customer: Customer) -> list[tuple[Mandate, Account]]:
    """Return each authority with its account; those that have ended come last."""
    found = [
        (mandate, known(db.accounts, mandate["account_id"], "account"))
        for mandate in db.mandates.where(customer_id=customer["customer_id"])
    ]
    return sorted(found, key=lambda pair: ended(db, pair[0]))


def _amount(left: float, random: Random) -> float:
    """Return an amount that `left` dollars cover, or in one case of five perhaps not."""
    pool = _AMOUNTS if random.random() < 0.72 else _LARGE
    fits = [one for one in (*pool, *_AMOUNTS[:6]) if one + 3 <= left]
    return float(random.choice(fits if fits and random.random() < 0.84 else pool))
