"""All hints on wording of the phone company, joined."""

from __future__ import annotations

from apigen_mt.environment import Phrasing
from tool_envs.telecom import labels
from tool_envs.telecom.declines import DECLINES
from tool_envs.telecom.desk_sayings import DESK_SAYINGS
from tool_envs.telecom.device_sayings import DEVICE_SAYINGS
from tool_envs.telecom.line_sayings import LINE_SAYINGS
from tool_envs.telecom.matters import MATTERS
from tool_envs.telecom.questions import QUESTIONS

ASKS = {
    "phone": "the phone on your account",
    "pin": "your PIN",
    "customer_number": "your customer number",
    "zip": "your zip code",
    "find_customer_by_phone": "the phone on your account and your PIN",
    "find_customer_by_number": "your customer number and zip code",
    "customer_id": "the customer this is about",
    "line_id": "which line this is about",
    "plan_id": "which plan you'd like",
    "pack_id": "which data pack you'd like",
    "bill_id": "which bill this is about",
    "charge_id": "which charge this is about",
    "method_id": "which card or account you'd like to pay with",
    "sim_id": "which SIM this is about",
    "area_id": "which area this is about",
    "ticket_id": "which ticket this is about",
    "reason": "the reason for it",
    "roaming": "whether roaming should be on or off",
    "limit": "the new spending limit",
    "days": "how many more days you need",
    "by": "whether the copy should come by email or by post",
    "kind": "whether it should be an eSIM or a SIM card",
    "subject": "what exactly doesn't work",
    "note": "what you have seen and tried",
    "new_email": "the new email address",
    "address": "the new address",
    "topic": "the topic for my colleague",
    "summary": "a short summary for my colleague",
}

GREETING = (
    "Hello from Larkspur Mobile!",
    "Hi, this is the Larkspur help line(, good to hear from you|).",
    "Hi there!",
    "Welcome to Larkspur Mobile.",
    "Good morning, thanks for writing to Larkspur Mobile.",
    "Hello, you've reached the help line.",
    "Hi, thanks for getting in touch.",
    "Good to hear from you!",
    "Morning! Larkspur help line here.",
    "Hello, (happy|glad) to help.",
)

PHRASING = Phrasing(
    labels={
        "customers": labels.customer_label,
        "lines": labels.line_label,
        "plans": labels.plan_label,
        "packs": labels.pack_label,
        "areas": labels.area_label,
        "sims": labels.sim_label,
        "bills": labels.bill_label,
        "charges": labels.charge_label,
        "payment_methods": labels.method_label,
        "tickets": labels.ticket_label,
    },
    tools={**LINE_SAYINGS, **DESK_SAYINGS, **DEVICE_SAYINGS, **QUESTIONS},
    asks=ASKS,
    matters=MATTERS,
    declines=DECLINES,
    greeting=GREETING,
)
