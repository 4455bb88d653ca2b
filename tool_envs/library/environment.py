"""A whole environment in one file: rows, tools, rules, hints and the class that joins them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Annotated, Any, Literal

from apigen_mt.environment import (
    Database,
    Decline,
    Environment,
    Is,
    Phrasing,
    Question,
    Ref,
    Row,
    Step,
    Table,
    ToolError,
    ToolPhrasing,
    Trace,
    rule,
    tool,
)

MemberId = Annotated[str, Ref("members")]
BookId = Annotated[str, Ref("books")]
LoanId = Annotated[str, Ref("loans")]
ReservationId = Annotated[str, Ref("reservations")]
CardNumber = Annotated[str, Is("card_number")]
Title = Annotated[str, Is("title")]

MAX_LOANS = 5
LOAN_DAYS = 14


class Member(Row):
    """A person with a library card."""

    member_id: MemberId
    name: str
    card_number: CardNumber
    branch: Literal["Main Street", "Harbour", "Northside"]


class Book(Row):
    """A title which the library owns; `on_shelf` counts the copies that are in."""

    book_id: BookId
    title: Title
    author: str
    shelf: str
    on_shelf: int


class Loan(Row):
    """One copy in a member's hands."""

    loan_id: LoanId
    member_id: MemberId
    book_id: BookId
    title: Title
    due: str
    renewed: bool


class Reservation(Row):
    """A member waiting for a copy."""

    reservation_id: ReservationId
    member_id: MemberId
    book_id: BookId
    title: Title
    pickup_branch: Literal["Main Street", "Harbour", "Northside"]


class LibraryDatabase(Database):
    """Members, books, and what lies between them."""

    members: Table[Member]
    books: Table[Book]
    loans: Table[Loan]
    reservations: Table[Reservation]


@tool("read")
def find_member(db: LibraryDatabase, card_number: CardNumber) -> Member:
    """Find a member by library card number.

    Args:
        card_number: The number printed on the library card, such as LC-4821.
    """
    found = db.members.where(card_number=card_number)
    if not found:
        raise ToolError("No member has that card number.", code="unknown_card")
    return found[0]


@tool("read")
def search_books(db: LibraryDatabase, title: Title) -> list[Book]:
    """Search the catalogue by title; part of a title is enough.

    Args:
        title: The title or part of it.
    """
    wanted = title.casefold()
    found = [book for book in db.books if wanted in book["title"].casefold()]
    if not found:
        raise ToolError("No book has such a title.", code="unknown_title")
    return found


@tool("read")
def get_book(db: LibraryDatabase, book_id: BookId) -> Book:
    """Look up one book: author, shelf and copies on the shelf.

    Args:
        book_id: The book's id.
    """
    return db.books[book_id]


@tool("read")
def list_loans(db: LibraryDatabase, member_id: MemberId) -> list[Loan]:
    """List a member's loans with their due dates.

    Args:
        member_id: The member's id.
    """
    return db.loans.where(member_id=db.members[member_id]["member_id"])


@tool("read")
def list_reservations(db: LibraryDatabase, member_id: MemberId) -> list[Reservation]:
    """List the books a member is waiting for.

    Args:
        member_id: The member's id.
    """
    return db.reservations.where(member_id=db.members[member_id]["member_id"])


def _in(db: Any, member: Any, random: Random) -> Iterator[dict[str, Any]]:
    books = list(db.books)
    for book in random.sample(books, min(len(books), 12)):
        yield {"member_id": member["member_id"], "book_id": book["book_id"]}


@tool("write", propose=_in)
def borrow_book(db: LibraryDatabase, member_id: MemberId, book_id: BookId) -> Loan:
    """Lend a copy that is on the shelf to a member for fourteen days.

    Args:
        member_id: The member who borrows.
        book_id: The book to lend.
    """
    if len(db.loans.where(member_id=member_id)) >= MAX_LOANS:
        raise ToolError("The member already has five loans, which is the most.", code="too_many")
    book = db.books[book_id]
    if db.loans.where(member_id=member_id, book_id=book_id):
        raise ToolError("The member already has this book on loan.", code="already_borrowed")
    if book["on_shelf"] < 1:
        raise ToolError("Every copy is out on loan; no copy is on the shelf.", code="no_copy")
    book["on_shelf"] -= 1
    due = (db.now.date() + timedelta(days=LOAN_DAYS)).isoformat()
    return db.loans.insert(
        {
            "loan_id": db.new_id("loan"),
            "member_id": member_id,
            "book_id": book_id,
            "title": book["title"],
            "due": due,
            "renewed": False,
        }
    )


@tool("write")
def return_book(db: LibraryDatabase, loan_id: LoanId) -> Book:
    """Take a lent copy back and put it on the shelf.

    Args:
        loan_id: The loan that ends.
    """
    book = db.books[db.loans[loan_id]["book_id"]]
    db.loans.delete(loan_id)
    book["on_shelf"] += 1
    return book


@tool("write")
def renew_loan(db: LibraryDatabase, loan_id: LoanId) -> Loan:
    """Extend a loan by fourteen days; each loan can be renewed once.

    Args:
        loan_id: The loan to extend.
    """
    loan = db.loans[loan_id]
    if loan["renewed"]:
        raise ToolError("The loan was renewed before, and once is the limit.", code="renewed")
    if db.reservations.where(book_id=loan["book_id"]):
        raise ToolError("Somebody else has reserved the book.", code="reserved")
    loan["due"] = (date.fromisoformat(loan["due"]) + timedelta(days=LOAN_DAYS)).isoformat()
    loan["renewed"] = True
    return loan


@tool("write")
def reserve_book(
    db: LibraryDatabase,
    member_id: MemberId,
    book_id: BookId,
    pickup_branch: Literal["Main Street", "Harbour", "Northside"],
) -> Reservation:
    """Put a member on the waiting list of a book whose copies are all out.

    Args:
        member_id: The member who waits.
        book_id: The book they wait for.
        pickup_branch: The branch where they will collect it.
    """
    book = db.books[book_id]
    if book["on_shelf"] > 0:
        raise ToolError("A copy is on the shelf; it can be borrowed right away.", code="on_shelf")
    if db.loans.where(member_id=member_id, book_id=book_id):
        raise ToolError("The member already has this book on loan.", code="already_borrowed")
    if db.reservations.where(member_id=member_id, book_id=book_id):
        raise ToolError("The member is already waiting for this book.", code="already_waiting")
    return db.reservations.insert(
        {
            "reservation_id": db.new_id("res"),
            "member_id": member_id,
            "book_id": book_id,
            "title": book["title"],
            "pickup_branch": pickup_branch,
        }
    )


@tool("write")
def cancel_reservation(db: LibraryDatabase, reservation_id: ReservationId) -> Reservation:
    """Take a member off the waiting list of a book.

    Args:
        reservation_id: The reservation to cancel.
    """
    reservation = db.reservations[reservation_id]
    db.reservations.delete(reservation_id)
    return reservation


def _owner(step: Step) -> str | None:
    """Return the member for whom a write acts."""
    arguments = step.arguments
    if "member_id" in arguments:
        return str(arguments["member_id"])
    for table, name in (("loans", "loan_id"), ("reservations", "reservation_id")):
        row = step.before.table(table).get(str(arguments.get(name)))
        if row is not None:
            return str(row["member_id"])
    return None


def _loan_of(db: LibraryDatabase) -> Loan:
    return next(loan for loan in db.loans if not loan["renewed"])


@rule(
    "Act only for the member whom you have identified.",
    explains="I can only make changes for the member whose card number I have checked",
    passes=lambda db: [
        ("find_member", {"card_number": db.members[_loan_of(db)["member_id"]]["card_number"]}),
        ("return_book", {"loan_id": _loan_of(db)["loan_id"]}),
    ],
    fails=lambda db: [("return_book", {"loan_id": _loan_of(db)["loan_id"]})],
)
def only_the_identified_member(trace: Trace) -> Iterator[Step]:
    """Every write acts for a member that find_member returned before."""
    known: set[str] = set()
    for step in trace:
        if step.tool == "find_member" and step.error is None:
            known.add(step.result["member_id"])
        elif step.writes and step.changed and _owner(step) not in known:
            yield step


PHRASING = Phrasing(
    labels={
        "members": lambda row: row["name"],
        "books": lambda row: f"“{row['title']}”",
        "loans": lambda row: f"“{row['title']}”",
        "reservations": lambda row: f"“{row['title']}”",
    },
    tools={
        "borrow_book": ToolPhrasing(
            want=["(borrow|check out|take out) {book_id}", "get {book_id} out on loan"],
            why=[
                "My book club (picked|chose) it.",
                "It's for (a train ride|the weekend|my holiday).",
                "A friend keeps telling me about it.",
            ],
            offer=["lend you {book_id} for fourteen days"],
            done=["{book_id} is yours until {result.due:date}."],
        ),
        "return_book": ToolPhrasing(
            want=["return {loan_id}", "bring {loan_id} back", "hand {loan_id} back in"],
            why=["I've finished it.", "I never got past the first chapter."],
            offer=["take {loan_id} back and end the loan"],
            done=["{loan_id} is back on the shelf.", "I've booked {loan_id} in again."],
        ),
        "renew_loan": ToolPhrasing(
            want=["(renew|extend) {loan_id}", "keep {loan_id} a bit longer"],
            why=["I'm only halfway through.", "I've had no time to read this month."],
            offer=["extend your loan of {loan_id} by fourteen days"],
            notice=["A loan can be renewed only once."],
            done=["You can keep {loan_id} until {result.due:date}."],
        ),
        "reserve_book": ToolPhrasing(
            want=["(reserve|get on the waiting list for) {book_id}", "put a hold on {book_id}"],
            why=["I don't mind waiting."],
            offer=["put you on the waiting list for {book_id}, to collect at {pickup_branch}"],
            done=["You're on the list for {book_id}; it'll come to {pickup_branch}."],
        ),
        "cancel_reservation": ToolPhrasing(
            want=["(cancel|drop) my reservation for {reservation_id}"],
            why=["I got it as a present."],
            offer=["cancel your reservation for {reservation_id}"],
            done=["Your reservation for {reservation_id} is cancelled."],
        ),
        "get_book": ToolPhrasing(
            questions=[
                Question("where do I find {book_id}", "shelf", "It stands on shelf {value}."),
                Question("who wrote {book_id}", "author", "It's by {value}."),
                Question(
                    "how many copies of {book_id} are in",
                    "on_shelf",
                    "Copies of it on the shelf right now: {value}.",
                ),
            ]
        ),
        "list_loans": ToolPhrasing(
            questions=[
                Question("when is {loan_id} due", "due", "It's due on {value:date}."),
            ]
        ),
    },
    asks={
        "card_number": "your library card number",
        "book_id": "which book you mean",
        "loan_id": "which of your loans this is about",
        "reservation_id": "which reservation this is about",
        "pickup_branch": "the branch where you'd like to collect it",
    },
    declines=[
        Decline(
            ask=["(have my fine waived|get my late fee dropped)", "pay my fine (here|over chat)"],
            because=["Fines are paid at the desk; I can't take payments or waive fines."],
            says="at the desk",
        )
    ],
    greeting=["Hello from the library!", "Good morning, this is the library desk."],
)

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
BRANCHES: tuple[Literal["Main Street", "Harbour", "Northside"], ...] = (
    "Main Street",
    "Harbour",
    "Northside",
)


class Library(Environment):
    """A small public library: books, members, loans, reservations."""

    name = "library"
    database = LibraryDatabase
    policy = "policy.md"
    people = "members"
    tools = (
        find_member,
        search_books,
        get_book,
        list_loans,
        list_reservations,
        borrow_book,
        return_book,
        renew_loan,
        reserve_book,
        cancel_reservation,
    )
    rules = (only_the_identified_member,)
    phrasing = PHRASING

    def rows(self) -> dict[str, list[Any]]:
        """Return forty members and sixteen books with their loans and reservations."""
        random = Random(11)
        members: list[Member] = []
        books: list[Book] = []
        loans: list[Loan] = []
        reservations: list[Reservation] = []
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
            member: Member = {
                "member_id": f"member_{place + 1:02d}",
                "name": name,
                "card_number": f"LC-{4100 + place * 37}",
                "branch": random.choice(BRANCHES),
            }
            members.append(member)
            held = random.sample(books, random.choice((1, 2, 2, 3, 5)))
            for book in held:
                due = self.now.date() + timedelta(days=random.randint(1, 13))
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
