"""How customers and agents speak about booking, moving and giving up trips."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

BOOKING_SAYINGS: dict[str, ToolPhrasing] = {
    "book_flights": ToolPhrasing(
        want=[
            "book the {flight_ids}",
            "(book|reserve) the {flight_ids} in {cabin} for {passengers}",
            "get {passengers} onto the {flight_ids}",
            "(buy|get) {fare} fare tickets for the {flight_ids}",
            "take the {flight_ids}, in {cabin} on a {fare} fare",
            "book a trip: the {flight_ids}",
            "book the {flight_ids} and pay with my {payment_method_id}",
        ],
        why=[
            "It's for a (wedding|family visit|long weekend|job interview|conference).",
            "I've (finally got|just been given) the days off.",
            "The times suit me (perfectly|best).",
            "I couldn't get it to work (on the website|in the app).",
            "I've been putting this off for (weeks|ages).",
            "Before it gets any more expensive.",
            "(My sister|An old friend|My uncle) is picking us up there.",
        ],
        offer=[
            "book the {flight_ids} in {cabin} on a {fare} fare for {passengers}, charged to your "
            "{payment_method_id}",
            "make a booking for {passengers}: the {flight_ids}, in {cabin}, {fare} fare, paid with "
            "your {payment_method_id}",
            "put {passengers} on the {flight_ids}, with a {fare} fare in {cabin}, and charge your "
            "{payment_method_id}",
        ],
        notice=[
            "You can cancel within 24 hours of booking and get everything back.",
            "Please check that the names are as in the travel documents.",
            "What comes back after the first 24 hours depends on the fare.",
        ],
        done=[
            "You're booked; the total is {result.total:money} and the confirmation code is "
            "{result.confirmation_code}.",
            "The booking is made under the code {result.confirmation_code}. I've charged "
            "{result.total:money}.",
            "It's all booked for {result.total:money}. Your confirmation code: "
            "{result.confirmation_code}.",
        ],
    ),
    "cancel_booking": ToolPhrasing(
        want=[
            "cancel my {booking_id} because of {reason}",
            "(cancel|call off) my {booking_id}",
            "give up my {booking_id} and get the money back to {refund_to}",
            "(cancel|drop) my whole {booking_id}, with the refund to {refund_to}",
            "get out of my {booking_id}, because of {reason}",
            "have my {booking_id} cancelled",
        ],
        why=[
            "I only found out (this morning|last night|an hour ago).",
            "Sorry for the (trouble|back and forth).",
            "I'd been looking forward to it, too.",
            "It just doesn't work out any more.",
            "I (don't see|can't find) the button for it (on the website|in the app).",
            "I'd rather settle it now than forget about it.",
            "There's no way around it, I'm afraid.",
        ],
        offer=[
            "cancel your {booking_id} because of {reason}, with the refund to {refund_to}",
            "call off your whole {booking_id}, with {reason} as the reason, and send what the fare "
            "pays back to {refund_to}",
            "cancel everything in your {booking_id} (reason: {reason}) and refund what is due to "
            "{refund_to}",
        ],
        notice=[
            "A cancelled booking (can't be brought back|is gone for good).",
            "The whole booking goes, for everybody in it, and it can't be brought back.",
            "A refund to a card or wallet takes five to seven business days.",
        ],
        done=[
            "Your {booking_id} is cancelled, and {result.refund:money} goes to {refund_to}.",
            "It's cancelled. You get {result.refund:money} back: {result.because}.",
            "I've cancelled the {booking_id}; {result.refund:money} is refunded to {refund_to}.",
            "That's cancelled. The refund comes to {result.refund:money}: {result.because}.",
        ],
    ),
    "change_flight": ToolPhrasing(
        want=[
            "(move|switch) my {booking_id} to the {new_flight_id}",
            "take the {new_flight_id} instead, for my {booking_id}",
            "(change|rebook) my {booking_id} to the {new_flight_id}",
            "change the flight of my {booking_id}",
            "get onto the {new_flight_id} with my {booking_id}, and settle it with my "
            "{payment_method_id}",
            "fly at another time on my {booking_id}: the {new_flight_id} would be better",
        ],
        why=[
            "Something has come up at (work|home|school).",
            "The other time (doesn't suit me|is too tight) any more.",
            "I'd get there (in better time|at a more sensible hour).",
            "My meeting has been moved.",
            "I picked the wrong one when I booked.",
            "We'd like a (little|bit) more time at home first.",
            "My ride to the airport fell through.",
        ],
        offer=[
            "move your {booking_id} to the {new_flight_id}, with any fee and price difference on "
            "your {payment_method_id}",
            "put everyone in your {booking_id} on the {new_flight_id} and settle fee and price "
            "difference through your {payment_method_id}",
            "change your {booking_id} to the {new_flight_id}; your {payment_method_id} settles "
            "whatever is due",
        ],
        notice=[
            "I can move a booking only once here, so tell me if it should be another day "
            "altogether.",
            "Seats that you picked on the old flight become free again.",
            "That moves everybody in the booking.",
        ],
        done=[
            "Your booking is now on the {new_flight_id}: {result.settlement}.",
            "You're moved to the {new_flight_id} ({result.settlement}); the booking now comes to "
            "{result.total:money}.",
            "It's changed to the {new_flight_id}. As for the money: {result.settlement}.",
        ],
    ),
    "change_cabin": ToolPhrasing(
        want=[
            "(move|switch) my {booking_id} to {cabin}",
            "fly in {cabin} on my {booking_id}",
            "(change|switch) to {cabin} for my {booking_id}, paid with my {payment_method_id}",
            "change the cabin of my {booking_id}",
            "sit in {cabin} instead on my {booking_id}",
        ],
        why=[
            "I clicked the wrong cabin when I booked.",
            "I've (gone through|looked at) my budget again.",
            "The company pays, so the cabin has to fit the rules.",
            "That's where my (colleagues|friends) are sitting.",
            "I've been going back and forth on this (all week|for days).",
            "I've read a few reviews since.",
        ],
        offer=[
            "move your {booking_id} to {cabin} on every flight, with the price difference on your "
            "{payment_method_id}",
            "change the cabin of your {booking_id} to {cabin} for everyone, using your "
            "{payment_method_id} for the difference in price",
            "switch your whole {booking_id} to {cabin}; your {payment_method_id} settles the "
            "difference",
        ],
        notice=[
            "It counts for everybody and every flight in the booking, and I can do it only once.",
            "Seats that you picked in the other cabin become free again.",
        ],
        done=[
            "Your {booking_id} is now in {result.cabin}: {result.settlement}.",
            "You're all in {result.cabin} now ({result.settlement}), which brings the booking to "
            "{result.total:money}.",
            "It's changed to {result.cabin}. As for the money: {result.settlement}.",
        ],
    ),
}
