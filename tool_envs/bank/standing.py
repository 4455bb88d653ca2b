"""Tools on standing orders: payments that go out on the same day of each month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.bank import ledger, money_wishes
from tool_envs.bank.authority import acting, check_cleared, check_full, payee_of
from tool_envs.bank.database import (
    AccountId,
    BankDatabase,
    ClearanceId,
    CustomerId,
    MandateId,
    PayeeId,
    StandingOrder,
    StandingOrderId,
    known,
)

MOST = 2000.0
LAST_DAY = 28


class OrderPage(Row):
    """A standing order, with the account and the payee it runs between."""

    standing_order_id: StandingOrderId
    account_id: AccountId
    payee_id: PayeeId
    payee_name: str
    amount: float
    day: int
    next_on: str
    status: Literal["active", "canceled"]


@tool("read")
def list_standing_orders(db: BankDatabase, customer_id: CustomerId) -> list[OrderPage]:
    """List the standing orders that a customer has set up.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [_page(order) for order in db.standing_orders.where(customer_id=customer_id)]


@tool("read")
def get_standing_order(db: BankDatabase, standing_order_id: StandingOrderId) -> OrderPage:
    """Look up a standing order: payee, amount, day of the month and next payment.

    Args:
        standing_order_id: The standing order's id.
    """
    return _page(known(db.standing_orders, standing_order_id, "standing order"))


@tool("write", propose=money_wishes.set_up_standing_order)
def set_up_standing_order(
    db: BankDatabase,
    account_id: AccountId,
    payee_id: PayeeId,
    amount: float,
    day: int,
    mandate_id: MandateId,
    clearance_id: ClearanceId,
) -> OrderPage:
    """Pay a payee the same amount on the same day of each month.

    Args:
        account_id: The account that pays.
        payee_id: Who gets the money.
        amount: How much each month, in dollars.
        day: The day of the month, 1 to 28.
        mandate_id: The customer's authority over the account, from list_accounts.
        clearance_id: The clearance for a standing order, from verify_security_answer.
    """
    mandate = acting(db, mandate_id, account_id)
    account = known(db.accounts, account_id, "account")
    name = payee_of(db, payee_id, mandate)
    amount = ledger.check_amount(amount)
    check_full(mandate, "set up standing orders")
    check_cleared(db, clearance_id, mandate["customer_id"], "standing order")
    if account["kind"] not in ("checking", "joint"):
        raise ToolError(
            f"Standing orders run on checking and joint accounts, not on a {account['kind']} "
            "account.",
            code="wrong_kind",
        )
    if not 1 <= day <= LAST_DAY:
        raise ToolError("The day of a standing order is between 1 and 28.", code="bad_day")
    if amount > MOST:
        raise ToolError(
            f"A standing order can be {ledger.dollars(MOST)} a month at most.", code="too_much"
        )
    if db.standing_orders.where(account_id=account_id, payee_id=payee_id, status="active"):
        raise ToolError(
            f"There is already an active standing order to {name} from this account.",
            code="already_set_up",
        )
    order = db.standing_orders.insert(
        {
            "standing_order_id": db.new_id("so"),
            "customer_id": mandate["customer_id"],
            "account_id": account_id,
            "payee_id": payee_id,
            "payee_name": name,
            "amount": amount,
            "day": day,
            "next_on": next_run(db.now.date(), day).isoformat(),
            "status": "active",
        }
    )
    return _page(order)


@tool("write", propose=money_wishes.cancel_standing_order)
def cancel_standing_order(db: BankDatabase, standing_order_id: StandingOrderId) -> OrderPage:
    """Stop a standing order for good.

    Args:
        standing_order_id: The standing order.
    """
    status = known(db.standing_orders, standing_order_id, "standing order")["status"]
    order = db.standing_orders[standing_order_id]
    if status != "active":
        raise ToolError("The standing order is already canceled.", code="already_canceled")
    if order["next_on"] <= (db.now.date() + timedelta(days=1)).isoformat():
        raise ToolError(
            f"The next payment, on {ledger.spoken_day(order['next_on'])}, is already on its way; "
            "the order can be stopped after that.",
            code="too_late",
        )
    order["status"] = "canceled"
    return _page(order)


def next_run(today: date, day: int) -> date:
    """Return the first such day of a month after today."""
    if day > today.day:
        return today.replace(day=day)
    return (today.replace(day=28) + timedelta(days=4)).replace(day=day)


def _page(order: StandingOrder) -> OrderPage:
    return {
        "standing_order_id": order["standing_order_id"],
        "account_id": order["account_id"],
        "payee_id": order["payee_id"],
        "payee_name": order["payee_name"],
        "amount": order["amount"],
        "day": order["day"],
        "next_on": order["next_on"],
        "status": order["status"],
    }
