"""The class that joins the phone company's tables, tools of both sides, policy and wording."""

from __future__ import annotations

from typing import Any

from apigen_mt.environment import Environment
from tool_envs.telecom import bills, customers, lines, network
from tool_envs.telecom.data import generate
from tool_envs.telecom.database import TelecomDatabase
from tool_envs.telecom.device import DEVICE_TOOLS
from tool_envs.telecom.phrasing import PHRASING
from tool_envs.telecom.rules import RULES


class Telecom(Environment):
    """The help line of an invented mobile phone company.

    Args:
        scale: how many times the usual number of customers there are.
    """

    name = "telecom"
    database = TelecomDatabase
    policy = "policy.md"
    people = "customers"
    tools = (
        customers.find_customer_by_phone,
        customers.find_customer_by_number,
        customers.get_customer,
        lines.list_lines,
        bills.list_bills,
        bills.list_payment_methods,
        network.list_tickets,
        lines.list_plans,
        lines.list_packs,
        lines.get_line,
        lines.get_usage,
        lines.get_plan,
        bills.get_bill,
        bills.get_charge,
        network.get_sim,
        network.get_network_status,
        network.get_ticket,
        network.open_ticket,
        network.close_ticket,
        lines.lift_suspension,
        lines.change_plan,
        lines.add_data_pack,
        lines.pause_line,
        lines.set_line_roaming,
        lines.set_spending_limit,
        bills.pay_bill,
        bills.extend_due_date,
        bills.send_bill_copy,
        bills.credit_charge,
        network.block_sim,
        network.replace_sim,
        customers.update_email,
        customers.update_address,
        customers.hand_over_to_human,
    )
    user_tools = DEVICE_TOOLS
    rules = RULES
    phrasing = PHRASING

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale

    def rows(self) -> dict[str, list[Any]]:
        """Return 400 customers, their lines, phones and bills, times the scale."""
        return generate(self.scale, self.now.date())
