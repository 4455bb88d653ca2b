"""What tokens cost: the config's price, else litellm's table, read without importing litellm."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.config import ModelConfig, Price
from apigen_mt.records.usage import Usage

_TABLE = "model_prices_and_context_window_backup.json"


def price_of(config: ModelConfig) -> Price | None:
    """Return the price of a model, or None where nobody knows it."""
    if config.price is not None:
        return config.price
    table = _table()
    for name in (config.model, config.model.rpartition("/")[2]):
        entry = table.get(name)
        if isinstance(entry, dict) and "input_cost_per_token" in entry:
            return Price(
                input=float(entry["input_cost_per_token"]) * 1e6,
                output=float(entry.get("output_cost_per_token") or 0.0) * 1e6,
            )
    return None


def nanodollars(price: Price | None, usage: Usage) -> int:
    """Return what an answer costs; 0 where there is no price."""
    if price is None:
        return 0
    micro = usage.prompt_tokens * price.input + usage.completion_tokens * price.output
    return round(micro * 1000)


@cache
def _table() -> dict[str, Any]:
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        file = Path(folder) / _TABLE
        if file.is_file():
            table: dict[str, Any] = orjson.loads(file.read_bytes())
            return table
    return {}
