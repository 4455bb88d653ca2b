"""The class that joins the bank's tables, tools, policy and wording."""

from __future__ import annotations

from typing import Any

from apigen_mt.environment import Environment
from tool_envs.bank import accounts, cards, customers, disputes, fees, payments, standing
from tool_envs.bank.data import generate
from tool_envs.bank.database import BankDatabase
from tool_envs.bank.phrasing import PHRASING
from tool_envs.bank.rules import RULES


class Bank(Environment):
    """The customer desk of an invented retail bank.

    Args:
        scale: how many times the usual number of customers there are.
    """

    name = "bank"
    database = BankDatabase
    policy = "policy.md"
    people = "customers"
    tools = (
        customers.find_customer_by_number,
        customers.find_customer_by_phone,
        customers.verify_security_answer,
        customers.get_customer,
        accounts.list_accounts,
        accounts.list_mandates,
        cards.list_cards,
        payments.list_payees,
        standing.list_standing_orders,
        disputes.list_disputes,
        accounts.list_transactions,
        accounts.get_account,
        accounts.get_mandate,
        accounts.get_transaction,
        cards.get_card,
        payments.get_payee,
        standing.get_standing_order,
        disputes.get_dispute,
        payments.transfer_between_accounts,
        payments.pay_payee,
        payments.add_payee,
        standing.set_up_standing_order,
        standing.cancel_standing_order,
        cards.freeze_card,
        cards.unfreeze_card,
        cards.replace_card,
        cards.change_card_limit,
        disputes.open_dispute,
        disputes.withdraw_dispute,
        fees.waive_fee,
        customers.update_email,
        customers.update_address,
        customers.hand_over_to_human,
    )
    rules = RULES
    phrasing = PHRASING

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale

    def rows(self) -> dict[str, list[Any]]:
        """Return 420 customers, their accounts and what has happened on them, times the scale."""
        return generate(self.scale, self.now.date())
