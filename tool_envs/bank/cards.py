"""Tools on cards: look at them, freeze, unfreeze and replace them, change their limit."""

from __future__ import annotations

from datetime import timedelta

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.bank import card_wishes, ledger
from tool_envs.bank.authority import check_cleared
from tool_envs.bank.database import (
    AccountId,
    BankDatabase,
    Card,
    CardId,
    CardKind,
    CardStatus,
    ClearanceId,
    CustomerId,
    Loss,
    known,
)

REPLACEMENT_FEE = 10.0
LOWEST, HIGHEST, STEP = 100.0, 5000.0, 100.0
MAIL_DAYS = 7


class CardBrief(Row):
    """One line in a customer's list of cards."""

    card_id: CardId
    kind: CardKind
    network: str
    last_four: str
    status: CardStatus


class CardPage(Row):
    """A card with its limit, and the account it draws on."""

    card_id: CardId
    kind: CardKind
    network: str
    last_four: str
    status: CardStatus
    daily_limit: float
    expires: str
    account_id: AccountId
    supplementary: bool


class Replacement(Row):
    """A new card on its way; the old one is blocked for good."""

    last_four: str
    cost: str
    arrives_by: str


@tool("read")
def list_cards(db: BankDatabase, customer_id: CustomerId) -> list[CardBrief]:
    """List the cards in a customer's name.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [
        {
            "card_id": card["card_id"],
            "kind": card["kind"],
            "network": card["network"],
            "last_four": card["last_four"],
            "status": card["status"],
        }
        for card in db.cards.where(customer_id=customer_id)
    ]


@tool("read")
def get_card(db: BankDatabase, card_id: CardId) -> CardPage:
    """Look up a card: status, daily limit, when it expires, and its account.

    Args:
        card_id: The card's id.
    """
    return _page(known(db.cards, card_id, "card"))


@tool("write", propose=card_wishes.freeze_card)
def freeze_card(db: BankDatabase, card_id: CardId) -> CardPage:
    """Stop a card from being used until it is unfrozen.

    Args:
        card_id: The card.
    """
    card = _usable(db, card_id)
    if card["status"] == "frozen":
        raise ToolError("The card is already frozen.", code="already_frozen")
    card["status"] = "frozen"
    return _page(card)


@tool("write", propose=card_wishes.unfreeze_card)
def unfreeze_card(db: BankDatabase, card_id: CardId, clearance_id: ClearanceId) -> CardPage:
    """Let a frozen card be used again.

    Args:
        card_id: The card.
        clearance_id: The clearance for a card, from verify_security_answer.
    """
    card = _usable(db, card_id)
    check_cleared(db, clearance_id, card["customer_id"], "card")
    if card["status"] != "frozen":
        raise ToolError("The card is active; it is not frozen.", code="not_frozen")
    card["status"] = "active"
    return _page(card)


@tool("write", propose=card_wishes.replace_card)
def replace_card(
    db: BankDatabase, card_id: CardId, reason: Loss, clearance_id: ClearanceId
) -> Replacement:
    """Block a card for good and mail a new one; $10, or nothing if it was stolen.

    Args:
        card_id: The card to replace.
        reason: What has happened to it.
        clearance_id: The clearance for a card, from verify_security_answer.
    """
    card = _usable(db, card_id)
    check_cleared(db, clearance_id, card["customer_id"], "card")
    if card["supplementary"]:
        raise ToolError(
            "This card was issued to an authorized user; the account's owner has to order "
            "a new one.",
            code="supplementary",
        )
    account = known(db.accounts, card["account_id"], "account")
    fee = 0.0 if reason == "stolen" else REPLACEMENT_FEE
    if fee:
        ledger.check_covers(account, fee)
        ledger.post(db, card["account_id"], "fee", "Card replacement fee", -fee)
    card["status"] = "blocked"
    fresh = db.cards.insert(
        {
            **card,
            "card_id": db.new_id("card"),
            "last_four": f"{db.random.randint(0, 9999):04d}",
            "status": "in the mail",
            "expires": f"{db.now:%m}/{db.now.year + 4}",
        }
    )
    arrives = db.now.date() + timedelta(days=MAIL_DAYS)
    return {
        "last_four": fresh["last_four"],
        "cost": f"costs {ledger.dollars(fee)}" if fee else "is free of charge",
        "arrives_by": arrives.isoformat(),
    }


@tool("write", propose=card_wishes.change_card_limit)
def change_card_limit(
    db: BankDatabase, card_id: CardId, new_limit: float, clearance_id: ClearanceId | None = None
) -> CardPage:
    """Change how much can be spent with a card in a day.

    Args:
        card_id: The card.
        new_limit: The new daily limit in dollars, $100 to $5,000 in steps of $100.
        clearance_id: To raise a limit: the clearance for a card, from
            verify_security_answer.
    """
    card = _usable(db, card_id)
    if card["supplementary"]:
        raise ToolError(
            "This card was issued to an authorized user; only the account's owner can change "
            "its limit.",
            code="supplementary",
        )
    if not LOWEST <= new_limit <= HIGHEST or new_limit % STEP:
        raise ToolError(
            "A daily limit lies between $100 and $5,000, in steps of $100.", code="bad_limit"
        )
    present = card["daily_limit"]
    if new_limit == present:
        raise ToolError(f"The daily limit is already {ledger.dollars(present)}.", code="same_limit")
    if new_limit > present:
        check_cleared(db, clearance_id, card["customer_id"], "card")
        if card["status"] == "frozen":
            raise ToolError("The limit of a frozen card cannot go up.", code="frozen_stays")
        if new_limit > 2 * present:
            raise ToolError(
                f"A limit can be doubled at most, and it is {ledger.dollars(present)} now.",
                code="more_than_double",
            )
    card["daily_limit"] = ledger.cents(new_limit)
    return _page(card)


def _usable(db: BankDatabase, card_id: str) -> Card:
    """Return the caller's own copy of a card that is in the customer's hands."""
    status = known(db.cards, card_id, "card")["status"]
    if status == "blocked":
        raise ToolError("The card is blocked for good and was replaced.", code="blocked_for_good")
    if status == "in the mail":
        raise ToolError(
            "The card is still in the mail; nothing can be changed on it before it arrives.",
            code="not_arrived",
        )
    return db.cards[card_id]


def _page(card: Card) -> CardPage:
    return {
        "card_id": card["card_id"],
        "kind": card["kind"],
        "network": card["network"],
        "last_four": card["last_four"],
        "status": card["status"],
        "daily_limit": card["daily_limit"],
        "expires": card["expires"],
        "account_id": card["account_id"],
        "supplementary": card["supplementary"],
    }
