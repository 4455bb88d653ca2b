"""Planner hints: what a customer could want done about a line."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, get_args

from tool_envs.telecom.database import Customer, Line, Pause, TelecomDatabase

Arguments = dict[str, Any]

_PAUSES: tuple[Pause, ...] = get_args(Pause)


def change_plan(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield dearer and cheaper plans; some contracts do not let a line go down."""
    for line in _lines(db, customer, random, 2):
        for plan in random.sample(list(db.plans), 3):
            yield {"line_id": line["line_id"], "plan_id": plan["plan_id"]}


def add_data_pack(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield packs, some of which the spending limit does not allow."""
    for line in _lines(db, customer, random, 2):
        for pack in random.sample(list(db.packs), 3):
            yield {"line_id": line["line_id"], "pack_id": pack["pack_id"]}


def pause_line(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield lines to pause; some are suspended already, some under contract."""
    for line in _lines(db, customer, random, 2):
        for reason in random.sample(_PAUSES, 2):
            yield {"line_id": line["line_id"], "reason": reason}


def lift_suspension(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield suspended lines, some with an overdue bill, and now and then an active one."""
    for line in _lines(db, customer, random, 4):
        if line["status"] == "suspended" or random.random() < 0.1:
            yield {"line_id": line["line_id"]}


def set_line_roaming(
    db: TelecomDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield roaming the other way round; some plans do not have it."""
    for line in _lines(db, customer, random, 3):
        other = "off" if line["roaming"] == "on" else "on"
        yield {"line_id": line["line_id"], "roaming": other}


def set_spending_limit(
    db: TelecomDatabase, customer: Customer, random: Random
) -> Iterator[Arguments]:
    """Yield higher and lower limits; some are out of bounds or spent already."""
    for line in _lines(db, customer, random, 2):
        limits = random.sample((10.0, 20.0, 25.0, 35.0, 45.0, 60.0, 75.0, 90.0), 3)
        if random.random() < 0.4:
            limits.append(random.choice((12.0, 160.0, 200.0, line["spending_limit"])))
        for limit in limits:
            yield {"line_id": line["line_id"], "limit": limit}


def _lines(db: TelecomDatabase, customer: Customer, random: Random, most: int) -> list[Line]:
    mine = db.lines.where(customer_id=customer["customer_id"])
    return random.sample(mine, min(most, len(mine)))
