"""How money moves for a booking: charges, refunds, and the balances of vouchers.

Whatever is done, a booking's total equals its charges less its refunds, and a voucher's balance
equals what it was issued with and refunded, less what was charged to it.
"""

from __future__ import annotations

from datetime import timedelta

from apigen_mt.environment import ToolError
from tool_envs.airline.clock import spoken_day
from tool_envs.airline.database import (
    AirlineDatabase,
    Booking,
    PaymentMethod,
    Purpose,
    known,
)
from tool_envs.airline.terms import VOUCHER_DAYS


def method_of(db: AirlineDatabase, customer_id: str, payment_method_id: str) -> PaymentMethod:
    """Return a payment method that belongs to the customer.

    Raises:
        ToolError: it is on nobody's account, or on somebody else's.
    """
    method = known(db.payment_methods, payment_method_id, "payment method")
    if method["customer_id"] != customer_id:
        raise ToolError(
            "That payment method is not on this customer's account.", code="foreign_method"
        )
    return method


def charge(
    db: AirlineDatabase, booking: Booking, method: PaymentMethod, amount: float, purpose: Purpose
) -> None:
    """Take `amount` dollars for `booking`; a voucher must cover it and must not have expired.

    Raises:
        ToolError: a voucher that holds too little or has expired.
    """
    if amount <= 0:
        return
    balance, end = method["balance"], method["expires_on"]
    if end is not None and end < db.now.date().isoformat():
        raise ToolError(f"That voucher expired on {spoken_day(end)}.", code="voucher_expired")
    if balance is not None:
        if balance < amount:
            raise ToolError(
                f"The voucher has {dollars(balance)} left, which does not cover the whole amount.",
                code="balance_too_low",
            )
        _set_balance(db, method["payment_method_id"], balance - amount)
    _record(booking, method["payment_method_id"], "charge", purpose, amount)


def refund(
    db: AirlineDatabase, booking: Booking, method: PaymentMethod, amount: float, purpose: Purpose
) -> None:
    """Pay `amount` dollars of `booking` back to one payment method."""
    if amount <= 0:
        return
    if method["balance"] is not None:
        _set_balance(db, method["payment_method_id"], method["balance"] + amount)
    _record(booking, method["payment_method_id"], "refund", purpose, amount)


def refund_to_payers(
    db: AirlineDatabase, booking: Booking, amount: float, purpose: Purpose
) -> None:
    """Pay `amount` dollars back to where they came from, the latest payer first.

    A voucher that was given more than it paid is no payer.
    """
    left = amount
    for payment_method_id, paid in reversed(payers(booking).items()):
        part = round(min(left, max(paid, 0.0)), 2)
        method = known(db.payment_methods, payment_method_id, "payment method")
        refund(db, booking, method, part, purpose)
        left = round(left - part, 2)


def payers(booking: Booking) -> dict[str, float]:
    """Return what each payment method has paid for a booking, less what it got back."""
    paid: dict[str, float] = {}
    for one in booking["payments"]:
        signed = one["amount"] if one["kind"] == "charge" else -one["amount"]
        key = one["payment_method_id"]
        paid[key] = round(paid.get(key, 0.0) + signed, 2)
    return paid


def settle(db: AirlineDatabase, booking: Booking, method: PaymentMethod, difference: float) -> None:
    """Charge what a change costs, or pay back what it saves, in dollars.

    Raises:
        ToolError: a voucher that cannot pay, or money that would go to a card that did not pay.
    """
    if difference < 0:
        paid = payers(booking).get(method["payment_method_id"], 0.0)
        if method["balance"] is None and paid < -difference:
            raise ToolError(
                "Money only goes back to the payment method that paid, or to a voucher, "
                f"not to another {method['kind']}.",
                code="refund_elsewhere",
            )
    charge(db, booking, method, difference, "change")
    refund(db, booking, method, -difference, "change")


def new_voucher(db: AirlineDatabase, customer_id: str, issued: float) -> PaymentMethod:
    """Add a travel voucher worth `issued` dollars to an account and return it."""
    today = db.now.date()
    return db.payment_methods.insert(
        {
            "payment_method_id": db.new_id("pay"),
            "customer_id": customer_id,
            "kind": "voucher",
            "brand": None,
            "last_four": None,
            "issued": issued,
            "balance": issued,
            "issued_on": today.isoformat(),
            "expires_on": (today + timedelta(days=VOUCHER_DAYS)).isoformat(),
        }
    )


def said(difference: float) -> str:
    """Return what a price difference means for the customer, as one phrase."""
    if difference > 0:
        return f"{dollars(difference)} charged"
    return f"{dollars(-difference)} paid back" if difference < 0 else "nothing to pay"


def dollars(amount: float) -> str:
    """Return an amount as people write it: `$12`, `$1,204.50`."""
    return f"${amount:,.2f}".removesuffix(".00")


def _set_balance(db: AirlineDatabase, payment_method_id: str, balance: float) -> None:
    db.payment_methods[payment_method_id]["balance"] = round(balance, 2)


def _record(
    booking: Booking, payment_method_id: str, kind: str, purpose: Purpose, amount: float
) -> None:
    booking["payments"].append(
        {
            "kind": "charge" if kind == "charge" else "refund",
            "purpose": purpose,
            "amount": round(amount, 2),
            "payment_method_id": payment_method_id,
        }
    )
