"""Turns the catalog into rows: products, and their versions with price and stock."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tool_envs.retail.catalog import LINES, Line
from tool_envs.retail.database import Product, Variant
from tool_envs.retail.people import plain

SOLD_OUT = 0.24


def fill_shelves(random: Random) -> tuple[list[Product], list[Variant]]:
    """Return every product and every version of it, about a quarter of them sold out."""
    products: list[Product] = []
    variants: list[Variant] = []
    for line in LINES:
        slug = "_".join(plain(word) for word in line.name.replace("-", " ").split())
        product: Product = {
            "product_id": f"prod_{slug}",
            "name": line.name,
            "category": line.category,
            "returns": "final sale" if line.final_sale else "30 days",
        }
        products.append(product)
        for place, (options, price) in enumerate(_versions(line, random)):
            variants.append(
                {
                    "variant_id": f"var_{slug}_{place + 1:02d}",
                    "product_id": product["product_id"],
                    "name": line.name,
                    "options": options,
                    "price": price,
                    "stock": 0 if random.random() < SOLD_OUT else random.randint(1, 60),
                }
            )
    return products, variants


def _versions(line: Line, random: Random) -> Iterator[tuple[dict[str, str], float]]:
    """Yield each combination of options with its price in dollars."""
    cents = random.choice((0.0, 0.0, 0.5, 0.95))
    step = max(1, line.price // 25)
    combos: list[tuple[dict[str, str], int]] = [({}, line.price)]
    for option, values in line.options.items():
        extra = [random.choice((0, 0, 1, 2, 3)) * step for _ in values]
        combos = [
            ({**chosen, option: value}, price + more)
            for chosen, price in combos
            for value, more in zip(values, extra, strict=True)
        ]
    for chosen, price in combos:
        yield chosen, round(price + cents, 2)
