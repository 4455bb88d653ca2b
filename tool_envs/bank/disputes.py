"""Tools on disputes of card purchases."""

from __future__ import annotations

from datetime import date
from typing import Literal

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.bank import card_wishes, ledger
from tool_envs.bank.database import (
    BankDatabase,
    Claim,
    CustomerId,
    Dispute,
    DisputeId,
    Evidence,
    Prose,
    Transaction,
    TransactionId,
    known,
)

WINDOW, LONG_WINDOW = 60, 120
LEAST = 10.0
CREDIT_UP_TO = 300.0
PAPERS: dict[str, Evidence] = {
    "a wrong amount": "a receipt",
    "a missing delivery": "an order confirmation",
}


class DisputePage(Row):
    """A dispute and where it stands."""

    dispute_id: DisputeId
    merchant: str
    amount: float
    posted_on: str
    claim: Claim
    evidence: Evidence
    credit: float
    status: Literal["open", "settled", "rejected", "withdrawn"]
    opened_on: str


class DisputeChange(Row):
    """A dispute that was opened or ended, and what that does to the account."""

    dispute_id: DisputeId
    merchant: str
    amount: float
    status: str
    settlement: str


@tool("read")
def list_disputes(db: BankDatabase, customer_id: CustomerId) -> list[DisputePage]:
    """List a customer's disputes of card purchases, closed ones included.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [_page(one) for one in db.disputes.where(customer_id=customer_id)]


@tool("read")
def get_dispute(db: BankDatabase, dispute_id: DisputeId) -> DisputePage:
    """Look up a dispute: its purchase, claim, status and any provisional credit.

    Args:
        dispute_id: The dispute's id.
    """
    return _page(known(db.disputes, dispute_id, "dispute"))


@tool("write", propose=card_wishes.open_dispute)
def open_dispute(
    db: BankDatabase,
    transaction_id: TransactionId,
    claim: Claim,
    evidence: Evidence,
    statement: Prose,
) -> DisputeChange:
    """Dispute a card purchase; up to $300 is credited at once for as long as the inquiry lasts.

    Args:
        transaction_id: The card purchase.
        claim: What is wrong with it.
        evidence: What the customer has to show for it.
        statement: What happened, in the customer's words.
    """
    purchase = known(db.transactions, transaction_id, "transaction")
    _check_purchase(db, purchase, claim)
    _check_claim(db, purchase, claim, evidence)
    amount = ledger.cents(-purchase["amount"])
    credit = amount if amount <= CREDIT_UP_TO else 0.0
    if credit:
        ledger.post(
            db, purchase["account_id"], "provisional credit", purchase["counterparty"], credit
        )
    owner = known(db.accounts, purchase["account_id"], "account")["customer_id"]
    card = db.cards.get(purchase["card_id"] or "")
    dispute = db.disputes.insert(
        {
            "dispute_id": db.new_id("dispute"),
            "customer_id": card["customer_id"] if card is not None else owner,
            "transaction_id": transaction_id,
            "merchant": purchase["counterparty"],
            "amount": amount,
            "posted_on": purchase["posted_on"],
            "claim": claim,
            "evidence": evidence,
            "credit": credit,
            "status": "open",
            "opened_on": ledger.today(db),
            "statement": statement,
        }
    )
    return _change(
        dispute,
        f"{ledger.dollars(credit)} is credited until the inquiry ends"
        if credit
        else "an amount above $300 is credited only if the inquiry ends well",
    )


@tool("write", propose=card_wishes.withdraw_dispute)
def withdraw_dispute(db: BankDatabase, dispute_id: DisputeId) -> DisputeChange:
    """End an open dispute; a provisional credit is taken back.

    Args:
        dispute_id: The dispute to withdraw.
    """
    status = known(db.disputes, dispute_id, "dispute")["status"]
    if status != "open":
        raise ToolError(
            f"The dispute is already {status}; only an open one can be withdrawn.", code="not_open"
        )
    dispute = db.disputes[dispute_id]
    account_id = known(db.transactions, dispute["transaction_id"], "transaction")["account_id"]
    if dispute["credit"]:
        ledger.check_covers(known(db.accounts, account_id, "account"), dispute["credit"])
        ledger.post(db, account_id, "provisional credit", dispute["merchant"], -dispute["credit"])
    dispute["status"] = "withdrawn"
    return _change(
        dispute,
        f"the credit of {ledger.dollars(dispute['credit'])} was taken back"
        if dispute["credit"]
        else "there was no credit to take back",
    )


def _check_purchase(db: BankDatabase, purchase: Transaction, claim: Claim) -> None:
    """Refuse what is no card purchase, too small, too old, or in dispute already."""
    if purchase["kind"] != "card purchase":
        raise ToolError(
            f"Only card purchases can be disputed, and this is a {purchase['kind']}.",
            code="not_a_purchase",
        )
    if -purchase["amount"] < LEAST:
        raise ToolError(
            f"Purchases under {ledger.dollars(LEAST)} cannot be disputed.", code="too_small"
        )
    window = LONG_WINDOW if claim == "a missing delivery" else WINDOW
    if ledger.days_since(db, purchase["posted_on"]) > window:
        raise ToolError(
            f"The purchase is from {ledger.spoken_day(purchase['posted_on'])}; "
            f"for {claim} the time to dispute it is {window} days.",
            code="too_old",
        )
    for dispute in db.disputes.where(transaction_id=purchase["transaction_id"]):
        if dispute["status"] != "withdrawn":
            raise ToolError(
                f"That purchase has been disputed before, and the dispute is {dispute['status']}.",
                code="already_disputed",
            )


def _check_claim(db: BankDatabase, purchase: Transaction, claim: Claim, evidence: Evidence) -> None:
    """Refuse a claim without the papers for it, or one that the account itself contradicts."""
    needed = PAPERS.get(claim, evidence)
    if evidence != needed:
        raise ToolError(f"To dispute {claim}, {needed} is needed.", code="evidence_missing")
    card = db.cards.get(purchase["card_id"] or "")
    unknown = claim == "an unknown charge"
    if unknown and card is not None and card["status"] == "active":
        raise ToolError(
            "An unknown charge can be disputed once the card is frozen, and it is still active.",
            code="still_active",
        )
    if claim == "a double charge" and not _twins(db, purchase):
        raise ToolError(
            f"There is only one charge of {ledger.dollars(-purchase['amount'])} at "
            f"{purchase['counterparty']} around that day.",
            code="single_charge",
        )


def _twins(db: BankDatabase, purchase: Transaction) -> list[Transaction]:
    """Return purchases of the same amount at the same place within three days."""
    day = date.fromisoformat(purchase["posted_on"])
    return [
        one
        for one in db.transactions.where(
            account_id=purchase["account_id"],
            kind="card purchase",
            counterparty=purchase["counterparty"],
            amount=purchase["amount"],
        )
        if one["transaction_id"] != purchase["transaction_id"]
        and abs((date.fromisoformat(one["posted_on"]) - day).days) <= 3
    ]


def _change(dispute: Dispute, settlement: str) -> DisputeChange:
    return {
        "dispute_id": dispute["dispute_id"],
        "merchant": dispute["merchant"],
        "amount": dispute["amount"],
        "status": dispute["status"],
        "settlement": settlement,
    }


def _page(dispute: Dispute) -> DisputePage:
    return {
        "dispute_id": dispute["dispute_id"],
        "merchant": dispute["merchant"],
        "amount": dispute["amount"],
        "posted_on": dispute["posted_on"],
        "claim": dispute["claim"],
        "evidence": dispute["evidence"],
        "credit": dispute["credit"],
        "status": dispute["status"],
        "opened_on": dispute["opened_on"],
    }
