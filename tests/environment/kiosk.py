"""The smallest environment that keeps every promise: a kiosk which lends bikes."""

from collections.abc import Iterator
from random import Random
from typing import Annotated, Any, Literal, NotRequired

from apigen_mt.environment import (
    Database,
    Decline,
    Environment,
    FreeText,
    Is,
    Phrasing,
    Question,
    Ref,
    Row,
    Step,
    Table,
    ToolError,
    ToolPhrasing,
    Trace,
    rule,
    tool,
)

GuestId = Annotated[str, Ref("guests")]
BikeId = Annotated[str, Ref("bikes")]
RentalId = Annotated[str, Ref("rentals")]
Phone = Annotated[str, Is("phone")]
Note = Annotated[str, FreeText()]


class Guest(Row):
    guest_id: GuestId
    name: str
    phone: Phone


class Lock(Row):
    code: int
    spare: NotRequired[str]


class Bike(Row):
    bike_id: BikeId
    kind: Literal["city", "cargo"]
    free: bool
    price: float
    tags: list[str]
    lock: Lock


class Rental(Row):
    rental_id: RentalId
    guest_id: GuestId
    bike_ids: list[BikeId]
    note: NotRequired[Note]


class KioskDatabase(Database):
    guests: Table[Guest]
    bikes: Table[Bike]
    rentals: Table[Rental]


@tool("read")
def find_guest(db: KioskDatabase, phone: Phone) -> Guest:
    """Find a guest by phone number.

    Args:
        phone: The phone number, digits only.
    """
    found = db.guests.where(phone=phone)
    if not found:
        raise ToolError("Nobody has that number.", code="unknown_phone")
    return found[0]


@tool("read")
def list_bikes(db: KioskDatabase, kind: Literal["city", "cargo"] = "city") -> list[Bike]:
    """List the bikes of one kind.

    Args:
        kind: The kind of bike.
    """
    return db.bikes.where(kind=kind)


@tool("read")
def list_rentals(db: KioskDatabase, guest_id: GuestId) -> list[Rental]:
    """List what a guest has rented.

    Args:
        guest_id: The guest's id.
    """
    return db.rentals.where(guest_id=db.guests[guest_id]["guest_id"])


def _proposals(db: Any, guest: Any, random: Random) -> Iterator[dict[str, Any]]:
    for bike in db.bikes:
        yield {"guest_id": guest["guest_id"], "bike_ids": [bike["bike_id"]]}


@tool("write", propose=_proposals)
def rent_bikes(
    db: KioskDatabase, guest_id: GuestId, bike_ids: list[BikeId], note: Note = ""
) -> Rental:
    """Rent free bikes to a guest.

    Args:
        guest_id: The guest who rents.
        bike_ids: The bikes to rent.
        note: A remark for the kiosk.
    """
    for bike_id in bike_ids:
        bike = db.bikes[bike_id]
        if not bike["free"]:
            raise ToolError("That bike is out.", code="not_free")
        bike["free"] = False
    return db.rentals.insert(
        {
            "rental_id": db.new_id("rental"),
            "guest_id": db.guests[guest_id]["guest_id"],
            "bike_ids": bike_ids,
            "note": note,
        }
    )


@tool("write")
def end_rental(db: KioskDatabase, rental_id: RentalId) -> Rental:
    """Take rented bikes back.

    Args:
        rental_id: The rental to end.
    """
    rental = db.rentals[rental_id]
    for bike_id in rental["bike_ids"]:
        db.bikes[bike_id]["free"] = True
    db.rentals.delete(rental_id)
    return rental


SENTENCE = "Rent bikes only to the guest whose phone number was checked."


@rule(
    SENTENCE,
    explains="I have to check your phone number first",
    passes=lambda db: [
        ("find_guest", {"phone": "5550001"}),
        ("rent_bikes", {"guest_id": "guest_1", "bike_ids": ["bike_1"]}),
    ],
    fails=lambda db: [("rent_bikes", {"guest_id": "guest_1", "bike_ids": ["bike_1"]})],
)
def only_checked_guests(trace: Trace) -> Iterator[Step]:
    known = set()
    for step in trace:
        if step.tool == "find_guest" and step.error is None:
            known.add(step.result["guest_id"])
        elif step.tool == "rent_bikes" and step.changed and step.arguments["guest_id"] not in known:
            yield step


PHRASING = Phrasing(
    labels={"guests": lambda row: row["name"], "bikes": lambda row: [f"{row['kind']} bike"]},
    tools={
        "rent_bikes": ToolPhrasing(
            want=["(rent|hire) {bike_ids}", "take {bike_ids.kind} out"],
            offer=["rent {bike_ids} to you"],
            done=["The {bike_ids} is yours; the number is {result.rental_id}."],
        ),
        "list_bikes": ToolPhrasing(
            questions=[Question("how much is the {bike_id}", "0.price", "It costs {value:money}.")]
        ),
    },
    asks={"phone": "your phone number"},
    declines=[Decline(ask=["buy a bike"], because=["The bikes are not for sale."], says="sale")],
)


def kiosk_rows() -> dict[str, list[Any]]:
    bikes = [
        {
            "bike_id": f"bike_{number}",
            "kind": "cargo" if number > 3 else "city",
            "free": number != 2,
            "price": 4.5 * number,
            "tags": ["red", "new"][: number % 3],
            "lock": {"code": 100 + number},
        }
        for number in range(1, 6)
    ]
    guests = [
        {"guest_id": "guest_1", "name": "Ida", "phone": "5550001"},
        {"guest_id": "guest_2", "name": "Ole", "phone": "5550002"},
    ]
    rentals = [
        {"rental_id": "rental_1", "guest_id": "guest_2", "bike_ids": ["bike_2"], "note": "hi"}
    ]
    return {"guests": guests, "bikes": bikes, "rentals": rentals}


class Kiosk(Environment):
    """Lends bikes."""

    name = "kiosk"
    database = KioskDatabase
    policy = f"- {SENTENCE}\n- Bikes are not for sale."
    people = "guests"
    tools = (find_guest, list_bikes, list_rentals, rent_bikes, end_rental)
    rules = (only_checked_guests,)
    phrasing = PHRASING

    def rows(self) -> dict[str, list[Any]]:
        return kiosk_rows()
