"""How customers and agents speak about disputes, fees, contact details and hand-overs."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

DESK_SAYINGS: dict[str, ToolPhrasing] = {
    "open_dispute": ToolPhrasing(
        want=[
            "dispute the {transaction_id}, it's {claim}",
            "(contest|challenge) the {transaction_id}: it's {claim}, and I have {evidence}",
            "dispute the {transaction_id}",
            "get my money back for the {transaction_id}, since it's {claim}",
            "report the {transaction_id} as {claim}",
        ],
        why=[
            "I (only|just) saw it when I went through my statement.",
            "It has bothered me all week.",
            "(My partner|My daughter) noticed it first.",
            "I couldn't (believe|make sense of) it when I saw it.",
            "I'd like to get that sorted before the month is over.",
            "I don't want to let that slide.",
        ],
        offer=[
            "open a dispute about the {transaction_id} as {claim}, with {evidence} to show for it",
            "dispute the {transaction_id} for you as {claim}, noting that you have {evidence}",
            "start an inquiry into the {transaction_id} as {claim}, and put down that you have "
            "{evidence}",
        ],
        notice=[
            "Up to $300 is credited at once, and taken back if the inquiry ends against you.",
            "We hear from the merchant within a few weeks; up to $300 is credited until then.",
        ],
        done=[
            "The dispute with {result.merchant} is open; {result.settlement}.",
            "I've opened it: {result.amount:money} at {result.merchant} is under inquiry.",
            "That's filed, the dispute is {result.status}. As for the money: {result.settlement}.",
        ],
    ),
    "withdraw_dispute": ToolPhrasing(
        want=[
            "(withdraw|drop) my {dispute_id}",
            "(end|close) my {dispute_id}",
            "take back my {dispute_id}",
            "have my {dispute_id} called off",
            "let go of my {dispute_id}",
        ],
        why=[
            "The shop has (paid me back|made up for it) after all.",
            "It turned out to be my (own mistake|daughter's purchase).",
            "I found the receipt, and it's fine.",
            "It isn't worth the (trouble|effort).",
            "We've (settled|sorted) it between us.",
            "I remember now what it was.",
        ],
        offer=[
            "withdraw your {dispute_id}",
            "end your {dispute_id} for good",
            "close your {dispute_id} and take it off the list",
        ],
        notice=[
            "Any provisional credit goes back to the bank.",
            "What was credited in advance is taken back.",
        ],
        done=[
            "Your dispute with {result.merchant} is withdrawn; {result.settlement}.",
            "It's withdrawn. The {result.amount:money} at {result.merchant} stands.",
            "I've closed it; the charge at {result.merchant} stays as it is.",
        ],
    ),
    "waive_fee": ToolPhrasing(
        want=[
            "have the {transaction_id} waived",
            "get the {transaction_id} back",
            "(ask you to waive|see if you can waive) the {transaction_id}",
            "have the {transaction_id} taken off my account",
            "ask whether the {transaction_id} can be waived",
        ],
        why=[
            "I was (on the road|in the hospital|moving house) that week.",
            "My salary came a day late.",
            "It has (never|hardly ever) happened before.",
            "I was only a few dollars short.",
            "I didn't even notice until now.",
            "I've been with you for so long.",
        ],
        offer=[
            "waive the {transaction_id} and pay it back",
            "pay the {transaction_id} back to the account it was taken from",
            "refund the {transaction_id} as a gesture of goodwill",
        ],
        notice=[
            "We can do that once in twelve months, and this would be it.",
            "That's possible once in twelve months, so this is the one time.",
        ],
        done=[
            "{result.amount:money} has been paid back; the balance is now {result.balance:money}.",
            "The fee is waived. You have {result.amount:money} back.",
            "That's refunded: {result.amount:money}, which makes the balance "
            "{result.balance:money}.",
        ],
    ),
    "update_email": ToolPhrasing(
        want=[
            "(change|update) my email to {new_email}",
            "have {new_email} as my email from now on",
            "change the email address you have for me",
            "have {new_email} on file as my email",
            "(switch|move) my email over to {new_email}",
        ],
        why=[
            "I (hardly|never) look at the old one any more.",
            "I'm about to close the other one.",
            "The old inbox is full of junk.",
            "I'd rather not get bank mail at work.",
            "I've had that on my list for ages.",
            "My provider is shutting down.",
        ],
        offer=[
            "change the email on your file to {new_email}",
            "put {new_email} on your file in place of the present email address",
            "switch your email address to {new_email}",
        ],
        notice=[
            "For your safety, no payee or standing order can be added in this chat afterwards.",
            "All messages will go there from now on, so please check the spelling.",
        ],
        done=[
            "We'll write to {result.email} from now on.",
            "Your email is now {result.email}.",
            "It's changed to {result.email}.",
        ],
    ),
    "update_address": ToolPhrasing(
        want=[
            "(change|update) my address to {address}",
            "put my new address on file, it's {address}",
            "(tell you about|report) my new address",
            "have my address changed to {address}",
            "update the address you have for me",
        ],
        why=[
            "I've (just moved|moved house|moved over the weekend).",
            "My last statement went to the old place.",
            "I don't want my mail to go astray.",
            "It's the first thing on my list after the move.",
            "The people at the old place won't keep my mail forever.",
            "I've put this off for weeks.",
        ],
        offer=[
            "change the address on your file to {address}",
            "put {address} on your file in place of the old address",
            "save {address} as your postal address",
        ],
        notice=[
            "Letters and new cards will go there.",
            "For your safety, no payee or standing order can be added in this chat afterwards.",
        ],
        done=[
            "Your letters will go to {result.address.street}, {result.address.city}.",
            "Saved: {address}.",
            "Your address is now {result.address.street} in {result.address.city}.",
        ],
    ),
    "hand_over_to_human": ToolPhrasing(
        want=[
            "have a person look into this: {topic}",
            "(speak to|talk to) somebody about a {topic}",
            "pass something on to a colleague of yours, it's a {topic}",
        ],
        why=[
            "I don't think a chat can settle this.",
            "It's easier to tell a person.",
            "I'm fine with waiting for an answer.",
            "It's a bit (complicated|unusual).",
            "I've explained it (twice|before) already.",
            "I'd feel better if somebody had a proper look.",
        ],
        offer=[
            "pass this on to a colleague, who will call you",
            "hand this over to a colleague, with a short summary",
            "open a request with my colleagues, so that you get a call",
        ],
        notice=[
            "After that I can't change anything else here, so tell me first if there's more.",
            "Once it's handed over, my part ends, so anything else should come first.",
        ],
        done=[
            "A colleague has it now and will call you within two business days.",
            "It's passed on: expect a call within two business days.",
            "My colleagues have your request and will be in touch by phone.",
        ],
    ),
}
