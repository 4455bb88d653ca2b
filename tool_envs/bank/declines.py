"""What customers ask for in vain, with the agent's reason, and when a human takes over."""

from __future__ import annotations

from apigen_mt.environment import Decline

_HUMAN = "hand_over_to_human"

DECLINES: tuple[Decline, ...] = (
    Decline(
        ask=[
            "get a (better|higher) interest rate on my savings",
            "have you put the interest on my savings up a bit",
        ],
        because=[
            "Interest rates are the same for everyone, and I can't change them.",
            "I can't give anybody other interest rates than the published ones.",
        ],
        says="interest rates",
    ),
    Decline(
        ask=[
            "hear which (stocks|funds) you'd put money into",
            "get a tip on where to invest (a few thousand dollars|my bonus)",
        ],
        because=[
            "I can't give investment advice, however small the sum.",
            "That would be investment advice, which isn't something I can offer.",
        ],
        says="investment advice",
    ),
    Decline(
        ask=[
            "know what's on my (brother's|ex-husband's|roommate's|daughter's) account",
            "have a look at my (boss's|partner's|neighbor's) account",
            "check whether my (son|sister) has been paid yet",
        ],
        because=[
            "I can only open accounts over which you have a recorded authority.",
            "Without a recorded authority I can't look at anybody else's account.",
        ],
        says="recorded authority",
    ),
    Decline(
        ask=[
            "(act|sign) for my (mother|uncle|grandfather) from now on",
            "be added to my (father's|aunt's) account",
        ],
        because=[
            "A power of attorney has to be signed in a branch; I can't record one here.",
            "I can't record that in a chat. A power of attorney is signed in a branch.",
        ],
        says="in a branch",
    ),
    Decline(
        ask=[
            "(know|hear) the PIN of my card",
            "have you read me my card's PIN",
        ],
        because=[
            "I can't see anybody's PIN; a new one can be ordered in the app.",
            "A PIN is hidden from me too, so please order a new one in the app.",
        ],
        says="in the app",
    ),
    Decline(
        ask=[
            "call back a payment that went to the wrong person",
            "undo a payment I made (yesterday|this morning)",
        ],
        because=[
            "A payment that has left can't be called back; please ask whoever received it.",
            "Once it has left, a payment can't be called back by us.",
        ],
        says="called back",
    ),
    Decline(
        ask=[
            "skip the security question (this once|today)",
            "do without the security question since I'm in a hurry",
        ],
        because=[
            "There's no way around the security question; it protects your money.",
            "I can't skip the security question for anybody.",
        ],
        says="the security question",
    ),
    Decline(
        ask=[
            "open another (savings|checking) account",
            "(close|shut) one of my accounts",
        ],
        because=[
            "Accounts are opened and closed in the app, or in a branch; I can't do it here.",
            "I can't open or close accounts; the app can.",
        ],
        says="the app",
    ),
    Decline(
        ask=[
            "get help with (my tax return|declaring my interest)",
            "know how much tax I'd save with a second account",
        ],
        because=[
            "I can't give tax advice; a tax adviser would know.",
            "That's tax advice, which I'm not able to give.",
        ],
        says="tax advice",
    ),
    Decline(
        ask=[
            "have some compensation for the time this has cost me",
            "get a little something for my trouble",
        ],
        because=[
            "I understand, but I can't pay compensation.",
            "I'm sorry for the bother; compensation isn't something I can offer.",
        ],
        says="compensation",
    ),
    Decline(
        ask=[
            "(speak to|talk to) a (real person|human being|human)",
            "have somebody call me (today|tomorrow|this week)",
        ],
        because=[
            "I can't make calls myself, so a human colleague will call you.",
            "I can't put you through from here, but a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
    ),
    Decline(
        ask=[
            "talk about a (loan|car loan|personal loan)",
            "find out how much you'd lend me",
        ],
        because=[
            "I can't advise on loans; a human colleague will go through it with you.",
            "Loans aren't something I can settle, but a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "loan question"},
    ),
    Decline(
        ask=[
            "change something about my mortgage",
            "talk about (paying my mortgage off early|a new rate for my mortgage)",
        ],
        because=[
            "I can't work on mortgages; a human colleague takes care of those.",
            "A mortgage is beyond what I can do, so a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "mortgage question"},
    ),
    Decline(
        ask=[
            "report that my (father|aunt|husband) has passed away",
            "settle what happens to the account of my late (mother|wife)",
        ],
        because=[
            "I'm sorry for your loss. I can't settle an estate from here; a human colleague will.",
            "My condolences. That's not something I can do; a human colleague will help you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "bereavement"},
    ),
    Decline(
        ask=[
            "report that somebody (called and asked for|tricked me out of) my password",
            "tell you about a strange text that claims to come from you",
        ],
        because=[
            "I can't investigate that myself; a human colleague from the fraud team will.",
            "I can't trace it from here, but a human colleague on the fraud team takes it over.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "suspected fraud"},
    ),
    Decline(
        ask=[
            "complain about (a branch|how I was treated|a colleague of yours)",
            "(speak with|have a word with) (a manager|whoever is in charge)",
        ],
        because=[
            "I can't settle a complaint myself; a human colleague will look at it.",
            "I can't bring in a manager from here, but a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "complaint"},
    ),
)
