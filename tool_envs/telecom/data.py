"""The seeded generator of the company's customers, their lines and phones, and their bills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tool_envs.telecom.accounts import Accounts
from tool_envs.telecom.database import (
    Area,
    Customer,
    Handover,
    Handset,
    Line,
    LineName,
    Pack,
    Plan,
    Sim,
    Subject,
    Ticket,
    Topic,
)
from tool_envs.telecom.faults import break_something
from tool_envs.telecom.names import CITIES, DOMAINS, OUT, draw_address, draw_name, plain
from tool_envs.telecom.radio import APN

SEED = 48_207
CUSTOMERS = 400

PLANS: tuple[Plan, ...] = (
    {"plan_id": "plan_pebble", "name": "Pebble", "price": 12.0, "data_gb": 2, "network": "4G",
     "roaming": False},
    {"plan_id": "plan_brook", "name": "Brook", "price": 19.0, "data_gb": 8, "network": "4G",
     "roaming": True},
    {"plan_id": "plan_river", "name": "River", "price": 28.0, "data_gb": 20, "network": "4G",
     "roaming": True},
    {"plan_id": "plan_delta", "name": "Delta", "price": 36.0, "data_gb": 40, "network": "5G",
     "roaming": True},
    {"plan_id": "plan_lagoon", "name": "Lagoon", "price": 33.0, "data_gb": 60, "network": "5G",
     "roaming": False},
    {"plan_id": "plan_ocean", "name": "Ocean", "price": 52.0, "data_gb": 150, "network": "5G",
     "roaming": True},
)  # fmt: skip
PACKS: tuple[Pack, ...] = tuple(
    {"pack_id": f"pack_{size}", "name": f"{size} GB data pack", "data_gb": size, "price": price}
    for size, price in ((1, 4.0), (3, 8.0), (5, 12.0), (10, 19.0), (25, 35.0))
)
NAMES: tuple[LineName, ...] = ("personal", "work", "family", "travel")
MODELS = ("Fernwood 8", "Fernwood 9 Lite", "Halden One", "Halden Fold", "Pico 12", "Pico 14 Max")

_AREAS = ("509", "208", "402", "937", "478")
_SUBJECTS: tuple[Subject, ...] = ("dropped calls", "slow mobile data", "no service")
_TOPICS: tuple[Topic, ...] = ("contract question", "call back", "complaint")


class Generator:
    """One pass over the company: customers, then their lines and what hangs on them."""

    def __init__(self, scale: int, today: date) -> None:
        self.random = Random(SEED)
        self.today = today
        self.customers: list[Customer] = []
        self.lines: list[Line] = []
        self.sims: list[Sim] = []
        self.phones: list[Handset] = []
        self.tickets: list[Ticket] = []
        self.handovers: list[Handover] = []
        self.accounts = Accounts(self.random, today, {plan["plan_id"]: plan for plan in PLANS})
        self._emails: set[str] = set()
        self._keys = self._numbers(30_000, 11)
        for _ in range(CUSTOMERS * scale):
            self._customer()

    def rows(self) -> dict[str, list[Any]]:
        """Return every row by table name."""
        return {
            "customers": self.customers,
            "plans": list(PLANS),
            "packs": list(PACKS),
            "areas": list(self._areas()),
            "lines": self.lines,
            "sims": self.sims,
            **self.accounts.rows(),
            "tickets": self.tickets,
            "handovers": self.handovers,
            "phones": self.phones,
        }

    def _numbers(self, start: int, step: int) -> Iterator[int]:
        """Yield growing numbers with gaps, so that nobody guesses the next id."""
        while True:
            start += 1 + int(self.random.random() * step)
            yield start

    def _areas(self) -> Iterator[Area]:
        for place, (city, _, _) in enumerate(CITIES):
            out = OUT.get(city)
            yield {
                "area_id": f"area_{plain(city)}",
                "name": city,
                "status": "outage" if out else "normal",
                "cause": out,
                "back_by": (self.today + timedelta(days=1 + place % 3)).isoformat()
                if out
                else None,
            }

    def _customer(self) -> None:
        random, number = self.random, next(self._keys)
        first, last = draw_name(random)
        customer: Customer = {
            "customer_id": f"cust_{number}",
            "first_name": first,
            "last_name": last,
            "customer_number": f"LM-{(number * 37) % 90000 + 10000}",
            "phone": "",
            "pin": f"{random.randint(1, 9)}{random.randint(0, 999):03d}",
            "email": self._email(plain(first), plain(last), number),
            "address": draw_address(random),
        }
        self.customers.append(customer)
        lines = list(self._lines(customer, number))
        customer["phone"] = lines[0]["number"]
        out = customer["address"]["city"] in OUT
        faults: set[str] = set()
        if not out and random.random() < 0.66:
            place = random.randrange(len(lines))
            plan = next(one for one in PLANS if one["plan_id"] == lines[place]["plan_id"])
            phone = self.phones[len(self.phones) - len(lines) + place]
            faults = break_something(random, phone, lines[place], plan)
        if len(lines) > 1 and "unpaid" not in faults and random.random() < 0.4:
            self._rest(random.choice(lines[1:]))
            faults.add("paused")
        late = "unpaid" in faults or ("paused" not in faults and random.random() < 0.08)
        self.accounts.write(customer["customer_id"], number, lines, late)
        if random.random() < 0.45:
            self._ticket(random.choice(lines), number)
        if random.random() < 0.08:
            self._handover(customer, number)

    def _email(self, first: str, last: str, number: int) -> str:
        random = self.random
        name = random.choice((f"{first}.{last}", f"{first[0]}{last}", f"{last}.{first}"))
        email = f"{name}@{random.choice(DOMAINS)}"
        if email in self._emails:
            email = f"{name}{number % 97}@{DOMAINS[0]}"
        while email in self._emails:
            email = f"x{email}"
        self._emails.add(email)
        return email

    def _lines(self, customer: Customer, number: int) -> Iterator[Line]:
        random = self.random
        count = random.choices((1, 2, 3, 4), (20, 38, 28, 14))[0]
        names = [NAMES[0], *random.sample(NAMES[1:], count - 1)]
        for place, name in enumerate(names):
            plan = random.choice(PLANS)
            used = round(random.random() * plan["data_gb"] * 0.9, 1)
            free = random.random() < 0.55
            until = self.today + timedelta(
                days=random.randint(-300, -5) if free else 20 + place * 61
            )
            line: Line = {
                "line_id": f"line_{number}_{place + 1}",
                "customer_id": customer["customer_id"],
                "name": name,
                "number": _number(number * 4 + place),
                "plan_id": plan["plan_id"],
                "area_id": f"area_{plain(customer['address']['city'])}",
                "status": "active",
                "suspended_for": None,
                "roaming": "on" if plan["roaming"] and random.random() < 0.6 else "off",
                "data_used_gb": used,
                "data_left_gb": round(plan["data_gb"] - used, 1),
                "spending_limit": random.choice((15.0, 30.0, 40.0, 50.0, 80.0)),
                "contract_until": until.isoformat(),
            }
            self.lines.append(line)
            self._sim(line, number, place)
            self._phone(line, number, place, plan)
            yield line

    def _rest(self, line: Line) -> None:
        """Suspend a line at its owner's wish; the phone lies in a drawer."""
        if line["status"] == "active":
            line["status"] = "suspended"
            line["suspended_for"] = self.random.choice(("a lost phone", "a long absence"))
        if line["suspended_for"] == "a lost phone":
            next(one for one in reversed(self.sims) if one["line_id"] == line["line_id"])[
                "status"
            ] = "blocked"

    def _sim(self, line: Line, number: int, place: int) -> None:
        self.sims.append(
            {
                "sim_id": f"sim_{number}_{place + 1}",
                "customer_id": line["customer_id"],
                "line_id": line["line_id"],
                "line_name": line["name"],
                "kind": self.random.choice(("eSIM", "SIM card", "SIM card")),
                "last_four": f"{int(self.random.random() * 10_000):04d}",
                "status": "active",
            }
        )

    def _phone(self, line: Line, number: int, place: int, plan: Plan) -> None:
        random = self.random
        day = self.today - timedelta(days=random.randint(2, 90))
        self.phones.append(
            {
                "phone_id": f"phone_{number}_{place + 1}",
                "customer_id": line["customer_id"],
                "line_id": line["line_id"],
                "number": line["number"],
                "model": random.choice(MODELS),
                "abroad": False,
                "airplane_mode": "off",
                "mobile_data": "on",
                "roaming_switch": "on",
                "network_mode": plan["network"],
                "apn": APN,
                "sim_seated": True,
                "radio_stuck": False,
                "data_saver": "off",
                "wifi_calling": random.choice(("on", "off", "off")),
                "battery": random.randint(15, 100),
                "restarted_on": day.isoformat(),
            }
        )

    def _ticket(self, line: Line, number: int) -> None:
        random = self.random
        for place, subject in enumerate(random.sample(_SUBJECTS, random.choice((1, 2)))):
            self.tickets.append(
                {
                    "ticket_id": f"tick_{number}_{place + 1}",
                    "customer_id": line["customer_id"],
                    "line_id": line["line_id"],
                    "line_name": line["name"],
                    "subject": subject,
                    "status": random.choice(("open", "open", "closed")),
                    "opened_on": (self.today - timedelta(days=number % 20 + 2)).isoformat(),
                    "note": "The customer noticed it at home and outside.",
                }
            )

    def _handover(self, customer: Customer, number: int) -> None:
        self.handovers.append(
            {
                "handover_id": f"handover_{number}",
                "customer_id": customer["customer_id"],
                "topic": self.random.choice(_TOPICS),
                "status": "open",
                "opened_on": (self.today - timedelta(days=number % 9 + 1)).isoformat(),
                "summary": "The customer wrote in last week and waits for a call.",
            }
        )


def _number(place: int) -> str:
    """Return a phone number of its own for each place."""
    return f"{_AREAS[place // 10_000 % len(_AREAS)]}-555-{place % 10_000:04d}"


def generate(scale: int, today: date) -> dict[str, list[Any]]:
    """Return the rows of every table; customers and what they own grow with `scale`."""
    return Generator(scale, today).rows()
