"""Seed rows of what has happened on an account, and the balance that follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tool_envs.bank.database import Account, Card, Claim, Dispute, Flow, Payee, Transaction, Waiver
from tool_envs.bank.ledger import cents
from tool_envs.bank.names import CITIES
from tool_envs.bank.places import EMPLOYERS, SHOPS

_CLAIMS: tuple[Claim, ...] = ("a wrong amount", "a missing delivery", "an unknown charge")


class Statements:
    """Writes transactions, disputes and waivers, account by account."""

    def __init__(
        self,
        random: Random,
        today: date,
        cards: list[Card],
        payees: list[Payee],
        homes: dict[str, str],
    ) -> None:
        self.random = random
        self.today = today
        self.homes = homes
        self.transactions: list[Transaction] = []
        self.disputes: list[Dispute] = []
        self.waivers: list[Waiver] = []
        self._cards: dict[str, list[Card]] = {}
        for card in cards:
            self._cards.setdefault(card["account_id"], []).append(card)
        self._payees: dict[str, list[Payee]] = {}
        for payee in payees:
            self._payees.setdefault(payee["customer_id"], []).append(payee)
        self._lines: list[tuple[int, Flow, str, float, str | None]] = []

    def write(self, account: Account) -> None:
        """Fill one account: its lines in order of days, then opening balance and balance."""
        self._lines = []
        kind = account["kind"]
        if kind == "savings":
            self._savings()
        else:
            self._purchases(account)
            self._fees(kind)
            if kind != "credit card":
                self._income(account)
        first = len(self.transactions)
        for place, (age, flow, other, amount, card_id) in enumerate(
            sorted(self._lines, key=lambda line: -line[0])
        ):
            self.transactions.append(
                {
                    "transaction_id": f"txn_{account['account_id'][5:]}_{place + 1:02d}",
                    "account_id": account["account_id"],
                    "card_id": card_id,
                    "kind": flow,
                    "counterparty": other,
                    "place": self._place(account) if card_id is not None else None,
                    "amount": cents(amount),
                    "posted_on": (self.today - timedelta(days=age)).isoformat(),
                }
            )
        mine = self.transactions[first:]
        self._dispute(account, mine)
        self._waiver(account, mine)
        moved = sum(line["amount"] for line in self.transactions[first:])
        account["balance"] = self._balance(account)
        account["opening_balance"] = cents(account["balance"] - moved)

    def _place(self, account: Account) -> str:
        """Return where a purchase was made: mostly at home."""
        home = self.homes[account["customer_id"]]
        return home if self.random.random() < 0.7 else self.random.choice(CITIES)[0]

    def _balance(self, account: Account) -> float:
        random = self.random
        if account["kind"] == "credit card":
            return cents(-random.random() * 0.6 * account["overdraft"])
        if account["kind"] == "savings":
            return cents(150 + random.random() * 9000)
        return cents(
            -120
            if account["overdraft"] and random.random() < 0.05
            else 40 + random.random() * random.choice((300, 2500, 6000))
        )

    def _savings(self) -> None:
        random = self.random
        for _ in range(random.randint(1, 3)):
            amount = float(random.choice((50, 75, 100, 150, 200, 300)))
            self._lines.append((random.randint(16, 110), "transfer", "from everyday", amount, None))
        taken = random.choices((0, 1, 2, 3), (50, 20, 10, 20))[0]
        for age in random.sample(range(1, 14), taken):
            amount = float(random.choice((30, 60, 80, 120, 250)))
            self._lines.append((age, "transfer", "to everyday", -amount, None))

    def _purchases(self, account: Account) -> None:
        random = self.random
        cards = self._cards.get(account["account_id"], [])
        if not cards:
            return
        for _ in range(random.randint(2, 4)):
            shop = random.choice(SHOPS)
            amount = cents(shop.low + random.random() ** 2 * (shop.high - shop.low))
            age = random.randint(2, 75) if random.random() < 0.8 else random.randint(76, 150)
            card_id = random.choice(cards)["card_id"]
            self._lines.append((age, "card purchase", shop.name, -amount, card_id))
            if random.random() < 0.25:  # charged twice
                self._lines.append((age - 1, "card purchase", shop.name, -amount, card_id))

    def _fees(self, kind: str) -> None:
        random = self.random
        name, amount = (
            ("Late payment fee", 12.0) if kind == "credit card" else ("Overdraft fee", 15.0)
        )
        for age in random.sample(range(3, 130), random.choices((0, 1, 2), (50, 35, 15))[0]):
            self._lines.append((age, "fee", name, -amount, None))

    def _income(self, account: Account) -> None:
        random = self.random
        pay = cents(1400 + random.random() * 2400)
        self._lines.append((14, "deposit", random.choice(EMPLOYERS), pay, None))
        payees = self._payees.get(account["customer_id"], [])
        old = [one for one in payees if one["added_on"] != self.today.isoformat()]
        if old:
            amount = float(random.choice((35, 60, 90, 140, 220)))
            self._lines.append(
                (random.randint(3, 40), "payment", random.choice(old)["name"], -amount, None)
            )
            if random.random() < 0.3:
                amount = 50.0 * random.randint(6, 15)
                self._lines.append((0, "payment", random.choice(old)["name"], -amount, None))

    def _dispute(self, account: Account, mine: list[Transaction]) -> None:
        random = self.random
        bought = [one for one in mine if one["kind"] == "card purchase" and one["amount"] <= -10]
        if not bought or random.random() > 0.45:
            return
        purchase = random.choice(bought)
        amount = -purchase["amount"]
        age = (self.today - date.fromisoformat(purchase["posted_on"])).days
        status = random.choices(("open", "settled", "rejected"), (76, 12, 12))[0]
        credit = amount if amount <= 300 and status == "open" else 0.0
        opened = self.today - timedelta(days=max(0, age - random.randint(1, 20)))
        claim = random.choice(_CLAIMS)
        card = next(
            one
            for one in self._cards[account["account_id"]]
            if one["card_id"] == purchase["card_id"]
        )
        self.disputes.append(
            {
                "dispute_id": f"disp_{purchase['transaction_id'][4:]}",
                "customer_id": card["customer_id"],
                "transaction_id": purchase["transaction_id"],
                "merchant": purchase["counterparty"],
                "amount": amount,
                "posted_on": purchase["posted_on"],
                "claim": claim,
                "evidence": {
                    "a wrong amount": "a receipt",
                    "a missing delivery": "an order confirmation",
                }.get(claim, "nothing in writing"),  # type: ignore[typeddict-item]
                "credit": credit,
                "status": status,  # type: ignore[typeddict-item]
                "opened_on": opened.isoformat(),
                "statement": "The customer says that something is wrong with this purchase.",
            }
        )
        if credit:
            self.transactions.append(
                {
                    **purchase,
                    "transaction_id": f"{purchase['transaction_id']}_c",
                    "card_id": None,
                    "place": None,
                    "kind": "provisional credit",
                    "amount": credit,
                    "posted_on": opened.isoformat(),
                }
            )

    def _waiver(self, account: Account, mine: list[Transaction]) -> None:
        fees = [one for one in mine if one["kind"] == "fee"]
        if not fees or self.random.random() > 0.3:
            return
        fee = fees[0]
        waived = (date.fromisoformat(fee["posted_on"]) + timedelta(days=2)).isoformat()
        self.waivers.append(
            {
                "waiver_id": f"waiver_{fee['transaction_id'][4:]}",
                "customer_id": account["customer_id"],
                "transaction_id": fee["transaction_id"],
                "amount": -fee["amount"],
                "waived_on": waived,
            }
        )
        self.transactions.append(
            {
                **fee,
                "transaction_id": f"{fee['transaction_id']}_r",
                "kind": "refund",
                "amount": -fee["amount"],
                "posted_on": waived,
            }
        )
