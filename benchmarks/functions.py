"""Foreign functions over a nested dict: wrapped, and as they are run without us, in one run.

    python benchmarks/functions.py [--scales 1,10,100] [--json PATH]

Without us a conversation deep-copies the dict and hashes all of it; wrapped, it forks, and the
digest follows the rows written. Both run the same functions on the same rows.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from environment import seconds, tuple_hash

from apigen_mt.environment import Environment, environment_of_functions

ORDERS = 1000


class GetOrder:
    """Look up one order."""

    @staticmethod
    def invoke(data: dict[str, Any], order_id: str) -> str:
        """Return the order as JSON text."""
        if order_id not in data["orders"]:
            return "Error: order not found"
        return json.dumps(data["orders"][order_id])

    @staticmethod
    def get_info() -> dict[str, Any]:
        """Return the definition of the function."""
        return info("get_order", order_id="string")


class CancelOrder:
    """Cancel one order and refund its owner."""

    @staticmethod
    def invoke(data: dict[str, Any], order_id: str) -> str:
        """Change two rows in place."""
        order = data["orders"][order_id]
        order["status"] = "cancelled"
        user = data["users"][order["user_id"]]
        user["balance"] += sum(item["price"] for item in order["items"])
        user["history"].append({"refund": order_id})
        return json.dumps(order)

    @staticmethod
    def get_info() -> dict[str, Any]:
        """Return the definition of the function."""
        return info("cancel_order", order_id="string")


def info(name: str, **types: str) -> dict[str, Any]:
    properties = {key: {"type": kind} for key, kind in types.items()}
    parameters = {"type": "object", "properties": properties, "required": list(types)}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


def data_at(scale: int) -> dict[str, Any]:
    count = ORDERS * scale
    items = [{"item_id": f"i{n}", "price": 10 * n, "options": {"size": "M"}} for n in range(4)]
    return {
        "orders": {
            f"o{n}": {
                "order_id": f"o{n}",
                "user_id": f"u{n % (count // 2)}",
                "status": "pending",
                "items": copy.deepcopy(items),
            }
            for n in range(count)
        },
        "users": {
            f"u{n}": {"name": f"User {n}", "balance": 0, "history": []} for n in range(count // 2)
        },
    }


TASK = [(name, {"order_id": f"o{n}"}) for n in (3, 11) for name in ("get_order", "cancel_order")]


def wrapped(data: dict[str, Any]) -> Environment:
    return environment_of_functions(
        [GetOrder, CancelOrder],
        lambda: data,
        name="orders",
        policy="Cancel orders for the people who own them.",
        writes=("cancel_order",),
    )()


def bare(data: dict[str, Any]) -> str:
    """Do what is done without us: copy all, call, hash all."""
    own = copy.deepcopy(data)
    calls(own)
    return tuple_hash(own)


def calls(data: dict[str, Any]) -> None:
    for name, arguments in TASK:
        (GetOrder if name == "get_order" else CancelOrder).invoke(data, **arguments)


def at_scale(scale: int) -> dict[str, float]:
    data = data_at(scale)
    environment = wrapped(copy.deepcopy(data))
    done = environment.replay(TASK)
    own = copy.deepcopy(data)
    calls(own)
    db: Any = done.db
    if db.data() != own or db.digest != db.full_digest():
        sys.exit("the wrapped functions ended elsewhere than the bare ones")
    slow = 3 if scale <= 10 else 1
    write = TASK[1]
    return {
        "rows": float(sum(map(len, data.values()))),
        "fork_us": 1e6 * seconds(environment.seed.fork, loops=20_000),
        "fork_after_task_us": 1e6 * seconds(db.fork, loops=20_000),
        "write_and_digest_us": 1e6
        * seconds(lambda: environment.session().call(*write).after.digest, loops=2_000),
        "task_us": 1e6 * seconds(lambda: environment.replay(TASK).db.digest, loops=1_000),
        "calls_alone_us": 1e6 * seconds(lambda: calls(copy_of_four(data)), loops=1_000),
        "bare_task_ms": 1e3 * seconds(lambda: bare(data), slow),
    }


def copy_of_four(data: dict[str, Any]) -> dict[str, Any]:
    """Return the rows that the task touches, for what the functions themselves take."""
    orders = {arguments["order_id"] for _, arguments in TASK}
    users = {data["orders"][key]["user_id"] for key in orders}
    return {
        "orders": {key: copy.deepcopy(data["orders"][key]) for key in sorted(orders)},
        "users": {key: copy.deepcopy(data["users"][key]) for key in sorted(users)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", default="1,10,100", help="database sizes, times 1,500 rows")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    options = parser.parse_args()
    scales = {int(scale): at_scale(int(scale)) for scale in options.scales.split(",")}
    print(f"{'':24}" + "".join(f"{scale:>12}x" for scale in scales))
    for name in next(iter(scales.values())):
        print(f"{name:24}" + "".join(f"{one[name]:>13,.2f}" for one in scales.values()))
    ratios = [1e3 * one["bare_task_ms"] / one["task_us"] for one in scales.values()]
    print(f"{'bare task / task':24}" + "".join(f"{ratio:>12,.0f}x" for ratio in ratios))
    if options.json:
        options.json.write_text(json.dumps(scales, indent=2) + "\n")


if __name__ == "__main__":
    main()
