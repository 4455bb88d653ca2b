"""What customers ask for in vain, with the agent's reason, and when a human takes over."""

from __future__ import annotations

from apigen_mt.environment import Decline

_HUMAN = "hand_over_to_human"

DECLINES: tuple[Decline, ...] = (
    Decline(
        ask=[
            "(get|have) (a discount|a few dollars off|ten percent off) on my next order",
            "get a coupon since I'm such a (loyal|regular) customer",
            "have you knock a bit off the price",
        ],
        because=[
            "I can't give discounts; the prices on the website are the same for everyone.",
            "There are no discounts that I can hand out here, loyal customer or not.",
        ],
        says="discounts",
    ),
    Decline(
        ask=[
            "have you match a lower price I saw (in another shop|somewhere else)",
            "get the difference back because another shop is cheaper now",
        ],
        because=[
            "We don't do price matching, neither before nor after a purchase.",
            "I'm sorry, price matching isn't something we offer.",
        ],
        says="price matching",
    ),
    Decline(
        ask=[
            "use a coupon on an order I placed (last week|a while ago)",
            "have a promo code applied to something I've already bought",
        ],
        because=[
            "A coupon can't be added after the purchase, only at checkout.",
            "That isn't possible after the purchase; codes count at checkout only.",
        ],
        says="after the purchase",
    ),
    Decline(
        ask=[
            "have a look at what my (brother|roommate|wife|colleague) ordered",
            "check on an order that's under (my mother's|my boss's|a friend's) name",
            "change something in my (husband's|sister's|neighbor's) order",
        ],
        because=[
            "I can only open orders on your own account; other people write to us themselves.",
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
            "Refunds can't go to another person; the original payment method or your gift card "
            "are the choices.",
            "I can't pay another person; refunds stay with the account that bought.",
        ],
        says="another person",
    ),
    Decline(
        ask=[
            "add a new (card|credit card) to my account over chat",
            "(remove|delete) a card from my account",
            "give you my new card number so you can save it",
        ],
        because=[
            "Payment methods are managed on the website after you sign in; I can't edit them here.",
            "For safety, that only works on the website once you're signed in.",
        ],
        says="on the website",
    ),
    Decline(
        ask=[
            "swap something I bought for a completely different product",
            "exchange one product for another kind of thing of the same price",
        ],
        because=[
            "Swaps stay within the same product, so for something else you'd place a new order.",
            "I can only offer another version of the same product, such as another color or size.",
        ],
        says="the same product",
    ),
    Decline(
        ask=[
            "(hear|know) which other shop you'd recommend",
            "get your opinion on whether a competitor is better",
        ],
        because=[
            "I'd rather not judge other shops, but I'm happy to help with ours.",
            "I don't have opinions to share on other shops.",
        ],
        says="other shops",
    ),
    Decline(
        ask=[
            "(ask|know) whether I could sue a (delivery company|neighbor) over a lost parcel",
            "get some legal advice about a contract with a delivery company",
        ],
        because=[
            "I can't give legal advice; a lawyer would be the right person for that.",
            "Legal advice is beyond what I can do here, sorry.",
        ],
        says="legal advice",
    ),
    Decline(
        ask=[
            "(ask|know) if I can deduct my order from my taxes",
            "get help with declaring my purchases to the tax office",
        ],
        because=[
            "I can't give tax advice; a tax adviser would know.",
            "That's a matter of tax advice, which I'm not able to give.",
        ],
        says="tax advice",
    ),
    Decline(
        ask=[
            "get some compensation for (the time|the hassle) this cost me",
            "have a goodwill gift card for my trouble",
        ],
        because=[
            "I understand, but I can't pay compensation.",
            "I'm sorry for the bother; compensation isn't something I can offer.",
        ],
        says="compensation",
    ),
    Decline(
        ask=[
            "have my next order (upgraded to overnight delivery|sent overnight) for free",
            "get a free upgrade to express delivery",
        ],
        because=[
            "I can't give free upgrades; all orders travel by standard delivery.",
            "Free upgrades aren't possible, since everything is sent the same way.",
        ],
        says="free upgrades",
    ),
    Decline(
        ask=[
            "have you hold something in stock for me until payday",
            "reserve an item without ordering it",
        ],
        because=[
            "I can't reserve anything; what's in stock goes to whoever orders first.",
            "There's no way to reserve stock, but a wish list helps you find it again.",
        ],
        says="reserve",
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
            "have somebody call me back (today|tomorrow|this week)",
            "be called back on the phone about all this",
        ],
        because=[
            "I can't make calls myself, so a human colleague will call you back.",
            "Calls are beyond me, but a human colleague takes over and will call you back.",
        ],
        says="call you back",
        hand_over=_HUMAN,
    ),
    Decline(
        ask=[
            "(speak with|have a word with) (a manager|your supervisor|whoever is in charge)",
            "have my case looked at by somebody higher up",
        ],
        because=[
            "There's nobody I can bring in here, but a human colleague will take it from here.",
            "I can't bring in a manager myself; a human colleague will follow up with you.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "something else"},
    ),
    Decline(
        ask=[
            "report that a parcel (never arrived|is still missing)",
            "find out where a parcel (is that never came|went that I never got)",
        ],
        because=[
            "I can't search for a lost parcel myself; a human colleague will trace it.",
            "Tracing a lost parcel is beyond me, but a human colleague will look for it.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "missing parcel"},
    ),
    Decline(
        ask=[
            "report that something (arrived broken|was damaged on the way)",
            "complain about a box that (came crushed|was torn open)",
        ],
        because=[
            "I can't settle damage from here; a human colleague will look at the case.",
            "Damaged deliveries aren't something I can assess; a human colleague takes that over.",
        ],
        says="human colleague",
        hand_over=_HUMAN,
        arguments={"topic": "damaged delivery"},
    ),
)
