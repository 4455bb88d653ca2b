"""What customers ask for in vain, with the agent's reason, and when a human takes over."""

from __future__ import annotations

from apigen_mt.environment import Decline

_HUMAN = "hand_over_to_human"

DECLINES: tuple[Decline, ...] = (
    Decline(
        ask=[
            "get a (discount|better price) for being with you so long",
            "have my monthly price lowered a bit",
        ],
        because=[
            "Prices are the same for everyone, and I can't give discounts.",
            "I can't give discounts; the published prices hold for everybody.",
        ],
        says="discounts",
    ),
    Decline(
        ask=[
            "know where my (daughter's|husband's|colleague's) phone is right now",
            "have a phone located for me",
        ],
        because=[
            "I can't locate phones; only the police can ask for that.",
            "That's nothing we do; I can't locate phones for anybody.",
        ],
        says="locate phones",
    ),
    Decline(
        ask=[
            "read the texts that were sent to my (old|other) number",
            "get a list of whom my (son|wife) has called",
        ],
        because=[
            "I can't show anybody calls or messages; they are private.",
            "Calls or messages are private, so I can't show them.",
        ],
        says="calls or messages",
    ),
    Decline(
        ask=[
            "have you switch the settings on my phone from there",
            "let you take over my screen",
        ],
        because=[
            "I can't see or reach your phone; I can only tell you where to tap.",
            "I can't reach your phone from here, but I can tell you where to tap.",
        ],
        says="where to tap",
    ),
    Decline(
        ask=[
            "get my phone's cracked screen repaired",
            "have the battery of my phone replaced",
        ],
        because=[
            "We don't repair phones, so I can't help with that; a repair shop can.",
            "I can't arrange that; for hardware please ask a repair shop.",
        ],
        says="a repair shop",
    ),
    Decline(
        ask=[
            "have my (brother's|roommate's|boss's) line changed",
            "look at my (mother's|neighbor's) bill",
        ],
        because=[
            "I can only work on the account of the person I'm talking to.",
            "I can't open anything but the account of the person I'm talking to.",
        ],
        says="the person I'm talking to",
    ),
    Decline(
        ask=[
            "have some compensation for the time without a signal",
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
            "know my PIN, I've forgotten it",
            "have you tell me the PIN on my account",
        ],
        because=[
            "I can't tell anybody a PIN; a new one can be set in a shop.",
            "A PIN is something I can't read out. A new one can be set in a shop.",
        ],
        says="in a shop",
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
            "cancel my contract",
            "transfer my number to (another company|my partner)",
        ],
        because=[
            "I can't end or transfer contracts; a human colleague will go through it with you.",
            "That's not something I can do here, but a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={
            "topic": "contract question",
            "summary": "The customer would like to talk about ending or transferring the contract.",
        },
    ),
    Decline(
        ask=[
            "report that my (father|aunt|husband) has passed away",
            "settle what happens to the line of my late (mother|wife)",
        ],
        because=[
            "I'm sorry for your loss. I can't settle that from here; a human colleague will.",
            "My condolences. That's not something I can do; a human colleague will help you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={
            "topic": "bereavement",
            "summary": "A relative of the customer has passed away; please call about the line.",
        },
    ),
    Decline(
        ask=[
            "report that somebody (ordered a phone|opened a line) in my name",
            "tell you about a strange text that claims to come from you",
        ],
        because=[
            "I can't investigate that myself; a human colleague from the fraud team will.",
            "I can't trace it from here, but a human colleague on the fraud team takes it over.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={
            "topic": "suspected fraud",
            "summary": "The customer reports a case of suspected fraud and would like a call.",
        },
    ),
    Decline(
        ask=[
            "get lines for my (company|twelve employees)",
            "move my lines to a business account",
        ],
        because=[
            "I can't set up business accounts; a human colleague takes care of those.",
            "Business accounts are beyond what I can do, so a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={
            "topic": "business customer",
            "summary": "The customer is interested in lines for a business; please call.",
        },
    ),
    Decline(
        ask=[
            "complain about (a shop|how I was treated|a colleague of yours)",
            "(speak with|have a word with) (a manager|whoever is in charge)",
        ],
        because=[
            "I can't settle a complaint myself; a human colleague will look at it.",
            "I can't bring in a manager from here, but a human colleague will call you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={
            "topic": "complaint",
            "summary": "The customer would like to make a complaint and asks for a call.",
        },
    ),
)
