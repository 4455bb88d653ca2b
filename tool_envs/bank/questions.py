"""What customers ask, and which read tool answers it."""

from __future__ import annotations

from apigen_mt.environment import Question, ToolPhrasing

QUESTIONS: dict[str, ToolPhrasing] = {
    "get_account": ToolPhrasing(
        questions=[
            Question(
                "(what's the balance of|how much is on) the {account_id}",
                "funds",
                "(The balance is|It stands at) {value:money}.",
            ),
            Question(
                "how much do I owe on the {account_id}",
                "owed",
                "{value:money} is owed on it.",
            ),
            Question(
                "how much could I take out of the {account_id} right now",
                "available",
                "{value:money} is available.",
            ),
            Question(
                "how much can still be paid from the {account_id} today",
                "left_today",
                "The daily limit leaves {value:money} for today.",
            ),
            Question(
                "(what's the daily limit|how high is the daily limit) for payments from the "
                "{account_id}",
                "daily_limit",
                "Payments are limited to {value:money} a day.",
            ),
            Question(
                "since when has the {account_id} been open",
                "opened_on",
                "It was opened on {value:date}.",
            ),
        ]
    ),
    "get_mandate": ToolPhrasing(
        questions=[
            Question(
                "until when may I act on the {mandate_id} account",
                "until",
                "(The last day on file is|The date we have for that is) {value:date}.",
            ),
            Question(
                "how much may I pay at a time from the {mandate_id} account",
                "payment_limit",
                "Up to {value:money} at a time.",
            ),
        ]
    ),
    "get_transaction": ToolPhrasing(
        questions=[
            Question(
                "(where was|in which town was) the {transaction_id} made",
                "place",
                "It was made in {value}.",
            ),
        ]
    ),
    "get_card": ToolPhrasing(
        questions=[
            Question(
                "(what's|how high is) the daily limit of my {card_id}",
                "daily_limit",
                "You can spend {value:money} a day with it.",
            ),
            Question(
                "(when does my {card_id} expire|until when is my {card_id} good)",
                "expires",
                "It's good through {value}.",
            ),
            Question(
                "(can my {card_id} be used right now|what's the state of my {card_id})",
                "status",
                "It's {value} at the moment.",
            ),
        ]
    ),
    "get_payee": ToolPhrasing(
        questions=[
            Question(
                "which account number do you have for {payee_id}",
                "account_number",
                "The number on your list is {value}.",
            ),
            Question(
                "since when have I had {payee_id} on my list",
                "added_on",
                "(You added them on|They've been there since) {value:date}.",
            ),
        ]
    ),
    "get_standing_order": ToolPhrasing(
        questions=[
            Question(
                "when does my {standing_order_id} go out next",
                "next_on",
                "The next date on it is {value:date}.",
            ),
            Question("is my {standing_order_id} still running", "status", "It's {value}."),
        ]
    ),
    "get_dispute": ToolPhrasing(
        questions=[
            Question(
                "(how far along is|what's the state of) my {dispute_id}",
                "status",
                "(It's {value}.|Its status is {value}.)",
            ),
            Question(
                "how much was credited for my {dispute_id}",
                "credit",
                "The provisional credit is {value:money}.",
            ),
            Question(
                "what do I have to show for my {dispute_id}, according to you",
                "evidence",
                "The file says {value}.",
            ),
        ]
    ),
    "get_customer": ToolPhrasing(
        questions=[
            Question("which email do you have (for me|on file)", "email", "We write to {value}."),
            Question(
                "which street do you have as my address",
                "address.street",
                "The street on your file is {value}.",
            ),
        ]
    ),
}
