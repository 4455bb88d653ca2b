"""Tools on people: finding and verifying them, their contact details, the way to a colleague."""

from __future__ import annotations

from typing import Annotated, Literal

from apigen_mt.environment import FreeText, Row, ToolError, tool
from tool_envs.bank import desk_wishes
from tool_envs.bank.authority import cleared
from tool_envs.bank.database import (
    Address,
    BankDatabase,
    BirthDate,
    ClearanceId,
    CodeWord,
    CustomerId,
    CustomerNumber,
    Handover,
    HandoverId,
    Phone,
    Prose,
    Purpose,
    SecurityAnswer,
    Topic,
    known,
)
from tool_envs.bank.ledger import today
from tool_envs.bank.names import plain


class Found(Row):
    """A customer who fits what a person said of themselves."""

    customer_id: CustomerId
    first_name: str
    last_name: str


class Scope(Row):
    """A clearance and the kind of change it is good for, in this conversation."""

    purpose: Purpose
    clearance_id: ClearanceId


class Passed(Row):
    """The answer was right."""

    outcome: Literal["passed"]
    clearances: list[Scope]


class Profile(Row):
    """Contact details of a customer, and what colleagues are working on."""

    first_name: str
    last_name: str
    email: str
    phone: str
    address: Address
    security_question: str
    requests: list[Handover]


class Contact(Row):
    """Contact details after a change."""

    email: str
    address: Address


class Passing(Row):
    """A matter that a colleague has now."""

    handover_id: HandoverId
    topic: str
    opened_on: str


@tool("read")
def find_customer_by_number(
    db: BankDatabase, customer_number: CustomerNumber, date_of_birth: BirthDate
) -> Found:
    """Find a customer by customer number and date of birth; both must fit.

    Args:
        customer_number: The number on the customer's letters, such as 5203-8841.
        date_of_birth: Month, day and year, such as 03/14/1984.
    """
    found = db.customers.where(customer_number=customer_number.strip())
    if not found or found[0]["date_of_birth"] != date_of_birth.strip():
        raise ToolError("No customer has that number and date of birth.", code="unknown_customer")
    return {name: found[0][name] for name in Found.__annotations__}  # type: ignore


@tool("read")
def find_customer_by_phone(db: BankDatabase, phone: Phone, code_word: CodeWord) -> Found:
    """Find a customer by phone number and code word; both must fit.

    Args:
        phone: The phone number on the customer's file, such as 312-555-0148.
        code_word: The word the customer chose for calls; capital letters make no difference.
    """
    for one in db.customers.where(phone=phone.strip()):
        if plain(one["code_word"]) == plain(code_word):
            return {name: one[name] for name in Found.__annotations__}  # type: ignore
    raise ToolError("No customer has that phone number and code word.", code="unknown_customer")


@tool("read")
def verify_security_answer(
    db: BankDatabase, customer_id: CustomerId, security_answer: SecurityAnswer
) -> Passed:
    """Check a customer's answer to their security question; a right one gives clearances.

    Args:
        customer_id: The customer's id.
        security_answer: The answer as the customer says it; capital letters make no difference.
    """
    customer = known(db.customers, customer_id, "customer")
    if plain(customer["security_answer"]) != plain(security_answer):
        raise ToolError("That is not the answer on file.", code="wrong_answer")
    return {
        "outcome": "passed",
        "clearances": [
            {"purpose": one["purpose"], "clearance_id": one["clearance_id"]}
            for one in db.clearances.where(customer_id=customer_id)
        ],
    }


@tool("read")
def get_customer(db: BankDatabase, customer_id: CustomerId) -> Profile:
    """Look up a customer's contact details, security question and open requests.

    Args:
        customer_id: The customer's id.
    """
    customer = known(db.customers, customer_id, "customer")
    return {
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "email": customer["email"],
        "phone": customer["phone"],
        "address": customer["address"],
        "security_question": customer["security_question"],
        "requests": db.handovers.where(customer_id=customer_id),
    }


@tool("write", propose=desk_wishes.update_email)
def update_email(db: BankDatabase, new_email: str, clearance_id: ClearanceId) -> Contact:
    """Change the email address on the file of the customer who was cleared.

    Args:
        new_email: The email address that replaces the present one.
        clearance_id: The clearance for the email, from verify_security_answer.
    """
    customer = db.customers[cleared(db, clearance_id, "email")]
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
def update_address(db: BankDatabase, address: Address, clearance_id: ClearanceId) -> Contact:
    """Change the postal address of the customer who was cleared; letters and cards go there.

    Args:
        address: The new address; an apartment belongs to the street line.
        clearance_id: The clearance for the address, from verify_security_answer.
    """
    customer_id = cleared(db, clearance_id, "address")
    customer = db.customers[customer_id]
    if customer["address"] == address:
        raise ToolError("That address is already on file.", code="same_address")
    if any(card["status"] == "in the mail" for card in db.cards.where(customer_id=customer_id)):
        raise ToolError(
            "A card is in the mail to the old address; the address can change once it has arrived.",
            code="mail_under_way",
        )
    customer["address"] = address
    return {"email": customer["email"], "address": address}


@tool("write", propose=desk_wishes.hand_over_to_human)
def hand_over_to_human(
    db: BankDatabase,
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
    return {"handover_id": row["handover_id"], "topic": topic, "opened_on": row["opened_on"]}
