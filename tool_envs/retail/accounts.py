"""Write tools on an account: address, email, wish list, and the way to a human colleague."""

from __future__ import annotations

from typing import Annotated

from apigen_mt.environment import FreeText, ToolError, tool
from tool_envs.retail import proposals
from tool_envs.retail.database import (
    Address,
    Handover,
    Prose,
    RetailDatabase,
    Topic,
    User,
    UserId,
    VariantId,
    Wish,
    WishId,
    known,
)


@tool("write", propose=proposals.update_user_address)
def update_user_address(db: RetailDatabase, user_id: UserId, address: Address) -> User:
    """Change the address on an account; orders that exist keep theirs.

    Args:
        user_id: The customer's id.
        address: The new address; an apartment belongs to the street line.
    """
    user = db.users[known(db.users, user_id, "account")["user_id"]]
    if user["address"] == address:
        raise ToolError("That address is already on the account.", code="same_address")
    user["address"] = address
    user["zip"] = address["zip"]
    return user


@tool("write", propose=proposals.update_user_email)
def update_user_email(db: RetailDatabase, user_id: UserId, new_email: str) -> User:
    """Change the email on an account.

    Args:
        user_id: The customer's id.
        new_email: The email address that replaces the present one.
    """
    user = db.users[known(db.users, user_id, "account")["user_id"]]
    wanted = new_email.strip().lower()
    name, _, domain = wanted.partition("@")
    if not name or "." not in domain or " " in wanted:
        raise ToolError("That is not a complete email address.", code="incomplete_email")
    if user["email"] == wanted:
        raise ToolError("That email is already on the account.", code="same_email")
    if db.users.where(email=wanted):
        raise ToolError("That email is in use on another account.", code="email_taken")
    user["email"] = wanted
    return user


@tool("write", propose=proposals.add_to_wishes)
def add_to_wishes(db: RetailDatabase, user_id: UserId, variant_id: VariantId) -> Wish:
    """Put a version of a product on a customer's wish list.

    Args:
        user_id: The customer's id.
        variant_id: The version to put there.
    """
    known(db.users, user_id, "account")
    variant = known(db.variants, variant_id, "version")
    if db.wishes.where(user_id=user_id, variant_id=variant_id):
        raise ToolError("That is already on the wish list.", code="already_wished")
    return db.wishes.insert(
        {
            "wish_id": db.new_id("wish"),
            "user_id": user_id,
            "variant_id": variant_id,
            "name": variant["name"],
            "options": variant["options"],
        }
    )


@tool("write")
def remove_from_wishes(db: RetailDatabase, wish_id: WishId) -> Wish:
    """Take something off a customer's wish list.

    Args:
        wish_id: The entry of the wish list.
    """
    wish = known(db.wishes, wish_id, "entry on a wish list")
    db.wishes.delete(wish_id)
    return wish


@tool("write", propose=proposals.hand_over_to_human)
def hand_over_to_human(
    db: RetailDatabase, user_id: UserId, topic: Annotated[Topic, FreeText()], summary: Prose
) -> Handover:
    """Pass a matter on to a human colleague, who will write to the customer.

    Args:
        user_id: The customer whom it concerns.
        topic: What it is about, the nearest of the given topics.
        summary: What the colleague should know, in one or two sentences.
    """
    known(db.users, user_id, "account")
    if db.handovers.where(user_id=user_id, topic=topic, status="open"):
        about = topic if topic == "something else" else f"the {topic}"
        raise ToolError(
            f"A request about {about} is already open with a colleague.", code="already_open"
        )
    return db.handovers.insert(
        {
            "handover_id": db.new_id("handover"),
            "user_id": user_id,
            "topic": topic,
            "status": "open",
            "opened_on": db.now.date().isoformat(),
            "summary": summary,
        }
    )
