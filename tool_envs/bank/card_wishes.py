"""Planner hints: what a customer could want done about cards, purchases and fees."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, get_args

from tool_envs.bank.database import BankDatabase, Card, Claim, Customer, Evidence, Loss, Transaction
from tool_envs.bank.ledger import days_since
from tool_envs.bank.money_wishes import clearance

Arguments = dict[str, Any]

_CLAIMS: tuple[Claim, ...] = get_args(Claim)
_EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
_LOSSES: tuple[Loss, ...] = get_args(Loss)
_PAPERS = {"a wrong amount": "a receipt", "a missing delivery": "an order confirmation"}
_STATEMENTS = {
    "a double charge": "The customer paid once and sees the same charge twice.",
    "a wrong amount": "The customer was charged another amount than the one agreed on.",
    "a missing delivery": "The customer paid for goods that never came.",
    "an unknown charge": "The customer does not know this charge and did not make it.",
}


def freeze_card(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield cards to freeze; some are frozen already."""
    yield from _cards(db, customer, random, lambda card: card["status"] == "active")


def unfreeze_card(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield cards to unfreeze; some are not frozen."""
    for one in _cards(db, customer, random, lambda card: card["status"] == "frozen"):
        yield {**one, "clearance_id": clearance(db, customer, "card")}


def replace_card(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield cards to replace; an authorized user's card is not theirs to replace."""
    for one in _cards(db, customer, random, lambda card: not card["supplementary"]):
        reason = random.choice(_LOSSES)
        yield {**one, "reason": reason, "clearance_id": clearance(db, customer, "card")}
        other = random.choice([loss for loss in _LOSSES if loss != reason])
        yield {**one, "reason": other, "clearance_id": clearance(db, customer, "card")}


def change_card_limit(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield lower and higher limits; some more than double, some what it is now."""
    for card in db.cards.where(customer_id=customer["customer_id"]):
        present = card["daily_limit"]
        for factor in random.sample((0.5, 0.7, 1.3, 1.5, 2.0, 2.0, 2.6, 1.0), 2):
            wanted = max(100.0, round(present * factor / 100) * 100.0)
            raised = wanted > present
            yield {
                "card_id": card["card_id"],
                "new_limit": min(wanted, 5000.0),
                **({"clearance_id": clearance(db, customer, "card")} if raised else {}),
            }


def open_dispute(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield disputes of card purchases; some come too late or lack what they need."""
    bought = _lines(db, customer, "card purchase")
    fresh = [
        one for one in bought if days_since(db, one["posted_on"]) <= 60 and one["amount"] <= -10
    ]
    for place in range(6):
        pool = fresh if fresh and place % 4 else bought
        if not pool:
            return
        purchase = random.choice(pool)
        claim = _claim(db, purchase, random)
        papers = _PAPERS.get(claim, "nothing in writing")
        evidence = papers if random.random() < 0.85 else random.choice(_EVIDENCE)
        yield {
            "transaction_id": purchase["transaction_id"],
            "claim": claim,
            "evidence": evidence,
            "statement": _STATEMENTS[claim],
        }


def withdraw_dispute(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield the customer's disputes; closed ones cannot be withdrawn."""
    for dispute in db.disputes.where(customer_id=customer["customer_id"]):
        yield {"dispute_id": dispute["dispute_id"]}


def waive_fee(db: BankDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield fees on the customer's accounts; some are too old, some the second in a year."""
    fees = _lines(db, customer, "fee")
    for fee in random.sample(fees, min(4, len(fees))):
        yield {"transaction_id": fee["transaction_id"]}


def _claim(db: BankDatabase, purchase: Transaction, random: Random) -> Claim:
    """Return a claim that fits a purchase, mostly."""
    twins = db.transactions.where(
        account_id=purchase["account_id"],
        counterparty=purchase["counterparty"],
        amount=purchase["amount"],
    )
    if len(twins) > 1 and random.random() < 0.6:
        return "a double charge"
    card = db.cards.get(purchase["card_id"] or "")
    if card is not None and card["status"] != "active" and random.random() < 0.4:
        return "an unknown charge"
    return random.choice((*_CLAIMS[1:3], *_CLAIMS[1:3], *_CLAIMS))


def _cards(db: BankDatabase, customer: Customer, random: Random, fits: Any) -> Iterator[Arguments]:
    """Yield cards that fit, and some of the others."""
    cards: list[Card] = db.cards.where(customer_id=customer["customer_id"])
    for card in cards:
        if fits(card) or random.random() < 0.3:
            yield {"card_id": card["card_id"]}


def _lines(db: BankDatabase, customer: Customer, kind: str) -> list[Transaction]:
    """Return the transactions of one kind on the customer's own accounts, or by their cards."""
    mine = {card["card_id"] for card in db.cards.where(customer_id=customer["customer_id"])}
    return [
        one
        for account in db.accounts.where(customer_id=customer["customer_id"])
        for one in db.transactions.where(account_id=account["account_id"], kind=kind)
        if one["card_id"] is None or one["card_id"] in mine
    ]
