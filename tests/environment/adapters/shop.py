"""Functions in their usual form: keys stand outside the rows, a finder answers with a bare key."""

import json
from typing import Any

NAMES = ("ann", "bob", "cid", "dee", "eli", "fay")
PRODUCTS = ("Lamp", "Desk", "Chair", "Mug")
Data = dict[str, Any]
DATA: Data = {
    "users": {
        f"{name}_{n}": {
            "name": {"first": name.title(), "last": "Kim"},
            "email": f"{name}@mail.com",
            "orders": [f"#W{n}", f"#W{n + 10}"],
        }
        for n, name in enumerate(NAMES)
    },
    "products": {str(n): {"name": name, "price": 5 + n} for n, name in enumerate(PRODUCTS)},
    "orders": {
        f"#W{n + 10 * nth}": {
            "user_id": f"{name}_{n}",
            "status": ("pending", "delivered")[(n + nth) % 2],
            "items": [{"name": PRODUCTS[nth], "product_id": str(nth)}],
        }
        for n, name in enumerate(NAMES)
        for nth in (0, 1)
    },
}


class FindUser:
    @staticmethod
    def invoke(data: Data, email: str) -> str:
        found = [key for key, one in data["users"].items() if one["email"] == email]
        return found[0] if found else "Error: user not found"

    @staticmethod
    def get_info() -> Data:
        return info("find_user", "Find a user by email.", email="The email address.")


class GetUser:
    @staticmethod
    def invoke(data: Data, user_id: str) -> str:
        return json.dumps(data["users"][user_id])

    @staticmethod
    def get_info() -> Data:
        return info("get_user", "Look up a user.", user_id="The user's id.")


class GetOrder:
    @staticmethod
    def invoke(data: Data, order_id: str) -> str:
        return json.dumps(data["orders"][order_id])

    @staticmethod
    def get_info() -> Data:
        return info("get_order", "Look up an order.", order_id="The order's id.")


class GetProduct:
    @staticmethod
    def invoke(data: Data, product_id: str) -> str:
        return json.dumps(data["products"][product_id])

    @staticmethod
    def get_info() -> Data:
        return info("get_product", "Look up a product.", product_id="The product's id.")


class CancelOrder:
    @staticmethod
    def invoke(data: Data, order_id: str, reason: str) -> str:
        order = data["orders"][order_id]
        if order["status"] != "pending":
            return "Error: only a pending order can be cancelled"
        order.update(status="cancelled", reason=reason)
        return json.dumps(order)

    @staticmethod
    def get_info() -> Data:
        told = info("cancel_order", "Cancel an order.", order_id="The order.", reason="Why.")
        reason = told["function"]["parameters"]["properties"]["reason"]
        reason |= {"enum": ["no longer needed", "ordered by mistake"], "description": "Why so."}
        return told


class AddProduct:
    @staticmethod
    def invoke(data: Data, order_id: str, product_ids: list[str]) -> str:
        order = data["orders"][order_id]
        if order["status"] != "pending":
            return "Error: only to a pending order something can be added"
        for key in product_ids:
            order["items"].append({"name": data["products"][key]["name"], "product_id": key})
        return json.dumps(order)

    @staticmethod
    def get_info() -> Data:
        told = info(
            "add_products", "Add products to an order.", order_id="The order.", product_ids="Which."
        )
        which = {"type": "array", "items": {"type": "string"}, "description": "The products' ids."}
        told["function"]["parameters"]["properties"]["product_ids"] = which
        return told


def info(name: str, text: str, **told: str) -> Data:
    properties = {key: {"type": "string", "description": one} for key, one in told.items()}
    schema = {"type": "object", "properties": properties, "required": list(told)}
    return {
        "type": "function",
        "function": {"name": name, "description": text, "parameters": schema},
    }


TOOLS = (FindUser, GetUser, GetOrder, GetProduct, CancelOrder, AddProduct)
REFERENCES = {
    "user_id": "users",
    "find_user()": "users",
    "order_id": "orders",
    "users.orders": "orders",
    "get_user().orders": "orders",
    "product_id": "products",
    "product_ids": "products",
}
