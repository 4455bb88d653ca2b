"""The seeded generator of the bank's customers and what belongs to each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, get_args

from tool_envs.bank.database import (
    Account,
    Card,
    ClearanceRow,
    Customer,
    Handover,
    Mandate,
    Payee,
    Purpose,
    StandingOrder,
    Topic,
)
from tool_envs.bank.labels import account_label
from tool_envs.bank.names import DOMAINS, draw_address, draw_name, plain
from tool_envs.bank.places import (
    BANKS,
    CHECKING,
    CODE_WORDS,
    COMPANIES,
    JOINT,
    QUESTIONS,
    SAVINGS,
)
from tool_envs.bank.sharing import share
from tool_envs.bank.standing import next_run
from tool_envs.bank.statements import Statements

SEED = 61_403
CUSTOMERS = 420

_TOPICS: tuple[Topic, ...] = ("loan question", "call back", "complaint")
_AREAS = ("312", "206", "615", "505", "413")
_DAYS = (5, 10, 15, 20, 25, 28)


class Generator:
    """One pass over the bank: customers, then their accounts and what hangs on them."""

    def __init__(self, scale: int, today: date) -> None:
        self.random = Random(SEED)
        self.today = today
        self.customers: list[Customer] = []
        self.clearances: list[ClearanceRow] = []
        self.accounts: list[Account] = []
        self.mandates: list[Mandate] = []
        self.cards: list[Card] = []
        self.payees: list[Payee] = []
        self.orders: list[StandingOrder] = []
        self.handovers: list[Handover] = []
        self._emails: set[str] = set()
        self._keys = self._numbers(20_000, 13)
        for _ in range(CUSTOMERS * scale):
            self._customer()
        share(self.random, self.customers, self.accounts, self.mandates, self.cards, today)
        self.statements = Statements(
            self.random,
            today,
            self.cards,
            self.payees,
            {one["customer_id"]: one["address"]["city"] for one in self.customers},
        )
        for account in self.accounts:
            self.statements.write(account)

    def rows(self) -> dict[str, list[Any]]:
        """Return every row by table name."""
        return {
            "customers": self.customers,
            "clearances": self.clearances,
            "accounts": self.accounts,
            "mandates": self.mandates,
            "cards": self.cards,
            "payees": self.payees,
            "transactions": self.statements.transactions,
            "standing_orders": self.orders,
            "disputes": self.statements.disputes,
            "waivers": self.statements.waivers,
            "handovers": self.handovers,
        }

    def _numbers(self, start: int, step: int) -> Iterator[int]:
        """Yield growing numbers with gaps, so that nobody guesses the next id."""
        while True:
            start += 1 + int(self.random.random() * step)
            yield start

    def _customer(self) -> None:
        random = self.random
        first, last = draw_name(random)
        number = next(self._keys)
        question, answers = random.choice(QUESTIONS)
        customer: Customer = {
            "customer_id": f"cust_{number}",
            "first_name": first,
            "last_name": last,
            "customer_number": f"{number % 8999 + 1000}-{int(random.random() * 9000) + 1000}",
            "date_of_birth": f"{random.randint(1, 12):02d}/{random.randint(1, 28):02d}/"
            f"{random.randint(1944, 2004)}",
            "phone": f"{random.choice(_AREAS)}-555-0{number % 900 + 100}",
            "code_word": random.choice(CODE_WORDS),
            "security_question": question,
            "security_answer": random.choice(answers.split()),
            "email": self._email(plain(first), plain(last), number),
            "address": draw_address(random),
        }
        self.customers.append(customer)
        for purpose in get_args(Purpose):
            self.clearances.append(
                {
                    "clearance_id": f"clear_{number}_{purpose.split()[0]}",
                    "customer_id": customer["customer_id"],
                    "purpose": purpose,
                }
            )
        accounts = list(self._accounts(customer, number))
        payees = list(self._payees(customer, number))
        self._cards(customer, accounts, number)
        self._orders(accounts, payees, number)
        if random.random() < 0.06:
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

    def _accounts(self, customer: Customer, number: int) -> Iterator[Account]:
        random = self.random
        names = [("checking", CHECKING[0])]
        if random.random() < 0.3:
            names.append(("checking", random.choice(CHECKING[1:])))
        chosen = random.sample(SAVINGS, random.choices((0, 1, 2), (15, 55, 30))[0])
        names += [("savings", name) for name in chosen]
        if random.random() < 0.18:
            names.append(("joint", random.choice(JOINT)))
        if random.random() < 0.4:
            names.append(("credit card", "credit card"))
        for place, (kind, name) in enumerate(names):
            overdraft = {"savings": 0.0, "credit card": random.choice((1500.0, 3000.0, 5000.0))}
            account: Account = {
                "account_id": f"acct_{number}_{place + 1}",
                "customer_id": customer["customer_id"],
                "kind": kind,  # type: ignore[typeddict-item]
                "name": name,
                "last_four": f"{int(random.random() * 10_000):04d}",
                "opened_on": f"{random.randint(2009, 2024)}-{random.randint(1, 12):02d}-"
                f"{random.randint(1, 28):02d}",
                "opening_balance": 0.0,
                "balance": 0.0,
                "overdraft": overdraft.get(kind, random.choice((0.0, 0.0, 200.0, 500.0))),
                "daily_limit": random.choice((800.0, 1000.0, 1500.0, 2500.0)),
            }
            self.accounts.append(account)
            self.mandates.append(
                {
                    "mandate_id": f"mand_{number}_{place + 1}",
                    "customer_id": customer["customer_id"],
                    "account_id": account["account_id"],
                    "role": "owner",
                    "owner": f"{customer['first_name']} {customer['last_name']}",
                    "account_name": account_label(account)[0],
                    "payment_limit": None,
                    "until": None,
                }
            )
            yield account

    def _payees(self, customer: Customer, number: int) -> Iterator[Payee]:
        random = self.random
        names = random.sample(COMPANIES, random.choice((1, 2, 2)))
        people = [" ".join(draw_name(random)) for _ in range(random.choice((1, 1, 2)))]
        if random.random() < 0.3:
            people.append(people[0])  # the same person at two banks
        banks = random.sample(BANKS, len(names) + len(people)) if len(people) < 4 else BANKS
        for place, (name, bank) in enumerate(zip([*names, *people], banks, strict=False)):
            fresh = place > 0 and random.random() < 0.07
            added = f"{random.randint(2019, 2024)}-{random.randint(1, 12):02d}-11"
            payee: Payee = {
                "payee_id": f"payee_{number}_{place + 1}",
                "customer_id": customer["customer_id"],
                "name": name,
                "bank": bank,
                "account_number": f"{int(random.random() * 9e8) + 100_000_000}",
                "added_on": self.today.isoformat() if fresh else added,
            }
            self.payees.append(payee)
            yield payee

    def _cards(self, customer: Customer, accounts: list[Account], number: int) -> None:
        random = self.random
        for place, account in enumerate(accounts):
            if account["kind"] == "savings" or (account["name"] == "bills"):
                continue
            draw = random.random()
            self.cards.append(
                {
                    "card_id": f"card_{number}_{place + 1}",
                    "customer_id": customer["customer_id"],
                    "account_id": account["account_id"],
                    "kind": "credit" if account["kind"] == "credit card" else "debit",
                    "network": random.choice(("Visa", "Mastercard")),
                    "last_four": f"{int(random.random() * 10_000):04d}",
                    "status": "frozen"
                    if draw < 0.22
                    else "in the mail"
                    if draw < 0.27
                    else "active",
                    "daily_limit": random.choice((300.0, 500.0, 800.0, 1000.0, 1500.0, 2000.0)),
                    "expires": f"{random.randint(1, 12):02d}/{random.randint(2026, 2029)}",
                    "supplementary": False,
                }
            )

    def _orders(self, accounts: list[Account], payees: list[Payee], number: int) -> None:
        random = self.random
        for place, payee in enumerate(payees[:3]):
            if random.random() < 0.5 or payee["added_on"] == self.today.isoformat():
                continue
            account = next(one for one in accounts if one["kind"] == "checking")
            soon = random.random() < 0.15
            day = self.today.day + 1 if soon else random.choice(_DAYS)
            self.orders.append(
                {
                    "standing_order_id": f"so_{number}_{place + 1}",
                    "customer_id": account["customer_id"],
                    "account_id": account["account_id"],
                    "payee_id": payee["payee_id"],
                    "payee_name": payee["name"],
                    "amount": float(random.choice((25, 40, 60, 85, 120, 180, 250, 400, 650))),
                    "day": day,
                    "next_on": next_run(self.today, day).isoformat(),
                    "status": "canceled" if random.random() < 0.2 else "active",
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


def generate(scale: int, today: date) -> dict[str, list[Any]]:
    """Return the rows of every table; customers and what they own grow with `scale`."""
    return Generator(scale, today).rows()
