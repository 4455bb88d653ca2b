"""What customers ask, and which read tool answers it."""

from __future__ import annotations

from apigen_mt.environment import Question, ToolPhrasing

QUESTIONS: dict[str, ToolPhrasing] = {
    "get_line": ToolPhrasing(
        done=[
            "I can see that the line is suspended because of {result.suspended_for}.",
            "On our side the line is suspended, because of {result.suspended_for}.",
        ],
        questions=[
            Question("which plan is my {line_id} on", "plan_name", "It's on the {value} plan."),
            Question(
                "until when does the contract of my {line_id} run",
                "contract_until",
                "(The contract runs|It runs) until {value:date}.",
            ),
            Question(
                "is roaming on or off for my {line_id}", "roaming", "Roaming is {value} there."
            ),
            Question(
                "what's the spending limit of my {line_id}",
                "spending_limit",
                "Packs can cost up to {value:money} a month there.",
            ),
            Question("is my {line_id} in service", "status", "It's {value} at the moment."),
            Question(
                "what was my {line_id} suspended for",
                "suspended_for",
                "The reason on file is {value}.",
            ),
            Question("what's the number of my {line_id} again", "number", "It's {value}."),
        ],
    ),
    "get_usage": ToolPhrasing(
        done=[
            "I can see {result.data_left_gb} GB of data left on the line.",
            "The line has {result.data_left_gb} GB of data left this month.",
        ],
        questions=[
            Question(
                "how much data do I have left on my {line_id}",
                "data_left_gb",
                "There are {value} GB left this month.",
            ),
            Question(
                "how much data has my {line_id} used this month",
                "data_used_gb",
                "It has used {value} GB so far.",
            ),
            Question(
                "what have I spent on packs for my {line_id} this month",
                "spent_on_packs",
                "Packs came to {value:money} this month.",
            ),
        ],
    ),
    "get_plan": ToolPhrasing(
        questions=[
            Question(
                "what does the {plan_id} cost", "price", "The price is {value:money} a month."
            ),
            Question(
                "how much data comes with the {plan_id}", "data_gb", "It has {value} GB a month."
            ),
            Question("is the {plan_id} 4G or 5G", "network", "(That one is|It's) {value}."),
        ]
    ),
    "get_bill": ToolPhrasing(
        done=["The {result.month} bill is {result.status}, with {result.due:money} to pay."],
        questions=[
            Question("how much is my {bill_id}", "amount", "It comes to {value:money} in all."),
            Question("what's left to pay of my {bill_id}", "due", "{value:money} is left to pay."),
            Question("when is my {bill_id} due", "due_on", "The due date is {value:date}."),
            Question("is my {bill_id} paid yet", "status", "It's {value}."),
        ],
    ),
    "get_charge": ToolPhrasing(
        questions=[
            Question(
                "what kind of charge is the {charge_id}", "kind", "It's booked as a {value} charge."
            ),
        ]
    ),
    "get_sim": ToolPhrasing(
        questions=[
            Question(
                "is my {sim_id} an eSIM or a card",
                "kind",
                "(On file it says|Our records say): {value}.",
            ),
            Question("what's the state of my {sim_id}", "status", "It's {value}."),
        ]
    ),
    "get_network_status": ToolPhrasing(
        done=[
            "There's an outage in {result.name}, because of {result.cause}. The network should be "
            "back by {result.back_by:date}.",
            "Our network is down in {result.name} because of {result.cause}.",
        ],
        questions=[
            Question(
                "how is the network in the {area_id}",
                "status",
                "(The network is {value} there.|Its status there is {value}.)",
            ),
            Question(
                "when will the network be back in the {area_id}",
                "back_by",
                "It should be back by {value:date}.",
            ),
        ],
    ),
    "get_ticket": ToolPhrasing(
        questions=[
            Question("how does my {ticket_id} stand", "status", "It's {value}."),
            Question("when did I open my {ticket_id}", "opened_on", "That was on {value:date}."),
        ]
    ),
    "get_customer": ToolPhrasing(
        questions=[
            Question("which email do you have (for me|on file)", "email", "We write to {value}."),
            Question(
                "which street do you have as my address",
                "address.street",
                "The street on your account is {value}.",
            ),
        ]
    ),
}
