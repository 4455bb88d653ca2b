"""How money moves for an order: whose method it is, where refunds may go, gift card balances."""

from __future__ import annotations

from apigen_mt.environment import ToolError
from tool_envs.retail.database import Order, PaymentMethod, RetailDatabase, known


def method_of(db: RetailDatabase, order: Order, payment_method_id: str) -> PaymentMethod:
    """Return a payment method that belongs to the owner of `order`.

    Raises:
        ToolError: it is on nobody's account, or on somebody else's.
    """
    method = known(db.payment_methods, payment_method_id, "payment method")
    if method["user_id"] != order["user_id"]:
        raise ToolError(
            "That payment method is not on the account that placed the order.",
            code="foreign_method",
        )
    return method


def check_refund(order: Order, method: PaymentMethod) -> None:
    """Refuse a refund that would go anywhere but back, or to a gift card.

    Raises:
        ToolError: neither the original payment method nor a gift card.
    """
    original = order["payment_method_id"] == method["payment_method_id"]
    if not original and method["kind"] != "gift card":
        raise ToolError(
            "A refund can only go to the payment method the order was placed with, "
            f"or to a gift card on the account, not to another {method['kind']}.",
            code="refund_elsewhere",
        )


def charge(db: RetailDatabase, order: Order, method: PaymentMethod, amount: float) -> None:
    """Take `amount` dollars for `order`; a gift card must cover it.

    Raises:
        ToolError: the gift card holds too little.
    """
    balance = method["balance"]
    if balance is not None:
        if balance < amount:
            raise ToolError(
                f"The gift card has {dollars(balance)} left, "
                f"which does not cover {dollars(amount)}.",
                code="balance_too_low",
            )
        _set_balance(db, method, balance - amount)
    _record(order, method, "charge", amount)


def refund(db: RetailDatabase, order: Order, method: PaymentMethod, amount: float) -> None:
    """Pay `amount` dollars of `order` back; a gift card has them at once."""
    balance = method["balance"]
    if balance is not None:
        _set_balance(db, method, balance + amount)
    _record(order, method, "refund", amount)


def settle(db: RetailDatabase, order: Order, method: PaymentMethod, difference: float) -> None:
    """Charge or pay back the price difference of a swap, in dollars.

    Raises:
        ToolError: a refund that may not go there, or a gift card that holds too little.
    """
    if difference > 0:
        charge(db, order, method, difference)
    elif difference < 0:
        check_refund(order, method)
        refund(db, order, method, -difference)


def said(difference: float) -> str:
    """Return what a price difference means for the customer, as one phrase."""
    if difference > 0:
        return f"{dollars(difference)} charged"
    if difference < 0:
        return f"{dollars(-difference)} refunded"
    return "no difference to settle"


def dollars(amount: float) -> str:
    """Return an amount as people write it: `$12`, `$1,204.50`."""
    return f"${amount:,.2f}".removesuffix(".00")


def _set_balance(db: RetailDatabase, method: PaymentMethod, balance: float) -> None:
    db.payment_methods[method["payment_method_id"]]["balance"] = round(balance, 2)


def _record(order: Order, method: PaymentMethod, kind: str, amount: float) -> None:
    order["payments"].append(
        {
            "payment_method_id": method["payment_method_id"],
            "kind": "charge" if kind == "charge" else "refund",
            "amount": round(amount, 2),
        }
    )
