"""How customers and agents speak about changing what was bought."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

ORDER_SAYINGS: dict[str, ToolPhrasing] = {
    "cancel_order": ToolPhrasing(
        want=[
            "(cancel|call off) my {order_id}, it's {reason}",
            "cancel my {order_id}",
            "have my {order_id} cancelled before it goes out, it's {reason}",
            "(drop|stop) my {order_id} altogether",
            "cancel everything in my {order_id} (because|since) it's {reason}",
            "take back my {order_id} and get my money back",
        ],
        why=[
            "I only noticed (this morning|just now|last night).",
            "Sorry for the (trouble|bother|back and forth).",
            "I hope I'm (in time|not too late).",
            "I should have (checked|thought about it) before I ordered.",
            "I've had it on my mind all (day|morning).",
            "I couldn't find the button for it (on the website|in the app).",
            "Better to sort it out now than to send it all back.",
        ],
        offer=[
            "cancel your {order_id} ({reason}) and refund it in full to the payment method it was "
            "placed with",
            "cancel the whole {order_id}, with {reason} as the reason, and send the full amount "
            "back to where it came from",
            "call off your {order_id} completely, noted as {reason}, and refund all of it to the "
            "original payment method",
        ],
        notice=[
            "A cancelled order (can't be brought back|is gone for good).",
            "An order can only be cancelled as a whole, and it can't be brought back afterwards.",
            "A gift card has the money back at once; cards and wallets take five to seven business "
            "days.",
        ],
        done=[
            "Your {order_id} is cancelled, and {result.refund:money} is on its way back to you.",
            "That's done: the {order_id} won't be sent, and you get {result.refund:money} back.",
            "I've cancelled the {order_id}. The refund comes to {result.refund:money}.",
            "All cancelled. {result.refund:money} goes back to the payment method you used.",
        ],
    ),
    "change_order_items": ToolPhrasing(
        want=[
            "(change|switch) the {variant_ids} in my {order_id} to the {new_variant_ids}",
            "get the {new_variant_ids} instead of the {variant_ids} in my {order_id}",
            "(swap|change) the {variant_ids} for the {new_variant_ids} before it ships",
            "have the {new_variant_ids} sent rather than the {variant_ids}, in my {order_id}, and "
            "settle any difference with my {payment_method_id}",
            "replace the {variant_ids} with the {new_variant_ids} in my {order_id}",
        ],
        why=[
            "I clicked too fast.",
            "I changed my mind (overnight|over breakfast|on the way home).",
            "I (measured|looked) again and picked the wrong one.",
            "(My partner|My sister|A friend) talked me into it.",
            "The other one fits better with what I have.",
            "I didn't look closely enough when I ordered.",
            "I only saw the other options afterwards.",
        ],
        offer=[
            "change the {variant_ids} in your {order_id} to the {new_variant_ids}, with any price "
            "difference settled through your {payment_method_id}",
            "put the {new_variant_ids} into your {order_id} in place of the {variant_ids}; a price "
            "difference goes to your {payment_method_id}",
            "take the {variant_ids} out of your {order_id} and put the {new_variant_ids} in, using "
            "your {payment_method_id} for any difference in price",
        ],
        notice=[
            "I can change the items of an order only once here, so tell me if anything else in it "
            "should be different.",
            "That's the one change of items I can make to this order today.",
        ],
        done=[
            "Your {order_id} now has the {new_variant_ids} in it: {result.settlement}, and the new "
            "total is {result.total:money}.",
            "Changed. You'll get the {new_variant_ids} instead; the order now comes to "
            "{result.total:money} ({result.settlement}).",
            "The {new_variant_ids} will be in the parcel. As for the price: {result.settlement}.",
        ],
    ),
    "change_order_address": ToolPhrasing(
        want=[
            "have my {order_id} sent to {address}",
            "(change|update) the delivery address of my {order_id} to {address}",
            "(change|correct) where my {order_id} is going",
            "(redirect|reroute) my {order_id} to {address}",
            "send my {order_id} to another address",
        ],
        why=[
            "I won't be (home|at that address) when it comes.",
            "I picked the wrong address from the list.",
            "There's nobody to take it in at the other place.",
            "It should go (straight there|there directly) instead.",
            "Parcels keep getting lost at the other address.",
            "I only saw it in the confirmation mail.",
        ],
        offer=[
            "send your {order_id} to {address} instead",
            "change the delivery address of your {order_id} to {address}",
            "have your {order_id} go to {address} rather than to the address it has now",
        ],
        notice=[
            "This changes only that order; the address on your account stays as it is.",
            "Once the order has shipped, the address can't be changed any more.",
        ],
        done=[
            "Your {order_id} will go to {result.address.street}, {result.address.city}.",
            "Done, the parcel is now addressed to {result.address.street} in "
            "{result.address.city}, {result.address.state}.",
            "I've changed it: the {order_id} ships to {address}.",
        ],
    ),
    "change_order_payment": ToolPhrasing(
        want=[
            "pay for my {order_id} with my {payment_method_id} instead",
            "(move|switch) my {order_id} to my {payment_method_id}",
            "use my {payment_method_id} for my {order_id}",
            "change how my {order_id} is paid",
            "have my {order_id} charged to my {payment_method_id}",
        ],
        why=[
            "I meant to use that one (from the start|all along).",
            "I forgot to change it at checkout.",
            "The other one is for (work|the household|emergencies).",
            "That would keep my (accounts|bills) tidier.",
            "I'd rather not have it on the other one this month.",
            "It went to the wrong one by default.",
        ],
        offer=[
            "charge your {order_id} to your {payment_method_id} and pay back the method it was on",
            "move the full amount of your {order_id} to your {payment_method_id}",
            "switch the payment of your {order_id} to your {payment_method_id}; the first charge "
            "is refunded",
        ],
        notice=[
            "A gift card has to cover the whole order; cards can't be combined with it.",
            "A refund to a card or wallet takes five to seven business days.",
        ],
        done=[
            "Your {order_id} is now paid with your {payment_method_id}: {result.total:money}.",
            "Switched: {result.total:money} was charged to your {payment_method_id}, and the "
            "first payment is on its way back.",
            "That's moved over. Your {payment_method_id} pays {result.total:money} for it.",
        ],
    ),
    "return_items": ToolPhrasing(
        want=[
            "(send back|return) the {variant_ids} from my {order_id}",
            "return the {variant_ids}",
            "(give back|send back) the {variant_ids} and have the money on my {payment_method_id}",
            "get a refund for the {variant_ids} from my {order_id}",
            "return the {variant_ids} from my {order_id}, with the refund to my "
            "{payment_method_id}",
            "(bring|send) the {variant_ids} back for a refund",
        ],
        why=[
            "It's not what I (expected|had in mind).",
            "I (pictured|imagined) something different from the photos.",
            "I got something like that as a present in the meantime.",
            "I haven't used anything, it's all (still in the box|as it came).",
            "I (bought too much|overdid it), to be honest.",
            "I've gone back and forth on it, but I won't keep it.",
            "It just doesn't suit me.",
        ],
        offer=[
            "start a return of the {variant_ids} from your {order_id}, with the refund to your "
            "{payment_method_id}",
            "set up the return of the {variant_ids} from your {order_id} and refund it to your "
            "{payment_method_id} once the parcel is scanned in",
            "take back the {variant_ids} from your {order_id}; the money goes to your "
            "{payment_method_id}",
        ],
        notice=[
            "An order allows a single return or exchange, so anything else you'd like to send back "
            "from it has to come along now.",
            "This is the only return or exchange possible for this order.",
            "Only one return or exchange can be made per order, and the refund is paid when the "
            "parcel has been scanned in.",
        ],
        done=[
            "The return is set up; {result.refund:money} goes to your {payment_method_id} once the "
            "parcel has been scanned in.",
            "You'll get {result.refund:money} for the {variant_ids} on your {payment_method_id} "
            "after the parcel arrives.",
            "That's booked: send the {variant_ids} back and we'll refund {result.refund:money}.",
        ],
    ),
    "exchange_items": ToolPhrasing(
        want=[
            "(exchange|swap) the {variant_ids} from my {order_id} for the {new_variant_ids}",
            "(exchange|trade) the {variant_ids} for the {new_variant_ids}",
            "get the {new_variant_ids} in place of the {variant_ids} from my {order_id}",
            "swap the {variant_ids} I got for the {new_variant_ids}, with any difference on my "
            "{payment_method_id}",
            "send the {variant_ids} back and get the {new_variant_ids} instead",
        ],
        why=[
            "I picked the wrong one when I ordered.",
            "I'd be happier with the other version.",
            "It looked different (on my screen|in the photos|on the website).",
            "The other one would (suit me better|be more practical).",
            "I've had a few days to (think|make up my mind).",
            "I should have gone for the other one right away.",
        ],
        offer=[
            "exchange the {variant_ids} from your {order_id} for the {new_variant_ids}, with any "
            "price difference settled through your {payment_method_id}",
            "set up an exchange in your {order_id}: we take back the {variant_ids}, send you the "
            "{new_variant_ids} and use your {payment_method_id} for any difference in price",
            "swap the {variant_ids} from your {order_id} for the {new_variant_ids} and use your "
            "{payment_method_id} if the prices differ",
        ],
        notice=[
            "An order can be exchanged or returned only once, so if anything else in it should be "
            "swapped, tell me now.",
            "There's a single exchange or return per order, and this would be it.",
        ],
        done=[
            "The exchange is on its way: the {new_variant_ids} will be sent to you "
            "({result.settlement}).",
            "Done. You'll get the {new_variant_ids} instead, with {result.settlement}.",
            "That's arranged. Send the {variant_ids} back with the label from your email; as for "
            "the price: {result.settlement}.",
        ],
    ),
}
