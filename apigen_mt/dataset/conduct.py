"""What happens in conversations: behaviours beside their targets, and the labels of turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from apigen_mt.dataset.shares import share
from apigen_mt.environment import Environment
from apigen_mt.generation.offers import offered


class Conduct:
    """Counts of a run's conversations, added one row at a time."""

    def __init__(self) -> None:
        self.rows = 0
        self.behaviours: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row."""
        self.rows += 1
        self.behaviours.update(row["behaviours"])
        self.labels.update(one for one in row["turn_labels"] if one)

    def told(self, mix: Mapping[str, float], environment: Environment) -> dict[str, Any]:
        """Return counts and shares; `mix` is what the run was to have of each behaviour."""
        possible = {*offered(environment), "alternative"}
        return {
            "behaviours": dict(sorted(self.behaviours.items())),
            "behaviour_shares": {
                name: share(count, self.rows) for name, count in sorted(self.behaviours.items())
            },
            "behaviour_targets": {name: mix[name] for name in mix if name in possible},
            "turn_labels": dict(sorted(self.labels.items())),
        }
