"""Read tools on accounts: balances, transactions, and who has authority over what."""

from __future__ import annotations

from apigen_mt.environment import Row, tool
from tool_envs.bank import ledger
from tool_envs.bank.authority import ended
from tool_envs.bank.database import (
    AccountId,
    AccountKind,
    BankDatabase,
    CustomerId,
    Flow,
    MandateId,
    Role,
    Transaction,
    TransactionId,
    known,
)


class AccountBrief(Row):
    """One line in a customer's list of accounts, with the authority they have over it."""

    account_id: AccountId
    kind: AccountKind
    name: str
    last_four: str
    role: Role
    owner: str
    mandate_id: MandateId


class AccountPage(Row):
    """An account as it stands now, in dollars; it has funds, or else something is owed."""

    account_id: AccountId
    kind: AccountKind
    name: str
    last_four: str
    opened_on: str
    balance: float
    funds: float | None
    owed: float | None
    overdraft: float
    available: float
    daily_limit: float
    sent_today: float
    left_today: float
    withdrawals_this_month: int


class MandatePage(Row):
    """An authority over an account; one without an end has no `until`."""

    mandate_id: MandateId
    role: Role
    owner: str
    account_id: AccountId
    account_name: str
    payment_limit: float | None
    until: str | None
    in_force: bool


class Line(Row):
    """One line of a statement."""

    transaction_id: TransactionId
    kind: Flow
    counterparty: str
    amount: float
    posted_on: str


@tool("read")
def list_accounts(db: BankDatabase, customer_id: CustomerId) -> list[AccountBrief]:
    """List the accounts a customer may act on now: their own and those they have authority over.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    found: list[AccountBrief] = []
    for mandate in db.mandates.where(customer_id=customer_id):
        if ended(db, mandate):
            continue
        account = known(db.accounts, mandate["account_id"], "account")
        found.append(
            {
                "account_id": account["account_id"],
                "kind": account["kind"],
                "name": account["name"],
                "last_four": account["last_four"],
                "role": mandate["role"],
                "owner": mandate["owner"],
                "mandate_id": mandate["mandate_id"],
            }
        )
    return found


@tool("read")
def get_account(db: BankDatabase, account_id: AccountId) -> AccountPage:
    """Look up an account: balance, what is available, and what may still be paid today.

    Args:
        account_id: The account's id.
    """
    account = known(db.accounts, account_id, "account")
    sent = ledger.sent_today(db, account_id)
    return {
        "account_id": account_id,
        "kind": account["kind"],
        "name": account["name"],
        "last_four": account["last_four"],
        "opened_on": account["opened_on"],
        "balance": account["balance"],
        "funds": account["balance"] if account["balance"] >= 0 else None,
        "owed": -account["balance"] if account["balance"] < 0 else None,
        "overdraft": account["overdraft"],
        "available": ledger.available(account),
        "daily_limit": account["daily_limit"],
        "sent_today": sent,
        "left_today": ledger.cents(max(0.0, account["daily_limit"] - sent)),
        "withdrawals_this_month": ledger.withdrawals(db, account_id),
    }


@tool("read")
def list_transactions(db: BankDatabase, account_id: AccountId) -> list[Line]:
    """List the transactions of an account; money out is negative.

    Args:
        account_id: The account's id.
    """
    known(db.accounts, account_id, "account")
    return [
        {
            "transaction_id": row["transaction_id"],
            "kind": row["kind"],
            "counterparty": row["counterparty"],
            "amount": row["amount"],
            "posted_on": row["posted_on"],
        }
        for row in db.transactions.where(account_id=account_id)
    ]


@tool("read")
def get_transaction(db: BankDatabase, transaction_id: TransactionId) -> Transaction:
    """Look up one transaction, with the card that was used if there was one.

    Args:
        transaction_id: The transaction's id.
    """
    return known(db.transactions, transaction_id, "transaction")


@tool("read")
def list_mandates(db: BankDatabase, customer_id: CustomerId) -> list[MandatePage]:
    """List a customer's authority over other people's and joint accounts, ended ones included.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [
        get_mandate.function(db, mandate["mandate_id"])
        for mandate in db.mandates.where(customer_id=customer_id)
        if mandate["role"] != "owner"
    ]


@tool("read")
def get_mandate(db: BankDatabase, mandate_id: MandateId) -> MandatePage:
    """Look up an authority over an account: its kind, its payment limit and when it ends.

    Args:
        mandate_id: The authority's id.
    """
    mandate = known(db.mandates, mandate_id, "authority")
    return {
        "mandate_id": mandate_id,
        "role": mandate["role"],
        "owner": mandate["owner"],
        "account_id": mandate["account_id"],
        "account_name": mandate["account_name"],
        "payment_limit": mandate["payment_limit"],
        "until": mandate["until"],
        "in_force": not ended(db, mandate),
    }
