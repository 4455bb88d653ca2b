"""How customers and agents speak about accounts, wish lists and hand-overs."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

ACCOUNT_SAYINGS: dict[str, ToolPhrasing] = {
    "update_user_address": ToolPhrasing(
        want=[
            "(change|update) the address on my account to {address}",
            "put my new address on file, it's {address}",
            "update my address",
            "(put|have) my new address on my account",
            "have my account address changed to {address}",
        ],
        why=[
            "I've (just moved|moved house|moved over the weekend).",
            "I'd like it to be right for the next order.",
            "The old one is no good any more.",
            "I've put this off for weeks.",
            "It's the first thing on my list after the move.",
            "I don't want the next parcel to go astray.",
        ],
        offer=[
            "change the address on your account to {address}",
            "put {address} on your account in place of the address there now",
            "save {address} as your account address",
        ],
        notice=[
            "Orders that are already placed keep the address they have.",
            "This won't move any open order; those are changed one by one.",
        ],
        done=[
            "Your account now has {result.address.street}, {result.address.city} as its address.",
            "Saved: {address}.",
            "That's updated. New orders will go to {result.address.street} in "
            "{result.address.city}.",
        ],
    ),
    "update_user_email": ToolPhrasing(
        want=[
            "(change|update) the email on my account to {new_email}",
            "use {new_email} (from now on|for my account)",
            "change my email address",
            "(switch|move) my account over to {new_email}",
            "get my mails from you at {new_email}",
        ],
        why=[
            "I (hardly|never) look at the old one any more.",
            "The old inbox is full of junk.",
            "I'd rather keep (shopping|private things) apart from work.",
            "I've had that on my list for ages.",
            "I'm about to close the other one.",
            "It's easier for me to keep track that way.",
        ],
        offer=[
            "change the email on your account to {new_email}",
            "put {new_email} on your account in place of the present email",
            "switch your account to {new_email}",
        ],
        notice=[
            "I can change the email only once in a conversation, so please check the spelling.",
            "All messages on your orders will go there from now on.",
        ],
        done=[
            "Your account now uses {result.email}.",
            "Done, we'll write to {result.email} from now on.",
            "The email is changed to {result.email}.",
        ],
    ),
    "add_to_wishes": ToolPhrasing(
        want=[
            "(put the {variant_id} on|add the {variant_id} to) my wish list",
            "save the {variant_id} for later",
            "(save|keep) the {variant_id} on my wish list for later",
            "have the {variant_id} on my list so I don't forget",
            "wish-list the {variant_id}",
        ],
        why=[
            "(My birthday|Our anniversary|The holidays) will come around.",
            "I'm not ready to buy yet.",
            "Somebody keeps asking what I'd like.",
            "I'll decide next month.",
            "I want to find it again without searching.",
            "Maybe for the next order.",
        ],
        offer=[
            "put the {variant_id} on your wish list",
            "add the {variant_id} to your wish list",
            "save the {variant_id} on your wish list",
        ],
        notice=["A wish list reserves nothing, so stock and price can change."],
        done=[
            "I've put the {variant_id} on your wish list.",
            "Added: you'll find the {variant_id} on your wish list.",
            "Saved to your wish list.",
        ],
    ),
    "remove_from_wishes": ToolPhrasing(
        want=[
            "take the {wish_id} off my wish list",
            "(remove|delete) the {wish_id} from my wish list",
            "clear the {wish_id} from my list of wishes",
            "have the {wish_id} gone from my wish list",
            "tidy up my wish list: the {wish_id} can go",
        ],
        why=[
            "I've found something else.",
            "I don't want it any more.",
            "The list is getting (long|out of hand).",
            "I'm not going to buy it after all.",
            "Nobody needs to see that one any more.",
            "It's been on there for ages.",
        ],
        offer=[
            "take the {wish_id} off your wish list",
            "remove the {wish_id} from your wish list",
            "delete the {wish_id} from your wish list",
        ],
        done=[
            "I've taken the {wish_id} off your wish list.",
            "Gone: your wish list no longer has the {wish_id}.",
            "I've taken it off.",
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
            "pass this on to a human colleague as a {topic}, who will write to you",
            "hand your {topic} over to a colleague, with a short summary",
            "open a request for a {topic} with my colleagues",
        ],
        notice=[
            "After that I can't change anything else here, so tell me first if there's more.",
            "Once it's handed over, my part ends, so anything else should come first.",
        ],
        done=[
            "A colleague has your {topic} now and will get back to you.",
            "It's passed on: my colleagues will write to you about the {topic}.",
            "Your {topic} is with a human colleague now.",
        ],
    ),
}
