"""What customers ask, and which read tool answers it."""

from __future__ import annotations

from apigen_mt.environment import Question, ToolPhrasing

QUESTIONS: dict[str, ToolPhrasing] = {
    "get_booking": ToolPhrasing(
        questions=[
            Question(
                "what's the confirmation code (of|for) my {booking_id}",
                "confirmation_code",
                "The confirmation code is {value}.",
            ),
            Question(
                "(what did I pay|how much did I pay in all) for my {booking_id}",
                "total",
                "It comes to {value:money} in all.",
            ),
            Question(
                "which fare (did I book|do I have) for my {booking_id}",
                "fare",
                "It's a {value} fare.",
            ),
            Question(
                "which cabin (am I|are we) in on my {booking_id}",
                "cabin",
                "You're booked in {value}.",
            ),
            Question(
                "how many people are (booked on|in) my {booking_id}",
                "passengers",
                "Passengers in that booking: {value}.",
            ),
            Question(
                "what time does the first flight of my {booking_id} (leave|take off)",
                "flights.0.departs",
                "(It leaves at {value}.|Departure is at {value}.)",
            ),
            Question(
                "(what's the status of|is everything confirmed with) my {booking_id}",
                "status",
                "(That booking is {value}.|Its status is {value}.)",
            ),
        ]
    ),
    "quote_cancellation": ToolPhrasing(
        questions=[
            Question(
                "(how much|what) would I get back if I called off my {booking_id} (today|now)",
                "refund",
                "The refund would come to {value:money}.",
            ),
            Question(
                "what would (you keep|I lose) if I cancelled my {booking_id} (today|now)",
                "kept",
                "We would keep {value:money}.",
            ),
        ]
    ),
    "search_flights": ToolPhrasing(
        questions=[
            Question(
                "what's the cheapest you have from {trip}",
                "cheapest_economy",
                "The cheapest economy seat that day is {value:money}.",
            ),
            Question(
                "how many ways are there to get from {trip}",
                "flights_found",
                "Choices I find for that day: {value}.",
            ),
        ]
    ),
    "get_flight": ToolPhrasing(
        questions=[
            Question(
                "(which gate does|what's the gate for) the {flight_id} (leave from|use)",
                "gate",
                "It's gate {value}.",
            ),
            Question(
                "is the {flight_id} on time",
                "status",
                "(Its status is: {value}.|Right now it's shown as {value}.)",
            ),
            Question(
                "how late is the {flight_id}",
                "delay_minutes",
                "The delay is {value} minutes.",
            ),
            Question(
                "(when|at what time) does the {flight_id} (get in|arrive)",
                "arrives",
                "(It gets in at {value}.|Arrival is at {value}.)",
            ),
            Question(
                "what's the flight number of the {flight_id}",
                "flight_number",
                "It's {value}.",
            ),
            Question(
                "how many economy seats are left on the {flight_id}",
                "seats.economy",
                "Economy seats still for sale: {value}.",
            ),
            Question(
                "what does business cost on the {flight_id}",
                "prices.business",
                "On a saver fare, business is {value:money} for one passenger.",
            ),
        ]
    ),
    "get_seat_map": ToolPhrasing(
        questions=[
            Question(
                "which is the first free window seat in economy on the {flight_id}",
                "first_window_seat",
                "The first one by the window is {value}.",
            ),
            Question(
                "is there an aisle seat free in economy on the {flight_id}, and which one",
                "first_aisle_seat",
                "Yes, {value} is on the aisle.",
            ),
            Question(
                "how many economy seats can I still pick from on the {flight_id}",
                "open_in_economy",
                "Seats to pick from in economy: {value}.",
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
            Question(
                "(until when can I use|when do I have to use) my {payment_method_id}",
                "expires_on",
                "It's valid until {value:date}.",
            ),
        ]
    ),
    "get_customer": ToolPhrasing(
        questions=[
            Question("what's my level in the Nest Club", "level", "You're at the {value} level."),
            Question(
                "which phone number do you have (for me|on my account)",
                "phone",
                "The number on your account is {value}.",
            ),
        ]
    ),
}
