"""What customers ask for in vain, with the agent's reason, and when a human takes over."""

from __future__ import annotations

from apigen_mt.environment import Decline

_HUMAN = "hand_over_to_human"

DECLINES: tuple[Decline, ...] = (
    Decline(
        ask=[
            "(get|have) (a discount|something off|ten percent off) on my next flight",
            "get a loyalty discount, I fly with you all the time",
        ],
        because=[
            "I can't give discounts; the fares are the same for everyone.",
            "There are no discounts that I can hand out here.",
        ],
        says="discounts",
    ),
    Decline(
        ask=[
            "have you match a fare I saw (with another airline|on a travel site)",
            "get the difference back because the same flight is cheaper elsewhere",
        ],
        because=[
            "We don't do price matching, neither before nor after booking.",
            "I'm sorry, price matching isn't something we offer.",
        ],
        says="price matching",
    ),
    Decline(
        ask=[
            "be moved up to business for free",
            "get a free upgrade since it's (my birthday|our honeymoon|our anniversary)",
        ],
        because=[
            "I can't give free upgrades; another cabin is always at the price difference.",
            "Free upgrades aren't possible, but I can tell you what another cabin costs.",
        ],
        says="free upgrades",
    ),
    Decline(
        ask=[
            "get a pass for the lounge",
            "have you let us into the lounge while we wait",
        ],
        because=[
            "I can't hand out lounge passes; they're sold at the lounge desk.",
            "Lounge passes aren't something I have, sorry; the lounge desk sells them.",
        ],
        says="lounge",
    ),
    Decline(
        ask=[
            "have a look at my (brother's|boss's|neighbor's|roommate's) booking",
            "(change|cancel) a trip that my (mother|cousin|colleague) booked",
            "check when my (ex|friend|landlord) is flying",
        ],
        because=[
            "I can only open bookings on your own account; other people write to us themselves.",
            "Everything I look at has to be on your own account, so they'd have to contact us.",
        ],
        says="your own account",
    ),
    Decline(
        ask=[
            "have a refund sent to my (friend's|son's|partner's) card",
            "get a refund paid to somebody else",
        ],
        because=[
            "Refunds can't go to another person; the original payment method or a voucher are "
            "the choices.",
            "I can't pay another person; refunds stay with the account that booked.",
        ],
        says="another person",
    ),
    Decline(
        ask=[
            "have a voucher paid out in cash",
            "turn a travel voucher into money on my bank account",
        ],
        because=[
            "Vouchers can't be turned into cash; they pay for flights and bags.",
            "I'm not able to pay out cash for a voucher, but it's valid for a year.",
        ],
        says="cash",
    ),
    Decline(
        ask=[
            "add a new (card|credit card) to my account over chat",
            "(remove|delete) a card from my account",
        ],
        because=[
            "Payment methods are managed on the website after you sign in; I can't edit them here.",
            "For safety, that only works on the website once you're signed in.",
        ],
        says="on the website",
    ),
    Decline(
        ask=[
            "have (points|miles) added for a flight I took (last year|ages ago)",
            "get some extra club points for the trouble",
        ],
        because=[
            "I can't add club points; the club credits them by itself.",
            "Club points aren't something I'm able to add or change.",
        ],
        says="club points",
    ),
    Decline(
        ask=[
            "(ask|know) whether I need a visa for (my next trip|a stopover)",
            "get your advice on which passport to travel with",
        ],
        because=[
            "I can't advise on visas; the embassy of the country would know.",
            "Visas are beyond what I can advise on; please ask the embassy.",
        ],
        says="visas",
    ),
    Decline(
        ask=[
            "(ask|know) whether it's safe to fly (with a bad cold|after surgery|this far along)",
            "get your opinion on flying with (an ear infection|a bad back)",
        ],
        because=[
            "I can't give medical advice; a doctor would be the right person to ask.",
            "Medical advice isn't something I can give, so please ask a doctor.",
        ],
        says="doctor",
    ),
    Decline(
        ask=[
            "(hear|know) which airline you'd take if not yours",
            "get your opinion on whether another airline is better",
        ],
        because=[
            "I'd rather not judge other airlines, so I can't help you there.",
            "I don't have opinions to share on other airlines.",
        ],
        says="other airlines",
    ),
    Decline(
        ask=[
            "have you hold a seat for me until (payday|Friday|I've asked my wife)",
            "reserve a flight without paying for it yet",
        ],
        because=[
            "I can't hold seats without a booking; but a booking is free to cancel for 24 hours.",
            "There's no way to hold seats, but you get everything back within 24 hours of booking.",
        ],
        says="hold seats",
    ),
    Decline(
        ask=[
            "(speak to|talk to|chat with) a (real person|human being|human)",
            "get (away from the chat and onto the phone|a person on the line)",
        ],
        because=[
            "A human colleague will get in touch with you; I can't put you through from here.",
            "I can't connect you directly, but a human colleague will contact you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
    ),
    Decline(
        ask=[
            "report that my bag (never arrived|is still missing|didn't come off the belt)",
            "find out where my suitcase (ended up|has got to)",
        ],
        because=[
            "I can't search for a bag myself; a human colleague will trace it.",
            "Tracing a bag is beyond me, but a human colleague will look for it.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "lost bag"},
    ),
    Decline(
        ask=[
            "report that my suitcase came (back with a broken wheel|off the belt all dented)",
            "complain about a bag that was (torn open|soaked) on the way",
        ],
        because=[
            "I can't settle damage from here; a human colleague will look at the case.",
            "Damaged bags aren't something I can assess; a human colleague takes that over.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "damaged bag"},
    ),
    Decline(
        ask=[
            "book a trip for (twelve|fifteen|a whole class of) people",
            "ask for an offer for (our choir|our football team|a wedding party)",
        ],
        because=[
            "I can't book groups; a human colleague will make you an offer.",
            "Groups are beyond what I can book, so a human colleague will write to you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "group booking"},
    ),
    Decline(
        ask=[
            "arrange a wheelchair at the airport",
            "arrange help with (boarding for my father|the stairs at the gate)",
        ],
        because=[
            "I can't arrange assistance myself; a human colleague will set it up with you.",
            "Assistance isn't something I can arrange, but a human colleague will see to it.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "special assistance"},
    ),
    Decline(
        ask=[
            "(send|let) my nine-year-old fly (alone|on their own)",
            "arrange for a child to fly without us",
        ],
        because=[
            "I can't book children on their own; a human colleague will call you about it.",
            "For children on their own I'm not able to book; a human colleague takes that over.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "child travelling alone"},
    ),
)
