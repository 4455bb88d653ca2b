"""Which flights a trip is made of: one, two with a change at a hub, or there and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from tool_envs.airline.clock import arrival, departure, spoken_day, trip_name
from tool_envs.airline.database import Flight
from tool_envs.airline.timetable import CITIES, COMING_DAYS, PAST_DAYS

LAYOVER = timedelta(minutes=45), timedelta(hours=6)


class Itineraries:
    """Draws trips of customers from the flights there are."""

    def __init__(self, flights: Sequence[Flight], random: Random, now: datetime) -> None:
        self.random = random
        self.now = now
        self.by_trip: dict[str, list[Flight]] = {}
        self.neighbours: dict[str, set[str]] = {city: set() for city in CITIES}
        for flight in flights:
            self.by_trip.setdefault(flight["trip"], []).append(flight)
            self.neighbours[flight["origin"]].add(flight["destination"])

    def draw(self, home: str, taken: set[str]) -> list[Flight] | None:
        """Return the flights of a trip from `home` or a hub, or None where none was found.

        Args:
            home: where the customer lives.
            taken: titles of trips that the customer has; they tell them apart.
        """
        for _ in range(8):
            origin = home if self.random.random() < 0.8 else self.random.choice(CITIES)
            flights = self._trip(origin, self._day())
            if flights is None:
                continue
            if trip_title(flights) not in taken:
                return flights
        return None

    def _day(self) -> date:
        random = self.random
        draw = random.random()
        if draw < 0.32:
            offset = -random.randint(1, PAST_DAYS - 2 if draw < 0.07 else 13)
        elif draw < 0.5:
            offset = random.randint(1, 4)
        else:
            offset = random.randint(2, COMING_DAYS - 1)
        return self.now.date() + timedelta(days=offset)

    def _trip(self, origin: str, day: date) -> list[Flight] | None:
        random = self.random
        near = sorted(self.neighbours[origin])
        kind = random.random()
        if kind < 0.55:
            flight = self._one(origin, random.choice(near), day)
            return None if flight is None else [flight]
        if kind < 0.8:
            city = random.choice(near)
            there = self._one(origin, city, day)
            home = self._one(city, origin, day + timedelta(days=random.randint(2, 9)))
            return None if there is None or home is None else [there, home]
        far = [city for city in CITIES if city != origin and city not in near]
        pairs = connections(self.by_trip, origin, random.choice(far), day, sorted(near))
        return list(random.choice(pairs)) if pairs else None

    def _one(self, origin: str, destination: str, day: date) -> Flight | None:
        found = self.by_trip.get(trip_name(origin, destination, day), [])
        return self.random.choice(found) if found else None


def connections(
    by_trip: dict[str, list[Flight]],
    origin: str,
    destination: str,
    day: date,
    cities: Sequence[str],
) -> list[tuple[Flight, Flight]]:
    """Return pairs of flights of one day with a change in one of `cities`, the quickest first."""
    found = []
    for city in cities:
        for one in by_trip.get(trip_name(origin, city, day), []):
            for two in by_trip.get(trip_name(city, destination, day), []):
                if fits(one, two):
                    found.append((one, two))
    return sorted(found, key=lambda pair: arrival(pair[1]))


def fits(one: Flight, two: Flight) -> bool:
    """Whether there is time to change from one flight to the other, and not too much of it."""
    low, high = LAYOVER
    return low <= departure(two) - arrival(one) <= high


def trip_title(flights: Sequence[Flight]) -> str:
    """Return what people call a trip: `trip to Denver on June 3`; the way back is not its aim."""
    first, last = flights[0], flights[-1]
    there = first if last["destination"] == first["origin"] else last
    return f"trip to {there['destination']} on {spoken_day(first['date'])}"
