"""From a config to the objects that do the work; names are resolved here, once."""

from __future__ import annotations

from dataclasses import dataclass

from apigen_mt.config import RunConfig
from apigen_mt.environment import Environment, load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.sampler import ScenarioSampler
from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.pipeline.journey import Journey
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Trajectory
from apigen_mt.review.committee import Committee
from apigen_mt.review.rules import RuleJuror
from apigen_mt.verification.verify import Verifier


@dataclass(frozen=True)
class ScriptedInterplay:
    """Plays blueprints with a scripted user and a scripted agent."""

    environment: Environment
    max_turns: int
    slip: float

    async def play(self, blueprint: Blueprint, attempt: int) -> Trajectory:
        """Return the conversation of one attempt; another attempt has other words."""
        seed = blueprint.scenario.seed + attempt
        user = ScriptedUser(blueprint, seed, self.slip)
        agent = ScriptedAgent(blueprint, self.environment, seed, self.slip)
        messages, stop = await converse(blueprint, self.environment, user, agent, self.max_turns)
        return Trajectory(
            id=f"{blueprint.id}.{attempt}",
            blueprint=blueprint,
            attempt=attempt,
            user=user.name,
            agent=agent.name,
            messages=messages,
            stop=stop,
        )


def wire(config: RunConfig) -> Journey:
    """Return the journey that `config` describes.

    Raises:
        EnvironmentRefError: `config.env` leads to no environment.
        EnvironmentFault: the environment cannot be loaded.
    """
    environment = load_environment(config.env)
    graph = ToolGraph(environment)
    return Journey(
        environment=environment,
        sampler=ScenarioSampler(config.sampler, config.seed, graph),
        author=Planner(environment, config.slip),
        checker=Checker(environment),
        jury=Committee([RuleJuror(str(seat), environment) for seat in config.review.seats]),
        interplay=ScriptedInterplay(environment, config.interplay.max_turns, config.slip),
        verifier=Verifier(environment),
        max_revisions=config.review.max_revisions,
        playing=config.interplay,
    )
