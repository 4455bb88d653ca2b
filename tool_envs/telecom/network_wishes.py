"""Planner hints: what a customer could want done about SIMs and tickets."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tool_envs.telecom.database import Customer, TelecomDatabase

Arguments = dict[str, Any]

_NOTE = "The customer says that the fault has lasted since the morning."


def block_sim(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield SIMs to block; some are blocked or have not arrived."""
    sims = db.sims.where(customer_id=customer["customer_id"])
    for sim in random.sample(sims, min(2, len(sims))):
        for reason in random.sample(("lost", "stolen"), 2):
            yield {"sim_id": sim["sim_id"], "reason": reason}


def replace_sim(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield SIMs to replace, by either kind."""
    sims = db.sims.where(customer_id=customer["customer_id"])
    for sim in random.sample(sims, min(2, len(sims))):
        for kind in random.sample(("eSIM", "SIM card"), 2):
            yield {"sim_id": sim["sim_id"], "kind": kind}


def open_ticket(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield tickets that are there already, and some where nothing is out."""
    key = customer["customer_id"]
    for ticket in db.tickets.where(customer_id=key, status="open"):
        yield {"line_id": ticket["line_id"], "subject": ticket["subject"], "note": _NOTE}
    for line in db.lines.where(customer_id=key):
        area = db.areas.get(line["area_id"])
        if area is not None and (area["status"] == "outage" or random.random() < 0.35):
            subject = random.choice(("no service", "dropped calls", "slow mobile data"))
            yield {"line_id": line["line_id"], "subject": subject, "note": _NOTE}


def close_ticket(db: TelecomDatabase, customer: Customer, random: Random) -> Iterator[Arguments]:
    """Yield tickets to close; some are closed already."""
    for ticket in db.tickets.where(customer_id=customer["customer_id"]):
        yield {"ticket_id": ticket["ticket_id"]}
