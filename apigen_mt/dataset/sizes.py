"""How large conversations are, and how much their first turns tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import polars as pl

from apigen_mt.dataset.shares import share
from apigen_mt.language.match import heard, normal


class Sizes:
    """Figures of a run's conversations, added one row at a time."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.tells: list[float] = []
        self.first_turns: set[int] = set()

    def add(self, row: Mapping[str, Any]) -> None:
        """Measure one row."""
        first = next(one["content"] for one in row["messages"] if one["role"] == "user")
        self.first_turns.add(hash(first))
        self.tells.append(_told_by(first, orjson.loads(row["blueprint"])))
        self.rows.append(
            {
                "turns": row["n_turns"],
                "user_turns": row["n_user_turns"],
                "calls": row["n_calls"],
                "writes": row["n_writes"],
                "outputs": row["n_outputs"],
                "characters": sum(len(one["content"]) for one in row["messages"]),
            }
        )

    @property
    def distinct(self) -> float | None:
        """Different first turns, by the number of rows."""
        return share(len(self.first_turns), len(self.rows))

    def told(self) -> dict[str, Any]:
        """Return mean, least and most of each figure; None where there is nothing to measure."""
        if not self.rows:
            return {"sizes": {}, "first_turn_tells": None}
        frame = pl.DataFrame(self.rows)
        sizes = {
            name: {
                "mean": round(float(frame[name].mean()), 2),  # type: ignore[arg-type]
                "least": frame[name].min(),
                "most": frame[name].max(),
            }
            for name in frame.columns
        }
        return {"sizes": sizes, "first_turn_tells": round(float(pl.Series(self.tells).mean()), 3)}  # type: ignore[arg-type]


def _told_by(first: str, blueprint: Mapping[str, Any]) -> float:
    """Return the share of the user's facts that its first turn tells."""
    facts = {normal(fact["said"]) for fact in blueprint["facts"]}
    said = normal(first)
    return sum(heard(said, fact) for fact in facts) / len(facts) if facts else 0.0
