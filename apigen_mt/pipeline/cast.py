"""Who plays which role: speakers for models, scripts for the others, and the play itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apigen_mt.config import PROCEDURAL, InterplayConfig, Player, RunConfig, player
from apigen_mt.environment import Environment
from apigen_mt.interplay.conversation import Agent, User, converse
from apigen_mt.interplay.critic import Critic, ModelCritic, RuleCritic
from apigen_mt.interplay.model_agent import ModelAgent
from apigen_mt.interplay.model_user import ModelUser
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.model import ChatModel
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Trajectory

DEFAULT_CANDIDATES = 4
"""Drafts of each message of a simulated human that has a critic (APIGen-MT, section 4.2)."""


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
            return ScriptedUser(
                blueprint, self.environment, blueprint.scenario.seed + attempt, self.slip
            )
        tools = list(self.environment.user_toolbox.values())
        asked = self.playing.best_of or (DEFAULT_CANDIDATES if self.critic is not None else 1)
        critic: Critic = ModelCritic(self.prompts) if self.critic is not None else RuleCritic()
        return ModelUser(
            self.user, blueprint, attempt, self.prompts, asked, critic, self.critic, tools
        )

    def _agent(self, blueprint: Blueprint, attempt: int) -> Agent:
        if self.agent is None or self.prompts is None:
            seed = blueprint.scenario.seed + attempt
            return ScriptedAgent(blueprint, self.environment, seed, self.slip)
        parallel = self.playing.parallel_calls and self.environment.parallel_calls
        return ModelAgent(self.agent, blueprint, self.environment, attempt, self.prompts, parallel)
