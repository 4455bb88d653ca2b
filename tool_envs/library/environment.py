"""The teaching environment: rows, tools, a rule, and the class that joins them.

Seed rows are in `data.py`, hints on wording in `phrasing.py`, the policy in `policy.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Annotated, Any, Literal

from apigen_mt.environment import (
    Database,
    Environment,
    Is,
    Ref,
    Row,
    Step,
    Table,
    ToolError,
    Trace,
    rule,
    tool,
)
from tool_envs.library.data import BRANCHES, seed_rows
from tool_envs.library.phrasing import PHRASING

MemberId = Annotated[str, Ref("members")]
BookId = Annotated[str, Ref("books")]
LoanId = Annotated[str, Ref("loans")]
ReservationId = Annotated[str, Ref("reservations")]
CardNumber = Annotated[str, Is("card_number")]
Title = Annotated[str, Is("title")]
Branch = Literal["Main Street", "Harbour", "Northside"]

MAX_LOANS = 5
LOAN_DAYS = 14


class Member(Row):
    """A person with a library card."""

    member_id: MemberId
    name: str
    card_number: CardNumber
    branch: Branch


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
    pickup_branch: Branch


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


def _loans(db: Any, member: Any, random: Random) -> Iterator[dict[str, Any]]:
    books = list(db.books)
    for book in random.sample(books, min(len(books), 12)):
        yield {"member_id": member["member_id"], "book_id": book["book_id"]}


@tool("write", propose=_loans)
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


def _reservations(db: Any, member: Any, random: Random) -> Iterator[dict[str, Any]]:
    for loan in _loans(db, member, random):
        yield {**loan, "pickup_branch": random.choice(BRANCHES)}


@tool("write", propose=_reservations)
def reserve_book(
    db: LibraryDatabase,
    member_id: MemberId,
    book_id: BookId,
    pickup_branch: Branch,
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
        return seed_rows(self.now.date())
