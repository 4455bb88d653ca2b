"""Seed rows of shared money: joint holders, powers of attorney, authorized users."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from tool_envs.bank.database import Account, Card, Customer, Mandate, Role


def share(
    random: Random,
    customers: list[Customer],
    accounts: list[Account],
    mandates: list[Mandate],
    cards: list[Card],
    today: date,
) -> None:
    """Give some customers authority over accounts of others, and a card to authorized users.

    Nobody can reach two accounts of the same name, so that each can be told by its name.
    """
    reach: dict[str, set[str]] = {}
    for mandate in mandates:
        reach.setdefault(mandate["customer_id"], set()).add(mandate["account_name"])
    owners = {mandate["account_id"]: mandate for mandate in mandates}
    for account in accounts:
        role = _role(account, random)
        if role is None:
            continue
        own = owners[account["account_id"]]
        holder = _holder(random, customers, reach, own)
        if holder is None:
            continue
        reach[holder["customer_id"]].add(own["account_name"])
        mandates.append(
            {
                **own,
                "mandate_id": f"{own['mandate_id']}_b",
                "customer_id": holder["customer_id"],
                "role": role,
                "payment_limit": random.choice((100.0, 200.0, 400.0))
                if role == "authorized user"
                else None,
                "until": _until(random, today) if role == "power of attorney" else None,
            }
        )
        if role == "authorized user":
            _card(random, cards, account, holder)


def _role(account: Account, random: Random) -> Role | None:
    draw = random.random()
    if account["kind"] == "joint":
        return "joint holder"
    if account["kind"] == "checking" and account["name"] != "everyday":
        return "power of attorney" if draw < 0.35 else "authorized user" if draw < 0.6 else None
    if account["kind"] == "savings" and draw < 0.08:
        return "power of attorney"
    return None


def _holder(
    random: Random, customers: list[Customer], reach: dict[str, set[str]], own: Mandate
) -> Customer | None:
    """Return somebody else who has no account of that name yet."""
    tries: Iterable[Customer] = (random.choice(customers) for _ in range(20))
    for one in tries:
        mine = reach[one["customer_id"]]
        if one["customer_id"] != own["customer_id"] and own["account_name"] not in mine:
            return one
    return None


def _until(random: Random, today: date) -> str | None:
    draw = random.random()
    if draw < 0.35:
        return (today - timedelta(days=random.randint(5, 80))).isoformat()
    return (today + timedelta(days=random.randint(60, 400))).isoformat() if draw < 0.7 else None


def _card(random: Random, cards: list[Card], account: Account, holder: Customer) -> None:
    model = next((one for one in cards if one["account_id"] == account["account_id"]), None)
    if model is None:
        return
    cards.append(
        {
            **model,
            "card_id": f"{model['card_id']}_b",
            "customer_id": holder["customer_id"],
            "last_four": f"{int(random.random() * 10_000):04d}",
            "status": "frozen" if random.random() < 0.3 else "active",
            "daily_limit": random.choice((200.0, 300.0)),
            "supplementary": True,
        }
    )
