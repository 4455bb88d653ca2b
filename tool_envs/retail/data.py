"""The seeded generator of the shop's rows; the same scale gives the same rows always."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tool_envs.retail.database import (
    Handover,
    Item,
    Order,
    PaymentMethod,
    ReturnSlip,
    Shipment,
    Status,
    Topic,
    User,
    Wish,
)
from tool_envs.retail.people import DOMAINS, draw_address, draw_name, plain
from tool_envs.retail.shelves import fill_shelves

SEED = 41_507
USERS = 540
RETURN_DAYS = 30

_STATUSES: tuple[Status, ...] = ("pending", "processing", "shipped", "delivered", "cancelled")
_SHARES = (30, 8, 13, 43, 6)
_AGES = {
    "pending": (0, 4),
    "processing": (2, 5),
    "shipped": (3, 8),
    "delivered": (5, 48),
    "cancelled": (4, 80),
}
_CARRIERS = ("UPS", "USPS", "FedEx")
_CARDS = ("Visa", "Visa", "Mastercard", "Amex", "Discover")
_WALLETS = ("PayPal", "Apple Pay", "Google Pay")
_TOPICS: tuple[Topic, ...] = ("missing parcel", "damaged delivery", "call back")


class Generator:
    """One pass over the shop: catalog, customers, their orders and what hangs on them."""

    def __init__(self, scale: int, today: date) -> None:
        self.random = Random(SEED)
        self.today = today
        self.products, self.variants = fill_shelves(self.random)
        self.users: list[User] = []
        self.methods: list[PaymentMethod] = []
        self.orders: list[Order] = []
        self.shipments: list[Shipment] = []
        self.slips: list[ReturnSlip] = []
        self.wishes: list[Wish] = []
        self.handovers: list[Handover] = []
        self._emails: set[str] = set()
        self._user_numbers = self._numbers(10_000, 9)
        self._order_numbers = self._numbers(200_000, 11)
        for _ in range(USERS * scale):
            self._user()

    def rows(self) -> dict[str, list[Any]]:
        """Return every row by table name."""
        return {
            "users": self.users,
            "payment_methods": self.methods,
            "products": self.products,
            "variants": self.variants,
            "orders": self.orders,
            "shipments": self.shipments,
            "return_slips": self.slips,
            "wishes": self.wishes,
            "handovers": self.handovers,
        }

    def _numbers(self, start: int, step: int) -> Iterator[int]:
        """Yield growing numbers with gaps, so that nobody guesses the next id."""
        while True:
            start += 1 + int(self.random.random() * step)
            yield start

    def _user(self) -> None:
        random = self.random
        first, last = draw_name(random)
        number = next(self._user_numbers)
        address = draw_address(random)
        user: User = {
            "user_id": f"user_{number}",
            "first_name": first,
            "last_name": last,
            "email": self._email(plain(first), plain(last), number),
            "zip": address["zip"],
            "address": address,
        }
        self.users.append(user)
        methods = list(self._methods(user["user_id"], number))
        self.methods.extend(methods)
        count = random.choices((0, 1, 2, 3, 4, 5), (2, 6, 27, 30, 21, 14))[0]
        ages: set[int] = set()
        for _ in range(count):
            self._order(user, methods, ages)
        if random.random() < 0.4:
            self._wish(user, number)
        if random.random() < 0.05:
            self._handover(user, number)

    def _email(self, first: str, last: str, number: int) -> str:
        random = self.random
        name = random.choice((f"{first}.{last}", f"{first[0]}.{last}", f"{last}.{first}"))
        if random.random() < 0.4:
            name += str(number % 90 + 10)
        email = f"{name}@{random.choice(DOMAINS)}"
        if email in self._emails:
            email = f"{name}.{number}@{DOMAINS[0]}"
        self._emails.add(email)
        return email

    def _methods(self, user_id: str, number: int) -> Iterator[PaymentMethod]:
        random = self.random
        first = "wallet" if random.random() < 0.25 else "card"
        kinds = [first]
        if random.random() < 0.4:
            kinds.append("card")
        if random.random() < 0.55:
            kinds.append("gift card")
        for place, kind in enumerate(kinds):
            digits = f"{int(random.random() * 10_000):04d}"
            balance = round(10 + random.random() * 290, 2)
            yield {
                "payment_method_id": f"pay_{number}_{place + 1}",
                "user_id": user_id,
                "kind": kind,  # type: ignore[typeddict-item]
                "brand": {"card": random.choice(_CARDS), "wallet": random.choice(_WALLETS)}.get(
                    kind
                ),
                "last_four": None if kind == "wallet" else digits,
                "balance": balance if kind == "gift card" else None,
            }

    def _order(self, user: User, methods: list[PaymentMethod], ages: set[int]) -> None:
        random = self.random
        status = random.choices(_STATUSES, _SHARES)[0]
        low, high = _AGES[status]
        age = low + int(random.random() * (high - low + 1))
        while age in ages:  # a customer tells orders apart by their days
            age += 1
        ages.add(age)
        placed = self.today - timedelta(days=age)
        delivered = (
            placed + timedelta(days=min(age, 3 + age % 4)) if status == "delivered" else None
        )
        last = delivered + timedelta(days=RETURN_DAYS) if delivered else None
        chosen = random.sample(self.variants, random.choices((1, 2, 3, 4), (25, 38, 25, 12))[0])
        items: list[Item] = [
            {
                "variant_id": one["variant_id"],
                "product_id": one["product_id"],
                "name": one["name"],
                "options": one["options"],
                "price": one["price"],
            }
            for one in chosen
        ]
        total = round(sum(item["price"] for item in items), 2)
        method = random.choice(methods)["payment_method_id"]
        order: Order = {
            "order_id": f"order_{next(self._order_numbers)}",
            "user_id": user["user_id"],
            "status": status,
            "aftercare": "none",
            "placed_on": placed.isoformat(),
            "delivered_on": delivered.isoformat() if delivered else None,
            "return_by": last.isoformat() if last else None,
            "items": items,
            "total": total,
            "address": draw_address(random) if random.random() < 0.08 else user["address"],
            "payment_method_id": method,
            "payments": [{"payment_method_id": method, "kind": "charge", "amount": total}],
        }
        if status == "cancelled":
            order["payments"].append(
                {"payment_method_id": method, "kind": "refund", "amount": total}
            )
        self.orders.append(order)
        if status in ("shipped", "delivered"):
            self._shipment(order, placed, delivered)
        if delivered and age < 40 and random.random() < 0.1:
            self._slip(order)

    def _shipment(self, order: Order, placed: date, delivered: date | None) -> None:
        random, number = self.random, order["order_id"][6:]
        expected = delivered or self.today + timedelta(days=1 + int(random.random() * 4))
        carrier = random.choice(_CARRIERS)
        place = order["address"] if delivered else draw_address(random)
        self.shipments.append(
            {
                "shipment_id": f"ship_{number}",
                "order_id": order["order_id"],
                "status": "delivered" if delivered else "in transit",
                "carrier": carrier,
                "tracking_number": f"{carrier[0]}{int(random.random() * 1e9):09d}",
                "shipped_on": (placed + timedelta(days=2)).isoformat(),
                "expected_on": expected.isoformat(),
                "last_scan": f"{place['city']}, {place['state']}",
            }
        )

    def _slip(self, order: Order) -> None:
        order["aftercare"] = "return requested"
        item = order["items"][0]
        self.slips.append(
            {
                "slip_id": f"slip_{order['order_id'][6:]}",
                "order_id": order["order_id"],
                "kind": "return",
                "variant_ids": [item["variant_id"]],
                "new_variant_ids": [],
                "payment_method_id": order["payment_method_id"],
                "refund": item["price"],
                "charge": 0.0,
                "requested_on": (self.today - timedelta(days=1)).isoformat(),
            }
        )

    def _wish(self, user: User, number: int) -> None:
        for place, variant in enumerate(self.random.sample(self.variants, number % 2 + 1)):
            self.wishes.append(
                {
                    "wish_id": f"wish_{number}_{place + 1}",
                    "user_id": user["user_id"],
                    "variant_id": variant["variant_id"],
                    "name": variant["name"],
                    "options": variant["options"],
                }
            )

    def _handover(self, user: User, number: int) -> None:
        self.handovers.append(
            {
                "handover_id": f"handover_{number}",
                "user_id": user["user_id"],
                "topic": self.random.choice(_TOPICS),
                "status": "open",
                "opened_on": (self.today - timedelta(days=number % 4 + 1)).isoformat(),
                "summary": "The customer wrote in last week and waits for an answer.",
            }
        )


def generate(scale: int, today: date) -> dict[str, list[Any]]:
    """Return the rows of every table; customers and what they own grow with `scale`."""
    return Generator(scale, today).rows()
