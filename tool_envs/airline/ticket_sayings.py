"""How customers and agents speak about what comes with a ticket."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

TICKET_SAYINGS: dict[str, ToolPhrasing] = {
    "add_insurance": ToolPhrasing(
        want=[
            "(add|get) insurance for my {booking_id}",
            "insure my {booking_id}",
            "have my {booking_id} insured, paid with my {payment_method_id}",
            "(take out|buy) travel insurance for my {booking_id}",
            "put insurance on my {booking_id} after all",
        ],
        why=[
            "You never know.",
            "There's a bug going round at (work|school|the nursery).",
            "I forgot to tick the box.",
            "My (mother|father|little one) hasn't been well lately.",
            "Better safe than sorry.",
            "(My wife|My husband|A friend) talked me into it.",
        ],
        offer=[
            "add insurance for everyone in your {booking_id}, at $24 a passenger, charged to your "
            "{payment_method_id}",
            "insure your {booking_id} for $24 a passenger and charge your {payment_method_id}",
            "put travel insurance on your whole {booking_id}, paid with your {payment_method_id}",
        ],
        notice=[
            "After 24 hours insurance isn't paid back.",
            "It covers a cancellation because of illness.",
        ],
        done=[
            "Your {booking_id} is insured now: {result.settlement}.",
            "The insurance is added for {result.price:money}.",
            "Everyone's insured; that was {result.price:money}.",
        ],
    ),
    "add_bag": ToolPhrasing(
        want=[
            "add a {bag} to the {ticket_id}",
            "(check in|take along) a {bag} on the {ticket_id}",
            "(pay for|book) a {bag} for {ticket_id.passenger}",
            "put one more checked bag on the {ticket_id}, a {bag}",
            "have a {bag} added to the {ticket_id}, paid with my {payment_method_id}",
            "bring a {bag} along, on the {ticket_id}",
        ],
        why=[
            "It won't fit in the (overhead bin|cabin).",
            "We're packing (for all weathers|more than we thought).",
            "I'm bringing presents for (everyone|half the family).",
            "It's cheaper than sending it, I think.",
            "I always take too much.",
            "I'd rather sort it out before the airport.",
        ],
        offer=[
            "add a {bag} to the {ticket_id} for the whole trip, with any charge on your "
            "{payment_method_id}",
            "put a {bag} on the {ticket_id}; if it isn't free, your {payment_method_id} pays",
            "book a {bag} onto the {ticket_id} and charge what it costs to your "
            "{payment_method_id}",
        ],
        notice=[
            "A ticket can have three checked bags at most.",
            "It goes for every flight of the booking.",
        ],
        done=[
            "The {bag} is added: {result.settlement}.",
            "I've put the {bag} on the ticket ({result.settlement}).",
            "It's booked. For the {bag} that makes {result.settlement}.",
        ],
    ),
    "choose_seat": ToolPhrasing(
        want=[
            "(have|get) seat {seat} on the {flight_id}, for the {ticket_id}",
            "(pick|choose) a seat on the {flight_id}",
            "sit in {seat} on the {flight_id}",
            "get {ticket_id.passenger} into seat {seat} on the {flight_id}",
            "reserve {seat} on the {flight_id}, for the {ticket_id}",
        ],
        why=[
            "I like to (look out|stretch my legs).",
            "It's closer to (the door|the rest of the family).",
            "I saw on the seat map that it's free.",
            "The middle seat is not for me.",
            "I have to get off quickly at the other end.",
            "I sleep better there.",
        ],
        offer=[
            "keep seat {seat} on the {flight_id}, for the {ticket_id}",
            "pick seat {seat} on the {flight_id} and put it on the {ticket_id}",
            "reserve {seat} on the {flight_id}, noted on the {ticket_id}",
        ],
        notice=[
            "Picking a seat costs nothing.",
            "If another seat was picked on that flight before, it becomes free again.",
        ],
        done=[
            "Seat {result.seat} is kept for {result.passenger}.",
            "I've put {result.passenger} in {result.seat}.",
            "{result.passenger} has seat {result.seat} on {result.flight_number} now.",
        ],
    ),
    "correct_name": ToolPhrasing(
        want=[
            "(correct|fix) the name on the {ticket_id}, it should be {new_name}",
            "have the {ticket_id} say {new_name}",
            "(correct|fix) a typo in the name on the {ticket_id}",
            "get the spelling on the {ticket_id} right: {new_name}",
            "have the name on the {ticket_id} corrected to {new_name}",
        ],
        why=[
            "It has to match the passport.",
            "I typed it too fast.",
            "My phone (thinks it knows better|corrected it for me).",
            "I only saw it in the confirmation mail.",
            "I don't want any trouble at the gate.",
            "It's only a small thing, but still.",
        ],
        offer=[
            "correct the name on the {ticket_id} to {new_name}",
            "change the spelling on the {ticket_id} so that it says {new_name}",
            "put {new_name} as the name on the {ticket_id}",
        ],
        notice=[
            "Please check the spelling against the travel document.",
            "Only the spelling changes; the ticket stays with the same person.",
        ],
        done=[
            "The ticket now says {result.passenger}.",
            "It's corrected to {result.passenger}.",
            "I've changed the name to {result.passenger}.",
        ],
    ),
}
