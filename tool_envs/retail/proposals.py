"""Planner hints: complete arguments a given customer could plausibly ask for.

Most of them the tool accepts; about a third it refuses for a reason that a conversation can be
about, such as an order that has shipped or a version that is out of stock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, TypeVar, get_args

from tool_envs.retail.database import (
    Address,
    Item,
    Order,
    PaymentMethod,
    Reason,
    RetailDatabase,
    Topic,
    User,
    Variant,
)
from tool_envs.retail.people import DOMAINS, draw_address, draw_nearby, plain

Arguments = dict[str, Any]
T = TypeVar("T")

_REASONS: tuple[Reason, ...] = get_args(Reason)
_SUMMARIES = (
    "The customer would like to be called back by a person.",
    "The customer prefers to talk to a human and did not want to say more in the chat.",
    "Please call the customer back; the chat could not settle everything.",
)


def cancel_order(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield cancellations of pending orders, and some of orders past that."""
    good, bad = _by_status(db, user, "pending")
    for order in _mixed(random, good, [one for one in bad if one["status"] != "cancelled"]):
        late = order["status"] == "delivered"  # what has arrived is not arriving too late
        reasons = [reason for reason in _REASONS if not late or reason != "arriving too late"]
        yield {"order_id": order["order_id"], "reason": random.choice(reasons)}


def change_order_items(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield swaps in pending orders; some versions are out of stock, some orders have left."""
    good, bad = _by_status(db, user, "pending")
    bad = [order for order in bad if order["status"] in ("processing", "shipped")]
    yield from _swaps(db, user, random, good, bad, final=True)


def exchange_items(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield exchanges of delivered items; some come too late or were final sale."""
    good, bad = _returnable(db, user)
    yield from _swaps(db, user, random, good, bad, final=False)


def return_items(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield returns of delivered items; some come too late or would refund another card."""
    good, bad = _returnable(db, user)
    methods = db.payment_methods.where(user_id=user["user_id"])
    for order in _mixed(random, good, bad, limit=7):
        items = list(order["items"])
        random.shuffle(items)
        items = items[: 1 if random.random() < 0.7 else 2]
        if random.random() < 0.8:
            kept = [item for item in items if not _final(db, item)]
            items = kept or items
        original = order["payment_method_id"]
        gift = [one["payment_method_id"] for one in methods if one["kind"] == "gift card"]
        other = [one["payment_method_id"] for one in methods]
        draw = random.random()
        choice = [original] if draw < 0.55 else gift if draw < 0.9 else other
        yield {
            "order_id": order["order_id"],
            "variant_ids": [item["variant_id"] for item in items],
            "payment_method_id": random.choice(choice or [original]),
        }


def change_order_address(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield new addresses for orders in the warehouse, and some for orders that have left."""
    good, bad = _by_status(db, user, "pending", "processing")
    bad = [order for order in bad if order["status"] == "shipped"]
    places = [_next_home(user), draw_nearby(user["address"], random)]
    for order in _mixed(random, good, bad, limit=4):
        random.shuffle(places)
        yield {"order_id": order["order_id"], "address": places[0]}
        if order["address"] != user["address"]:
            yield {"order_id": order["order_id"], "address": user["address"]}


def change_order_payment(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield other methods for pending orders; a gift card may hold too little."""
    methods = db.payment_methods.where(user_id=user["user_id"])
    good, bad = _by_status(db, user, "pending")
    bad = [order for order in bad if order["status"] in ("processing", "shipped")]
    for order in _mixed(random, good, bad, limit=4):
        for method in methods:
            covers = method["balance"] is None or method["balance"] >= order["total"]
            if method["payment_method_id"] == order["payment_method_id"]:
                continue
            if covers or random.random() < 0.4:
                yield {
                    "order_id": order["order_id"],
                    "payment_method_id": method["payment_method_id"],
                }


def update_user_address(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield new addresses, and now and then the one on file."""
    if random.random() < 0.4:
        return
    home = _next_home(user)
    yield {"user_id": user["user_id"], "address": home}
    yield {"user_id": user["user_id"], "address": draw_nearby(home, random)}
    if random.random() < 0.2:
        yield {"user_id": user["user_id"], "address": user["address"]}


def update_user_email(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield new emails made from the customer's name, and now and then the one on file."""
    if random.random() < 0.4:
        return
    first, last = plain(user["first_name"]), plain(user["last_name"])
    names = (f"{last}.{first}", f"{first}.{last}.home", f"hello.{first}", f"{first}{last[:1]}")
    for _ in range(3):
        email = f"{random.choice(names)}{random.randint(2, 99)}@{random.choice(DOMAINS)}"
        yield {"user_id": user["user_id"], "new_email": email}
    if random.random() < 0.2:
        yield {"user_id": user["user_id"], "new_email": user["email"]}


def add_to_wishes(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield versions of what the customer once ordered, and some wished for already."""
    if random.random() < 0.6:
        return
    for wish in db.wishes.where(user_id=user["user_id"])[:1]:
        if random.random() < 0.6:
            yield {"user_id": user["user_id"], "variant_id": wish["variant_id"]}
    orders = db.orders.where(user_id=user["user_id"])
    for order in random.sample(orders, min(3, len(orders))):
        for variant in _versions(db, random.choice(order["items"]), random)[:1]:
            yield {"user_id": user["user_id"], "variant_id": variant["variant_id"]}


def hand_over_to_human(db: RetailDatabase, user: User, random: Random) -> Iterator[Arguments]:
    """Yield the wish for a call, and matters that a colleague already has."""
    topics: list[Topic] = ["call back"]
    topics += [one["topic"] for one in db.handovers.where(user_id=user["user_id"])]
    for topic in topics:
        summary = random.choice(_SUMMARIES)
        yield {"user_id": user["user_id"], "topic": topic, "summary": summary}


def _next_home(user: User) -> Address:
    """Return where the customer moves to; one place, whichever tool it is for."""
    return draw_address(Random(user["user_id"]))


def _mixed(random: Random, good: Sequence[T], bad: Sequence[T], limit: int = 6) -> list[T]:
    """Return up to `limit` of both in random order, more good than bad."""
    some = random.sample(good, min(len(good), limit))
    chances = max(1, len(some))
    spare = sum(random.random() < 0.45 for _ in range(min(chances, len(bad), limit - len(some))))
    some += random.sample(bad, spare)
    random.shuffle(some)
    return some


def _by_status(db: RetailDatabase, user: User, *statuses: str) -> tuple[list[Order], list[Order]]:
    good: list[Order] = []
    bad: list[Order] = []
    for order in db.orders.where(user_id=user["user_id"]):
        (good if order["status"] in statuses else bad).append(order)
    return good, bad


def _returnable(db: RetailDatabase, user: User) -> tuple[list[Order], list[Order]]:
    today = db.now.date().isoformat()
    delivered, rest = _by_status(db, user, "delivered")
    good: list[Order] = []
    bad = [order for order in rest if order["status"] == "shipped"]
    for order in delivered:
        in_time = order["return_by"] is not None and order["return_by"] >= today
        (good if in_time and order["aftercare"] == "none" else bad).append(order)
    return good, bad


def _swaps(
    db: RetailDatabase,
    user: User,
    random: Random,
    good: list[Order],
    bad: list[Order],
    final: bool,
) -> Iterator[Arguments]:
    """Yield swaps of one or two items for other versions; `final` lets final sale items pass."""
    methods = db.payment_methods.where(user_id=user["user_id"])
    for order in _mixed(random, good * 2, bad, limit=7):
        items = list(order["items"])
        random.shuffle(items)
        if not final and random.random() < 0.8:
            items = [item for item in items if not _final(db, item)] or items
        items = items[: 1 if random.random() < 0.7 else 2]
        taken = {item["variant_id"] for item in order["items"]}
        new: list[str] = []
        extra = 0.0
        for item in items:
            versions = _versions(db, item, random)
            fresh = [one for one in versions if one["variant_id"] not in {*taken, *new}]
            if fresh:
                new.append(fresh[0]["variant_id"])
                extra += fresh[0]["price"] - item["price"]
        if len(new) == len(items):
            yield {
                "order_id": order["order_id"],
                "variant_ids": [item["variant_id"] for item in items],
                "new_variant_ids": new,
                "payment_method_id": _payer(order, methods, extra, random),
            }


def _versions(db: RetailDatabase, item: Item, random: Random) -> list[Variant]:
    """Return the versions of the item's product in random order, mostly those in stock first."""
    versions = db.variants.where(product_id=item["product_id"])
    random.shuffle(versions)
    if random.random() < 0.85:
        versions.sort(key=lambda variant: variant["stock"] == 0)
    return versions


def _payer(order: Order, methods: list[PaymentMethod], extra: float, random: Random) -> str:
    """Return the original method, or now and then another that fits or nearly fits."""
    if random.random() < 0.2:
        return random.choice(methods)["payment_method_id"]
    for method in methods:
        if method["payment_method_id"] == order["payment_method_id"]:
            balance = method["balance"]
            if balance is None or balance >= extra:
                return method["payment_method_id"]
    return next(
        (one["payment_method_id"] for one in methods if one["balance"] is None),
        order["payment_method_id"],
    )


def _final(db: RetailDatabase, item: Item) -> bool:
    product = db.products.get(item["product_id"])
    return product is not None and product["returns"] == "final sale"
