"""Items that several tests look at, made once in each process."""

from functools import cache

from apigen_mt.config import RunConfig
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.trajectory import Accepted, Rejection


@cache
def journey(env: str = "retail", slip: float = 0.0) -> Journey:
    return wire(RunConfig(env=env, seed=5, slip=slip))


@cache
def accepted(env: str = "retail", count: int = 60) -> tuple[Accepted, ...]:
    found = [one for index in range(count) for one in journey(env).travel(index)]
    assert all(isinstance(one, Accepted) for one in found)
    return tuple(one for one in found if isinstance(one, Accepted))


@cache
def slipped(count: int = 240) -> tuple[Accepted | Rejection, ...]:
    return tuple(one for index in range(count) for one in journey("retail", 0.3).travel(index))
