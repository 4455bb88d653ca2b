"""Rows and tables of the bank; every tool reads and writes these."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from apigen_mt.environment import Database, FreeText, Is, Ref, Row, Table, ToolError

CustomerId = Annotated[str, Ref("customers")]
AccountId = Annotated[str, Ref("accounts")]
CardId = Annotated[str, Ref("cards")]
PayeeId = Annotated[str, Ref("payees")]
TransactionId = Annotated[str, Ref("transactions")]
StandingOrderId = Annotated[str, Ref("standing_orders")]
DisputeId = Annotated[str, Ref("disputes")]
WaiverId = Annotated[str, Ref("waivers")]
HandoverId = Annotated[str, Ref("handovers")]
MandateId = Annotated[str, Ref("mandates")]
ClearanceId = Annotated[str, Ref("clearances")]

CustomerNumber = Annotated[str, Is("customer_number")]
BirthDate = Annotated[str, Is("date_of_birth")]
Phone = Annotated[str, Is("phone")]
CodeWord = Annotated[str, Is("code_word")]
SecurityAnswer = Annotated[str, Is("security.answer")]
"""Known by heart, and said only when a wish calls for it: hence the dot."""
Prose = Annotated[str, FreeText()]

AccountKind = Literal["checking", "savings", "joint", "credit card"]
Role = Literal["owner", "joint holder", "power of attorney", "authorized user"]
CardKind = Literal["debit", "credit"]
CardStatus = Literal["active", "frozen", "blocked", "in the mail"]
Loss = Literal["lost", "stolen", "damaged"]
Speed = Literal["standard", "instant"]
Purpose = Literal["payment", "payee", "standing order", "card", "email", "address"]
Flow = Literal[
    "card purchase", "payment", "transfer", "deposit", "fee", "refund", "provisional credit"
]
Claim = Literal["a double charge", "a wrong amount", "a missing delivery", "an unknown charge"]
Evidence = Literal["a receipt", "an order confirmation", "nothing in writing"]
Topic = Literal[
    "loan question",
    "mortgage question",
    "bereavement",
    "suspected fraud",
    "complaint",
    "call back",
    "something else",
]


class Address(Row):
    """A place in the United States; an apartment belongs to the street line."""

    street: str
    city: str
    state: str
    zip: str


class Customer(Row):
    """A person with an account, or with authority over somebody else's."""

    customer_id: CustomerId
    first_name: str
    last_name: str
    customer_number: CustomerNumber
    date_of_birth: BirthDate
    phone: Phone
    code_word: CodeWord
    security_question: str
    security_answer: SecurityAnswer
    email: str
    address: Address


class ClearanceRow(Row):
    """What a right answer to the security question gives: one for each kind of change."""

    clearance_id: ClearanceId
    customer_id: CustomerId
    purpose: Purpose


class Account(Row):
    """Money: `balance` is always `opening_balance` and the account's transactions together.

    A credit card account stands at or below zero; `overdraft` is how far below it may go.
    """

    account_id: AccountId
    customer_id: CustomerId
    kind: AccountKind
    name: str
    last_four: str
    opened_on: str
    opening_balance: float
    balance: float
    overdraft: float
    daily_limit: float


class Mandate(Row):
    """Somebody's authority over an account; the owner has one too."""

    mandate_id: MandateId
    customer_id: CustomerId
    account_id: AccountId
    role: Role
    owner: str
    account_name: str
    payment_limit: float | None
    until: str | None


class Card(Row):
    """A card that draws on an account; `customer_id` is whose name is on it."""

    card_id: CardId
    customer_id: CustomerId
    account_id: AccountId
    kind: CardKind
    network: str
    last_four: str
    status: CardStatus
    daily_limit: float
    expires: str
    supplementary: bool


class Payee(Row):
    """Somebody whom a customer pays at another bank."""

    payee_id: PayeeId
    customer_id: CustomerId
    name: str
    bank: str
    account_number: str
    added_on: str


class Transaction(Row):
    """Money in (positive) or out (negative) of one account, in dollars."""

    transaction_id: TransactionId
    account_id: AccountId
    card_id: Annotated[str, Ref("cards")] | None
    kind: Flow
    counterparty: str
    place: str | None
    amount: float
    posted_on: str


class StandingOrder(Row):
    """A payment that goes out on the same day of each month."""

    standing_order_id: StandingOrderId
    customer_id: CustomerId
    account_id: AccountId
    payee_id: PayeeId
    payee_name: str
    amount: float
    day: int
    next_on: str
    status: Literal["active", "canceled"]


class Dispute(Row):
    """A card purchase under inquiry; `credit` was paid in advance."""

    dispute_id: DisputeId
    customer_id: CustomerId
    transaction_id: TransactionId
    merchant: str
    amount: float
    posted_on: str
    claim: Claim
    evidence: Evidence
    credit: float
    status: Literal["open", "settled", "rejected", "withdrawn"]
    opened_on: str
    statement: Prose


class Waiver(Row):
    """A fee that was paid back out of goodwill."""

    waiver_id: WaiverId
    customer_id: CustomerId
    transaction_id: TransactionId
    amount: float
    waived_on: str


class Handover(Row):
    """A matter that a human colleague takes over."""

    handover_id: HandoverId
    customer_id: CustomerId
    topic: Annotated[Topic, FreeText()]
    status: Literal["open", "closed"]
    opened_on: str
    summary: Prose


class BankDatabase(Database):
    """Customers, their money, and who may touch it."""

    customers: Table[Customer]
    clearances: Table[ClearanceRow]
    accounts: Table[Account]
    mandates: Table[Mandate]
    cards: Table[Card]
    payees: Table[Payee]
    transactions: Table[Transaction]
    standing_orders: Table[StandingOrder]
    disputes: Table[Dispute]
    waivers: Table[Waiver]
    handovers: Table[Handover]


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
