"""A wish in words: the verb of a tool, what its arguments are called, and little else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def want(tool: Mapping[str, Any], told: Mapping[str, str]) -> str:
    """Return a wish in the words of a tool's name and of what its arguments are called."""
    words = str(tool["name"]).split("_")
    refs = tool.get("refs", {})
    news = [said for name, said in told.items() if name.startswith("new_")]
    orders = [said for name, said in told.items() if name in refs and " from " in said]
    things = [
        said
        for name, said in told.items()
        if name in refs
        and not name.startswith("new_")
        and "payment" not in name
        and said not in orders
    ]
    values = [
        said
        for name, said in told.items()
        if name not in refs and name not in ("reason", "topic") and not name.startswith("new_")
    ]
    about = [
        one for one in words[1:] if one in ("address", "email", "payment", "reservation", "loan")
    ]
    text = words[0]
    if things:
        text += f" the {' and the '.join(things)}"
        text += f" {' '.join(words[1:])}" if words[1:2] in (["to"], ["from"]) else ""
    elif about:
        text += f" the {' '.join(about)}"
    if news:
        text += f" {'for the' if things else 'to'} {news[0]}"
    if orders:
        text += (
            f" {'of' if about and not things else 'from' if things else ''} my {orders[0]}".replace(
                "  ", " "
            )
        )
    if not things and not orders and not about:
        text = " ".join(words)
    if values:
        text += f" {'at' if things else 'to'} {values[0]}"
    return text.replace("to wishes", "to my wish list").replace("from wishes", "from my wish list")
