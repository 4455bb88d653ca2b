"""What a run with models will take: a sample of its items, played in this process for free.

Every prompt is rendered and every role is played by the rehearsal, so calls and tokens come from
the run's own path; how long a model's replies are, and how many tasks it gets right, is another
matter, which `dataset stats` shows beside the forecast.
"""

from __future__ import annotations

from typing import Any

import orjson

from apigen_mt.config import ModelConfig, RunConfig
from apigen_mt.config.models import LimitsConfig
from apigen_mt.environment import load_environment
from apigen_mt.execution.order import complete
from apigen_mt.llm.open import Models
from apigen_mt.llm.transport import Response
from apigen_mt.pipeline.wiring import sampler_of, wire
from apigen_mt.records.scenario import Scenario
from apigen_mt.records.trajectory import Accepted
from apigen_mt.records.usage import Usage
from apigen_mt.rehearsal.answer import answer

SAMPLE = 24
"""Items that are played."""


class Rehearsed:
    """Carries a request no further than to the rehearsal."""

    def __init__(self, config: ModelConfig) -> None:
        self.config = config

    async def send(self, body: bytes) -> Response:
        """Return what the rehearsal answers."""
        return 200, {}, orjson.dumps(answer(orjson.loads(body)))

    async def close(self) -> None:
        """Nothing is held open."""


def forecast(config: RunConfig) -> dict[str, Any]:
    """Return the calls, tokens and dollars that a run will take, in all and by role."""
    played = min(config.count, SAMPLE)
    indices = sorted({place * config.count // played for place in range(played)})
    return complete(_forecast(config, indices))


async def _forecast(config: RunConfig, indices: list[int]) -> dict[str, Any]:
    free = _unlimited(config)
    models = Models(free, carrier=Rehearsed)
    journey = wire(free, models.gateways)
    accepted = 0
    for index in indices:
        accepted += any([isinstance(one, Accepted) async for one in journey.travel(index)])
    scale = config.count / len(indices)
    roles = {name: _scaled(usage, scale) for name, usage in sorted(models.ledger.roles.items())}
    return {
        **_scaled(sum(models.ledger.roles.values(), Usage()), scale),
        "roles": roles,
        "sample": len(indices),
        "sample_accepted": accepted,
    }


def _unlimited(config: RunConfig) -> RunConfig:
    """Return the run without anything that slows it down or stops it."""
    fast = {"rpm": None, "tpm": None, "max_in_flight": 10**6}
    models = {name: one.model_copy(update=fast) for name, one in config.models.items()}
    return config.model_copy(update={"limits": LimitsConfig(), "models": models})


def _scaled(usage: Usage, scale: float) -> dict[str, Any]:
    told = usage.told()
    return {
        "calls": round(told["calls"] * scale),
        "prompt_tokens": round(told["prompt_tokens"] * scale),
        "completion_tokens": round(told["completion_tokens"] * scale),
        "cost": round(told["cost"] * scale, 4),
    }


def sampled(config: RunConfig, count: int) -> tuple[str, list[Scenario]]:
    """Return the environment's name and the first scenarios of a run; nothing is asked."""
    environment = load_environment(config.env)
    sampler = sampler_of(config, environment)
    return environment.name, [sampler.sample(environment, index) for index in range(count)]
