"""Tools on SIMs, the network's areas, and tickets for the network team."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.telecom import books, network_wishes
from tool_envs.telecom.database import (
    Area,
    AreaId,
    CustomerId,
    LineId,
    Loss,
    Prose,
    Sim,
    SimId,
    SimKind,
    SimStatus,
    Subject,
    TelecomDatabase,
    Ticket,
    TicketId,
    known,
)

SIM_FEE = 8.0


class SimPage(Row):
    """A SIM and the line that it serves."""

    sim_id: SimId
    line_name: str
    kind: SimKind
    last_four: str
    status: SimStatus
    line_id: LineId


class NewSim(Row):
    """A SIM in place of another one."""

    kind: SimKind
    last_four: str
    status: SimStatus
    cost: str


class TicketPage(Row):
    """A ticket of the network team."""

    ticket_id: TicketId
    line_name: str
    subject: Subject
    status: str
    opened_on: str


@tool("read")
def get_sim(db: TelecomDatabase, sim_id: SimId) -> SimPage:
    """Look up a SIM: kind, last four digits and status.

    Args:
        sim_id: The SIM's id.
    """
    return _page(known(db.sims, sim_id, "SIM"))


@tool("read")
def get_network_status(db: TelecomDatabase, area_id: AreaId) -> Area:
    """Look up whether the network works in an area, and when it should be back.

    Args:
        area_id: The area's id, from the line.
    """
    return known(db.areas, area_id, "area")


@tool("read")
def list_tickets(db: TelecomDatabase, customer_id: CustomerId) -> list[TicketPage]:
    """List the tickets that were opened for a customer.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [_ticket(one) for one in db.tickets.where(customer_id=customer_id)]


@tool("read")
def get_ticket(db: TelecomDatabase, ticket_id: TicketId) -> TicketPage:
    """Look up a ticket: what it is about and how it stands.

    Args:
        ticket_id: The ticket's id.
    """
    return _ticket(known(db.tickets, ticket_id, "ticket"))


@tool("write", propose=network_wishes.block_sim)
def block_sim(db: TelecomDatabase, sim_id: SimId, reason: Loss) -> SimPage:
    """Block a SIM for good, so that nobody can use it.

    Args:
        sim_id: The SIM.
        reason: What has happened to it.
    """
    status = known(db.sims, sim_id, "SIM")["status"]
    if status != "active":
        said = "is blocked already" if status == "blocked" else "is still in the mail"
        raise ToolError(f"The SIM {said}.", code="not_active")
    sim = db.sims[sim_id]
    sim["status"] = "blocked"
    return _page(sim)


@tool("write", propose=network_wishes.replace_sim)
def replace_sim(db: TelecomDatabase, sim_id: SimId, kind: SimKind) -> NewSim:
    """Give a line a new SIM: an eSIM is free and works at once, a SIM card costs $8 and is mailed.

    Args:
        sim_id: The SIM that goes.
        kind: The kind that comes in its place.
    """
    old = known(db.sims, sim_id, "SIM")
    if db.sims.where(line_id=old["line_id"], status="in the mail"):
        raise ToolError("A new SIM card for this line is already in the mail.", code="under_way")
    if old["status"] == "blocked" and db.sims.where(line_id=old["line_id"], status="active"):
        raise ToolError("That SIM was replaced before.", code="replaced_before")
    line = known(db.lines, old["line_id"], "line")
    if line["status"] == "suspended" and line["suspended_for"] == "an unpaid bill":
        raise ToolError(
            "The line is suspended because of an unpaid bill; that comes first.", code="suspended"
        )
    db.sims[sim_id]["status"] = "blocked"
    status: SimStatus = "active"
    if kind == "SIM card":
        status = "in the mail"
        books.charge(db, old["customer_id"], old["line_id"], "service", "New SIM card", SIM_FEE)
    fresh = db.sims.insert(
        {
            **old,
            "sim_id": db.new_id("sim"),
            "kind": kind,
            "last_four": f"{db.random.randint(0, 9999):04d}",
            "status": status,
        }
    )
    cost = f"costs {books.dollars(SIM_FEE)}" if kind == "SIM card" else "is free of charge"
    return {"kind": kind, "last_four": fresh["last_four"], "status": status, "cost": cost}


@tool("write", propose=network_wishes.open_ticket)
def open_ticket(db: TelecomDatabase, line_id: LineId, subject: Subject, note: Prose) -> TicketPage:
    """Have the network team look into a fault where a line is used.

    Args:
        line_id: The line.
        subject: What does not work.
        note: What was seen and tried, in one or two sentences.
    """
    line = known(db.lines, line_id, "line")
    if line["status"] == "suspended":
        raise ToolError(
            f"The line is suspended because of {line['suspended_for']}; that comes first.",
            code="suspended",
        )
    if db.tickets.where(line_id=line_id, subject=subject, status="open"):
        raise ToolError(
            f"A ticket about {subject} is already open for this line.", code="already_open"
        )
    area = known(db.areas, line["area_id"], "area")
    if area["status"] == "normal" and subject in ("no service", "no mobile data"):
        raise ToolError(
            f"The network is normal in {area['name']}, so {subject} is nothing that the network "
            "team could repair.",
            code="no_outage",
        )
    row = db.tickets.insert(
        {
            "ticket_id": db.new_id("tick"),
            "customer_id": line["customer_id"],
            "line_id": line_id,
            "line_name": line["name"],
            "subject": subject,
            "status": "open",
            "opened_on": books.today(db),
            "note": note,
        }
    )
    return _ticket(row)


@tool("write", propose=network_wishes.close_ticket)
def close_ticket(db: TelecomDatabase, ticket_id: TicketId) -> TicketPage:
    """Close a ticket because the fault is gone.

    Args:
        ticket_id: The ticket.
    """
    if known(db.tickets, ticket_id, "ticket")["status"] == "closed":
        raise ToolError("The ticket is already closed.", code="already_closed")
    ticket = db.tickets[ticket_id]
    ticket["status"] = "closed"
    return _ticket(ticket)


def _page(sim: Sim) -> SimPage:
    return {
        "sim_id": sim["sim_id"],
        "line_name": sim["line_name"],
        "kind": sim["kind"],
        "last_four": sim["last_four"],
        "status": sim["status"],
        "line_id": sim["line_id"],
    }


def _ticket(row: Ticket) -> TicketPage:
    return {
        "ticket_id": row["ticket_id"],
        "line_name": row["line_name"],
        "subject": row["subject"],
        "status": row["status"],
        "opened_on": row["opened_on"],
    }
