"""What an agent may use: values that the user said, a tool returned or the policy names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.environment import Environment, Tool
from apigen_mt.language.figures import Known, computed, figures_in, figures_told
from apigen_mt.language.match import leaves, normal, told_by


class Ledger:
    """Everything said and returned so far in one conversation."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._policy = normal(environment.policy_text)
        self._said = ""
        self._seen: set[str] = set()
        self._texts: list[str] = [environment.policy_text]
        self._answers: list[str] = []
        self._figures = Known()

    def hear(self, text: str) -> None:
        """Note what the user said."""
        self._said += normal(text)
        self._texts.append(text)

    def observe(self, observation: str) -> None:
        """Note what a tool returned, as JSON text."""
        self._seen |= told_by(observation)
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
                if leaf in self._seen:
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
        if not said.sums and not said.days:
            return
        known = self._known()
        for amount in sorted(said.sums - known.numbers):
            if not computed(amount, known.sums):
                yield f"${amount:,.2f}"
        now = self._environment.now
        yield from (
            f"{month}/{day}"
            for month, day in sorted(said.days - known.days - {(now.month, now.day)})
        )

    def _known(self) -> Known:
        """Return the figures of all that was said and returned; found out when first asked for."""
        while self._texts:
            self._figures.add(figures_in(self._texts.pop()))
        while self._answers:
            self._figures.add(figures_told(self._answers.pop()))
        return self._figures
