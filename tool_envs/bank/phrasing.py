"""All hints on wording of the bank, joined: labels, sayings, questions, refusals, greetings."""

from __future__ import annotations

from apigen_mt.environment import Phrasing
from tool_envs.bank import labels
from tool_envs.bank.card_sayings import CARD_SAYINGS
from tool_envs.bank.declines import DECLINES
from tool_envs.bank.desk_sayings import DESK_SAYINGS
from tool_envs.bank.money_sayings import MONEY_SAYINGS
from tool_envs.bank.questions import QUESTIONS

ASKS = {
    "customer_number": "your customer number",
    "date_of_birth": "your date of birth",
    "phone": "the phone on your account",
    "code_word": "your code word",
    "find_customer_by_number": "your customer number and date of birth",
    "find_customer_by_phone": "the phone on your account and your code word",
    "customer_id": "the customer this is about",
    "security_answer": "the answer to your security question",
    "account_id": "the account this is about",
    "from_account_id": "the account the money comes from",
    "to_account_id": "the account the money goes to",
    "mandate_id": "the account this is about",
    "clearance_id": "what kind of change it is",
    "card_id": "the card this is about",
    "payee_id": "the payee this is about",
    "transaction_id": "the line on the statement this is about",
    "standing_order_id": "the standing order this is about",
    "dispute_id": "the dispute this is about",
    "amount": "the amount",
    "speed": "whether it should go as a standard or an instant payment",
    "day": "the day of the month",
    "name": "their name",
    "bank": "their bank",
    "account_number": "the nine digits of their account",
    "reason": "whether it was lost, stolen or damaged",
    "new_limit": "the new daily limit",
    "claim": "what's wrong with that charge",
    "evidence": "what you have to show for it",
    "statement": "what happened, in your own words",
    "new_email": "the new email address",
    "address": "the new address",
    "topic": "the topic for my colleague",
    "summary": "a short summary for my colleague",
}

GREETING = (
    "Hello from Alder Quay Bank!",
    "Hi, this is Alder Quay Bank(, good to hear from you|).",
    "Hi there!",
    "Welcome to Alder Quay.",
    "Good morning, thanks for writing to Alder Quay Bank.",
    "Hello, you've reached the customer desk.",
    "Hi, thanks for getting in touch.",
    "Good to hear from you!",
    "Morning! Customer desk here.",
    "Hello, (happy|glad) to help.",
)

PHRASING = Phrasing(
    labels={
        "customers": labels.customer_label,
        "accounts": labels.account_label,
        "mandates": labels.mandate_label,
        "clearances": labels.clearance_label,
        "cards": labels.card_label,
        "payees": labels.payee_label,
        "transactions": labels.transaction_label,
        "standing_orders": labels.order_label,
        "disputes": labels.dispute_label,
        "handovers": labels.handover_label,
    },
    tools={**MONEY_SAYINGS, **CARD_SAYINGS, **DESK_SAYINGS, **QUESTIONS},
    asks=ASKS,
    declines=DECLINES,
    greeting=GREETING,
)
