"""From a config to the objects that do the work; names are resolved here, once."""

from __future__ import annotations

from collections.abc import Mapping

from apigen_mt.config import RunConfig, Seat
from apigen_mt.environment import Environment, load_environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.author import ModelAuthor
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.evenness import steered
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.rewording import WordedPlanner
from apigen_mt.generation.sampler import ScenarioSampler
from apigen_mt.llm.model import ChatModel
from apigen_mt.llm.prompt import Prompts
from apigen_mt.pipeline.cast import Cast, Stage
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.stages import Author, Feedback
from apigen_mt.review.committee import Committee, Juror
from apigen_mt.review.feedback import ModelFeedback, PlainFeedback
from apigen_mt.review.reviewer import ModelJuror
from apigen_mt.review.rules import RuleJuror
from apigen_mt.verification.verify import Verifier


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
        sampler=sampler_of(config, environment),
        author=_author(config, environment, cast, prompts),
        checker=Checker(environment, search=cast.role("author") is not None),
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
    )


def sampler_of(config: RunConfig, environment: Environment) -> ScenarioSampler:
    """Return what draws the scenarios of a run."""
    sampler = ScenarioSampler(config.sampler, config.seed, ToolGraph(environment))
    evenness = config.sampler.evenness
    return sampler if evenness is None else steered(sampler, environment, evenness)


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
