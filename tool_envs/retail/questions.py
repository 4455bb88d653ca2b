"""What customers ask, and which read tool answers it."""

from __future__ import annotations

from apigen_mt.environment import Question, ToolPhrasing

QUESTIONS: dict[str, ToolPhrasing] = {
    "get_order": ToolPhrasing(
        questions=[
            Question(
                "(where do things stand with|what's the status of) my {order_id}",
                "status",
                "(Its status is {value}.|It's {value}.|Right now it's {value}.)",
            ),
            Question(
                "(how much did I pay|what did I pay) for my {order_id}",
                "total",
                "It came to {value:money} in all.",
            ),
            Question(
                "what was the total of my {order_id}", "total", "The total was {value:money}."
            ),
            Question(
                "(when was|on what day was) my {order_id} delivered",
                "delivered_on",
                "It was delivered on {value:date}.",
            ),
            Question(
                "(how long|until when) can I send things back from my {order_id}",
                "return_by",
                "The last day for that is {value:date}.",
            ),
            Question(
                "which street is my {order_id} addressed to",
                "address.street",
                "It's addressed to {value}.",
            ),
            Question(
                "which city (is|was) my {order_id} sent to", "address.city", "It goes to {value}."
            ),
        ]
    ),
    "track_order": ToolPhrasing(
        questions=[
            Question(
                "(who delivers|which carrier has) my {order_id}",
                "carrier",
                "{value} has the parcel.",
            ),
            Question(
                "what's the tracking number (of|for) my {order_id}",
                "tracking_number",
                "The tracking number is {value}.",
            ),
            Question(
                "(when will|what day does) my {order_id} (arrive|get here)",
                "expected_on",
                "(The carrier says|It should be with you on) {value:date}.",
            ),
            Question(
                "where was the parcel of my {order_id} last seen",
                "last_scan",
                "The last scan was in {value}.",
            ),
            Question(
                "when did my {order_id} leave the warehouse",
                "shipped_on",
                "It left on {value:date}.",
            ),
        ]
    ),
    "get_variant": ToolPhrasing(
        questions=[
            Question(
                "(how much is|what does it cost to get) the {variant_id}",
                "price",
                "It's {value:money} at the moment.",
            ),
            Question(
                "how many of the {variant_id} (do you have|are left)",
                "stock",
                "(We have|There are) {value} in the warehouse right now.",
            ),
            Question(
                "do you have the {variant_id} right now",
                "availability",
                "(That one is {value}.|Right now it's {value}.)",
            ),
            Question(
                "how long could I send the {variant_id} back if I bought it",
                "returns",
                "(Returns on that one: {value}.|Its return terms are {value}.)",
            ),
        ]
    ),
    "get_product": ToolPhrasing(
        questions=[
            Question(
                "(what do your prices start at|what's the lowest price) for the {product_id}",
                "price_from",
                "Prices start at {value:money}.",
            ),
            Question(
                "what are the return terms for the {product_id}",
                "returns",
                "(Its return terms are {value}.|Returns on it: {value}.)",
            ),
        ]
    ),
    "get_user": ToolPhrasing(
        questions=[
            Question(
                "which street address do you have (on file for me|on my account)",
                "address.street",
                "The street on your account is {value}.",
            ),
            Question(
                "which city is in the address on my account",
                "address.city",
                "The city on your account is {value}.",
            ),
        ]
    ),
    "get_payment_method": ToolPhrasing(
        questions=[
            Question(
                "(how much is left|what's the balance) on my {payment_method_id}",
                "balance",
                "There's {value:money} left on it.",
            ),
        ]
    ),
}
