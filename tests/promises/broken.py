"""Kiosks which each break one promise; `BROKEN` says which, where and in what words."""

import datetime
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Annotated, Any, NamedTuple

from apigen_mt.environment import (
    Decline,
    Environment,
    Is,
    Phrasing,
    Question,
    Ref,
    Row,
    Step,
    Table,
    Tool,
    ToolError,
    ToolPhrasing,
    Trace,
    rule,
    tool,
)
from tests.environment.kiosk import (
    PHRASING,
    SENTENCE,
    BikeId,
    Guest,
    GuestId,
    Kiosk,
    KioskDatabase,
    RentalId,
    find_guest,
    kiosk_rows,
    only_checked_guests,
)


class Case(NamedTuple):
    environment: type[Environment]
    promise: str
    where: str
    says: str


BROKEN: list[Case] = []


def breaks(promise: str, where: str, says: str) -> Any:
    def note(environment: type[Environment]) -> type[Environment]:
        BROKEN.append(Case(environment, promise, where, says))
        return environment

    return note


def with_tool(one: Tool) -> tuple[Tool, ...]:
    """Return the kiosk's tools with `one` in place of its namesake, or added."""
    return (*(known for known in Kiosk.tools if known.name != one.name), one)


# What is declared


@breaks("schemas are valid", "tool odd", "not valid under any of the given schemas")
class InvalidSchema(Kiosk):
    tools = (
        *Kiosk.tools,
        replace(
            find_guest,
            name="odd",
            parameters={
                "type": "object",
                "properties": {"phone": {"type": "text", "description": "The phone."}},
            },
        ),
    )


@breaks("schemas are valid", "kiosk", "Two tools are called 'find_guest'. Rename one.")
class TwoOfAName(Kiosk):
    tools = (*Kiosk.tools, find_guest)


@breaks("schemas are valid", "kiosk", "which is no tool")
class BareFunction(Kiosk):
    tools = (*Kiosk.tools, kiosk_rows)  # type: ignore[assignment]


@breaks("schemas are valid", "kiosk", "it has no tools")
class NoTools(Kiosk):
    tools = ()
    rules = ()
    phrasing = Phrasing()


@tool("read")
def opening_hours(db: KioskDatabase) -> str:
    return "9 to 5"


@breaks("tools are described", "tool opening_hours", "Open its docstring")
class NoDescription(Kiosk):
    tools = with_tool(opening_hours)


@tool("read")
def count_bikes(db: KioskDatabase, free: bool) -> int:
    """Count the bikes of the kiosk."""
    return len(db.bikes.where(free=free))


@breaks("tools are described", "tool count_bikes, parameter free", "under Args:")
class NoParameterDescription(Kiosk):
    tools = with_tool(count_bikes)


@tool("read")
def get_shop(db: KioskDatabase, name: Annotated[str, Ref("bike")] = "x") -> str:
    """Look up a shop.

    Args:
        name: The name of the shop.
    """
    return name


@breaks("references resolve", "tool get_shop", "Ref('bike') names no table. Did you mean 'bikes'?")
class UnknownTable(Kiosk):
    tools = with_tool(get_shop)


class Visit(Row):
    visit_id: Annotated[str, Ref("visits")]
    shop_id: Annotated[str, Ref("shops")]


class VisitDatabase(KioskDatabase):
    visits: Table[Visit]


@breaks("references resolve", "table visits", "Ref('shops') names no table")
class UnknownTableInRow(Kiosk):
    database = VisitDatabase


@tool("read")
def get_bike(db: KioskDatabase, bike_id: str = "bike_1") -> bool:
    """Say whether a bike is free.

    Args:
        bike_id: The id of the bike.
    """
    return db.bikes[bike_id]["free"]


@breaks("references resolve", "tool get_bike, parameter bike_id", 'Ref("<table>")')
class UnmarkedKey(Kiosk):
    tools = with_tool(get_bike)


def _spoilt(table: str, place: int, **fields: Any) -> dict[str, list[Any]]:
    rows = kiosk_rows()
    rows[table][place].update(fields)
    return rows


@breaks("seed data is valid", "table bikes, row bike_2", "field 'price'")
class WrongType(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return _spoilt("bikes", 1, price="cheap")


@breaks("seed data is valid", "table bikes, row bike_2", "field 'lock.code'")
class WrongTypeInside(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return _spoilt("bikes", 1, lock={"code": "7"})


@breaks("seed data is valid", "table guests, row guest_1", "field 'email'")
class ExtraField(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return _spoilt("guests", 0, email="a@b.example")


@breaks("seed data is valid", "table guests, row guest_1", "another row has the same guest_id")
class SameKey(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return _spoilt("guests", 1, guest_id="guest_1") | {"rentals": []}


@breaks(
    "seed data is valid", "table rentals, row rental_1, field bike_ids", "'bike_9' names no row"
)
class Dangling(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return _spoilt("rentals", 0, bike_ids=["bike_9"])


@breaks("seed data is valid", "table bike", "Did you mean 'bikes'?")
class UndeclaredTable(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return {**kiosk_rows(), "bike": []}


@breaks("the policy can be read", "kiosk", "policy file")
class NoPolicyFile(Kiosk):
    policy = "nowhere.md"
    rules = ()


@breaks("the policy can be read", "kiosk", "Write down what agents may and may not do")
class EmptyPolicy(Kiosk):
    policy = " "
    rules = ()


@breaks("the policy can be read", "Nameless", 'Set name = "..."')
class Nameless(Kiosk):
    name = ""


@breaks("people are known", "kiosk", "names no table. Did you mean 'guests'?")
class NoPeople(Kiosk):
    people = "guest"


@breaks("people are known", "table bikes", "no field is marked")
class UnknownPeople(Kiosk):
    people = "bikes"


@breaks("phrasing fits", "label of bikes, row bike_1", "KeyError")
class BrokenLabel(Kiosk):
    phrasing = Phrasing(labels={"bikes": lambda row: row["colour"]})


@breaks("phrasing fits", "label of bikes, row bike_1", "Return words, best first")
class EmptyLabel(Kiosk):
    phrasing = Phrasing(labels={"bikes": lambda row: ""})


@breaks("phrasing fits", "label of bike", "Did you mean 'bikes'?")
class LabelOfNothing(Kiosk):
    phrasing = Phrasing(labels={"bike": lambda row: "bike"})


@breaks("phrasing fits", "phrasing of rent_bike", "Did you mean 'rent_bikes'?")
class PhrasingOfNothing(Kiosk):
    phrasing = Phrasing(tools={"rent_bike": ToolPhrasing(want=["rent"])})


@breaks(
    "phrasing fits", "phrasing of rent_bikes, want", "{bike_id}: rent_bikes has no such parameter"
)
class UnknownPlaceholder(Kiosk):
    phrasing = Phrasing(tools={"rent_bikes": ToolPhrasing(want=["rent {bike_id}"])})


@breaks("phrasing fits", "phrasing of rent_bikes, offer", "a row of 'bikes' has no field 'colour'")
class UnknownField(Kiosk):
    phrasing = Phrasing(tools={"rent_bikes": ToolPhrasing(offer=["rent {bike_ids.colour}"])})


@breaks("phrasing fits", "phrasing of rent_bikes, done", "the answer has no field 'rental'")
class UnknownAnswer(Kiosk):
    phrasing = Phrasing(tools={"rent_bikes": ToolPhrasing(done=["It is {result.rental:date}."])})


@breaks("phrasing fits", "phrasing of list_bikes, question", "the answer has no field 'cost'")
class UnknownQuestion(Kiosk):
    phrasing = Phrasing(
        tools={"list_bikes": ToolPhrasing(questions=[Question("how much", "0.cost", "{value}.")])}
    )


@breaks("phrasing fits", "phrasing, asks telephone", "no tool has it")
class AsksNothing(Kiosk):
    phrasing = Phrasing(asks={"telephone": "your number"})


@breaks("phrasing fits", "phrasing, decline 0", "no tool is called 'rent_bike'")
class HandsOverToNothing(Kiosk):
    phrasing = replace(
        PHRASING, declines=[Decline(["buy"], ["They are not for sale."], "sale", "rent_bike")]
    )


# What tools do


@tool("read")
def peek_bike(db: KioskDatabase, bike_id: BikeId) -> bool:
    """Look at a bike for a moment.

    Args:
        bike_id: The bike to look at.
    """
    dict.__setitem__(db.bikes[bike_id], "free", False)  # type: ignore[arg-type]
    return True


@breaks("reads leave no trace", "tool peek_bike", "behind the database's back")
class ReadTampers(Kiosk):
    tools = with_tool(peek_bike)


@tool("read")
def hold_bike(db: KioskDatabase, bike_id: BikeId) -> bool:
    """Hold a bike for a guest.

    Args:
        bike_id: The bike to hold.
    """
    db.bikes.delete(bike_id)
    return True


@breaks("reads leave no trace", "tool hold_bike", 'Declare the tool with effect "write"')
class ReadWrites(Kiosk):
    tools = with_tool(hold_bike)


@tool("read")
def lend_bike(db: KioskDatabase, bike_id: BikeId) -> bool:
    """Lend a bike to a guest.

    Args:
        bike_id: The bike to lend.
    """
    db.begin()
    db.bikes[bike_id]["free"] = not db.bikes[bike_id]["free"]
    db.commit()
    return True


@breaks("reads leave no trace", "tool lend_bike", 'Declare it @tool("write")')
class ReadCommits(Kiosk):
    tools = with_tool(lend_bike)


@tool("read")
def weigh_bike(db: KioskDatabase, bike_id: BikeId) -> int:
    """Weigh one of the bikes.

    Args:
        bike_id: The bike to weigh.
    """
    return db.bikes[bike_id]["weight"]  # type: ignore[typeddict-item,no-any-return]


@breaks("tools do not fail", "tool weigh_bike", "KeyError: 'weight'")
class ToolFails(Kiosk):
    tools = with_tool(weigh_bike)


@tool("write")
def paint_bike(db: KioskDatabase, bike_id: BikeId) -> bool:
    """Paint one of the bikes.

    Args:
        bike_id: The bike to paint.
    """
    db.bikes[bike_id]["tags"] = "blue"  # type: ignore[typeddict-item]
    return True


@breaks("tools do not fail", "tool paint_bike", "field 'tags'")
class WriteLeavesInvalidRow(Kiosk):
    tools = with_tool(paint_bike)


def _no_proposals(db: Any, guest: Any, random: Any) -> Iterator[dict[str, Any]]:
    raise LookupError("nothing to propose")
    yield {}


@breaks("tools do not fail", "tool find_guest", "its propose failed with LookupError")
class ProposeFails(Kiosk):
    tools = with_tool(replace(find_guest, propose=_no_proposals))


@tool("read")
def find_by_badge(db: KioskDatabase, badge: Annotated[str, Is("badge")]) -> Guest:
    """Find a guest by the badge.

    Args:
        badge: The number on the badge.
    """
    return db.guests[badge]


@breaks("tools can be reached", "tool find_by_badge", "is:badge")
class Unreachable(Kiosk):
    tools = with_tool(find_by_badge)


@tool("read")
def call_home(db: KioskDatabase, guest_id: GuestId) -> str:
    """Call a guest at home.

    Args:
        guest_id: The guest to call.
    """
    raise ToolError("Nobody answers.", code="no_answer")


@breaks("tools can be reached", "tool call_home", "Nobody answers.")
class AlwaysRefuses(Kiosk):
    tools = with_tool(call_home)


@tool("write")
def sell_bike(db: KioskDatabase, bike_id: BikeId) -> bool:
    """Sell a bike that is free.

    Args:
        bike_id: The bike to sell.
    """
    db.bikes[bike_id]["price"] += 1.0
    db.commit()
    db.begin()
    return True


@breaks("writes are all or nothing", "tool sell_bike", "refused at its end, it still left changes")
class CommitsItself(Kiosk):
    tools = with_tool(sell_bike)


@tool("write")
def swap_bikes(db: KioskDatabase, rental_id: RentalId, bike_id: BikeId) -> str:
    """Give the guest another bike.

    Args:
        rental_id: The rental to change.
        bike_id: The new bike.
    """
    db.rentals[rental_id]["bike_ids"] = [bike_id]
    try:
        db.bikes[bike_id]["free"] = False
    except ToolError as error:
        return str(error)
    return "done"


@breaks("writes are all or nothing", "tool swap_bikes", "catches a refusal after it has written")
class Swallows(Kiosk):
    tools = with_tool(swap_bikes)


@tool("write")
def ring_bell(db: KioskDatabase, bike_id: BikeId) -> bool:
    """Ring the bell of a bike.

    Args:
        bike_id: The bike whose bell rings.
    """
    return db.bikes[bike_id]["free"]


@breaks("writes take effect", "tool ring_bell", 'Declare it @tool("read")')
class ChangesNothing(Kiosk):
    tools = with_tool(ring_bell)


_CALLS = count()


@tool("read")
def next_ticket(db: KioskDatabase) -> int:
    """Draw the next ticket."""
    return next(_CALLS)


@tool("read")
def toss_coin(db: KioskDatabase) -> float:
    """Toss a coin for the guest."""
    return random.random()


@tool("read")
def year(db: KioskDatabase) -> int:
    """Say which year it is."""
    return date.today().year


@tool("write")
def stamp(db: KioskDatabase, rental_id: RentalId) -> bool:
    """Stamp a rental with the time.

    Args:
        rental_id: The rental to stamp.
    """
    db.rentals[rental_id]["note"] = "stamped"
    db.guests.insert(
        {"guest_id": uuid.uuid4().hex, "name": str(datetime.datetime.now()), "phone": "1"}
    )
    return True


@breaks("calls repeat exactly", "tool next_ticket", "keep nothing outside the tables")
class CountsCalls(Kiosk):
    tools = with_tool(next_ticket)


@breaks("calls repeat exactly", "tool toss_coin", "db.random")
class UsesChance(Kiosk):
    tools = with_tool(toss_coin)


@breaks("calls repeat exactly", "tool year", "db.now")
class UsesClock(Kiosk):
    tools = with_tool(year)


@breaks("calls repeat exactly", "tool stamp", "db.new_id")
class UsesOwnIds(Kiosk):
    tools = with_tool(stamp)


@breaks("calls repeat exactly", "kiosk", "the seed rows differ from one load to the next")
class UnsteadyRows(Kiosk):
    def rows(self) -> dict[str, list[Any]]:
        return _spoilt("bikes", 0, price=random.random())


# What rules say


@breaks("rules are tested", "rule only_checked_guests", "the policy does not say")
class NotInPolicy(Kiosk):
    policy = "Rent bikes to whoever comes along, and be friendly."


def _with_rule(**changes: Any) -> tuple[Any, ...]:
    return (replace(only_checked_guests, **changes),)


@breaks("rules are tested", "rule only_checked_guests, passes", "the rule objects to rent_bikes")
class PassesBreaks(Kiosk):
    rules = _with_rule(passes=only_checked_guests.fails)


@breaks("rules are tested", "rule only_checked_guests, fails", "the rule finds no fault with it")
class FailsKeeps(Kiosk):
    rules = _with_rule(fails=only_checked_guests.passes)


@breaks("rules are tested", "rule only_checked_guests, passes", "There is no tool 'find_gast'")
class CaseWithoutTool(Kiosk):
    rules = _with_rule(passes=lambda db: [("find_gast", {})])


@breaks("rules are tested", "rule only_checked_guests, passes", "it makes no calls")
class EmptyCase(Kiosk):
    rules = _with_rule(passes=lambda db: [])


@breaks("rules are tested", "rule only_checked_guests, fails", "it failed with StopIteration")
class CaseFails(Kiosk):
    rules = _with_rule(fails=lambda db: [next(iter(()))])


@rule(
    SENTENCE,
    explains="no",
    passes=lambda db: [("list_bikes", {})],
    fails=lambda db: [("rent_bikes", {"guest_id": "guest_1", "bike_ids": ["bike_1"]})],
)
def yields_copies(trace: Trace) -> Iterator[Step]:
    yield from (replace(step) for step in trace if step.writes)


@breaks("rules are tested", "rule yields_copies, fails", "not in the trace")
class YieldsOtherSteps(Kiosk):
    rules = (yields_copies,)
