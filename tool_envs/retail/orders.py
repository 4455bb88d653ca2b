"""Tools on orders before delivery: look, track, cancel, change."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.retail import payments, proposals, swaps
from tool_envs.retail.database import (
    Address,
    MethodId,
    Order,
    OrderId,
    ProductName,
    Reason,
    RetailDatabase,
    Shipment,
    Status,
    UserId,
    VariantId,
    known,
)


class OrderBrief(Row):
    """An order in one line of a list."""

    order_id: OrderId
    placed_on: str
    status: Status
    total: float
    item_names: list[ProductName]


class Cancellation(Row):
    """A cancelled order and the money that goes back."""

    order_id: OrderId
    status: Status
    reason: Reason
    refund: float
    payment_method_id: MethodId


class ItemChange(Row):
    """An order with other versions in it; a negative difference was paid back."""

    order_id: OrderId
    new_variant_ids: list[VariantId]
    total: float
    price_difference: float
    settlement: str
    payment_method_id: MethodId


@tool("read")
def list_orders(db: RetailDatabase, user_id: UserId) -> list[OrderBrief]:
    """List a customer's orders with date, status, total and the names of the items.

    Args:
        user_id: The customer's id.
    """
    known(db.users, user_id, "account")
    return [
        {
            "order_id": order["order_id"],
            "placed_on": order["placed_on"],
            "status": order["status"],
            "total": order["total"],
            "item_names": [item["name"] for item in order["items"]],
        }
        for order in db.orders.where(user_id=user_id)
    ]


@tool("read")
def get_order(db: RetailDatabase, order_id: OrderId) -> Order:
    """Look up an order: status, items with options and prices, address, dates and payments.

    Args:
        order_id: The order's id.
    """
    return known(db.orders, order_id, "order")


@tool("read")
def track_order(db: RetailDatabase, order_id: OrderId) -> Shipment:
    """Track the parcel of an order: carrier, tracking number, expected day and last scan.

    Args:
        order_id: The order's id.
    """
    order = known(db.orders, order_id, "order")
    found = db.shipments.where(order_id=order_id)
    if not found:
        raise ToolError(
            f"The order is {order['status']}, so there is no parcel to track.", code="no_parcel"
        )
    return found[0]


@tool("write", propose=proposals.cancel_order)
def cancel_order(db: RetailDatabase, order_id: OrderId, reason: Reason) -> Cancellation:
    """Cancel a whole pending order and refund it to the payment method it was placed with.

    Args:
        order_id: The order to cancel.
        reason: Why the customer cancels, the nearest of the given reasons.
    """
    order = _pending(db, order_id, "cancelled")
    method = payments.method_of(db, order, order["payment_method_id"])
    payments.refund(db, order, method, order["total"])
    swaps.put_back(db, order["items"])
    order["status"] = "cancelled"
    return {
        "order_id": order_id,
        "status": "cancelled",
        "reason": reason,
        "refund": order["total"],
        "payment_method_id": order["payment_method_id"],
    }


@tool("write", propose=proposals.change_order_items)
def change_order_items(
    db: RetailDatabase,
    order_id: OrderId,
    variant_ids: list[VariantId],
    new_variant_ids: list[VariantId],
    payment_method_id: MethodId,
) -> ItemChange:
    """Swap items of a pending order for other versions of the same products.

    Args:
        order_id: The pending order.
        variant_ids: The versions in the order that go out.
        new_variant_ids: The versions that come in, one for each in the same order.
        payment_method_id: Pays the price difference, or receives it.
    """
    order = _pending(db, order_id, "changed")
    items = swaps.picked(order, variant_ids)
    if {item["variant_id"] for item in order["items"]} & set(new_variant_ids):
        raise ToolError("The order already contains that version.", code="already_in_order")
    new = swaps.replacements(db, items, new_variant_ids)
    method = payments.method_of(db, order, payment_method_id)
    extra = swaps.difference(items, new)
    payments.settle(db, order, method, extra)
    swaps.put_back(db, items)
    swaps.take(db, new)
    for item, variant in zip(items, new, strict=True):
        item["variant_id"] = variant["variant_id"]
        item["options"] = dict(variant["options"])
        item["price"] = variant["price"]
    order["total"] = round(order["total"] + extra, 2)
    return {
        "order_id": order_id,
        "new_variant_ids": new_variant_ids,
        "total": order["total"],
        "price_difference": extra,
        "settlement": payments.said(extra),
        "payment_method_id": payment_method_id,
    }


@tool("write", propose=proposals.change_order_address)
def change_order_address(db: RetailDatabase, order_id: OrderId, address: Address) -> Order:
    """Send an order that has not left the warehouse to another address.

    Args:
        order_id: The pending or processing order.
        address: Where it shall go; an apartment belongs to the street line.
    """
    order = db.orders[known(db.orders, order_id, "order")["order_id"]]
    if order["status"] not in ("pending", "processing"):
        raise ToolError(
            f"The order is already {order['status']}; "
            "its address can only be changed before it leaves the warehouse.",
            code="has_left",
        )
    if order["address"] == address:
        raise ToolError("The order already goes to that address.", code="same_order_address")
    order["address"] = address
    return order


@tool("write", propose=proposals.change_order_payment)
def change_order_payment(
    db: RetailDatabase, order_id: OrderId, payment_method_id: MethodId
) -> Order:
    """Pay a pending order with another method; the first one gets its money back.

    Args:
        order_id: The pending order.
        payment_method_id: The method that pays from now on.
    """
    order = _pending(db, order_id, "paid differently")
    if order["payment_method_id"] == payment_method_id:
        raise ToolError("The order is already paid with that method.", code="same_method")
    method = payments.method_of(db, order, payment_method_id)
    before = payments.method_of(db, order, order["payment_method_id"])
    payments.charge(db, order, method, order["total"])
    payments.refund(db, order, before, order["total"])
    order["payment_method_id"] = payment_method_id
    return order


def _pending(db: RetailDatabase, order_id: str, what: str) -> Order:
    """Return the caller's own copy of a pending order."""
    status = known(db.orders, order_id, "order")["status"]
    if status != "pending":
        raise ToolError(
            f"The order is already {status}; only pending orders can be {what}.", code="not_pending"
        )
    return db.orders[order_id]
