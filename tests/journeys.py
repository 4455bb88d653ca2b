"""Items that several tests look at, made once in each process."""

import asyncio
from collections.abc import Coroutine, Iterable
from functools import cache
from typing import Any, TypeVar

from apigen_mt.config import RunConfig
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Accepted, Rejection

T = TypeVar("T")


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def travelled(stage: Journey, indices: Iterable[int]) -> list[Accepted | Rejection]:
    async def all_of():
        return [one for index in indices async for one in stage.travel(index)]

    return finish(all_of())


def rolled_out(stage: Journey, blueprint: Blueprint) -> list[Accepted | Rejection]:
    async def all_of():
        return [one async for one in stage.rollout(blueprint)]

    return finish(all_of())


@cache
def journey(env: str = "retail", slip: float = 0.0) -> Journey:
    return wire(RunConfig(env=env, seed=5, slip=slip))


@cache
def accepted(env: str = "retail", count: int = 60) -> tuple[Accepted, ...]:
    found = travelled(journey(env), range(count))
    assert all(isinstance(one, Accepted) for one in found)
    return tuple(one for one in found if isinstance(one, Accepted))


def calm(env: str = "retail", count: int = 60) -> tuple[Accepted, ...]:
    """Accepted conversations in which no tool fails or is missing and nothing is taken back."""
    return tuple(
        one
        for one in accepted(env, count)
        if not one.trajectory.blueprint.disturbances
        and not one.trajectory.blueprint.withheld
        and not any(goal.regrets for goal in one.trajectory.blueprint.goals)
    )


@cache
def slipped(count: int = 240) -> tuple[Accepted | Rejection, ...]:
    return tuple(travelled(journey("retail", 0.3), range(count)))
