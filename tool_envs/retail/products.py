"""Read tools on the catalog: products, their versions, prices and stock."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.retail.database import (
    Availability,
    Category,
    Product,
    ProductId,
    ProductName,
    RetailDatabase,
    Returns,
    Variant,
    VariantId,
    known,
)


class Offer(Row):
    """A version of a product as the shop sells it today."""

    variant_id: VariantId
    product_id: ProductId
    name: ProductName
    options: dict[str, str]
    price: float
    stock: int
    availability: Availability
    returns: Returns


class ProductPage(Row):
    """A product with every version of it."""

    product_id: ProductId
    name: ProductName
    category: Category
    returns: Returns
    price_from: float
    variants: list[Offer]


@tool("read")
def search_products(db: RetailDatabase, product_name: ProductName) -> list[Product]:
    """Search the catalog by name; every word of the search must occur in the product's name.

    Args:
        product_name: What the customer calls the product, such as "desk lamp".
    """
    words = [word.removesuffix("s") for word in product_name.casefold().split()]
    found = list(db.products) if words else []
    for word in words:
        found = [product for product in found if word in product["name"]]
    if not found:
        raise ToolError("The shop has no product of that name.", code="unknown_product")
    return found


@tool("read")
def list_products(db: RetailDatabase, category: Category) -> list[Product]:
    """List the products of one category.

    Args:
        category: The part of the shop to look in.
    """
    return db.products.where(category=category)


@tool("read")
def get_product(db: RetailDatabase, product_id: ProductId) -> ProductPage:
    """Look up a product: its return terms and every version with options, price and stock.

    Args:
        product_id: The product's id.
    """
    product = known(db.products, product_id, "product")
    offers = [_offer(variant, product) for variant in db.variants.where(product_id=product_id)]
    return {
        "product_id": product_id,
        "name": product["name"],
        "category": product["category"],
        "returns": product["returns"],
        "price_from": min(offer["price"] for offer in offers),
        "variants": offers,
    }


@tool("read")
def get_variant(db: RetailDatabase, variant_id: VariantId) -> Offer:
    """Look up one version of a product: its options, price, stock and return terms.

    Args:
        variant_id: The version's id.
    """
    variant = known(db.variants, variant_id, "version")
    return _offer(variant, known(db.products, variant["product_id"], "product"))


def _offer(variant: Variant, product: Product) -> Offer:
    return {
        "variant_id": variant["variant_id"],
        "product_id": variant["product_id"],
        "name": variant["name"],
        "options": variant["options"],
        "price": variant["price"],
        "stock": variant["stock"],
        "availability": "in stock" if variant["stock"] > 0 else "out of stock",
        "returns": product["returns"],
    }
