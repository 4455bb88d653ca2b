"""How members and the desk speak about books, loans and reservations."""

from apigen_mt.environment import Decline, Phrasing, Question, ToolPhrasing

PHRASING = Phrasing(
    labels={
        "members": lambda row: row["name"],
        "books": lambda row: f"“{row['title']}”",
        "loans": lambda row: f"“{row['title']}”",
        "reservations": lambda row: f"“{row['title']}”",
    },
    tools={
        "borrow_book": ToolPhrasing(
            want=[
                "(borrow|check out|take out) {book_id}",
                "get {book_id} out on loan",
                "borrow (a book|something to read)",
            ],
            why=[
                "My book club (picked|chose) it.",
                "It's for (a train ride|the weekend|my holiday).",
                "A friend keeps telling me about it.",
            ],
            offer=["lend you {book_id} for fourteen days"],
            done=["{book_id} is yours until {result.due:date}."],
        ),
        "return_book": ToolPhrasing(
            want=[
                "return {loan_id}",
                "bring {loan_id} back",
                "hand {loan_id} back in",
                "(return a book|bring a book back)",
            ],
            why=["I've finished it.", "I never got past the first chapter."],
            offer=["take {loan_id} back and end the loan"],
            done=["{loan_id} is back on the shelf.", "I've booked {loan_id} in again."],
        ),
        "renew_loan": ToolPhrasing(
            want=[
                "(renew|extend) {loan_id}",
                "keep {loan_id} a bit longer",
                "(renew|extend) one of my loans",
            ],
            why=["I'm only halfway through.", "I've had no time to read this month."],
            offer=["extend your loan of {loan_id} by fourteen days"],
            notice=["A loan can be renewed only once."],
            done=["You can keep {loan_id} until {result.due:date}."],
        ),
        "reserve_book": ToolPhrasing(
            want=[
                "(reserve|get on the waiting list for) {book_id}",
                "put a hold on {book_id}",
                "put a book on hold",
            ],
            why=["I don't mind waiting."],
            offer=["put you on the waiting list for {book_id}, to collect at {pickup_branch}"],
            done=["You're on the list for {book_id}; it'll come to {pickup_branch}."],
        ),
        "cancel_reservation": ToolPhrasing(
            want=[
                "(cancel|drop) my reservation for {reservation_id}",
                "(cancel|drop) a reservation",
            ],
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
