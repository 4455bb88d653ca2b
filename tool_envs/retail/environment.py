"""The class that joins the shop's tables, tools, policy and wording."""

from __future__ import annotations

from typing import Any

from apigen_mt.environment import Environment
from tool_envs.retail import accounts, lookups, orders, products, returns
from tool_envs.retail.data import generate
from tool_envs.retail.database import RetailDatabase
from tool_envs.retail.phrasing import PHRASING
from tool_envs.retail.rules import RULES


class Retail(Environment):
    """The customer desk of an online shop.

    Args:
        scale: how many times the usual number of customers and orders there are; the catalog
            keeps its size.
    """

    name = "retail"
    database = RetailDatabase
    policy = "policy.md"
    people = "users"
    tools = (
        lookups.find_user_by_email,
        lookups.find_user_by_name_zip,
        lookups.get_user,
        lookups.list_payment_methods,
        lookups.get_payment_method,
        lookups.list_wishes,
        orders.list_orders,
        orders.get_order,
        orders.track_order,
        products.search_products,
        products.list_products,
        products.get_product,
        products.get_variant,
        orders.cancel_order,
        orders.change_order_items,
        orders.change_order_address,
        orders.change_order_payment,
        returns.return_items,
        returns.exchange_items,
        accounts.update_user_address,
        accounts.update_user_email,
        accounts.add_to_wishes,
        accounts.remove_from_wishes,
        accounts.hand_over_to_human,
    )
    rules = RULES
    phrasing = PHRASING

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale

    def rows(self) -> dict[str, list[Any]]:
        """Return about 540 customers, 1,500 orders and 50 products, times the scale."""
        return generate(self.scale, self.now.date())
