"""What an agent may use: values that the user said, a tool returned or the policy names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.match import leaves, normal, told_by


class Ledger:
    """Everything said and returned so far in one conversation."""

    def __init__(self, environment: Environment) -> None:
        self._policy = normal(environment.policy_text)
        self._said = ""
        self._seen: list[frozenset[str]] = []

    def hear(self, text: str) -> None:
        """Note what the user said."""
        self._said += normal(text)

    def observe(self, observation: str) -> None:
        """Note what a tool returned, as JSON text."""
        self._seen.append(told_by(observation))

    def heard(self, value: Any) -> bool:
        """Return whether the user said `value`, every leaf of it."""
        return all(normal(leaf) in self._said for leaf in leaves(value))

    def ungrounded(self, tool: Tool, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (parameter, value) for each argument value that came from nowhere.

        Prose, true and false need no source.
        """
        for name, value in arguments.items():
            if isinstance(value, bool) or tool.prose(name):
                continue
            for leaf in leaves(value):
                if any(leaf in told for told in self._seen):
                    continue
                words = normal(leaf)
                if words not in self._said and words not in self._policy:
                    yield name, leaf
