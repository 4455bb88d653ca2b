"""The tool that pays a fee back."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.bank import card_wishes, ledger
from tool_envs.bank.database import BankDatabase, TransactionId, known

FEE_WINDOW = 90
WAIVABLE = ("Overdraft fee", "Late payment fee")
YEAR = 365


class Refunded(Row):
    """A fee that was paid back."""

    fee: str
    amount: float
    balance: float


@tool("write", propose=card_wishes.waive_fee)
def waive_fee(db: BankDatabase, transaction_id: TransactionId) -> Refunded:
    """Pay an overdraft fee or a late payment fee back, once in twelve months.

    Args:
        transaction_id: The fee on the statement.
    """
    fee = known(db.transactions, transaction_id, "transaction")
    owner = known(db.accounts, fee["account_id"], "account")["customer_id"]
    if fee["kind"] != "fee" or fee["counterparty"] not in WAIVABLE:
        raise ToolError(
            f"Only overdraft fees and late payment fees can be waived, "
            f"and this is a {fee['counterparty'].lower()}.",
            code="not_waivable",
        )
    for waiver in db.waivers.where(customer_id=owner):
        if waiver["transaction_id"] == transaction_id:
            raise ToolError("That fee has already been paid back.", code="already_waived")
        if ledger.days_since(db, waiver["waived_on"]) < YEAR:
            raise ToolError(
                f"A fee of {ledger.dollars(waiver['amount'])} was waived within the last twelve "
                "months, and one a year is the limit.",
                code="once_a_year",
            )
    if ledger.days_since(db, fee["posted_on"]) > FEE_WINDOW:
        raise ToolError(
            f"The fee is from {ledger.spoken_day(fee['posted_on'])}; after {FEE_WINDOW} days "
            "it cannot be waived.",
            code="too_old",
        )
    amount = ledger.cents(-fee["amount"])
    ledger.post(db, fee["account_id"], "refund", fee["counterparty"], amount)
    db.waivers.insert(
        {
            "waiver_id": db.new_id("waiver"),
            "customer_id": owner,
            "transaction_id": transaction_id,
            "amount": amount,
            "waived_on": ledger.today(db),
        }
    )
    return {
        "fee": fee["counterparty"],
        "amount": amount,
        "balance": db.accounts[fee["account_id"]]["balance"],
    }
