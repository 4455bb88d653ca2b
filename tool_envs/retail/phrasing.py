"""All hints on wording of the shop, joined: labels, sayings, questions, refusals, greetings."""

from __future__ import annotations

from apigen_mt.environment import Phrasing
from tool_envs.retail import labels
from tool_envs.retail.account_sayings import ACCOUNT_SAYINGS
from tool_envs.retail.declines import DECLINES
from tool_envs.retail.order_sayings import ORDER_SAYINGS
from tool_envs.retail.questions import QUESTIONS

ASKS = {
    "email": "the email on your account",
    "first_name": "your first name",
    "last_name": "your last name",
    "zip": "your zip code",
    "find_user_by_email": "the email on your account",
    "find_user_by_name_zip": "your full name and zip code",
    "user_id": "the account this is about",
    "order_id": "the order this is about",
    "product_id": "the product this is about",
    "product_name": "the name of the product",
    "category": "the part of the shop to look in",
    "variant_id": "the version this is about",
    "variant_ids": "the items this is about",
    "new_variant_ids": "the version you'd like instead",
    "payment_method_id": "the payment method to use",
    "reason": "the reason for cancelling",
    "address": "the new address",
    "new_email": "the new email address",
    "wish_id": "the wish this is about",
    "topic": "the topic for my colleague",
    "summary": "a short summary for my colleague",
}

GREETING = (
    "Hello from Harrow & Pine!",
    "Hi, Harrow & Pine here, (good to hear from you|glad you wrote).",
    "Hi there!",
    "Welcome to Harrow & Pine.",
    "Good morning, thanks for writing to Harrow & Pine.",
    "Hello, you've reached the customer desk.",
    "Hi, thanks for getting in touch.",
    "Good to hear from you!",
    "Morning! Customer desk here.",
    "Hello, (happy|glad) to help.",
)

PHRASING = Phrasing(
    labels={
        "users": labels.user_label,
        "payment_methods": labels.method_label,
        "products": labels.product_label,
        "variants": labels.variant_label,
        "wishes": labels.variant_label,
        "orders": labels.order_label,
        "shipments": labels.shipment_label,
        "return_slips": labels.slip_label,
        "handovers": labels.handover_label,
    },
    tools={**ORDER_SAYINGS, **ACCOUNT_SAYINGS, **QUESTIONS},
    asks=ASKS,
    declines=DECLINES,
    greeting=GREETING,
)
