"""RunConfig: everything that decides what a run produces, checked and frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from apigen_mt.config.models import (
    PROCEDURAL,
    RULE_SEATS,
    LimitsConfig,
    ModelConfig,
    Player,
    RolesConfig,
    Seat,
    player,
)
from apigen_mt.config.part import Part
from apigen_mt.config.reading import put, put_override, read_yaml, refuse_unknown, say
from apigen_mt.config.sampling import SamplerConfig
from apigen_mt.errors import ConfigError, nearest


class ReviewConfig(Part):
    """How a blueprint is reviewed and revised (APIGen-MT, section 4.1.2)."""

    seats: tuple[str | Seat, ...] = RULE_SEATS
    """The jurors: a name of a rule juror, or a seat with a model; a majority accepts."""
    max_revisions: int = Field(3, ge=0)
    """How often the author may revise after findings; 0 turns feedback off."""

    @field_validator("seats")
    @classmethod
    def _known(cls, seats: tuple[str | Seat, ...]) -> tuple[str | Seat, ...]:
        if not seats:
            raise ValueError("needs at least one juror")
        names = [one.name if isinstance(one, Seat) else one for one in seats]
        for one, name in zip(seats, names, strict=True):
            if (isinstance(one, str) or one.model == PROCEDURAL) and name not in RULE_SEATS:
                raise ValueError(
                    f"unknown juror '{name}'. Known: {', '.join(RULE_SEATS)}; any other needs a "
                    "model: {name: ..., model: ...}"
                )
        if len(set(names)) < len(names):
            raise ValueError("has two jurors of one name")
        return seats


class InterplayConfig(Part):
    """How a blueprint is played (APIGen-MT, section 4.2)."""

    attempts: int = Field(3, ge=1)
    """How often a blueprint may be played."""
    successes: int = Field(1, ge=1)
    """After how many distinct successes to stop; with `attempts` or more, all attempts run."""
    max_turns: int = Field(40, ge=1)
    """Most user turns of a conversation."""
    max_calls: int = Field(100, ge=1)
    """Most tool calls of a conversation."""
    parallel_calls: bool = True
    """Whether the agent may make several calls in one message, where the environment allows it."""
    best_of: int | None = Field(None, ge=1)
    """Candidates for each message of the simulated human; by default 4 with a critic, else 1."""


class OutputConfig(Part):
    """How results are laid out on disk."""

    shard_size: int = Field(250, ge=1)
    """Items of one shard."""
    compression: Literal["none", "zstd"] = "none"
    """How shards are packed; zstd in frames of 64 rows, so that one row is found quickly."""
    responses: Literal["keep", "drop"] = "keep"
    """Whether the answers of models stay when their shard is complete, for a replay."""
    heldout: float = Field(0.05, ge=0, le=1)
    """Share of skeletons whose rows are on the split `heldout`; no skeleton is on both."""
    max_same_skeleton: int | None = Field(None, ge=1)
    """Most rows of one skeleton in the whole run; null for no limit."""


class RunConfig(Part):
    """One run; together with the program's version it decides every byte of the output."""

    env: str = "retail"
    """Environment: a registered name or `package.module:Class`."""
    count: int = Field(100, ge=1)
    """Items; each gives at most `interplay.successes` trajectories."""
    seed: int = Field(0, ge=0)
    """Seed of the run."""
    slip: float = Field(0.0, ge=0, le=1)
    """Share of drafts and conversations in which procedural roles err on purpose."""
    sampler: SamplerConfig = SamplerConfig()
    """What is drawn for an item."""
    review: ReviewConfig = ReviewConfig()
    """How blueprints are reviewed."""
    interplay: InterplayConfig = InterplayConfig()
    """How blueprints are played."""
    output: OutputConfig = OutputConfig()
    """How results are laid out."""
    models: dict[str, ModelConfig] = {}
    """Models by a name of your choice; roles and seats refer to them."""
    roles: RolesConfig = RolesConfig()
    """Who plays which role."""
    limits: LimitsConfig = LimitsConfig()
    """What may be spent, and how much is under way at once."""
    prompts: Path | None = None
    """A folder whose Markdown files replace the prompts of the same name."""

    @field_validator("models")
    @classmethod
    def _names(cls, models: dict[str, ModelConfig]) -> dict[str, ModelConfig]:
        if PROCEDURAL in models:
            raise ValueError(f"'{PROCEDURAL}' is the name of the role that needs no model")
        return models

    @model_validator(mode="after")
    def _resolved(self) -> Self:
        for key, one in self.players():
            if one.model != PROCEDURAL and one.model not in self.models:
                known = ", ".join([PROCEDURAL, *self.models])
                raise ValueError(
                    f"{key} is '{one.model}', which `models` does not have. Known: {known}."
                    f"{nearest(one.model, [PROCEDURAL, *self.models])}"
                )
        if self.roles.author != PROCEDURAL and self.roles.wording != PROCEDURAL:
            raise ValueError("roles.wording is for the procedural author; set one of the two")
        return self

    def players(self) -> Iterator[tuple[str, Player]]:
        """Yield every role and seat of the committee, with its key."""
        for name in RolesConfig.model_fields:
            yield f"roles.{name}", player(getattr(self.roles, name))
        for place, one in enumerate(self.review.seats):
            yield f"review.seats.{place}", one if isinstance(one, Seat) else Seat(name=one)

    @property
    def asked(self) -> dict[str, ModelConfig]:
        """The models that this run asks, by name."""
        names = [one.model for _, one in self.players()]
        return {
            name: model
            for name, model in self.models.items()
            if name in names and model.provider != PROCEDURAL
        }

    @property
    def asks_models(self) -> bool:
        """Whether any role is played by a model."""
        return bool(self.asked)

    @classmethod
    def read(
        cls,
        file: Path | None = None,
        overrides: Sequence[str] = (),
        flags: Mapping[str, Any] | None = None,
    ) -> RunConfig:
        """Return the config of a YAML file, with `key.path=value` overrides and flags over it.

        Raises:
            ConfigError: the file cannot be read, a key is unknown (the nearest is suggested), or a
                value does not fit.
        """
        settings = read_yaml(file) if file is not None else {}
        for override in overrides:
            put_override(settings, override)
        for key, value in (flags or {}).items():
            if value is not None:
                put(settings, key.split("."), deepcopy(value))
        refuse_unknown(settings, cls)
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            raise ConfigError(say(error)) from None


OUTSIDE = (
    ("limits", "items"),
    ("limits", "grace_s"),
    ("output", "responses"),
    ("limits", "max_cost"),
    ("limits", "max_calls"),
    *(
        ("models", "*", key)
        for key in "base_url api_key_env timeout_s attempts backoff_s max_wait_s max_in_flight rpm "
        "tpm price".split()
    ),
)
"""Settings that change what a run costs and how fast it goes, not what it produces."""


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return resolved settings without those that a run may be continued with."""
    return _without(settings, OUTSIDE)


def _without(settings: Mapping[str, Any], paths: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    kept = {}
    for key, value in settings.items():
        inner = [path[1:] for path in paths if path[0] in (key, "*")]
        if () in inner:
            continue
        kept[key] = _without(value, inner) if inner and isinstance(value, Mapping) else value
    return kept
