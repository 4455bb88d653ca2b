"""Tools on lines: look at them, their plan and usage; change, pause and free them."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.telecom import books, line_wishes
from tool_envs.telecom.database import (
    AreaId,
    Cause,
    CustomerId,
    Line,
    LineId,
    LineName,
    LineStatus,
    Pack,
    PackId,
    Pause,
    Plan,
    PlanId,
    SimId,
    Switch,
    TelecomDatabase,
    known,
)

MOST_LIMIT, LIMIT_STEP = 150.0, 5.0


class LineBrief(Row):
    """One entry in a customer's list of lines."""

    line_id: LineId
    name: LineName
    number: str


class LinePage(Row):
    """A line with its plan and SIM, and the area where it is used."""

    line_id: LineId
    name: LineName
    number: str
    status: LineStatus
    suspended_for: Cause | None
    roaming: Switch
    spending_limit: float
    contract_until: str
    plan_name: str
    plan_id: PlanId
    area_id: AreaId
    sim_id: SimId


class Usage(Row):
    """What a line has used this month."""

    line_id: LineId
    name: LineName
    data_used_gb: float
    data_left_gb: float
    spent_on_packs: float


class PlanBrief(Row):
    """One entry in the list of plans."""

    plan_id: PlanId
    name: str
    price: float


class PlanChange(Row):
    """A line on its new plan."""

    plan_name: str
    price: float
    charged_now: float
    data_left_gb: float


class Booked(Row):
    """A data pack that can be used at once."""

    pack: str
    price: float
    data_left_gb: float


@tool("read")
def list_lines(db: TelecomDatabase, customer_id: CustomerId) -> list[LineBrief]:
    """List the lines of a customer with their phone numbers.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [
        {"line_id": line["line_id"], "name": line["name"], "number": line["number"]}
        for line in db.lines.where(customer_id=customer_id)
    ]


@tool("read")
def get_line(db: TelecomDatabase, line_id: LineId) -> LinePage:
    """Look up a line: status, plan, roaming, spending limit, SIM and area.

    Args:
        line_id: The line's id.
    """
    return _page(db, known(db.lines, line_id, "line"))


@tool("read")
def get_usage(db: TelecomDatabase, line_id: LineId) -> Usage:
    """Look up how much data a line has used and has left, and what its packs cost this month.

    Args:
        line_id: The line's id.
    """
    line = known(db.lines, line_id, "line")
    return {
        "line_id": line_id,
        "name": line["name"],
        "data_used_gb": line["data_used_gb"],
        "data_left_gb": line["data_left_gb"],
        "spent_on_packs": books.extras(db, line_id, line["customer_id"]),
    }


@tool("read")
def list_plans(db: TelecomDatabase) -> list[PlanBrief]:
    """List the plans on sale with their monthly prices."""
    return [
        {"plan_id": plan["plan_id"], "name": plan["name"], "price": plan["price"]}
        for plan in db.plans
    ]


@tool("read")
def get_plan(db: TelecomDatabase, plan_id: PlanId) -> Plan:
    """Look up a plan: price, data, network, and whether it can be used abroad.

    Args:
        plan_id: The plan's id.
    """
    return known(db.plans, plan_id, "plan")


@tool("read")
def list_packs(db: TelecomDatabase) -> list[Pack]:
    """List the data packs on sale with their prices."""
    return list(db.packs)


@tool("write", propose=line_wishes.change_plan)
def change_plan(db: TelecomDatabase, line_id: LineId, plan_id: PlanId) -> PlanChange:
    """Move a line to another plan at once; a higher price is charged for this month already.

    Args:
        line_id: The line.
        plan_id: The plan it should have.
    """
    line, plan = _active(db, line_id), known(db.plans, plan_id, "plan")
    present = known(db.plans, line["plan_id"], "plan")
    if plan_id == line["plan_id"]:
        raise ToolError(f"The line is on the {plan['name']} plan already.", code="same_plan")
    if books.overdue(db, line["customer_id"]):
        raise ToolError("A bill is overdue; a plan can change once it is paid.", code="overdue")
    if plan["price"] < present["price"] and line["contract_until"] > books.today(db):
        raise ToolError(
            "The contract of this line runs until "
            f"{books.spoken_day(line['contract_until'])}; a cheaper plan is possible after that.",
            code="under_contract",
        )
    if not plan["roaming"] and line["roaming"] == "on":
        raise ToolError(
            f"The {plan['name']} plan cannot be used abroad, and roaming is on for this line.",
            code="roaming_on",
        )
    more = books.cents(plan["price"] - present["price"])
    if more > 0:
        what = f"Change from {present['name']} to {plan['name']}"
        books.charge(db, line["customer_id"], line_id, "plan change", what, more)
    line["plan_id"] = plan_id
    line["data_left_gb"] = max(line["data_left_gb"] + plan["data_gb"] - present["data_gb"], 0.0)
    line["data_left_gb"] = round(line["data_left_gb"], 1)
    return {
        "plan_name": plan["name"],
        "price": plan["price"],
        "charged_now": max(more, 0.0),
        "data_left_gb": line["data_left_gb"],
    }


@tool("write", propose=line_wishes.add_data_pack)
def add_data_pack(db: TelecomDatabase, line_id: LineId, pack_id: PackId) -> Booked:
    """Add extra data to a line until the end of the month; its price goes on the running bill.

    Args:
        line_id: The line.
        pack_id: The data pack.
    """
    line, pack = _active(db, line_id), known(db.packs, pack_id, "data pack")
    spent = books.extras(db, line_id, line["customer_id"])
    if spent + pack["price"] > line["spending_limit"]:
        left = books.dollars(max(line["spending_limit"] - spent, 0.0))
        raise ToolError(
            f"The spending limit of this line leaves {left} for packs this month, and the pack "
            f"costs {books.dollars(pack['price'])}.",
            code="limit_reached",
        )
    books.charge(db, line["customer_id"], line_id, "data pack", pack["name"], pack["price"])
    line["data_left_gb"] = round(line["data_left_gb"] + pack["data_gb"], 1)
    return {
        "pack": pack["name"],
        "price": pack["price"],
        "data_left_gb": line["data_left_gb"],
    }


@tool("write", propose=line_wishes.pause_line)
def pause_line(db: TelecomDatabase, line_id: LineId, reason: Pause) -> LinePage:
    """Suspend a line at the customer's wish, until the suspension is lifted.

    Args:
        line_id: The line.
        reason: Why it should rest.
    """
    line = _active(db, line_id)
    if reason == "a long absence" and line["contract_until"] > books.today(db):
        raise ToolError(
            "The contract of this line runs until "
            f"{books.spoken_day(line['contract_until'])}; until then it cannot rest for a long "
            "absence.",
            code="under_contract",
        )
    line["status"], line["suspended_for"] = "suspended", reason
    return _page(db, line)


@tool("write", propose=line_wishes.lift_suspension)
def lift_suspension(db: TelecomDatabase, line_id: LineId) -> LinePage:
    """Put a suspended line back into service.

    Args:
        line_id: The line.
    """
    known(db.lines, line_id, "line")
    line = db.lines[line_id]
    if line["status"] == "active":
        raise ToolError("The line is active; it is not suspended.", code="not_suspended")
    late = books.overdue(db, line["customer_id"])
    if late:
        raise ToolError(
            f"The bill of {late[0]['month']} is overdue; the line can be freed once it is paid.",
            code="overdue",
        )
    line["status"], line["suspended_for"] = "active", None
    return _page(db, line)


@tool("write", propose=line_wishes.set_line_roaming)
def set_line_roaming(db: TelecomDatabase, line_id: LineId, roaming: Switch) -> LinePage:
    """Switch roaming on or off for a line, on our side of the network.

    Args:
        line_id: The line.
        roaming: How it should be.
    """
    line = _active(db, line_id)
    plan = known(db.plans, line["plan_id"], "plan")
    if line["roaming"] == roaming:
        raise ToolError(f"Roaming is already {roaming} for this line.", code="same_roaming")
    if roaming == "on" and not plan["roaming"]:
        raise ToolError(
            f"The {plan['name']} plan cannot be used abroad.", code="no_roaming_in_plan"
        )
    line["roaming"] = roaming
    return _page(db, line)


@tool("write", propose=line_wishes.set_spending_limit)
def set_spending_limit(db: TelecomDatabase, line_id: LineId, limit: float) -> LinePage:
    """Change how much a line's data packs may cost in a month.

    Args:
        line_id: The line.
        limit: The new limit in dollars, $0 to $150 in steps of $5.
    """
    line = _active(db, line_id)
    if not 0 <= limit <= MOST_LIMIT or limit % LIMIT_STEP:
        raise ToolError(
            "A spending limit lies between $0 and $150, in steps of $5.", code="bad_limit"
        )
    if limit == line["spending_limit"]:
        raise ToolError(f"The spending limit is already {books.dollars(limit)}.", code="same_limit")
    if limit > line["spending_limit"] and books.overdue(db, line["customer_id"]):
        raise ToolError("A bill is overdue; until then no limit can go up.", code="overdue")
    spent = books.extras(db, line_id, line["customer_id"])
    if limit < spent:
        raise ToolError(
            f"{books.dollars(spent)} has been spent on packs this month, so the limit cannot be "
            "lower than that.",
            code="spent_already",
        )
    line["spending_limit"] = books.cents(limit)
    return _page(db, line)


def _active(db: TelecomDatabase, line_id: str) -> Line:
    """Return the caller's own copy of a line that is in service."""
    line = known(db.lines, line_id, "line")
    if line["status"] == "suspended":
        raise ToolError(
            f"The line is suspended because of {line['suspended_for']}; that comes first.",
            code="suspended",
        )
    return db.lines[line_id]


def _page(db: TelecomDatabase, line: Line) -> LinePage:
    sims = db.sims.where(line_id=line["line_id"])
    return {
        "line_id": line["line_id"],
        "name": line["name"],
        "number": line["number"],
        "status": line["status"],
        "suspended_for": line["suspended_for"],
        "roaming": line["roaming"],
        "spending_limit": line["spending_limit"],
        "contract_until": line["contract_until"],
        "plan_name": known(db.plans, line["plan_id"], "plan")["name"],
        "plan_id": line["plan_id"],
        "area_id": line["area_id"],
        "sim_id": sims[-1]["sim_id"],
    }
