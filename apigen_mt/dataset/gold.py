"""The gold actions of a stored row, executed again: what its task is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from apigen_mt.environment import Environment, Trace
from apigen_mt.environment.skeleton import skeleton
from apigen_mt.generation.behaviours import burdens
from apigen_mt.records.blueprint import Blueprint


@dataclass(frozen=True)
class Gold:
    """One task and the trace of its gold actions; nothing goes wrong with tools in it."""

    environment: Environment
    blueprint: Blueprint
    trace: Trace

    @classmethod
    def of(cls, row: Mapping[str, Any], environment: Environment) -> Gold:
        """Return the gold of a row."""
        blueprint = Blueprint.model_validate_json(row["blueprint"])
        calls = [(one.tool, one.arguments) for one in blueprint.actions]
        session = environment.replay(calls, blueprint.scenario.seed)
        return cls(environment, blueprint, session.trace)

    @cached_property
    def skeleton(self) -> str:
        """The skeleton of the task."""
        return skeleton(self.environment.every_tool, (step.tool for step in self.trace))

    @property
    def writes(self) -> int:
        """How many writes there are."""
        return sum(step.writes for step in self.trace)

    @property
    def burdens(self) -> list[int]:
        """How many look-ups each wish that is met takes before its write."""
        return list(burdens(self.blueprint, self.environment))

    @property
    def hops(self) -> int:
        """The longest chain of calls each of which needs a value that only the one before told.

        What the user knows and can say needs no call; what several calls told, the nearest one.
        """
        told: dict[tuple[str, Any], int] = {}
        for fact in self.blueprint.facts:
            if fact.literal:
                told |= {(slot, fact.value): -1 for slot in self._slots(fact.value)}
        longest = 0
        for step in self.trace:
            tool = self.environment.every_tool[step.tool]
            known = [(slot, value) for _, slot, value in tool.slots(step.arguments)]
            depth = max((told.get(one, -1) + 1 for one in known), default=0)
            longest = max(longest, depth)
            for seen in tool.seen_in(step.observation) if step.error is None else ():
                if isinstance(seen.value, str | int):
                    told[seen.slot, seen.value] = min(
                        told.get((seen.slot, seen.value), depth), depth
                    )
        return longest

    def _slots(self, value: Any) -> set[str]:
        """Return the slots which take a value that the user says."""
        if not isinstance(value, str | int):
            return set()
        return {
            slot
            for step in self.trace
            for _, slot, other in self.environment.every_tool[step.tool].slots(step.arguments)
            if other == value
        }
