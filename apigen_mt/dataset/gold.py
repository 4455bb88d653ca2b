"""The gold actions of a stored row, executed again: what its task is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from apigen_mt.environment import Environment, Trace
from apigen_mt.environment.skeleton import skeleton
from apigen_mt.generation.effort import burdens, hops
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
        """The longest chain of calls each of which needs what only the one before told."""
        return hops(self.blueprint, self.environment, self.trace)
