"""Rows and tables of the shop; every tool reads and writes these."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from apigen_mt.environment import Database, FreeText, Is, Ref, Row, Table, ToolError

UserId = Annotated[str, Ref("users")]
MethodId = Annotated[str, Ref("payment_methods")]
ProductId = Annotated[str, Ref("products")]
VariantId = Annotated[str, Ref("variants")]
OrderId = Annotated[str, Ref("orders")]
ShipmentId = Annotated[str, Ref("shipments")]
SlipId = Annotated[str, Ref("return_slips")]
WishId = Annotated[str, Ref("wishes")]
HandoverId = Annotated[str, Ref("handovers")]

Email = Annotated[str, Is("email")]
FirstName = Annotated[str, Is("first_name")]
LastName = Annotated[str, Is("last_name")]
Zip = Annotated[str, Is("zip")]
ProductName = Annotated[str, Is("product_name")]
Prose = Annotated[str, FreeText()]

MethodKind = Literal["card", "gift card", "wallet"]
Status = Literal["pending", "processing", "shipped", "delivered", "cancelled"]
Aftercare = Literal["none", "return requested", "exchange requested"]
Availability = Literal["in stock", "out of stock"]
Returns = Literal["30 days", "final sale"]
Category = Literal[
    "lighting",
    "kitchen",
    "footwear",
    "clothing",
    "outdoors",
    "bedding",
    "office",
    "electronics",
    "travel",
    "fitness",
    "garden",
    "bath",
]
Reason = Literal["no longer needed", "a duplicate order", "cheaper elsewhere", "arriving too late"]
Topic = Literal[
    "damaged delivery",
    "missing parcel",
    "billing question",
    "warranty claim",
    "bulk order",
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


class User(Row):
    """A customer; `zip` is that of the address and moves with it."""

    user_id: UserId
    first_name: FirstName
    last_name: LastName
    email: Email
    zip: Zip
    address: Address


class PaymentMethod(Row):
    """A card, gift card or wallet on somebody's account; only gift cards have a balance."""

    payment_method_id: MethodId
    user_id: UserId
    kind: MethodKind
    brand: str | None
    last_four: str | None
    balance: float | None


class Product(Row):
    """Something the shop sells, whatever its color or size."""

    product_id: ProductId
    name: ProductName
    category: Category
    returns: Returns


class Variant(Row):
    """One version of a product: what is put into a parcel."""

    variant_id: VariantId
    product_id: ProductId
    name: ProductName
    options: dict[str, str]
    price: float
    stock: int


class Item(Row):
    """One line of an order, with the price that was paid."""

    variant_id: VariantId
    product_id: ProductId
    name: ProductName
    options: dict[str, str]
    price: float


class Payment(Row):
    """Money that has moved for an order."""

    payment_method_id: MethodId
    kind: Literal["charge", "refund"]
    amount: float


class Order(Row):
    """What a customer bought in one go; `payment_method_id` is the one it was placed with."""

    order_id: OrderId
    user_id: UserId
    status: Status
    aftercare: Aftercare
    placed_on: str
    delivered_on: str | None
    return_by: str | None
    items: list[Item]
    total: float
    address: Address
    payment_method_id: MethodId
    payments: list[Payment]


class Shipment(Row):
    """The parcel of an order that has left the warehouse."""

    shipment_id: ShipmentId
    order_id: OrderId
    status: Literal["in transit", "delivered"]
    carrier: str
    tracking_number: str
    shipped_on: str
    expected_on: str
    last_scan: str


class ReturnSlip(Row):
    """Items on their way back; an exchange also says what is sent instead."""

    slip_id: SlipId
    order_id: OrderId
    kind: Literal["return", "exchange"]
    variant_ids: list[VariantId]
    new_variant_ids: list[VariantId]
    payment_method_id: MethodId
    refund: float
    charge: float
    requested_on: str


class Wish(Row):
    """A version of a product on somebody's wish list."""

    wish_id: WishId
    user_id: UserId
    variant_id: VariantId
    name: ProductName
    options: dict[str, str]


class Handover(Row):
    """A matter that a human colleague takes over."""

    handover_id: HandoverId
    user_id: UserId
    topic: Annotated[Topic, FreeText()]
    status: Literal["open", "closed"]
    opened_on: str
    summary: Prose


class RetailDatabase(Database):
    """Customers and their accounts, the catalog, and what was bought."""

    users: Table[User]
    payment_methods: Table[PaymentMethod]
    products: Table[Product]
    variants: Table[Variant]
    orders: Table[Order]
    shipments: Table[Shipment]
    return_slips: Table[ReturnSlip]
    wishes: Table[Wish]
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
