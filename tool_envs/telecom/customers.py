"""Tools on people: finding them, their contact details, the way to a colleague."""

from __future__ import annotations

from typing import Annotated, Literal

from apigen_mt.environment import FreeText, Row, ToolError, tool
from tool_envs.telecom import desk_wishes
from tool_envs.telecom.books import today
from tool_envs.telecom.database import (
    Address,
    Customer,
    CustomerId,
    CustomerNumber,
    Phone,
    Pin,
    Prose,
    TelecomDatabase,
    Topic,
    Zip,
    known,
)


class Found(Row):
    """A customer who fits what a person said of themselves."""

    customer_id: CustomerId
    first_name: str
    last_name: str


class Request(Row):
    """A matter that a colleague has."""

    topic: str
    status: Literal["open", "closed"]
    opened_on: str


class Profile(Row):
    """Contact details of a customer, and what colleagues are working on."""

    first_name: str
    last_name: str
    email: str
    address: Address
    requests: list[Request]


class Contact(Row):
    """Contact details after a change."""

    email: str
    address: Address


class Passing(Row):
    """A matter that a colleague has now."""

    topic: str
    opened_on: str


@tool("read")
def find_customer_by_phone(db: TelecomDatabase, phone: Phone, pin: Pin) -> Found:
    """Find a customer by phone number and PIN; both must fit.

    Args:
        phone: The number of the customer's first line, such as 312-555-0148.
        pin: The four digits the customer chose for calls to us.
    """
    for one in db.customers.where(phone=phone.strip()):
        if one["pin"] == pin.strip():
            return _found(one)
    raise ToolError("No customer has that phone number and PIN.", code="unknown_customer")


@tool("read")
def find_customer_by_number(
    db: TelecomDatabase, customer_number: CustomerNumber, zip: Zip
) -> Found:
    """Find a customer by customer number and zip code; both must fit.

    Args:
        customer_number: The number on the customer's bills, such as LM-52038.
        zip: The zip code of the address on file.
    """
    for one in db.customers.where(customer_number=customer_number.strip().upper()):
        if one["address"]["zip"] == zip.strip():
            return _found(one)
    raise ToolError("No customer has that number and zip code.", code="unknown_customer")


@tool("read")
def get_customer(db: TelecomDatabase, customer_id: CustomerId) -> Profile:
    """Look up a customer's email, address and requests with colleagues.

    Args:
        customer_id: The customer's id.
    """
    customer = known(db.customers, customer_id, "customer")
    return {
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "email": customer["email"],
        "address": customer["address"],
        "requests": [
            {"topic": one["topic"], "status": one["status"], "opened_on": one["opened_on"]}
            for one in db.handovers.where(customer_id=customer_id)
        ],
    }


@tool("write", propose=desk_wishes.update_email)
def update_email(db: TelecomDatabase, customer_id: CustomerId, new_email: str) -> Contact:
    """Change the email address to which bills and messages go.

    Args:
        customer_id: The customer.
        new_email: The email address that replaces the present one.
    """
    known(db.customers, customer_id, "customer")
    customer = db.customers[customer_id]
    wanted = new_email.strip().lower()
    name, _, domain = wanted.partition("@")
    if not name or "." not in domain or " " in wanted:
        raise ToolError("That is not a complete email address.", code="incomplete_email")
    if customer["email"] == wanted:
        raise ToolError("That email is already on file.", code="same_email")
    if db.customers.where(email=wanted):
        raise ToolError("That email is in use by another customer.", code="email_taken")
    customer["email"] = wanted
    return {"email": wanted, "address": customer["address"]}


@tool("write", propose=desk_wishes.update_address)
def update_address(db: TelecomDatabase, customer_id: CustomerId, address: Address) -> Contact:
    """Change the postal address of a customer.

    Args:
        customer_id: The customer.
        address: The new address; an apartment belongs to the street line.
    """
    known(db.customers, customer_id, "customer")
    customer = db.customers[customer_id]
    if customer["address"] == address:
        raise ToolError("That address is already on file.", code="same_address")
    if any(sim["status"] == "in the mail" for sim in db.sims.where(customer_id=customer_id)):
        raise ToolError(
            "A SIM card is in the mail to the old address; the address can change once it has "
            "arrived.",
            code="mail_under_way",
        )
    customer["address"] = address
    return {"email": customer["email"], "address": address}


@tool("write", propose=desk_wishes.hand_over_to_human)
def hand_over_to_human(
    db: TelecomDatabase,
    customer_id: CustomerId,
    topic: Annotated[Topic, FreeText()],
    summary: Prose,
) -> Passing:
    """Pass a matter on to a human colleague, who will call the customer.

    Args:
        customer_id: The customer whom it concerns.
        topic: What it is about, the nearest of the given topics.
        summary: What the colleague should know, in one or two sentences.
    """
    known(db.customers, customer_id, "customer")
    if db.handovers.where(customer_id=customer_id, topic=topic, status="open"):
        about = topic if topic == "something else" else f"the {topic}"
        raise ToolError(
            f"A request about {about} is already open with a colleague.", code="already_open"
        )
    row = db.handovers.insert(
        {
            "handover_id": db.new_id("handover"),
            "customer_id": customer_id,
            "topic": topic,
            "status": "open",
            "opened_on": today(db),
            "summary": summary,
        }
    )
    return {"topic": topic, "opened_on": row["opened_on"]}


def _found(one: Customer) -> Found:
    return {
        "customer_id": one["customer_id"],
        "first_name": one["first_name"],
        "last_name": one["last_name"],
    }
