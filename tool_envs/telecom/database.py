"""Rows and tables of the phone company; every tool reads and writes these."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from apigen_mt.environment import Database, FreeText, Is, Ref, Row, Table, ToolError

CustomerId = Annotated[str, Ref("customers")]
LineId = Annotated[str, Ref("lines")]
SimId = Annotated[str, Ref("sims")]
PlanId = Annotated[str, Ref("plans")]
PackId = Annotated[str, Ref("packs")]
BillId = Annotated[str, Ref("bills")]
ChargeId = Annotated[str, Ref("charges")]
MethodId = Annotated[str, Ref("payment_methods")]
AreaId = Annotated[str, Ref("areas")]
TicketId = Annotated[str, Ref("tickets")]

CustomerNumber = Annotated[str, Is("customer_number")]
Zip = Annotated[str, Is("zip")]
Phone = Annotated[str, Is("phone")]
Pin = Annotated[str, Is("pin")]
Prose = Annotated[str, FreeText()]

LineName = Literal["personal", "work", "family", "travel"]
LineStatus = Literal["active", "suspended"]
Cause = Literal["an unpaid bill", "a lost phone", "a stolen phone", "a long absence"]
Pause = Literal["a lost phone", "a stolen phone", "a long absence"]
Network = Literal["2G", "3G", "4G", "5G"]
Switch = Literal["on", "off"]
SimKind = Literal["eSIM", "SIM card"]
SimStatus = Literal["active", "blocked", "in the mail"]
Loss = Literal["lost", "stolen"]
BillStatus = Literal["paid", "open", "overdue", "running"]
ChargeKind = Literal[
    "plan",
    "data pack",
    "plan change",
    "roaming",
    "premium service",
    "late fee",
    "service",
    "credit",
]
Way = Literal["email", "post"]
Subject = Literal["no service", "no mobile data", "dropped calls", "slow mobile data"]
Topic = Literal[
    "contract question",
    "bereavement",
    "suspected fraud",
    "complaint",
    "business customer",
    "call back",
    "something else",
]


class Address(Row):
    """A place in the United States; an apartment belongs to the street line."""

    street: str
    city: str
    state: str
    zip: Zip


class Customer(Row):
    """A person with one or more lines; `phone` is the number of the first one."""

    customer_id: CustomerId
    first_name: str
    last_name: str
    customer_number: CustomerNumber
    phone: Phone
    pin: Pin
    email: str
    address: Address


class Plan(Row):
    """What a line costs each month, and what it includes."""

    plan_id: PlanId
    name: str
    price: float
    data_gb: int
    network: Network
    roaming: bool


class Pack(Row):
    """Extra data that is good until the end of the month."""

    pack_id: PackId
    name: str
    data_gb: int
    price: float


class Area(Row):
    """A part of the network."""

    area_id: AreaId
    name: str
    status: Literal["normal", "outage"]
    cause: str | None
    back_by: str | None


class Line(Row):
    """A phone number with its plan; `spending_limit` is for data packs in a month."""

    line_id: LineId
    customer_id: CustomerId
    name: LineName
    number: str
    plan_id: PlanId
    area_id: AreaId
    status: LineStatus
    suspended_for: Cause | None
    roaming: Switch
    data_used_gb: float
    data_left_gb: float
    spending_limit: float
    contract_until: str


class Sim(Row):
    """What makes a phone answer to a line's number."""

    sim_id: SimId
    customer_id: CustomerId
    line_id: LineId
    line_name: str
    kind: SimKind
    last_four: str
    status: SimStatus


class Bill(Row):
    """A month: `amount` is always its charges together, `paid` its payments together."""

    bill_id: BillId
    customer_id: CustomerId
    month: str
    amount: float
    paid: float
    status: BillStatus
    due_on: str
    extended: bool


class Charge(Row):
    """One item of a bill; a credit is a charge below zero."""

    charge_id: ChargeId
    customer_id: CustomerId
    bill_id: BillId
    line_id: LineId | None
    kind: ChargeKind
    description: str
    amount: float
    charged_on: str
    credited: bool


class Method(Row):
    """A card or bank account that a customer pays with."""

    method_id: MethodId
    customer_id: CustomerId
    kind: Literal["Visa card", "Mastercard", "bank account"]
    last_four: str
    preferred: bool
    expired: bool


class Payment(Row):
    """Money that a customer has paid for a bill."""

    payment_id: Annotated[str, Ref("payments")]
    customer_id: CustomerId
    bill_id: BillId
    method_id: MethodId
    amount: float
    paid_on: str


class BillCopy(Row):
    """A copy of a bill that was sent."""

    copy_id: Annotated[str, Ref("bill_copies")]
    customer_id: CustomerId
    bill_id: BillId
    by: Way
    sent_on: str


class Ticket(Row):
    """A fault that the network team looks into."""

    ticket_id: TicketId
    customer_id: CustomerId
    line_id: LineId
    line_name: str
    subject: Subject
    status: Literal["open", "closed"]
    opened_on: str
    note: Prose


class Handover(Row):
    """A matter that a human colleague takes over."""

    handover_id: Annotated[str, Ref("handovers")]
    customer_id: CustomerId
    topic: Annotated[Topic, FreeText()]
    status: Literal["open", "closed"]
    opened_on: str
    summary: Prose


class Handset(Row):
    """The phone that a line is used with: in the customer's hands, and out of the desk's sight."""

    phone_id: Annotated[str, Ref("phones")]
    customer_id: CustomerId
    line_id: LineId
    number: str
    model: str
    abroad: bool
    airplane_mode: Switch
    mobile_data: Switch
    roaming_switch: Switch
    network_mode: Network
    apn: str
    sim_seated: bool
    radio_stuck: bool
    data_saver: Switch
    wifi_calling: Switch
    battery: int
    restarted_on: str


class TelecomDatabase(Database):
    """Customers, their lines and bills, the network, and the phones at the other end."""

    customers: Table[Customer]
    plans: Table[Plan]
    packs: Table[Pack]
    areas: Table[Area]
    lines: Table[Line]
    sims: Table[Sim]
    bills: Table[Bill]
    charges: Table[Charge]
    payment_methods: Table[Method]
    payments: Table[Payment]
    bill_copies: Table[BillCopy]
    tickets: Table[Ticket]
    handovers: Table[Handover]
    phones: Table[Handset]


R = TypeVar("R")


def known(table: Table[R], key: str, noun: str) -> R:
    """Return the row of `key`, read-only.

    Raises:
        ToolError: no such row, said without its id.
    """
    row = table.get(key)
    if row is None:
        raise ToolError(f"There is no such {noun}.", code="not_found")
    return row
