"""Read tools on accounts: who is calling, and what the airline keeps on them."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline.database import (
    AirlineDatabase,
    BookingId,
    Customer,
    CustomerId,
    Email,
    LastName,
    Level,
    MemberNumber,
    MethodId,
    PaymentMethod,
    Request,
    known,
)
from tool_envs.airline.people import plain


class FoundCustomer(Row):
    """An account that fits what a person said of themselves."""

    customer_id: CustomerId
    first_name: str
    last_name: LastName


class Profile(Row):
    """An account with what belongs to it."""

    customer_id: CustomerId
    first_name: str
    last_name: LastName
    email: Email
    phone: str
    member_number: MemberNumber
    level: Level
    home_city: str
    companions: list[str]
    booking_ids: list[BookingId]
    requests: list[Request]


@tool("read")
def find_customer_by_email(db: AirlineDatabase, email: Email) -> FoundCustomer:
    """Find a customer's account by the email on it.

    Args:
        email: The email address as the customer says it.
    """
    found = db.customers.where(email=email.strip().lower())
    if not found:
        raise ToolError("There is no account with that email.", code="unknown_email")
    return _found(found[0])


@tool("read")
def find_customer_by_member_number(
    db: AirlineDatabase, member_number: MemberNumber, last_name: LastName
) -> FoundCustomer:
    """Find a customer's account by Nest Club number and last name.

    Args:
        member_number: The eight digits of the Nest Club number.
        last_name: The customer's last name; capitals and accents make no difference.
    """
    digits = "".join(filter(str.isdigit, member_number))
    for customer in db.customers.where(member_number=digits):
        if plain(customer["last_name"]) == plain(last_name):
            return _found(customer)
    raise ToolError(
        "No account has that club number and last name together.", code="unknown_member"
    )


@tool("read")
def get_customer(db: AirlineDatabase, customer_id: CustomerId) -> Profile:
    """Look up an account: contact, club level, companions, bookings and open requests.

    Args:
        customer_id: The customer's id.
    """
    customer = known(db.customers, customer_id, "account")
    bookings = db.bookings.where(customer_id=customer_id)
    return {
        "customer_id": customer_id,
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "email": customer["email"],
        "phone": customer["phone"],
        "member_number": customer["member_number"],
        "level": customer["level"],
        "home_city": customer["home_city"],
        "companions": customer["companions"],
        "booking_ids": [booking["booking_id"] for booking in bookings],
        "requests": db.requests.where(customer_id=customer_id),
    }


@tool("read")
def list_payment_methods(db: AirlineDatabase, customer_id: CustomerId) -> list[PaymentMethod]:
    """List the cards, wallets and travel vouchers on an account, vouchers with their balance.

    Args:
        customer_id: The customer's id.
    """
    return db.payment_methods.where(
        customer_id=known(db.customers, customer_id, "account")["customer_id"]
    )


@tool("read")
def get_payment_method(db: AirlineDatabase, payment_method_id: MethodId) -> PaymentMethod:
    """Look up one payment method: what it is, and what is left on a voucher and until when.

    Args:
        payment_method_id: The payment method's id.
    """
    return known(db.payment_methods, payment_method_id, "payment method")


def _found(customer: Customer) -> FoundCustomer:
    return {
        "customer_id": customer["customer_id"],
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
    }
