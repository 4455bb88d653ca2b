"""How money moves: every change of a balance goes through `post`, with a transaction beside it."""

from __future__ import annotations

from datetime import date

from apigen_mt.environment import ToolError
from tool_envs.bank.database import Account, BankDatabase, Flow, Transaction


def post(
    db: BankDatabase,
    account_id: str,
    kind: Flow,
    counterparty: str,
    amount: float,
    card_id: str | None = None,
) -> Transaction:
    """Book `amount` dollars on an account today, in or out, and move its balance by it."""
    account = db.accounts[account_id]
    account["balance"] = cents(account["balance"] + amount)
    return db.transactions.insert(
        {
            "transaction_id": db.new_id("txn"),
            "account_id": account_id,
            "card_id": card_id,
            "kind": kind,
            "counterparty": counterparty,
            "place": None,
            "amount": cents(amount),
            "posted_on": today(db),
        }
    )


def available(account: Account) -> float:
    """Return what can be taken from an account, its overdraft included, in dollars."""
    return cents(account["balance"] + account["overdraft"])


def check_covers(account: Account, amount: float) -> None:
    """Refuse to take more from an account than there is.

    Raises:
        ToolError: the account does not cover `amount`.
    """
    if available(account) < amount:
        raise ToolError(
            f"The account has {dollars(available(account))} available, "
            f"which does not cover {dollars(amount)}.",
            code="not_covered",
        )


def check_amount(amount: float) -> float:
    """Return a proper amount of dollars and cents.

    Raises:
        ToolError: it is less than a dollar or has fractions of a cent.
    """
    if amount < 1:
        raise ToolError("The smallest amount that can be moved is $1.", code="too_small")
    if abs(amount * 100 - round(amount * 100)) > 1e-6:
        raise ToolError("An amount has whole cents.", code="fractions")
    return cents(amount)


def sent_today(db: BankDatabase, account_id: str) -> float:
    """Return what has been paid to payees from an account today, in dollars."""
    rows = db.transactions.where(account_id=account_id, kind="payment", posted_on=today(db))
    return cents(-sum(row["amount"] for row in rows))


def withdrawals(db: BankDatabase, account_id: str) -> int:
    """Return how often money was transferred out of an account this month."""
    month = today(db)[:7]
    rows = db.transactions.where(account_id=account_id, kind="transfer")
    return sum(row["amount"] < 0 and row["posted_on"].startswith(month) for row in rows)


def today(db: BankDatabase) -> str:
    """Return the session's day in ISO form."""
    return db.now.date().isoformat()


def days_since(db: BankDatabase, day: str) -> int:
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
