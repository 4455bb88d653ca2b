"""Which items of an order may be picked, and what may come in their place."""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.environment import ToolError
from tool_envs.retail.database import Item, Order, RetailDatabase, Variant, known
from tool_envs.retail.labels import variant_label


def picked(order: Order, variant_ids: Sequence[str]) -> list[Item]:
    """Return the items of `order` that `variant_ids` name, in that order.

    Raises:
        ToolError: none is named, one is named twice, or one is not in the order.
    """
    if not variant_ids:
        raise ToolError("No item was chosen.", code="nothing_chosen")
    if len(set(variant_ids)) < len(variant_ids):
        raise ToolError("An item was named twice.", code="named_twice")
    lines = {item["variant_id"]: item for item in order["items"]}
    if not lines.keys() >= set(variant_ids):
        raise ToolError("The order does not contain that item.", code="not_in_order")
    return [lines[variant_id] for variant_id in variant_ids]


def replacements(
    db: RetailDatabase, items: Sequence[Item], new_variant_ids: Sequence[str]
) -> list[Variant]:
    """Return the versions that come in the place of `items`, one for each.

    Raises:
        ToolError: too few or too many, another product, or out of stock.
    """
    if len(items) != len(new_variant_ids):
        raise ToolError("Each item needs exactly one replacement.", code="uneven")
    if len(set(new_variant_ids)) < len(new_variant_ids):
        raise ToolError("A replacement was named twice.", code="replaced_twice")
    found = []
    for item, new_variant_id in zip(items, new_variant_ids, strict=True):
        variant = known(db.variants, new_variant_id, "version")
        if variant["product_id"] != item["product_id"]:
            raise ToolError(
                f"A {item['name']} can only be swapped for another version of the same product, "
                f"not for a {variant['name']}.",
                code="other_product",
            )
        if variant["stock"] < 1:
            raise ToolError(
                f"The {variant_label(variant)[0]} is out of stock.", code="out_of_stock"
            )
        found.append(variant)
    return found


def difference(items: Sequence[Item], variants: Sequence[Variant]) -> float:
    """Return how much more the new versions cost, in dollars; negative when they cost less."""
    before = sum(item["price"] for item in items)
    return round(sum(variant["price"] for variant in variants) - before, 2)


def take(db: RetailDatabase, variants: Sequence[Variant]) -> None:
    """Reserve one piece of each version."""
    for variant in variants:
        db.variants[variant["variant_id"]]["stock"] -= 1


def put_back(db: RetailDatabase, items: Sequence[Item]) -> None:
    """Give the pieces of an order that will not be sent back to the shelf."""
    for item in items:
        db.variants[item["variant_id"]]["stock"] += 1
