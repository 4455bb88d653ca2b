"""Read tools on flights: search a day, look at one flight, see its free seats."""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.airline.clock import spoken_day, trip_name, trip_parts
from tool_envs.airline.database import (
    AirlineDatabase,
    Flight,
    FlightId,
    FlightStatus,
    Prices,
    Seats,
    Trip,
    known,
)
from tool_envs.airline.itineraries import connections
from tool_envs.airline.timetable import CITIES, side

MOST_CONNECTIONS = 2


class FlightPage(Row):
    """A flight as it is sold: prices are those of a saver fare for one passenger."""

    flight_id: FlightId
    flight_number: str
    trip: Trip
    departs: str
    arrives: str
    gate: str
    status: FlightStatus
    delay_minutes: int
    prices: Prices
    seats: Seats


class Connection(Row):
    """Two flights of one day with a change on the way."""

    via: str
    departs: str
    arrives: str
    flight_ids: list[FlightId]
    economy_price: float


class SearchResult(Row):
    """The flights from one city to another on one day."""

    trip: Trip
    direct: list[FlightPage]
    connections: list[Connection]
    flights_found: int
    cheapest_economy: float | None


class SeatMap(Row):
    """The seats of one flight that can still be picked, by cabin."""

    flight_id: FlightId
    flight_number: str
    trip: Trip
    departs: str
    economy: list[str]
    premium: list[str]
    business: list[str]
    open_in_economy: int
    first_window_seat: str | None
    first_aisle_seat: str | None


@tool("read")
def search_flights(db: AirlineDatabase, trip: Trip) -> SearchResult:
    """Search the flights of one day from one city to another, direct ones and connections.

    Args:
        trip: From, to and the day, in this form: Boston to Denver on June 3.
    """
    parts = trip_parts(trip, db.now.date())
    if parts is None:
        raise ToolError(
            "A search needs two cities and a day, such as: Boston to Denver on June 3.",
            code="unclear_trip",
        )
    origin, destination, day = parts
    for city in (origin, destination):
        if city not in CITIES:
            raise ToolError("We do not fly to one of these cities.", code="unknown_city")
    if day < db.now.date():
        raise ToolError("That day has passed; only days to come can be searched.", code="past_day")
    name = trip_name(origin, destination, day)
    direct = db.flights.where(trip=name)
    pairs: Sequence[tuple[Flight, Flight]] = ()
    if not direct:
        legs = [trip_name(origin, city, day) for city in CITIES]
        legs += [trip_name(city, destination, day) for city in CITIES]
        by_trip = {leg: db.flights.where(trip=leg) for leg in legs}
        pairs = connections(by_trip, origin, destination, day, CITIES)[:MOST_CONNECTIONS]
    if not direct and not pairs:
        raise ToolError(
            f"There is no flight from {origin} to {destination} on {spoken_day(day)}.",
            code="no_flight",
        )
    found = [_connection(*pair) for pair in pairs]
    open_prices = [one["prices"]["economy"] for one in direct if _on_sale(one)]
    open_prices += [one["economy_price"] for one in found]
    return {
        "trip": name,
        "direct": [page(flight) for flight in direct],
        "connections": found,
        "flights_found": len(direct) or len(pairs),
        "cheapest_economy": min(open_prices, default=None),
    }


@tool("read")
def get_flight(db: AirlineDatabase, flight_id: FlightId) -> FlightPage:
    """Look up a flight: status, delay, gate, times, and price and free seats by cabin.

    Args:
        flight_id: The flight's id.
    """
    return page(known(db.flights, flight_id, "flight"))


@tool("read")
def get_seat_map(db: AirlineDatabase, flight_id: FlightId) -> SeatMap:
    """Look up which seats of a flight can still be picked, by cabin.

    Args:
        flight_id: The flight's id.
    """
    flight = known(db.flights, flight_id, "flight")
    seats = flight["open_seats"]
    return {
        "flight_id": flight_id,
        "flight_number": flight["flight_number"],
        "trip": flight["trip"],
        "departs": flight["departs"],
        "economy": seats["economy"],
        "premium": seats["premium"],
        "business": seats["business"],
        "open_in_economy": len(seats["economy"]),
        "first_window_seat": _first(seats["economy"], "window"),
        "first_aisle_seat": _first(seats["economy"], "aisle"),
    }


def page(flight: Flight) -> FlightPage:
    """Return a flight without the seats that can be picked."""
    return {
        "flight_id": flight["flight_id"],
        "flight_number": flight["flight_number"],
        "trip": flight["trip"],
        "departs": flight["departs"],
        "arrives": flight["arrives"],
        "gate": flight["gate"],
        "status": flight["status"],
        "delay_minutes": flight["delay_minutes"],
        "prices": flight["prices"],
        "seats": flight["seats"],
    }


def _connection(one: Flight, two: Flight) -> Connection:
    return {
        "via": one["destination"],
        "departs": one["departs"],
        "arrives": two["arrives"],
        "flight_ids": [one["flight_id"], two["flight_id"]],
        "economy_price": round(one["prices"]["economy"] + two["prices"]["economy"], 2),
    }


def _on_sale(flight: Flight) -> bool:
    return flight["status"] in ("on time", "delayed") and flight["seats"]["economy"] > 0


def _first(seats: Sequence[str], where: str) -> str | None:
    return next((seat for seat in seats if side(seat) == where), None)
