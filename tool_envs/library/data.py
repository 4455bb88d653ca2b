"""The seed rows: forty members and sixteen books, always the same."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

TITLES = (
    ("The Glass Orchard", "Ines Calloway"),
    ("A Quiet Tide", "Noor Haddad"),
    ("Salt and Cedar", "Bram Oosting"),
    ("The Cartographer's Son", "Lucia Ferrante"),
    ("Winter Arithmetic", "Pavel Dusek"),
    ("The Last Beekeeper", "Maeve Tully"),
    ("Letters from Kestrel Rock", "Tom Abara"),
    ("The Paper Lighthouse", "Yuki Morita"),
    ("Nine Kinds of Rain", "Sunita Rao"),
    ("The Copper Kettle Murders", "Edgar Whitlow"),
    ("Borrowed Mountains", "Ana Lindqvist"),
    ("How Bridges Stand", "Kofi Mensah"),
    ("The Moth Collector", "Clara Voss"),
    ("An Atlas of Small Towns", "Rafael Pinto"),
    ("The Night Ferry", "Hanne Solberg"),
    ("Seeds in a Pocket", "Amara Diallo"),
)
FIRST = ("Mira", "Tobias", "Aisha", "Jonas", "Priya", "Elena", "Marcus", "Wen", "Fatou", "Henrik")
LAST = (
    "Sandoval",
    "Brandt",
    "Okoye",
    "Larsen",
    "Mehta",
    "Novak",
    "Reyes",
    "Zhou",
    "Sow",
    "Bergman",
)
BRANCHES = ("Main Street", "Harbour", "Northside")


def seed_rows(today: date) -> dict[str, list[Any]]:
    """Return the rows of every table; due dates lie in the days after `today`."""
    random = Random(11)
    members: list[dict[str, Any]] = []
    books: list[dict[str, Any]] = []
    loans: list[dict[str, Any]] = []
    reservations: list[dict[str, Any]] = []
    for place, (title, author) in enumerate(TITLES):
        books.append(
            {
                "book_id": f"book_{place + 1:02d}",
                "title": title,
                "author": author,
                "shelf": f"{random.choice('ABCDEF')}{random.randint(1, 40)}",
                "on_shelf": random.choice((0, 0, 1, 2, 3)),
            }
        )
    for place in range(40):
        name = f"{FIRST[place % 10]} {LAST[(place * 3 + place // 10) % 10]}"
        member = {
            "member_id": f"member_{place + 1:02d}",
            "name": name,
            "card_number": f"LC-{4100 + place * 37}",
            "branch": random.choice(BRANCHES),
        }
        members.append(member)
        held = random.sample(books, random.choice((1, 2, 2, 3, 5)))
        for book in held:
            due = today + timedelta(days=random.randint(1, 13))
            loans.append(
                {
                    "loan_id": f"loan_{1000 + len(loans)}",
                    "member_id": member["member_id"],
                    "book_id": book["book_id"],
                    "title": book["title"],
                    "due": due.isoformat(),
                    "renewed": random.random() < 0.25,
                }
            )
        out = [book for book in books if book["on_shelf"] == 0 and book not in held]
        if out and random.random() < 0.25:
            book = random.choice(out)
            reservations.append(
                {
                    "reservation_id": f"res_{500 + len(reservations)}",
                    "member_id": member["member_id"],
                    "book_id": book["book_id"],
                    "title": book["title"],
                    "pickup_branch": random.choice(BRANCHES),
                }
            )
    return {
        "members": members,
        "books": books,
        "loans": loans,
        "reservations": reservations,
    }
