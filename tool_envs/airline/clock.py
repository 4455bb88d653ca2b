"""Days and hours: how they are written in rows, and what they mean against the present."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from tool_envs.airline.database import Flight

MONTHS = (
    "January February March April May June July August September October November December"
).split()

_TIME = re.compile(r"(\d{1,2}):(\d{2}) (am|pm)")
_TRIP = re.compile(
    r"(?:from )?(.+?)(?: to | ?[-–→] ?)(.+?),? (?:on )?"  # noqa: RUF001
    r"(?:(\d{4}-\d{2}-\d{2})|([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?:,? \d{4})?)",
    re.IGNORECASE,
)


def spoken_time(minutes: int) -> str:
    """Return minutes after midnight as people say them: `7:40 am`."""
    hour, minute = divmod(minutes % 1440, 60)
    return f"{(hour + 11) % 12 + 1}:{minute:02d} {'am' if hour < 12 else 'pm'}"


def minutes_of(time: str) -> int:
    """Return the minutes after midnight of a time such as `7:40 am`."""
    match = _TIME.fullmatch(time)
    if match is None:
        raise ValueError(f"{time!r} is no time such as '7:40 am'")
    hour, minute, half = match.groups()
    return int(hour) % 12 * 60 + int(minute) + (720 if half == "pm" else 0)


def spoken_day(day: str | date) -> str:
    """Return a day as people say it: `June 3`."""
    found = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{MONTHS[found.month - 1]} {found.day}"


def trip_name(origin: str, destination: str, day: str | date) -> str:
    """Return what a search is for: `Boston to Denver on June 3`."""
    return f"{origin} to {destination} on {spoken_day(day)}"


def trip_parts(trip: str, today: date) -> tuple[str, str, date] | None:
    """Return (from, to, day) of a trip as somebody writes it, or None; the year is the nearest."""
    match = _TRIP.fullmatch(" ".join(trip.split()))
    if match is None:
        return None
    origin, destination, iso, month, number = match.groups()
    try:
        if iso:
            return origin.title(), destination.title(), date.fromisoformat(iso)
        place = [name.casefold()[:3] for name in MONTHS].index(month.casefold()[:3])
        days = [date(today.year + step, place + 1, int(number)) for step in (-1, 0, 1)]
    except ValueError:
        return None
    day = min(days, key=lambda one: abs(one - today))
    return origin.title(), destination.title(), day


def departure(flight: Flight) -> datetime:
    """Return when a flight leaves by its timetable."""
    return _moment(flight["date"], flight["departs"])


def arrival(flight: Flight) -> datetime:
    """Return when a flight arrives by its timetable; no flight lasts a day."""
    leaves = departure(flight)
    length = (minutes_of(flight["arrives"]) - minutes_of(flight["departs"])) % 1440
    return leaves + timedelta(minutes=length)


@lru_cache(maxsize=8192)
def _moment(day: str, time: str) -> datetime:
    return datetime.fromisoformat(day) + timedelta(minutes=minutes_of(time))
