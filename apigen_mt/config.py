"""RunConfig: everything that decides what a run produces, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from apigen_mt.errors import ConfigError, nearest


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class SamplerConfig(_Part):
    """What is drawn for an item (APIGen-MT, section 4.1.1)."""

    writes: tuple[float, ...] = (0.18, 0.3, 0.24, 0.15, 0.08, 0.05)
    """Weights of 1, 2, 3, ... gold writes in an item that writes."""
    read_only: float = Field(0.08, ge=0, le=1)
    """Share of items that only ask for information."""
    refusals: float = Field(0.18, ge=0, le=1)
    """Share of items with a wish that the world or the policy makes impossible."""
    alternatives: float = Field(0.15, ge=0, le=1)
    """Share of items where the user takes something else after a refusal."""
    declines: float = Field(0.1, ge=0, le=1)
    """Share of items with a request that no tool serves."""
    questions: float = Field(0.55, ge=0, le=1)
    """Share of items with one or two questions beside the writes."""
    mind_changes: float = Field(0.2, ge=0, le=1)
    """Share of items where the user corrects a detail at the confirmation."""
    mistakes: float = Field(0.12, ge=0, le=1)
    """Share of items where the user first gives a wrong detail about itself."""
    spread: float = Field(0.5, ge=0, le=1)
    """How far each share varies from item to item: 0 not at all, 1 from nothing to double."""

    @field_validator("writes")
    @classmethod
    def _weights(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if not weights or min(weights) < 0 or sum(weights) <= 0:
            raise ValueError("needs one weight or more, none negative, not all zero")
        return weights


class ReviewConfig(_Part):
    """How a blueprint is reviewed and revised (APIGen-MT, section 4.1.2)."""

    seats: tuple[str, ...] = ("coverage", "discretion", "consistency")
    """The jurors, by name; a majority accepts."""
    max_revisions: int = Field(3, ge=0)
    """How often the author may revise after findings; 0 turns feedback off."""

    @field_validator("seats")
    @classmethod
    def _known(cls, seats: tuple[str, ...]) -> tuple[str, ...]:
        known = ("coverage", "discretion", "consistency")
        if not seats:
            raise ValueError("needs at least one juror")
        for seat in seats:
            if seat not in known:
                raise ValueError(f"unknown juror '{seat}'. Known: {', '.join(known)}")
        return seats


class InterplayConfig(_Part):
    """How a blueprint is played (APIGen-MT, section 4.2)."""

    attempts: int = Field(3, ge=1)
    """How often a blueprint may be played."""
    successes: int = Field(1, ge=1)
    """After how many distinct successes to stop; with `attempts` or more, all attempts run."""
    max_turns: int = Field(40, ge=1)
    """Most user turns of a conversation."""


class OutputConfig(_Part):
    """How results are laid out on disk."""

    shard_size: int = Field(250, ge=1)
    """Items of one shard."""


class RunConfig(_Part):
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
        settings = _file(file) if file is not None else {}
        for override in overrides:
            key, equals, text = override.partition("=")
            if not equals or not key:
                raise ConfigError(f"Override '{override}' is not key.path=value.")
            try:
                value = yaml.safe_load(text)
            except yaml.YAMLError:
                raise ConfigError(f"Override '{override}': {text!r} is not a YAML value.") from None
            _put(settings, key.split("."), value)
        settings.update({name: value for name, value in (flags or {}).items() if value is not None})
        _refuse_unknown(settings, cls, "")
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            raise ConfigError(_say(error)) from None


def _file(file: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"Config {file} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"Config {file} is not YAML: {' '.join(str(error).split())}.") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ConfigError(f"Config {file} holds {type(found).__name__}, not keys with values.")
    return found


def _put(settings: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        inner = settings.setdefault(part, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"Override '{'.'.join(path)}': '{part}' has no keys inside.")
        settings = inner
    settings[path[-1]] = value


def _refuse_unknown(settings: Mapping[str, Any], part: type[BaseModel], path: str) -> None:
    for key, value in settings.items():
        if key not in part.model_fields:
            raise ConfigError(
                f"Unknown config key '{path}{key}'. Known: {', '.join(part.model_fields)}."
                f"{nearest(str(key), part.model_fields)}"
            )
        inner = part.model_fields[key].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            if not isinstance(value, Mapping):
                raise ConfigError(f"Config key '{path}{key}' is {value!r}, but has keys inside.")
            _refuse_unknown(value, inner, f"{path}{key}.")


def _say(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    problem = first["msg"].removeprefix("Value error, ")
    return f"Config key '{key}' is {first['input']!r}: {problem}."
