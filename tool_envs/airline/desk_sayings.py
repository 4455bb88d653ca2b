"""How customers and agents speak about delays, contact data and hand-overs."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

DESK_SAYINGS: dict[str, ToolPhrasing] = {
    "issue_delay_voucher": ToolPhrasing(
        want=[
            "get a voucher for the {flight_id} on my {booking_id}",
            "(be compensated|get something) for what happened with the {flight_id}",
            "claim a delay voucher for the {flight_id}",
            "ask for compensation for the {flight_id}, on my {booking_id}",
            "have a voucher for the trouble with the {flight_id}",
        ],
        why=[
            "We sat at the gate for (ages|what felt like forever).",
            "It threw my whole day.",
            "I heard that one gets something for that.",
            "It wasn't (pleasant|fun), to be honest.",
            "I missed (dinner|a meeting|half the party) because of it.",
            "Nobody told us anything.",
        ],
        offer=[
            "issue a travel voucher for the {flight_id} on your {booking_id}",
            "give you the voucher that is due for the {flight_id}, on your {booking_id}",
            "put a travel voucher for the {flight_id} of your {booking_id} on your account",
        ],
        notice=[
            "The amount follows from the delay, the fare and the number of passengers.",
            "A voucher is valid for a year and isn't paid out in cash.",
            "I can issue one such voucher in a conversation.",
        ],
        done=[
            "A travel voucher of {result.amount:money} is on your account, valid until "
            "{result.expires_on:date}.",
            "You have a voucher of {result.amount:money} now; use it by {result.expires_on:date}.",
            "I've issued {result.amount:money} as a travel voucher, good until "
            "{result.expires_on:date}.",
        ],
    ),
    "update_email": ToolPhrasing(
        want=[
            "(change|update) the email on my account to {new_email}",
            "use {new_email} (from now on|for my bookings)",
            "change my email address",
            "get my confirmations at {new_email}",
            "have {new_email} on my account",
        ],
        why=[
            "I (hardly|never) look at the old one any more.",
            "I've left the (company|university) that the old one belonged to.",
            "The old inbox is full of junk.",
            "I'd like my boarding passes in the right place.",
            "I've had that on my list for ages.",
            "I'm about to close the other one.",
        ],
        offer=[
            "change the email on your account to {new_email}",
            "put {new_email} on your account in place of the present email",
            "switch your account to {new_email}",
        ],
        notice=[
            "I can change the email only once in a conversation, so please check the spelling.",
            "Boarding passes and confirmations will go there from now on.",
        ],
        done=[
            "Your account now uses {result.email}.",
            "We'll write to {result.email} from now on.",
            "The email is changed to {result.email}.",
        ],
    ),
    "update_phone": ToolPhrasing(
        want=[
            "(change|update) my phone number to {new_phone}",
            "have {new_phone} as the number on my account",
            "give you a new phone number",
            "get messages on delays at {new_phone}",
            "put my new number on file, {new_phone}",
        ],
        why=[
            "I've got a new (phone|contract).",
            "The old number is (gone|no good any more).",
            "I'd hate to miss a message about a delay.",
            "It's my work phone that you have there.",
            "I should have done that weeks ago.",
            "I'll be travelling with this one only.",
        ],
        offer=[
            "change the phone number on your account to {new_phone}",
            "put {new_phone} on your account in place of the number there now",
            "save {new_phone} as your phone number",
        ],
        notice=["Messages on delays and gates go to that number."],
        done=[
            "Your account now has {result.phone}.",
            "Saved: we'll reach you at {result.phone}.",
            "The number is changed to {result.phone}.",
        ],
    ),
    "hand_over_to_human": ToolPhrasing(
        want=[
            "have a person look into this: {topic}",
            "(speak to|talk to) somebody about a {topic}",
            "pass something on to a colleague of yours, it's a {topic}",
            "get help from a human with a {topic}",
            "have somebody get back to me about a {topic}",
        ],
        why=[
            "I don't think a chat can settle this.",
            "I've explained it (twice|before) already.",
            "It's easier to tell a person.",
            "It's a bit (complicated|unusual).",
            "I'd feel better if somebody had a proper look.",
            "I'm fine with waiting for an answer.",
        ],
        offer=[
            "pass this on to a human colleague (topic: {topic}), who will get in touch with you",
            "hand this over to a colleague, filed under “{topic}”, with a short summary",
            "open a request for my colleagues (topic: {topic})",
        ],
        notice=[
            "After that I can't change anything else here, so tell me first if there's more.",
            "Once it's handed over, my part ends, so anything else should come first.",
        ],
        done=[
            "A colleague has it now and will get back to you.",
            "It's passed on: my colleagues will get in touch with you.",
            "It's with a human colleague now.",
        ],
    ),
}
