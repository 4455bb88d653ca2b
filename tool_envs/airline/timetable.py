"""The generator of flights: two hubs, eleven routes both ways, a morning and an afternoon wave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from tool_envs.airline.clock import departure, spoken_time, trip_name
from tool_envs.airline.database import Flight, FlightStatus

ROUTES: tuple[tuple[str, str, int], ...] = (
    ("Denver", "Boston", 235),
    ("Denver", "Seattle", 165),
    ("Denver", "Austin", 125),
    ("Denver", "Phoenix", 105),
    ("Denver", "Nashville", 150),
    ("Denver", "Chicago", 145),
    ("Boston", "Chicago", 160),
    ("Boston", "Miami", 200),
    ("Boston", "Nashville", 170),
    ("Boston", "Halifax", 100),
    ("Boston", "Montreal", 75),
)
"""(city, city, minutes in the air)."""
CITIES = tuple(sorted({city for one, other, _ in ROUTES for city in (one, other)}))
PAST_DAYS, COMING_DAYS = 24, 30

_WAVES = ((360, 600), (795, 1135))
_WINDOW, _MIDDLE, _AISLE = "AF", "BE", "CD"


def make_flights(random: Random, now: datetime) -> list[Flight]:
    """Return every flight from some weeks ago to some weeks ahead.

    No two flights to one city leave at the same time of day, so that the time tells them apart.
    """
    flights: list[Flight] = []
    taken: dict[str, set[int]] = {}
    number = 101
    for one, other, minutes in ROUTES:
        base = 60 + minutes * 0.7
        for origin, destination in ((one, other), (other, one)):
            for low, high in _WAVES:
                leaves = _free_time(random, taken.setdefault(destination, set()), low, high)
                number += 1 + int(random.random() * 5)
                for offset in range(-PAST_DAYS, COMING_DAYS + 1):
                    day = now.date() + timedelta(days=offset)
                    if random.random() < 0.9:
                        flight = _flight(random, now, number, (origin, destination), day, leaves)
                        flight["arrives"] = spoken_time(leaves + minutes)
                        _fill(random, flight, base)
                        flights.append(flight)
    return flights


def _free_time(random: Random, taken: set[int], low: int, high: int) -> int:
    while True:
        minutes = random.randrange(low, high, 5)
        if minutes not in taken:
            taken.add(minutes)
            return minutes


def _flight(
    random: Random, now: datetime, number: int, route: tuple[str, str], day: date, leaves: int
) -> Flight:
    origin, destination = route
    flight: Flight = {
        "flight_id": f"flight_{number}_{day:%m%d}",
        "flight_number": f"LW {number}",
        "trip": trip_name(origin, destination, day),
        "origin": origin,
        "destination": destination,
        "date": day.isoformat(),
        "departs": spoken_time(leaves),
        "arrives": "",
        "gate": f"{random.choice('ABCD')}{random.randint(1, 38)}",
        "status": "on time",
        "delay_minutes": 0,
        "prices": {"economy": 0.0, "premium": 0.0, "business": 0.0},
        "seats": {"economy": 0, "premium": 0, "business": 0},
        "open_seats": {"economy": [], "premium": [], "business": []},
    }
    flight["status"], flight["delay_minutes"] = _fate(random, now, departure(flight))
    return flight


def _fate(random: Random, now: datetime, leaves: datetime) -> tuple[FlightStatus, int]:
    """Return status and delay; what lies far ahead is on time unless it was taken off."""
    past = leaves < now - timedelta(hours=7)
    draw = random.random()
    if draw < (0.07 if past else 0.04):
        return "cancelled", 0
    if draw < (0.46 if past else 0.3) and leaves < now + timedelta(days=4):
        delay = random.choice((25, 40, 55, 95, 130, 145, 170, 190, 215, 250, 290, 340))
        return ("landed" if past else "delayed"), delay
    return ("landed" if leaves < now - timedelta(hours=4) else "on time"), 0


def _fill(random: Random, flight: Flight, base: float) -> None:
    """Give a flight its prices around `base` dollars and the seats that are left."""
    economy = float(round(base * (0.75 + random.random() * 0.7)))
    cents = random.choice((0.0, 0.0, 0.5))
    flight["prices"] = {
        "economy": economy + cents,
        "premium": round(economy * 1.6) + cents,
        "business": round(economy * 2.9) + cents,
    }
    flight["open_seats"] = {
        "economy": list(_open(random, 10, 28, "ABCDEF", 7)),
        "premium": list(_open(random, 5, 8, "ABCDEF", 4)),
        "business": list(_open(random, 1, 4, "ACDF", 3)),
    }
    flight["seats"] = {
        "economy": 0 if random.random() < 0.1 else random.randint(7, 64),
        "premium": 0 if random.random() < 0.15 else random.randint(4, 18),
        "business": 0 if random.random() < 0.2 else random.randint(3, 10),
    }


def _open(random: Random, low: int, high: int, letters: str, most: int) -> Iterator[str]:
    """Yield some seats that can still be picked, front to back."""
    places = [(row, letter) for row in range(low, high + 1) for letter in letters]
    some = random.sample(places, 1 + int(random.random() * most))
    yield from (f"{row}{letter}" for row, letter in sorted(some))


def side(seat: str) -> str:
    """Return whether a seat is by the window, in the middle or on the aisle."""
    letter = seat[-1]
    return "window" if letter in _WINDOW else "middle" if letter in _MIDDLE else "aisle"
