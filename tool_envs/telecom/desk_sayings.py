"""How customers and agents speak about bills, tickets, contact details and hand-overs."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

DESK_SAYINGS: dict[str, ToolPhrasing] = {
    "pay_bill": ToolPhrasing(
        want=[
            "pay my {bill_id} with my {method_id}",
            "pay my {bill_id}",
            "settle my {bill_id} with the {method_id}",
            "pay what I owe for my {bill_id}",
            "have my {bill_id} taken from my {method_id}",
        ],
        why=[
            "I'd like to have it off my mind.",
            "I forgot about it.",
            "It was at the bottom of a pile.",
            "I've just been paid.",
            "I don't want a late fee.",
            "The app wouldn't let me.",
        ],
        offer=[
            "pay your {bill_id} with your {method_id}",
            "take what's left of your {bill_id} from your {method_id}",
            "settle your {bill_id} in full with your {method_id}",
        ],
        notice=["The whole amount is taken at once.", "It's taken right away.", ""],
        done=[
            "The {result.month} bill is {result.status}: {result.amount:money}.",
            "I've taken {result.amount:money}; the bill is {result.status}.",
            "That's {result.amount:money} paid for {result.month}.",
        ],
    ),
    "extend_due_date": ToolPhrasing(
        want=[
            "have {days} more days to pay my {bill_id}",
            "get more time for my {bill_id}",
            "pay my {bill_id} {days} days later",
            "have the due date of my {bill_id} moved by {days} days",
            "put off paying my {bill_id} a bit",
        ],
        why=[
            "Money is a bit tight this month.",
            "My salary comes late this time.",
            "There was a big repair to pay.",
            "I'd rather ask before it's late.",
            "It's only this once.",
            "I'm between two jobs.",
        ],
        offer=[
            "move the due date of your {bill_id} by {days} days",
            "give you {days} more days to pay your {bill_id}",
            "extend your {bill_id} by {days} days",
        ],
        notice=["That's possible once for each bill.", "We can do that once for a bill."],
        done=[
            "You have until {result.due_on:date} now.",
            "The {result.due:money} are due on {result.due_on:date} now.",
            "The new due date is {result.due_on:date}.",
        ],
    ),
    "send_bill_copy": ToolPhrasing(
        want=[
            "have a copy of my {bill_id} sent by {by}",
            "get a copy of my {bill_id}",
            "have my {bill_id} sent to me again by {by}",
            "get my {bill_id} once more, by {by}",
            "have another copy of my {bill_id}",
        ],
        why=[
            "My accountant wants to see it.",
            "I can't find mine.",
            "I need it for work.",
            "I must have deleted it.",
            "It's for my tax papers.",
            "The dog got hold of it.",
        ],
        offer=[
            "send you a copy of your {bill_id} by {by}",
            "send your {bill_id} out again by {by}",
            "have a copy of your {bill_id} sent by {by}",
        ],
        notice=["A copy is free by email and costs $2.50 by post.", "By post it's $2.50."],
        done=[
            "The copy is on its way by {result.by} and {result.cost}.",
            "Your {result.month} bill goes out by {result.by}.",
            "I've sent it by {result.by}, which {result.cost}.",
        ],
    ),
    "credit_charge": ToolPhrasing(
        want=[
            "get the {charge_id} back",
            "have the {charge_id} credited",
            "have the {charge_id} taken off my bill",
            "ask for my money back for the {charge_id}",
            "see if you can credit the {charge_id}",
        ],
        why=[
            "I never ordered that.",
            "It took me by surprise.",
            "My son tapped on something.",
            "I've been with you for so long.",
            "That can't be right.",
            "I didn't even notice at first.",
        ],
        offer=[
            "credit the {charge_id} on your running bill",
            "take the {charge_id} off as a credit on your next bill",
            "give the {charge_id} back to you as a credit",
        ],
        notice=["We can do that for one charge at a time.", "That's a gesture of goodwill."],
        done=[
            "{result.amount:money} comes off your next bill.",
            "The {result.amount:money} are credited.",
            "You get {result.amount:money} back: {result.description}.",
        ],
    ),
    "open_ticket": ToolPhrasing(
        want=[
            "report {subject} on my {line_id}",
            "have the network team look into {subject} on my {line_id}",
            "open a ticket about {subject} for my {line_id}",
            "report a fault with my {line_id}",
        ],
        why=[
            "It's been like that since the morning.",
            "It happens at home and outside.",
            "My neighbors have the same.",
            "It comes and goes.",
            "I've switched it off and on, I think.",
            "That can't go on.",
        ],
        offer=[
            "open a ticket about {subject} on your {line_id} for the network team",
            "report {subject} on your {line_id} to the network team",
            "have the network team look at your {line_id}, with “{subject}” as the fault",
        ],
        notice=["They work through the night if they must.", "You get a text once it's solved."],
        done=[
            "The ticket about {result.subject} is {result.status}.",
            "Your ticket is {result.status}; you'll get a text once it's solved.",
            "The network team has your ticket about {result.subject} now.",
        ],
    ),
    "close_ticket": ToolPhrasing(
        want=[
            "close my {ticket_id}",
            "have my {ticket_id} closed",
            "take back my {ticket_id}",
            "call off my {ticket_id}",
        ],
        why=[
            "It works again.",
            "It was my own mistake in the end.",
            "It went away by itself.",
            "No need to look into it any more.",
            "It was the case, of all things.",
            "I don't want to waste anybody's time.",
        ],
        offer=[
            "close your {ticket_id}",
            "mark your {ticket_id} as solved and close it",
            "take your {ticket_id} off the network team's list",
        ],
        notice=["A new one can be opened any time.", ""],
        done=[
            "The ticket about {result.subject} is {result.status}.",
            "It's {result.status} now.",
            "That one is {result.status}, thanks for telling us.",
        ],
    ),
    "update_email": ToolPhrasing(
        want=[
            "(change|update) my email to {new_email}",
            "have {new_email} as my email from now on",
            "change the email address you have for me",
            "get my bills at {new_email}",
            "update my email address",
        ],
        why=[
            "I (hardly|never) look at the old one any more.",
            "I'm about to close the other one.",
            "The old inbox is full of junk.",
            "I'd rather not get bills at work.",
            "I've had that on my list for ages.",
            "My provider is shutting down.",
        ],
        offer=[
            "change the email on your account to {new_email}",
            "put {new_email} on your account in place of the present email address",
            "switch your email address to {new_email}",
        ],
        notice=["All bills will go there.", "Please check the spelling once more."],
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
            "My last letter went to the old place.",
            "I don't want my mail to go astray.",
            "It's the first thing on my list after the move.",
            "The people at the old place won't keep my mail forever.",
            "I've put this off for weeks.",
        ],
        offer=[
            "change the address on your account to {address}",
            "put {address} on your account in place of the old address",
            "save {address} as your postal address",
        ],
        notice=["Letters and SIM cards will go there.", ""],
        done=[
            "Your mail will go to {result.address.street}, {result.address.city}.",
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
