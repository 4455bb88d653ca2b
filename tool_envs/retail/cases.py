"""Calls from which the rules build their examples of keeping and breaking the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tool_envs.retail.database import Item, Order, RetailDatabase, User, Variant

Calls = list[tuple[str, dict[str, Any]]]
Part = Callable[[RetailDatabase, Order], Calls]


def pending(db: RetailDatabase) -> Order:
    """Return a pending order whose first item has an equally paid alternative in stock."""
    return next(
        order
        for order in db.orders
        if order["status"] == "pending" and _alternatives(db, order) and not _requests(db, order)
    )


def delivered(db: RetailDatabase) -> Order:
    """Return a delivered order whose first item may still come back."""
    today = db.now.date().isoformat()
    return next(
        order
        for order in db.orders
        if order["aftercare"] == "none"
        and (order["return_by"] or "") >= today
        and not db.products.where(product_id=order["items"][0]["product_id"], returns="final sale")
    )


def stranger(db: RetailDatabase, order: Order) -> Order:
    """Return an order of somebody else."""
    return next(one for one in db.orders if one["user_id"] != order["user_id"])


def sign_in(db: RetailDatabase, order: Order) -> Calls:
    """Find the owner of `order`."""
    return [("find_user_by_email", {"email": _owner(db, order)["email"]})]


def anonymous(db: RetailDatabase, order: Order, parts: Sequence[Part]) -> Calls:
    """Look at everything and act, without finding the owner first."""
    calls: Calls = [
        ("get_order", {"order_id": order["order_id"]}),
        ("list_payment_methods", {"user_id": order["user_id"]}),
    ]
    return calls + [call for part in parts for call in part(db, order)]


def signed_in(db: RetailDatabase, order: Order, parts: Sequence[Part]) -> Calls:
    """Find the owner, look at everything and act."""
    return sign_in(db, order) + anonymous(db, order, parts)


def cancel(db: RetailDatabase, order: Order) -> Calls:
    """Cancel the order."""
    return [("cancel_order", {"order_id": order["order_id"], "reason": "no longer needed"})]


def move(db: RetailDatabase, order: Order) -> Calls:
    """Send the order somewhere else."""
    address = {
        "street": "77 Lantern Row",
        "city": "Madison",
        "state": "WI",
        "zip": "53704",
    }
    return [("change_order_address", {"order_id": order["order_id"], "address": address})]


def give_back(db: RetailDatabase, order: Order) -> Calls:
    """Return the first item."""
    arguments = {
        "order_id": order["order_id"],
        "variant_ids": [order["items"][0]["variant_id"]],
        "payment_method_id": order["payment_method_id"],
    }
    return [("return_items", arguments)]


def look(db: RetailDatabase, order: Order) -> Calls:
    """Look up the product of the first item."""
    return [("get_product", {"product_id": order["items"][0]["product_id"]})]


def swap(db: RetailDatabase, order: Order) -> Calls:
    """Swap the first item for another version."""
    first, second = order["items"][0], _alternatives(db, order)[0]
    return _swap(order, first["variant_id"], second["variant_id"])


def swap_back(db: RetailDatabase, order: Order) -> Calls:
    """Undo `swap`."""
    first, second = order["items"][0], _alternatives(db, order)[0]
    return _swap(order, second["variant_id"], first["variant_id"])


def rename(db: RetailDatabase, order: Order) -> Calls:
    """Change the owner's email."""
    arguments = {"user_id": order["user_id"], "new_email": "first.try@postbox.example"}
    return [("update_user_email", arguments)]


def rename_again(db: RetailDatabase, order: Order) -> Calls:
    """Change the owner's email to something else again."""
    arguments = {"user_id": order["user_id"], "new_email": "second.try@postbox.example"}
    return [("update_user_email", arguments)]


def hand_over(db: RetailDatabase, order: Order) -> Calls:
    """Pass a complaint on to a colleague."""
    arguments = {
        "user_id": order["user_id"],
        "topic": "complaint",
        "summary": "The customer is unhappy with how long everything takes.",
    }
    return [("hand_over_to_human", arguments)]


def cancel_many(db: RetailDatabase, count: int) -> Calls:
    """Cancel `count` orders of one customer, properly."""
    for user in db.users:
        orders = db.orders.where(user_id=user["user_id"], status="pending")
        if len(orders) >= 3:
            calls = sign_in(db, orders[0])
            for order in orders[:count]:
                calls += [("get_order", {"order_id": order["order_id"]}), *cancel(db, order)]
            return calls
    raise LookupError("no customer has three pending orders")


def _swap(order: Order, old: str, new: str) -> Calls:
    arguments = {
        "order_id": order["order_id"],
        "variant_ids": [old],
        "new_variant_ids": [new],
        "payment_method_id": order["payment_method_id"],
    }
    return [("change_order_items", arguments)]


def _alternatives(db: RetailDatabase, order: Order) -> list[Variant]:
    """Return versions in stock, for an order whose method can pay any difference."""
    method = db.payment_methods.get(order["payment_method_id"])
    item: Item = order["items"][0]
    held = {one["variant_id"] for one in order["items"]}
    if method is None or method["kind"] == "gift card" or not _in_stock(db, item):
        return []
    return [
        variant
        for variant in db.variants.where(product_id=item["product_id"])
        if variant["variant_id"] not in held and variant["stock"] > 0
    ]


def _in_stock(db: RetailDatabase, item: Item) -> bool:
    variant = db.variants.get(item["variant_id"])
    return variant is not None and variant["stock"] > 0


def _requests(db: RetailDatabase, order: Order) -> bool:
    return bool(db.handovers.where(user_id=order["user_id"]))


def _owner(db: RetailDatabase, order: Order) -> User:
    return db.users.where(user_id=order["user_id"])[0]
