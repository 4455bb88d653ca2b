"""Read tools on accounts: who is calling, and what the shop keeps on them."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.retail.database import (
    Address,
    Email,
    FirstName,
    Handover,
    LastName,
    MethodId,
    OrderId,
    PaymentMethod,
    RetailDatabase,
    User,
    UserId,
    Wish,
    Zip,
    known,
)
from tool_envs.retail.people import plain


class FoundUser(Row):
    """An account that fits what a person said of themselves."""

    user_id: UserId
    first_name: FirstName
    last_name: LastName


class Profile(Row):
    """An account with what belongs to it."""

    user_id: UserId
    first_name: FirstName
    last_name: LastName
    email: Email
    zip: Zip
    address: Address
    order_ids: list[OrderId]
    payment_method_ids: list[MethodId]
    requests: list[Handover]


@tool("read")
def find_user_by_email(db: RetailDatabase, email: Email) -> FoundUser:
    """Find a customer's account by the email on it.

    Args:
        email: The email address as the customer says it.
    """
    found = db.users.where(email=email.strip().lower())
    if not found:
        raise ToolError("There is no account with that email.", code="unknown_email")
    return _found(found[0])


@tool("read")
def find_user_by_name_zip(
    db: RetailDatabase, first_name: FirstName, last_name: LastName, zip: Zip
) -> FoundUser:
    """Find a customer's account by full name and the zip code of the address on it.

    Capital letters and accents make no difference.

    Args:
        first_name: The customer's first name.
        last_name: The customer's last name.
        zip: The five-digit zip code of the address on the account.
    """
    wanted = plain(first_name), plain(last_name)
    found = [
        user
        for user in db.users.where(zip=zip.strip())
        if (plain(user["first_name"]), plain(user["last_name"])) == wanted
    ]
    if not found:
        raise ToolError("There is no account with that name and zip code.", code="unknown_name")
    if len(found) > 1:
        raise ToolError(
            "More than one account has that name and zip code; the email tells them apart.",
            code="several_accounts",
        )
    return _found(found[0])


@tool("read")
def get_user(db: RetailDatabase, user_id: UserId) -> Profile:
    """Look up an account: email, address, orders, payment methods and open requests.

    Args:
        user_id: The customer's id.
    """
    user = known(db.users, user_id, "account")
    methods = db.payment_methods.where(user_id=user_id)
    return {
        "user_id": user_id,
        "first_name": user["first_name"],
        "last_name": user["last_name"],
        "email": user["email"],
        "zip": user["zip"],
        "address": user["address"],
        "order_ids": [order["order_id"] for order in db.orders.where(user_id=user_id)],
        "payment_method_ids": [method["payment_method_id"] for method in methods],
        "requests": db.handovers.where(user_id=user_id),
    }


@tool("read")
def list_payment_methods(db: RetailDatabase, user_id: UserId) -> list[PaymentMethod]:
    """List the cards, gift cards and wallets on an account; gift cards come with their balance.

    Args:
        user_id: The customer's id.
    """
    return db.payment_methods.where(user_id=known(db.users, user_id, "account")["user_id"])


@tool("read")
def get_payment_method(db: RetailDatabase, payment_method_id: MethodId) -> PaymentMethod:
    """Look up one payment method: its kind and last digits, and what is left on a gift card.

    Args:
        payment_method_id: The payment method's id.
    """
    return known(db.payment_methods, payment_method_id, "payment method")


@tool("read")
def list_wishes(db: RetailDatabase, user_id: UserId) -> list[Wish]:
    """List what a customer has put on the wish list.

    Args:
        user_id: The customer's id.
    """
    return db.wishes.where(user_id=known(db.users, user_id, "account")["user_id"])


def _found(user: User) -> FoundUser:
    return {
        "user_id": user["user_id"],
        "first_name": user["first_name"],
        "last_name": user["last_name"],
    }
