"""From a config to the objects that do the work; names are resolved here, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apigen_mt.config import PROCEDURAL, InterplayConfig, Player, RunConfig, Seat, player
from apigen_mt.environment import Environment, load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.author import ModelAuthor
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.rewording import WordedPlanner
from apigen_mt.generation.sampler import ScenarioSampler
from apigen_mt.interplay.conversation import Agent, User, converse
from apigen_mt.interplay.critic import Critic, ModelCritic, RuleCritic
from apigen_mt.interplay.model_agent import ModelAgent
from apigen_mt.interplay.model_user import ModelUser
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.model import ChatModel
from apigen_mt.llm.prompt import Prompts
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.stages import Author, Feedback
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Trajectory
from apigen_mt.review.committee import Committee, Juror
from apigen_mt.review.feedback import ModelFeedback, PlainFeedback
from apigen_mt.review.reviewer import ModelJuror
from apigen_mt.review.rules import RuleJuror
from apigen_mt.verification.verify import Verifier

DEFAULT_CANDIDATES = 4


class Cast:
    """Who speaks for a role or a seat: a model with settings, or nobody."""

    def __init__(self, config: RunConfig, models: Mapping[str, ChatModel]) -> None:
        self.config = config
        self.models = models

    def speaker(self, one: Player) -> Speaker | None:
        """Return the speaker of a role, or None for a procedural one."""
        settings = self.config.models.get(one.model)
        if one.model == PROCEDURAL or settings is None or settings.provider == PROCEDURAL:
            return None
        return Speaker(
            name=one.model,
            model=self.models[one.model],
            max_tokens=one.max_tokens or settings.max_tokens,
            temperature=one.temperature,
        )

    def role(self, name: str) -> Speaker | None:
        """Return the speaker of `roles.<name>`."""
        return self.speaker(player(getattr(self.config.roles, name)))


@dataclass(frozen=True)
class Stage:
    """Plays blueprints with whoever the cast names for user and agent."""

    environment: Environment
    playing: InterplayConfig
    slip: float = 0.0
    prompts: Prompts | None = None
    user: Speaker | None = None
    agent: Speaker | None = None
    critic: Speaker | None = None

    async def play(self, blueprint: Blueprint, attempt: int) -> Trajectory:
        """Return the conversation of one attempt; another attempt has other words."""
        user, agent = self._user(blueprint, attempt), self._agent(blueprint, attempt)
        played = await converse(
            blueprint,
            self.environment,
            user,
            agent,
            self.playing.max_turns,
            self.playing.max_calls,
        )
        return Trajectory(
            id=f"{blueprint.id}.{attempt}",
            blueprint=blueprint,
            attempt=attempt,
            user=user.name,
            agent=agent.name,
            messages=played.messages,
            stop=played.stop,
            failure=played.failure,
            contradictions=user.contradictions if isinstance(user, ModelUser) else 0,
        )

    def _user(self, blueprint: Blueprint, attempt: int) -> User:
        if self.user is None or self.prompts is None:
            return ScriptedUser(blueprint, blueprint.scenario.seed + attempt, self.slip)
        asked = self.playing.best_of or (DEFAULT_CANDIDATES if self.critic is not None else 1)
        critic: Critic = ModelCritic(self.prompts) if self.critic is not None else RuleCritic()
        return ModelUser(self.user, blueprint, attempt, self.prompts, asked, critic, self.critic)

    def _agent(self, blueprint: Blueprint, attempt: int) -> Agent:
        if self.agent is None or self.prompts is None:
            seed = blueprint.scenario.seed + attempt
            return ScriptedAgent(blueprint, self.environment, seed, self.slip)
        parallel = self.playing.parallel_calls and self.environment.parallel_calls
        return ModelAgent(self.agent, blueprint, self.environment, attempt, self.prompts, parallel)


def wire(config: RunConfig, models: Mapping[str, ChatModel] | None = None) -> Journey:
    """Return the journey that `config` describes.

    Args:
        config: the run.
        models: the models it asks, by name (`llm.open.Models.gateways`); none without models.

    Raises:
        EnvironmentRefError: `config.env` leads to no environment.
        EnvironmentFault: the environment cannot be loaded.
        ConfigError: the prompts' folder cannot be used.
    """
    environment = load_environment(config.env)
    cast, prompts = Cast(config, models or {}), Prompts(config.prompts)
    return Journey(
        environment=environment,
        sampler=ScenarioSampler(config.sampler, config.seed, ToolGraph(environment)),
        author=_author(config, environment, cast, prompts),
        checker=Checker(environment),
        jury=Committee([_juror(one, environment, cast, prompts) for one in config.review.seats]),
        feedback=_feedback(cast, prompts),
        interplay=Stage(
            environment,
            config.interplay,
            config.slip,
            prompts,
            cast.role("user"),
            cast.role("agent"),
            cast.role("critic"),
        ),
        verifier=Verifier(environment),
        max_revisions=config.review.max_revisions,
        playing=config.interplay,
        prompts=prompts.digests if config.asks_models else {},
    )


def _author(config: RunConfig, environment: Environment, cast: Cast, prompts: Prompts) -> Author:
    author, wording = cast.role("author"), cast.role("wording")
    if author is not None:
        return ModelAuthor(author, environment, prompts)
    planner = Planner(environment, config.slip)
    return planner if wording is None else WordedPlanner(planner, wording, prompts)


def _juror(one: str | Seat, environment: Environment, cast: Cast, prompts: Prompts) -> Juror:
    seat = one if isinstance(one, Seat) else Seat(name=one)
    speaker = cast.speaker(seat)
    if speaker is None:
        return RuleJuror(seat.name, environment)
    return ModelJuror(seat.name, speaker, environment, prompts)


def _feedback(cast: Cast, prompts: Prompts) -> Feedback:
    speaker = cast.role("feedback")
    return PlainFeedback() if speaker is None else ModelFeedback(speaker, prompts)
