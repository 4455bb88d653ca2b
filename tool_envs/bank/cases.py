"""Calls from which the rules build their examples of keeping and breaking the policy."""

from __future__ import annotations

from typing import Any

from tool_envs.bank.database import (
    Account,
    BankDatabase,
    Card,
    Customer,
    Mandate,
    Payee,
    Purpose,
    Transaction,
)
from tool_envs.bank.ledger import days_since, sent_today

Calls = list[tuple[str, dict[str, Any]]]


def regular(db: BankDatabase) -> Customer:
    """Return a customer with money, three payees, an active card and a purchase of late."""
    return next(one for one in db.customers if _regular(db, one))


def sign_in(db: BankDatabase) -> Calls:
    """Find the regular customer."""
    return [_finding(regular(db))]


def clear(db: BankDatabase) -> Calls:
    """Have the regular customer answer the security question."""
    one = regular(db)
    return [_answer(one, one["security_answer"])]


def guess(db: BankDatabase, times: int) -> Calls:
    """Answer the security question wrongly some times."""
    return [_answer(regular(db), "Rumpelstiltskin")] * times


def look(db: BankDatabase) -> Calls:
    """Open the account, the card and the purchase."""
    return [
        ("get_account", {"account_id": account(db)["account_id"]}),
        ("get_card", {"card_id": card(db)["card_id"]}),
        ("get_transaction", {"transaction_id": purchase(db)["transaction_id"]}),
    ]


def pay(db: BankDatabase, times: int = 1) -> Calls:
    """Pay a dollar to one payee after the other."""
    calls: Calls = []
    for payee in _payees(db, regular(db))[:times]:
        arguments = {
            "account_id": account(db)["account_id"],
            "payee_id": payee["payee_id"],
            "amount": 1.0,
            "speed": "standard",
            "mandate_id": _mandate(db, account(db))["mandate_id"],
        }
        calls.append(("pay_payee", arguments))
    return calls


def freeze(db: BankDatabase) -> Calls:
    """Freeze the card."""
    return [("freeze_card", {"card_id": card(db)["card_id"]})]


def lower(db: BankDatabase, *limits: float) -> Calls:
    """Set the limit of the card to one value after the other."""
    return [
        ("change_card_limit", {"card_id": card(db)["card_id"], "new_limit": limit})
        for limit in limits
    ]


def dispute(db: BankDatabase) -> Calls:
    """Dispute the purchase."""
    arguments = {
        "transaction_id": purchase(db)["transaction_id"],
        "claim": "a wrong amount",
        "evidence": "a receipt",
        "statement": "The receipt says less than what was charged.",
    }
    return [("open_dispute", arguments)]


def rename(db: BankDatabase) -> Calls:
    """Change the email."""
    arguments = {"new_email": "a.new.start@inkpost.example", **_cleared(db, "email")}
    return [("update_email", arguments)]


def enlist(db: BankDatabase) -> Calls:
    """Add a payee."""
    arguments = {
        "name": "Lotte Dahl",
        "bank": "Fernhill Bank",
        "account_number": "483920175",
        **_cleared(db, "payee"),
    }
    return [("add_payee", arguments)]


def hand_over(db: BankDatabase) -> Calls:
    """Pass a complaint on to a colleague."""
    arguments = {
        "customer_id": regular(db)["customer_id"],
        "topic": "complaint",
        "summary": "The customer is unhappy with how long everything takes.",
    }
    return [("hand_over_to_human", arguments)]


def helped(db: BankDatabase, looking: bool) -> Calls:
    """Pay a dollar from somebody else's account under an authority, opened before or not."""
    for mandate in db.mandates:
        customer = db.customers.get(mandate["customer_id"])
        own = db.accounts.get(mandate["account_id"])
        if customer is None or own is None or own["kind"] != "checking":
            continue
        payees = _payees(db, customer)
        if mandate["role"] != "power of attorney" or mandate["until"] or not payees:
            continue
        if own["balance"] < 50:
            continue
        look: Calls = [("get_mandate", {"mandate_id": mandate["mandate_id"]})] if looking else []
        arguments = {
            "account_id": own["account_id"],
            "payee_id": payees[0]["payee_id"],
            "amount": 1.0,
            "speed": "standard",
            "mandate_id": mandate["mandate_id"],
        }
        opened = ("get_account", {"account_id": own["account_id"]})
        return [_finding(customer), opened, *look, ("pay_payee", arguments)]
    raise LookupError("nobody has a power of attorney")


def strange(db: BankDatabase) -> Calls:
    """Look at an account of somebody else."""
    mine = regular(db)["customer_id"]
    other = next(
        one
        for one in db.accounts
        if not db.mandates.where(customer_id=mine, account_id=one["account_id"])
    )
    return [("get_account", {"account_id": other["account_id"]})]


def account(db: BankDatabase) -> Account:
    """Return the regular customer's first account."""
    return db.accounts.where(customer_id=regular(db)["customer_id"], kind="checking")[0]


def card(db: BankDatabase) -> Card:
    """Return the card of that account."""
    return db.cards.where(account_id=account(db)["account_id"], supplementary=False)[0]


def purchase(db: BankDatabase) -> Transaction:
    """Return a purchase with that card that can be disputed."""
    return _purchases(db, account(db))[0]


def _regular(db: BankDatabase, customer: Customer) -> bool:
    found = db.accounts.where(customer_id=customer["customer_id"], kind="checking")
    if not found or found[0]["balance"] < 600 or sent_today(db, found[0]["account_id"]):
        return False
    cards = db.cards.where(account_id=found[0]["account_id"], status="active")
    return (
        len(cards) == 1
        and cards[0]["daily_limit"] >= 500
        and len(_payees(db, customer)) >= 3
        and bool(_purchases(db, found[0]))
        and not db.handovers.where(customer_id=customer["customer_id"])
    )


def _payees(db: BankDatabase, customer: Customer) -> list[Payee]:
    today = db.now.date().isoformat()
    found = db.payees.where(customer_id=customer["customer_id"])
    return [one for one in found if one["added_on"] < today]


def _purchases(db: BankDatabase, own: Account) -> list[Transaction]:
    return [
        one
        for one in db.transactions.where(account_id=own["account_id"], kind="card purchase")
        if days_since(db, one["posted_on"]) <= 45
        and one["amount"] <= -10
        and not db.disputes.where(transaction_id=one["transaction_id"])
    ]


def _mandate(db: BankDatabase, own: Account) -> Mandate:
    return db.mandates.where(account_id=own["account_id"], role="owner")[0]


def _cleared(db: BankDatabase, purpose: Purpose) -> dict[str, str]:
    mine = db.clearances.where(customer_id=regular(db)["customer_id"], purpose=purpose)
    return {"clearance_id": mine[0]["clearance_id"]}


def _finding(customer: Customer) -> tuple[str, dict[str, Any]]:
    names = ("customer_number", "date_of_birth")
    return "find_customer_by_number", {name: customer[name] for name in names}  # type: ignore


def _answer(customer: Customer, answer: str) -> tuple[str, dict[str, Any]]:
    arguments = {"customer_id": customer["customer_id"], "security_answer": answer}
    return "verify_security_answer", arguments
