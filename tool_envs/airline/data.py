"""The seeded generator of the airline's rows; the same scale gives the same rows always."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tool_envs.airline.clock import departure
from tool_envs.airline.database import (
    Booking,
    Customer,
    Flight,
    PaymentMethod,
    Request,
    Ticket,
    Topic,
)
from tool_envs.airline.itineraries import Itineraries, trip_title
from tool_envs.airline.people import DOMAINS, draw_companions, draw_name, plain, respelt
from tool_envs.airline.terms import (
    CANCEL_FEE,
    INSURANCE,
    VOUCHER_DAYS,
    bag_note,
    bag_price,
    compensation,
    price_of,
)
from tool_envs.airline.timetable import CITIES, make_flights

SEED = 60_923
CUSTOMERS = 460

_CARDS = ("Visa", "Visa", "Mastercard", "Amex", "Discover")
_WALLETS = ("PayPal", "Apple Pay", "Google Pay")
_TOPICS: tuple[Topic, ...] = ("lost bag", "invoice", "special assistance", "call back")
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


class Generator:
    """One pass over the airline: flights, customers, their bookings and what hangs on them."""

    def __init__(self, scale: int, now: datetime) -> None:
        self.random = Random(SEED)
        self.now = now
        self.flights = make_flights(self.random, now)
        self.itineraries = Itineraries(self.flights, self.random, now)
        self.customers: list[Customer] = []
        self.methods: list[PaymentMethod] = []
        self._own: list[PaymentMethod] = []
        self.bookings: list[Booking] = []
        self.tickets: list[Ticket] = []
        self.requests: list[Request] = []
        self._emails: set[str] = set()
        self._numbers = self._growing(3_000, 8)
        self._booking_numbers = self._growing(70_000, 12)
        for _ in range(CUSTOMERS * scale):
            self._customer()

    def rows(self) -> dict[str, list[Any]]:
        """Return every row by table name."""
        return {
            "customers": self.customers,
            "payment_methods": self.methods,
            "flights": self.flights,
            "bookings": self.bookings,
            "tickets": self.tickets,
            "requests": self.requests,
        }

    def _growing(self, start: int, step: int) -> Iterator[int]:
        """Yield growing numbers with gaps, so that nobody guesses the next id."""
        while True:
            start += 1 + int(self.random.random() * step)
            yield start

    def _customer(self) -> None:
        random = self.random
        first, last = draw_name(random)
        area = f"{random.choice('2346789')}{random.randint(0, 99):02d}"
        number = next(self._numbers)
        customer: Customer = {
            "customer_id": f"cust_{number}",
            "first_name": first,
            "last_name": last,
            "email": self._email(plain(first), plain(last), number),
            "phone": f"{area}-555-01{number % 100:02d}",
            "member_number": f"{number * 7919 % 90_000_000 + 10_000_000}",
            "level": random.choices(("blue", "silver", "gold"), (60, 26, 14))[0],
            "home_city": random.choice(CITIES),
            "companions": draw_companions(first, last, random),
        }
        self.customers.append(customer)
        methods = self._own = list(self._methods(customer["customer_id"], number))
        taken: set[str] = set()
        for _ in range(random.choices((0, 1, 2, 3, 4, 5), (2, 8, 28, 32, 20, 10))[0]):
            self._booking(customer, methods, taken)
        self.methods.extend(methods)
        if random.random() < 0.05:
            self._request(customer, number)

    def _email(self, first: str, last: str, number: int) -> str:
        random = self.random
        name = random.choice((f"{first}.{last}", f"{first[0]}{last}", f"{last}.{first}"))
        if random.random() < 0.4:
            name += str(number % 90 + 10)
        email = f"{name}@{random.choice(DOMAINS)}"
        if email in self._emails:
            email = f"{name}.{number}@{DOMAINS[0]}"
        self._emails.add(email)
        return email

    def _methods(self, customer_id: str, number: int) -> Iterator[PaymentMethod]:
        random = self.random
        kinds = ["wallet" if random.random() < 0.25 else "card"]
        kinds += ["card"] * (random.random() < 0.4)
        kinds += ["voucher"] * random.choices((0, 1, 2), (45, 40, 15))[0]
        ages = (random.randint(20, 300), random.randint(320, 379))  # the older may have expired
        for place, kind in enumerate(kinds):
            issued = float(random.choice((60, 90, 120, 180, 240, 360, 480, 600)))
            day = self.now.date() - timedelta(days=ages[place % 2])
            voucher = kind == "voucher"
            brand = random.choice(_CARDS if kind == "card" else _WALLETS)
            yield {
                "payment_method_id": f"pay_{number}_{place + 1}",
                "customer_id": customer_id,
                "kind": kind,  # type: ignore[typeddict-item]
                "brand": None if voucher else brand,
                "last_four": f"{int(random.random() * 10_000):04d}" if kind == "card" else None,
                "issued": issued if voucher else 0.0,
                "balance": issued if voucher else None,
                "issued_on": day.isoformat() if voucher else None,
                "expires_on": (day + timedelta(days=VOUCHER_DAYS)).isoformat() if voucher else None,
            }

    def _booking(self, customer: Customer, methods: list[PaymentMethod], taken: set[str]) -> None:
        random = self.random
        flights = self.itineraries.draw(customer["home_city"], taken)
        if flights is None:
            return
        first, last = flights[0], flights[-1]
        taken.add(trip_title(flights))
        fare = random.choices(("saver", "classic", "flex"), (34, 42, 24))[0]
        cabin = random.choices(("economy", "premium", "business"), (70, 18, 12))[0]
        booking: Booking = {
            "booking_id": f"booking_{next(self._booking_numbers)}",
            "customer_id": customer["customer_id"],
            "confirmation_code": "".join(random.sample(_LETTERS, 6)),
            "status": "flown" if departure(last) < self.now else "confirmed",
            "title": trip_title(flights),
            "booked_at": self._booked_at(first),
            "fare": fare,  # type: ignore[typeddict-item]
            "cabin": cabin,  # type: ignore[typeddict-item]
            "insured": random.random() < 0.25,
            "segments": [],
            "extras": 0.0,
            "fees": 0.0,
            "total": 0.0,
            "payments": [],
            "compensated": [],
            "cancelled_for": None,
        }
        for flight in flights:
            price = price_of(flight, booking["cabin"], booking["fare"])
            booking["segments"].append({"price": price, "flight_id": flight["flight_id"]})
        tickets = list(self._tickets(customer, booking))
        self._pay(booking, tickets, random.choice(methods))
        self.bookings.append(booking)
        self.tickets.extend(tickets)
        if booking["status"] == "confirmed" and fare != "saver" and random.random() < 0.12:
            self._cancel(booking, len(tickets))
        elif booking["status"] == "flown" and random.random() < 0.3:
            self._compensate(booking, flights, len(tickets))

    def _booked_at(self, first: Flight) -> str:
        """Return when a booking was made: before its first flight, at times a few hours ago."""
        random = self.random
        end = min(self.now, departure(first) - timedelta(hours=20))
        hours = random.uniform(2, 40) if random.random() < 0.25 else random.uniform(60, 1100)
        return (end - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")

    def _tickets(self, customer: Customer, booking: Booking) -> Iterator[Ticket]:
        random = self.random
        mine = f"{customer['first_name']} {customer['last_name']}"
        along = customer["companions"]
        count = min(len(along), random.choices((0, 1, 2, 3), (52, 30, 12, 6))[0])
        for place, name in enumerate([mine, *along[:count]]):
            passenger = respelt(name, random) if random.random() < 0.2 else name
            ticket: Ticket = {
                "ticket_id": f"ticket_{booking['booking_id'][8:]}_{place + 1}",
                "booking_id": booking["booking_id"],
                "customer_id": customer["customer_id"],
                "passenger": passenger,
                "title": booking["title"],
                "seats": [],
                "bags": [],
            }
            for _ in range(random.choices((0, 1, 3), (66, 30, 4))[0]):
                count = len(ticket["bags"])
                price = bag_price("standard suitcase", count, booking["fare"], customer["level"])
                booking["extras"] = round(booking["extras"] + price, 2)
                ticket["bags"].append(bag_note("standard suitcase", price))
            yield ticket

    def _pay(self, booking: Booking, tickets: list[Ticket], method: PaymentMethod) -> None:
        """Charge fares, insurance and bags; a voucher that holds too little pays nothing."""
        each = sum(segment["price"] for segment in booking["segments"])
        fares = round(each * len(tickets), 2)
        insurance = INSURANCE * len(tickets) if booking["insured"] else 0.0
        bags = booking["extras"]
        amount = round(fares + insurance + bags, 2)
        balance, issued_on = method["balance"], method["issued_on"]
        if balance is not None and (balance < amount or (issued_on or "") > booking["booked_at"]):
            method = self._own[0]
        elif balance is not None:
            method["balance"] = round(balance - amount, 2)
        booking["extras"], booking["total"] = round(insurance + bags, 2), amount
        for purpose, part in (("fare", fares), ("insurance", insurance), ("bag", bags)):
            if part > 0:
                booking["payments"].append(
                    {
                        "kind": "charge",
                        "purpose": purpose,  # type: ignore[typeddict-item]
                        "amount": round(part, 2),
                        "payment_method_id": method["payment_method_id"],
                    }
                )

    def _cancel(self, booking: Booking, passengers: int) -> None:
        """Cancel a booking after its first day, with the fee of a classic fare kept."""
        paid = booking["payments"][0]
        fee = CANCEL_FEE * passengers if booking["fare"] == "classic" else 0.0
        back = max(0.0, round(paid["amount"] - fee, 2))
        booking["status"], booking["cancelled_for"] = "cancelled", "a change of plans"
        booking["fees"] = booking["total"] = round(booking["total"] - back, 2)
        booking["payments"].append(
            {
                "kind": "refund",
                "purpose": "cancellation",
                "amount": back,
                "payment_method_id": paid["payment_method_id"],
            }
        )
        for method in self._own:
            if method["payment_method_id"] == paid["payment_method_id"]:
                balance = method["balance"]
                method["balance"] = None if balance is None else round(balance + back, 2)

    def _compensate(self, booking: Booking, flights: Sequence[Flight], passengers: int) -> None:
        """Give a voucher for the first flight that was late enough, if there was one."""
        late = [one for one in flights if compensation(booking, one, passengers) > 0]
        taken = {(one["issued_on"] or "")[5:] for one in self._own}
        days = (self.now.date() - timedelta(days=back) for back in range(1, 20))
        day = next(one for one in days if one.isoformat()[5:] not in taken)
        if not late or len(taken) > 3:
            return
        booking["compensated"] = [late[0]["flight_id"]]
        self._own.append(
            {
                "payment_method_id": f"pay_{booking['customer_id'][5:]}_{len(self._own) + 1}",
                "customer_id": booking["customer_id"],
                "kind": "voucher",
                "brand": None,
                "last_four": None,
                "issued": compensation(booking, late[0], passengers),
                "balance": compensation(booking, late[0], passengers),
                "issued_on": day.isoformat(),
                "expires_on": (day + timedelta(days=VOUCHER_DAYS)).isoformat(),
            }
        )

    def _request(self, customer: Customer, number: int) -> None:
        self.requests.append(
            {
                "request_id": f"request_{number}",
                "customer_id": customer["customer_id"],
                "topic": self.random.choice(_TOPICS),
                "status": "open",
                "opened_on": (self.now.date() - timedelta(days=number % 4 + 1)).isoformat(),
                "summary": "The customer wrote in last week and waits for an answer.",
            }
        )


def generate(scale: int, now: datetime) -> dict[str, list[Any]]:
    """Return the rows of every table; customers and what they own grow with `scale`."""
    return Generator(scale, now).rows()
