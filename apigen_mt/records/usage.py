"""What was asked of models and what it took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used; sums with `+`."""

    calls: int = 0
    """Answered calls."""
    attempts: int = 0
    """HTTP attempts."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    nanodollars: int = 0
    """Cost; a whole number, so that a sum does not depend on its order."""
    estimated: bool = False
    """Whether tokens were estimated because the endpoint did not tell."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.attempts + other.attempts,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.nanodollars + other.nanodollars,
            self.estimated or other.estimated,
        )

    @property
    def cost(self) -> float:
        """Dollars."""
        return self.nanodollars / 1e9

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens

    def told(self) -> dict[str, Any]:
        """Return it as JSON, the cost in dollars."""
        return {
            "calls": self.calls,
            "attempts": self.attempts,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cost": self.cost,
            "usage_estimated": self.estimated,
        }


def told(roles: Mapping[str, Usage]) -> dict[str, Any]:
    """Return totals and a line for each role, as JSON; nothing where nothing was used."""
    if not roles:
        return {}
    return {
        **sum(roles.values(), Usage()).told(),
        "roles": {role: roles[role].told() for role in sorted(roles)},
    }


def together(accounts: Iterable[Mapping[str, Usage]]) -> dict[str, Usage]:
    """Return the sum of accounts by role."""
    roles: dict[str, Usage] = {}
    for account in accounts:
        for role, usage in account.items():
            roles[role] = roles.get(role, Usage()) + usage
    return roles
