"""Who may do what: authority over accounts, and the clearance that the security question gives."""

from __future__ import annotations

from apigen_mt.environment import ToolError
from tool_envs.bank.database import BankDatabase, Mandate, Purpose, known
from tool_envs.bank.ledger import dollars, spoken_day, today

CLEAR_FROM = 500.0
"""Payments above this many dollars need a clearance."""


def acting(db: BankDatabase, mandate_id: str, account_id: str) -> Mandate:
    """Return an authority that is in force for an account.

    Raises:
        ToolError: it is for another account, or has ended.
    """
    mandate = known(db.mandates, mandate_id, "authority")
    if mandate["account_id"] != account_id:
        raise ToolError("That authority is for another account.", code="other_account")
    if ended(db, mandate):
        raise ToolError(
            f"The {mandate['role']} for this account ended on "
            f"{spoken_day(mandate['until'] or '')}, so it no longer allows that.",
            code="authority_ended",
        )
    return mandate


def ended(db: BankDatabase, mandate: Mandate) -> bool:
    """Return whether an authority has run out."""
    return mandate["until"] is not None and mandate["until"] < today(db)


def check_full(mandate: Mandate, what: str) -> None:
    """Refuse what an authorized user may not do.

    Raises:
        ToolError: the authority is for payments alone.
    """
    if mandate["role"] == "authorized user":
        raise ToolError(
            f"An authorized user can make payments from this account, but cannot {what}.",
            code="payments_only",
        )


def check_payment(mandate: Mandate, amount: float) -> None:
    """Refuse a payment above what an authority allows.

    Raises:
        ToolError: the limit of an authorized user is lower.
    """
    limit = mandate["payment_limit"]
    if limit is not None and amount > limit:
        raise ToolError(
            f"An {mandate['role']} can pay up to {dollars(limit)} at a time from this account.",
            code="above_authority",
        )


def cleared(db: BankDatabase, clearance_id: str, purpose: Purpose) -> str:
    """Return the customer who was cleared for a kind of change.

    Raises:
        ToolError: the clearance is for another kind of change.
    """
    clearance = known(db.clearances, clearance_id, "clearance")
    if clearance["purpose"] != purpose:
        raise ToolError(
            f"That clearance is for another kind of change than this one ({purpose}).",
            code="other_purpose",
        )
    return clearance["customer_id"]


def check_cleared(
    db: BankDatabase, clearance_id: str | None, customer_id: str, purpose: Purpose
) -> None:
    """Refuse to go on without the right answer to the customer's security question.

    Raises:
        ToolError: there is no clearance, or it is somebody else's or for something else.
    """
    if clearance_id is None:
        raise ToolError(
            "That needs the answer to the security question first.",
            code="clearance_needed",
        )
    if cleared(db, clearance_id, purpose) != customer_id:
        raise ToolError("That clearance was given to another customer.", code="foreign_clearance")


def payee_of(db: BankDatabase, payee_id: str, mandate: Mandate) -> str:
    """Return the name of a payee on the list of whoever acts.

    Raises:
        ToolError: no such payee, or one of somebody else.
    """
    payee = known(db.payees, payee_id, "payee")
    if payee["customer_id"] != mandate["customer_id"]:
        raise ToolError("That payee is on somebody else's list.", code="foreign_payee")
    return payee["name"]
