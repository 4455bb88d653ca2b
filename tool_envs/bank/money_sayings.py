"""How customers and agents speak about moving money."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

MONEY_SAYINGS: dict[str, ToolPhrasing] = {
    "pay_payee": ToolPhrasing(
        want=[
            "(send|make) a payment of {amount:money} to {payee_id} from the {account_id}",
            "send {amount:money} to {payee_id} from the {account_id}, just as a one-off payment",
            "make a payment to {payee_id} from the {account_id}, {amount:money} in all",
            "get {amount:money} over to {payee_id} from the {account_id}, by {speed} payment",
            "make a payment to {payee_id}, {amount:money} out of the {account_id}",
            "have {amount:money} go to {payee_id} by {speed} payment, from the {account_id}",
        ],
        why=[
            "I (promised|said) they'd have it this week.",
            "The app keeps (logging me out|crashing) halfway.",
            "I've been putting that off (for days|since Monday).",
            "It's what I owe them (for last month|from the weekend).",
            "They sent me a (friendly|second) reminder.",
            "I'd like that off my list today.",
            "Better now than when it's overdue.",
        ],
        offer=[
            "send {amount:money} from the {account_id} to {payee_id} by {speed} payment",
            "make a payment of {amount:money} to {payee_id} out of the {account_id}, with {speed} "
            "delivery",
            "pay {payee_id} {amount:money} from the {account_id}, by {speed} payment",
        ],
        notice=[
            "(An instant|Every instant) payment costs $3, a standard one is free.",
            "A payment can't be called back once it has left.",
            "",
        ],
        done=[
            "{result.amount:money} is on its way to {result.payee} and arrives {result.arrives}. "
            "The balance is now {result.balance:money}.",
            "The payment has left; it arrives {result.arrives}. That leaves a balance of "
            "{result.balance:money}.",
            "Done: {result.payee} gets {result.amount:money}, {result.cost}.",
        ],
    ),
    "transfer_between_accounts": ToolPhrasing(
        want=[
            "move {amount:money} from the {from_account_id} to the {to_account_id}",
            "(shift|transfer) {amount:money} from the {from_account_id} over to the "
            "{to_account_id}",
            "put {amount:money} from the {from_account_id} into the {to_account_id}",
            "take {amount:money} out of the {from_account_id} and put it into the {to_account_id}",
            "top up the {to_account_id} with {amount:money} from the {from_account_id}",
        ],
        why=[
            "There's a bill coming up.",
            "I like to keep things (tidy|balanced).",
            "Payday was (yesterday|last week), so it's time.",
            "It's just sitting there otherwise.",
            "I nearly forgot it this month.",
            "I'd rather have it where I need it.",
        ],
        offer=[
            "move {amount:money} from the {from_account_id} to the {to_account_id}",
            "transfer {amount:money} out of the {from_account_id} and into the {to_account_id}",
            "take {amount:money} from the {from_account_id} and put it into the {to_account_id}",
        ],
        notice=[
            "It costs nothing and is there at once.",
            "The money is there right away.",
            "",
        ],
        done=[
            "I've moved {result.amount:money}. The {result.from_account} now stands at "
            "{result.from_balance:money}.",
            "Moved: the {result.to_account} is at {result.to_balance:money} now.",
            "That's {result.amount:money} moved over, at no charge.",
        ],
    ),
    "add_payee": ToolPhrasing(
        want=[
            "(add|save) {name} at {bank} as a new payee",
            "add {name} as a payee",
            "set {name} up as a payee; (the|their) account is with {bank}",
            "add a new payee: {name}, {bank}, account number {account_number}",
            "set up a new payee by the name of {name}",
        ],
        why=[
            "I'll be paying them (regularly|every few weeks) from now on.",
            "The form online (wouldn't|doesn't) let me finish.",
            "I have the details right in front of me.",
            "They've done some work for us.",
            "It's for (a class|rent|a repair) later this month.",
            "I promised to sort it out before the weekend.",
        ],
        offer=[
            "add {name} at {bank}, account number {account_number}, as a payee of yours",
            "set {name} up as a payee, with account {account_number} at {bank}",
            "save {name} as a payee: {bank}, account number {account_number}",
        ],
        notice=[
            "The first payment to a new payee can leave tomorrow.",
            "Please check the number; a first payment can go out from tomorrow on.",
        ],
        done=[
            "{result.name} is on your list now, with an account at {result.bank}.",
            "Saved. You can pay {result.name} from tomorrow on.",
            "I've added {result.name}; the first payment can leave tomorrow.",
        ],
    ),
    "set_up_standing_order": ToolPhrasing(
        want=[
            "set up a standing order of {amount:money} to {payee_id} from the {account_id}, on the "
            "{day}th of each month",
            "pay {payee_id} {amount:money} by standing order on the {day}th of each month, from "
            "the {account_id}",
            "have {amount:money} go to {payee_id} from the {account_id} each month, as a standing "
            "order",
            "start a standing order of {amount:money} to {payee_id} on the {day}th, out of the "
            "{account_id}",
            "set up a monthly standing order of {amount:money} to {payee_id} out of the "
            "{account_id}",
        ],
        why=[
            "I (always|keep) forget to do it by hand.",
            "It's the same amount every month anyway.",
            "That way I can't miss it.",
            "They (asked|prefer) to be paid like that.",
            "One thing less to think about.",
            "My neighbor does it that way too.",
        ],
        offer=[
            "set up a standing order of {amount:money} to {payee_id} from the {account_id}, on the "
            "{day}th of each month",
            "start a standing order: {amount:money} to {payee_id} from the {account_id} on the "
            "{day}th of every month",
            "have {amount:money} sent to {payee_id} by standing order on the {day}th of each "
            "month, out of the {account_id}",
        ],
        notice=[
            "It runs until you cancel it.",
            "It goes out by itself each month until you stop it.",
        ],
        done=[
            "The standing order is set up; the first {result.amount:money} goes out on "
            "{result.next_on:date}.",
            "Done. {result.payee_name} gets the first payment on {result.next_on:date}.",
            "It's in place: {result.amount:money} a month, starting on {result.next_on:date}.",
        ],
    ),
    "cancel_standing_order": ToolPhrasing(
        want=[
            "(cancel|stop) my {standing_order_id}",
            "put an end to my {standing_order_id}",
            "have my {standing_order_id} stopped",
            "end my {standing_order_id} before the next one goes out",
            "(call off|get rid of) my {standing_order_id}",
        ],
        why=[
            "I don't (need|use) them any more.",
            "We've agreed on something else.",
            "The contract has run out.",
            "I'd rather pay by hand from now on.",
            "I need to (cut down|save) a little.",
            "It should have stopped (months ago|last year).",
        ],
        offer=[
            "cancel your {standing_order_id} for good",
            "stop your {standing_order_id}, so that nothing more goes out",
            "end your {standing_order_id} as of today",
        ],
        notice=[
            "A canceled order can't be switched on again; you'd set up a new one.",
            "What has been paid already stays paid.",
        ],
        done=[
            "Your standing order to {result.payee_name} is canceled.",
            "It's stopped: no more monthly {result.amount:money} to {result.payee_name}.",
            "I've canceled it. {result.payee_name} gets nothing more by standing order.",
        ],
    ),
}
