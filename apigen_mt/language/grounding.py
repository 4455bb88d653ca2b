"""What an agent may use: values that the user said, a tool returned or the policy names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.figures import computed, figures_in, figures_told
from apigen_mt.language.match import leaves, normal, told_by


class Ledger:
    """Everything said and returned so far in one conversation."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._policy = normal(environment.policy_text)
        self._said = ""
        self._texts: list[str] = []
        self._seen: list[frozenset[str]] = []
        self._answers: list[str] = []

    def hear(self, text: str) -> None:
        """Note what the user said."""
        self._said += normal(text)
        self._texts.append(text)

    def observe(self, observation: str) -> None:
        """Note what a tool returned, as JSON text."""
        self._seen.append(told_by(observation))
        self._answers.append(observation)

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

    def grant(self, text: str) -> None:
        """Note a text whose amounts and days the agent may use, though nobody has said it yet."""
        self._texts.append(text)

    def invented(self, text: str) -> Iterator[str]:
        """Yield each amount of money and each day in an agent's `text` that came from nowhere.

        The sum and the difference of two known amounts of money count as known.
        """
        said = figures_in(text)
        sums, dates = said.sums, said.days
        if not sums and not dates:
            return
        told = [figures_in(text) for text in (self._environment.policy_text, *self._texts)]
        told += [figures_told(answer) for answer in self._answers]
        numbers = frozenset[float]().union(*(one.numbers for one in told))
        parts = frozenset[float]().union(*(one.sums for one in told))
        for amount in sorted(sums - numbers):
            if not computed(amount, parts):
                yield f"${amount:,.2f}"
        now = self._environment.now
        known = {(now.month, now.day)}.union(*(one.days for one in told))
        yield from (f"{month}/{day}" for month, day in sorted(dates - known))
