"""Tools on delivered orders: send items back, or exchange them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.retail import payments, proposals, swaps
from tool_envs.retail.database import (
    Item,
    MethodId,
    Order,
    OrderId,
    RetailDatabase,
    ReturnSlip,
    SlipId,
    VariantId,
    known,
)


class Exchange(Row):
    """An exchange under way; a negative difference was paid back."""

    slip_id: SlipId
    order_id: OrderId
    variant_ids: list[VariantId]
    new_variant_ids: list[VariantId]
    price_difference: float
    settlement: str
    payment_method_id: MethodId


@tool("write", propose=proposals.return_items)
def return_items(
    db: RetailDatabase,
    order_id: OrderId,
    variant_ids: list[VariantId],
    payment_method_id: MethodId,
) -> ReturnSlip:
    """Start the return of delivered items; the refund follows when the parcel is scanned in.

    Args:
        order_id: The delivered order.
        variant_ids: The versions in the order that come back.
        payment_method_id: Receives the refund: the one that paid, or a gift card on the account.
    """
    order = _open(db, order_id)
    items = swaps.picked(order, variant_ids)
    _check_terms(db, items)
    payments.check_refund(order, payments.method_of(db, order, payment_method_id))
    order["aftercare"] = "return requested"
    return db.return_slips.insert(
        {
            "slip_id": db.new_id("slip"),
            "order_id": order_id,
            "kind": "return",
            "variant_ids": variant_ids,
            "new_variant_ids": [],
            "payment_method_id": payment_method_id,
            "refund": round(sum(item["price"] for item in items), 2),
            "charge": 0.0,
            "requested_on": db.now.date().isoformat(),
        }
    )


@tool("write", propose=proposals.exchange_items)
def exchange_items(
    db: RetailDatabase,
    order_id: OrderId,
    variant_ids: list[VariantId],
    new_variant_ids: list[VariantId],
    payment_method_id: MethodId,
) -> Exchange:
    """Exchange delivered items for the same or other versions of the same products.

    Args:
        order_id: The delivered order.
        variant_ids: The versions in the order that come back.
        new_variant_ids: The versions sent instead, one for each in the same order.
        payment_method_id: Pays the price difference, or receives it.
    """
    order = _open(db, order_id)
    items = swaps.picked(order, variant_ids)
    _check_terms(db, items)
    new = swaps.replacements(db, items, new_variant_ids)
    method = payments.method_of(db, order, payment_method_id)
    extra = swaps.difference(items, new)
    payments.settle(db, order, method, extra)
    swaps.take(db, new)
    order["aftercare"] = "exchange requested"
    slip = db.return_slips.insert(
        {
            "slip_id": db.new_id("slip"),
            "order_id": order_id,
            "kind": "exchange",
            "variant_ids": variant_ids,
            "new_variant_ids": new_variant_ids,
            "payment_method_id": payment_method_id,
            "refund": max(0.0, -extra),
            "charge": max(0.0, extra),
            "requested_on": db.now.date().isoformat(),
        }
    )
    return {
        "slip_id": slip["slip_id"],
        "order_id": order_id,
        "variant_ids": variant_ids,
        "new_variant_ids": new_variant_ids,
        "price_difference": extra,
        "settlement": payments.said(extra),
        "payment_method_id": payment_method_id,
    }


def _open(db: RetailDatabase, order_id: str) -> Order:
    """Return the caller's own copy of an order whose items may still come back."""
    order = known(db.orders, order_id, "order")
    if order["status"] != "delivered":
        raise ToolError(
            f"The order is {order['status']}; only delivered orders can be returned or exchanged.",
            code="not_delivered",
        )
    if order["aftercare"] != "none":
        kind = order["aftercare"].split()[0]
        raise ToolError(
            f"For this order there is already {'an' if kind == 'exchange' else 'a'} "
            f"{order['aftercare']}, and only one is possible.",
            code="already_requested",
        )
    if (order["return_by"] or "") < db.now.date().isoformat():
        raise ToolError(
            "The order was delivered more than 30 days ago; "
            f"the last day for a return or exchange was {_spoken(order['return_by'])}.",
            code="window_closed",
        )
    return db.orders[order_id]


def _check_terms(db: RetailDatabase, items: Sequence[Item]) -> None:
    for item in items:
        if known(db.products, item["product_id"], "product")["returns"] == "final sale":
            raise ToolError(
                f"There are no returns or exchanges for the {item['name']}: it was a final sale.",
                code="final_sale",
            )


def _spoken(day: str | None) -> str:
    found = date.fromisoformat(day or "1970-01-01")
    return f"{found:%B} {found.day}, {found.year}"
