"""How customers and agents speak about lines, plans and data."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

LINE_SAYINGS: dict[str, ToolPhrasing] = {
    "change_plan": ToolPhrasing(
        want=[
            "move my {line_id} to the {plan_id}",
            "(switch|change) my {line_id} to the {plan_id}",
            "have my {line_id} on the {plan_id}",
            "change the plan of my {line_id}",
            "put my {line_id} on another plan",
        ],
        why=[
            "I went through the plans (last night|on your website).",
            "It suits how I use the phone.",
            "A colleague has the same and is happy with it.",
            "My needs have changed a bit.",
            "I've thought about it for a while.",
            "I should have done that when I signed up.",
        ],
        offer=[
            "move your {line_id} to the {plan_id} from today",
            "change your {line_id} to the {plan_id}",
            "put your {line_id} on the {plan_id}, starting now",
        ],
        notice=[
            "If it costs more than the present one, the difference goes on this month's bill.",
            "That's the one change of plan I can make for this line today.",
        ],
        done=[
            "Your line is on the {result.plan_name} plan now, at {result.price:money} a month.",
            "It's changed: {result.plan_name}, {result.price:money} a month.",
            "You're on {result.plan_name} now, with {result.data_left_gb} GB left this month.",
        ],
    ),
    "add_data_pack": ToolPhrasing(
        want=[
            "add the {pack_id} to my {line_id}",
            "(get|book) the {pack_id} for my {line_id}",
            "have more data on my {line_id}",
            "get a data pack for my {line_id}",
            "top up my {line_id} with the {pack_id}",
        ],
        why=[
            "I'm on the train a lot this month.",
            "The kids watched films on it all weekend.",
            "I don't want to run out.",
            "My home internet is down until Friday.",
            "I've a long trip ahead of me.",
            "There's hardly anything left, I think.",
        ],
        offer=[
            "add the {pack_id} to your {line_id}",
            "book the {pack_id} for your {line_id}",
            "put the {pack_id} on your {line_id}",
        ],
        notice=[
            "It lasts until the end of the month, and its price goes on your next bill.",
            "What isn't used by the end of the month is gone.",
        ],
        done=[
            "You have {result.data_left_gb} GB left now.",
            "The {result.pack} is on your line, which makes {result.data_left_gb} GB.",
            "The {result.pack} is booked for {result.price:money}.",
        ],
    ),
    "pause_line": ToolPhrasing(
        want=[
            "suspend my {line_id} because of {reason}",
            "have my {line_id} suspended for now",
            "pause my {line_id}, it's about {reason}",
            "put my {line_id} to rest for a while",
            "stop my {line_id} from being used, because of {reason}",
        ],
        why=[
            "I don't want anything to go wrong with it.",
            "I'll let you know when I need it again.",
            "Better safe than sorry.",
            "It has to be today.",
            "Nobody should be able to call with it.",
            "I've looked everywhere for another way.",
        ],
        offer=[
            "suspend your {line_id} because of {reason}",
            "pause your {line_id}, noted down as {reason}",
            "take your {line_id} out of service for now because of {reason}",
        ],
        notice=[
            "The monthly price goes on meanwhile.",
            "It can be put back into service any time.",
        ],
        done=[
            "The line is {result.status} now.",
            "It's {result.status} because of {result.suspended_for}.",
            "Your {result.name} line rests from now on.",
        ],
    ),
    "lift_suspension": ToolPhrasing(
        want=[
            "have the suspension of my {line_id} lifted",
            "(get|have) my {line_id} put back into service",
            "use my {line_id} again",
            "have my {line_id} switched on again",
            "reactivate my {line_id}",
        ],
        why=[
            "I (need|want) it again.",
            "I'm back now.",
            "It's been quiet for long enough.",
            "People can't reach me.",
            "The reason for it is gone.",
            "I thought that would happen by itself.",
        ],
        offer=[
            "lift the suspension of your {line_id}",
            "put your {line_id} back into service",
            "reactivate your {line_id}",
        ],
        notice=["It works again within a minute.", "You can use it again right away.", ""],
        done=[
            "Your {result.name} line is {result.status} again.",
            "The suspension is lifted; the line is {result.status}.",
            "The line is {result.status} as of now.",
        ],
    ),
    "set_line_roaming": ToolPhrasing(
        want=[
            "switch roaming {roaming} for my {line_id}",
            "have roaming switched {roaming} for my {line_id}",
            "turn {roaming} roaming for my {line_id}",
            "change the roaming of my {line_id}",
            "set roaming to {roaming} for my {line_id}",
        ],
        why=[
            "I have a trip coming up.",
            "I want to be sure before I leave.",
            "I don't want any surprises on the bill.",
            "I'm never sure how that's set.",
            "A friend told me to check that.",
            "I'm packing already.",
        ],
        offer=[
            "switch roaming {roaming} for your {line_id}",
            "turn {roaming} roaming for your {line_id}",
            "set roaming to {roaming} for your {line_id} on our side",
        ],
        notice=["The phone has a switch of its own for that.", ""],
        done=[
            "Roaming is {result.roaming} for your {result.name} line now.",
            "That's set: roaming is {result.roaming}.",
            "On our side roaming is {result.roaming} now.",
        ],
    ),
    "set_spending_limit": ToolPhrasing(
        want=[
            "set the spending limit of my {line_id} to {limit:money}",
            "have {limit:money} as the spending limit for one of my lines",
            "have a limit of {limit:money} a month on my {line_id}",
            "put the limit for packs on my {line_id} at {limit:money}",
            "change a spending limit to {limit:money} a month",
        ],
        why=[
            "I went through my budget (last night|over the weekend).",
            "The present one doesn't suit me.",
            "My daughter uses that one at times.",
            "That's closer to what I need.",
            "I want to keep an eye on it.",
            "I meant to do that when I got the line.",
        ],
        offer=[
            "set the spending limit of your {line_id} to {limit:money} a month",
            "change the spending limit of your {line_id} to {limit:money}",
            "put the monthly limit for packs on your {line_id} at {limit:money}",
        ],
        notice=["It counts from now on.", ""],
        done=[
            "The limit is {result.spending_limit:money} a month now.",
            "Packs on that line can cost {result.spending_limit:money} a month now.",
            "Your {result.name} line has a limit of {result.spending_limit:money} now.",
        ],
    ),
    "block_sim": ToolPhrasing(
        want=[
            "block my {sim_id}, it was {reason}",
            "have my {sim_id} blocked",
            "report my {sim_id} as {reason} and have it blocked",
            "stop my {sim_id} from being used, since it was {reason}",
            "get my {sim_id} blocked for good",
        ],
        why=[
            "I only noticed an hour ago.",
            "I hope nobody has used it.",
            "I've looked everywhere.",
            "It happened on the bus.",
            "I don't want to pay for somebody else's calls.",
            "Please note that down somewhere.",
        ],
        offer=[
            "block your {sim_id} for good and note it as {reason}",
            "block your {sim_id}, which was {reason}",
            "stop your {sim_id} for good, with {reason} as the reason",
        ],
        notice=["It can't be unblocked, only replaced.", "That can't be undone."],
        done=[
            "The SIM ending in {result.last_four} is {result.status}.",
            "It's {result.status}; nobody can use it any more.",
            "The {result.line_name} SIM is {result.status} now.",
        ],
    ),
    "replace_sim": ToolPhrasing(
        want=[
            "replace my {sim_id} with a new {kind}",
            "get a new {kind} instead of my {sim_id}",
            "have my {sim_id} replaced",
            "swap my {sim_id} for a new {kind}",
            "get another SIM instead of my {sim_id}",
        ],
        why=[
            "The old one has a crack.",
            "I've got a new phone.",
            "It doesn't fit any more.",
            "The phone loses it every few days.",
            "A friend told me it's easy.",
            "I've had that one for ages.",
        ],
        offer=[
            "replace your {sim_id} with a new {kind}",
            "block your {sim_id} and give you a new {kind} in its place",
            "swap your {sim_id} for a new {kind}",
        ],
        notice=[
            "An eSIM is free and works at once; a SIM card costs $8 and comes by mail.",
            "A SIM card costs $8 and takes a few days by mail, while an eSIM is free.",
        ],
        done=[
            "The new {result.kind} ends in {result.last_four} and {result.cost}.",
            "It's replaced: the new {result.kind} ends in {result.last_four}.",
            "Your new {result.kind} {result.cost} and is {result.status}.",
        ],
    ),
}
