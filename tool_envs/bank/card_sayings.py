"""How customers and agents speak about cards."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

CARD_SAYINGS: dict[str, ToolPhrasing] = {
    "freeze_card": ToolPhrasing(
        want=[
            "freeze my {card_id}",
            "(lock|block) my {card_id} for now",
            "put a freeze on my {card_id}",
            "stop my {card_id} from being used for a while",
            "have my {card_id} frozen",
        ],
        why=[
            "I can't find it (anywhere|right now), but it may turn up.",
            "I want to be (safe|careful) until I know more.",
            "I think I left it (at a diner|in a cab|at the gym).",
            "I won't need it while I'm away.",
            "I'm trying to spend less.",
            "Something about it (felt|seemed) off at the gas pump.",
        ],
        offer=[
            "freeze your {card_id}",
            "put a freeze on your {card_id}, so that nobody can pay with it",
            "freeze your {card_id} until you have it unfrozen",
        ],
        notice=[
            "You can have it unfrozen any time with your security question.",
            "Payments with it will be turned down until it's unfrozen.",
        ],
        done=[
            "Your {card_id} is {result.status} now.",
            "The card is {result.status}; nobody can pay with it.",
            "It's {result.status} as of now.",
        ],
    ),
    "unfreeze_card": ToolPhrasing(
        want=[
            "unfreeze my {card_id}",
            "have my {card_id} working again",
            "(lift|take) the freeze (from|off) my {card_id}",
            "unlock my {card_id}",
            "get my {card_id} unfrozen",
        ],
        why=[
            "It was in (my other coat|the car|a drawer) all along.",
            "I'm back from my trip.",
            "I need it (tonight|this afternoon|for a hotel).",
            "It was a false alarm.",
            "I stood at the register like a fool.",
            "I've been without it (for a week|long enough).",
        ],
        offer=[
            "unfreeze your {card_id}",
            "lift the freeze on your {card_id}",
            "unfreeze your {card_id} so that you can pay with it again",
        ],
        notice=["It works again right away.", "You can use it within a minute or so.", ""],
        done=[
            "Your {card_id} is {result.status} again.",
            "The freeze is lifted; the card is {result.status}.",
            "It's {result.status} again, with a daily limit of {result.daily_limit:money}.",
        ],
    ),
    "replace_card": ToolPhrasing(
        want=[
            "order a replacement for my {card_id}, it was {reason}",
            "get a new card instead of my {reason} {card_id}",
            "replace my {card_id}",
            "have my {card_id} replaced (because|since) it was {reason}",
            "report my {card_id} as {reason} and get a new one",
        ],
        why=[
            "I've turned the (house|car) upside down.",
            "I don't want to be without one for long.",
            "I only noticed at the register.",
            "I hope nobody has used it.",
            "I should have done that (last week|right away).",
            "It's the one I use for everything.",
        ],
        offer=[
            "block your {card_id} for good, noted as {reason}, and mail you a new one",
            "replace your {card_id} ({reason}); the old card is blocked at once",
            "order a new card in place of your {card_id}, which was {reason}, and block the old "
            "one",
        ],
        notice=[
            "A replacement costs $10, or nothing if the card was stolen, and takes 7 days.",
            "The new card comes by mail within 7 days; it costs $10 unless the old one was stolen.",
        ],
        done=[
            "The new card ends in {result.last_four} and should be there by "
            "{result.arrives_by:date}.",
            "The old card is blocked. The new one ends in {result.last_four} and {result.cost}.",
            "A new card is on its way and will arrive by {result.arrives_by:date}.",
        ],
    ),
    "change_card_limit": ToolPhrasing(
        want=[
            "(change|set) the daily limit of my {card_id} to {new_limit:money}",
            "have a daily limit of {new_limit:money} on my {card_id}",
            "put the limit on my {card_id} at {new_limit:money} a day",
            "have up to {new_limit:money} a day to spend with my {card_id}",
            "set my {card_id} to {new_limit:money} a day",
        ],
        why=[
            "I went through my budget (last night|over the weekend).",
            "I've thought about it for a while.",
            "The present limit doesn't suit me any more.",
            "I meant to do that when I got the card.",
            "My plans for the summer have changed.",
            "That's closer to what I really use.",
        ],
        offer=[
            "set the daily limit of your {card_id} to {new_limit:money}",
            "change the daily limit of your {card_id} to {new_limit:money}",
            "put the daily limit of your {card_id} at {new_limit:money}",
        ],
        notice=[
            "It counts from now on, and I can change it only once today.",
            "That's the one change of this limit I can make in this chat.",
        ],
        done=[
            "The daily limit is {result.daily_limit:money} now.",
            "You can spend up to {result.daily_limit:money} a day with it.",
            "Your {card_id} has a daily limit of {result.daily_limit:money} now.",
        ],
    ),
}
