"""Which models there are, who plays which role, and what a run may spend."""

from __future__ import annotations

from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from apigen_mt.config.part import Part

PROCEDURAL = "procedural"
"""The name of the model that is none: rules, plans and grammars."""
RULE_SEATS = ("coverage", "discretion", "consistency")
"""The jurors that need no model."""
OPENAI = "https://api.openai.com/v1"
_METADATA = ("169.254.", "metadata.", "[fe80", "fd00:ec2")


class Price(Part):
    """What a model costs, in dollars a million tokens."""

    input: float = Field(ge=0)
    """A million prompt tokens."""
    output: float = Field(ge=0)
    """A million completion tokens."""


class ModelConfig(Part):
    """One model, where it is reached, and how hard it may be driven."""

    provider: Literal["openai", "litellm", "procedural", "replay"] = "openai"
    """`openai`: any OpenAI-compatible endpoint; `litellm`: any provider it knows; `replay`: stored
    responses alone; `procedural`: no model."""
    model: str = ""
    """The model's name, as the endpoint calls it (litellm: `anthropic/...`)."""
    base_url: str = OPENAI
    """The endpoint, up to and with `/v1`; only for `openai`."""
    api_key_env: str = ""
    """Name of the environment variable that holds the key; sent to `base_url`'s host alone."""
    temperature: float | None = Field(None, ge=0)
    """Sampling temperature; none leaves it to the endpoint."""
    max_tokens: int = Field(2048, ge=1)
    """Most tokens of one reply."""
    max_tokens_key: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the endpoint calls that bound."""
    structured: Literal["json_schema", "tool", "fenced"] = "json_schema"
    """How JSON replies are asked for: a response format, a forced tool call, or a fenced block."""
    send_seed: bool = True
    """Whether requests carry a seed of their item; some endpoints refuse it."""
    extra: dict[str, Any] = {}
    """More keys of the request body, such as `reasoning_effort`."""
    timeout_s: float = Field(120.0, gt=0)
    """Most seconds for one attempt at a call, from the first byte sent to the last received."""
    attempts: int = Field(8, ge=1)
    """Most HTTP attempts for one call."""
    backoff_s: float = Field(0.5, ge=0)
    """Mean of the first pause after a failure; it doubles from attempt to attempt, up to 30 s."""
    max_wait_s: float = Field(120.0, ge=0)
    """Longest Retry-After that is waited for; a longer one stops the run."""
    max_in_flight: int = Field(64, ge=1)
    """Most calls at once; halved when the endpoint says 429, and grown again."""
    rpm: float | None = Field(None, gt=0)
    """Most calls a minute."""
    tpm: float | None = Field(None, gt=0)
    """Most tokens a minute, prompt and completion together."""
    price: Price | None = None
    """What it costs; without it litellm's price table is asked."""
    responses: str = ""
    """For `replay`: the folder of stored responses."""

    @field_validator("base_url")
    @classmethod
    def _plain(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is no http(s) address, such as http://127.0.0.1:8000/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError(
                "carries a key or a query; put the key into an environment variable "
                "and its name into api_key_env"
            )
        if any(parts.hostname.startswith(one.strip("[")) for one in _METADATA):
            raise ValueError("is a link-local or metadata address, which is never a model")
        return url.rstrip("/")

    @field_validator("api_key_env")
    @classmethod
    def _name(cls, name: str) -> str:
        if name and not name.replace("_", "").isalnum():
            raise ValueError("is not the name of an environment variable, such as OPENAI_API_KEY")
        if name.startswith("sk-"):
            raise ValueError("looks like a key; name the environment variable that holds it")
        return name

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.provider in ("openai", "litellm") and not self.model:
            raise ValueError(f"provider '{self.provider}' needs a model's name in 'model'")
        if self.provider == "replay" and not self.responses:
            raise ValueError("provider 'replay' needs a folder in 'responses'")
        return self


class Player(Part):
    """A model in a role, with settings of its own."""

    model: str = PROCEDURAL
    """A name in `models`, or `procedural`."""
    temperature: float | None = Field(None, ge=0)
    """Over the model's."""
    max_tokens: int | None = Field(None, ge=1)
    """Over the model's."""


class Seat(Player):
    """One seat of the committee."""

    name: str
    """The juror's name; without a model one of coverage, discretion, consistency."""


Role = str | Player
"""The name of a model, or a player."""


def player(role: Role) -> Player:
    """Return the player of a role."""
    return role if isinstance(role, Player) else Player(model=role)


class RolesConfig(Part):
    """Who plays which role: a name in `models`, or `procedural`; mixed freely."""

    author: Role = PROCEDURAL
    """Writes and revises blueprints."""
    wording: Role = PROCEDURAL
    """Words the instructions of the procedural author."""
    feedback: Role = PROCEDURAL
    """Merges objections into one list of changes; procedural hands them on as they are."""
    user: Role = PROCEDURAL
    """The simulated human."""
    critic: Role = PROCEDURAL
    """Scores the candidates of the simulated human."""
    agent: Role = PROCEDURAL
    """The agent with the tools."""


class LimitsConfig(Part):
    """What a run may spend; changing these continues a run rather than starting another."""

    items: int = Field(64, ge=1)
    """Items under way at once where models are asked."""
    max_cost: float | None = Field(None, ge=0)
    """Most dollars for the whole folder; the run stops there and can be continued."""
    max_calls: int | None = Field(None, ge=0)
    """Most HTTP attempts for the whole folder."""
    grace_s: float = Field(20.0, ge=0)
    """Seconds that calls in flight get to come back when the run is asked to stop."""
    item_tokens: int | None = Field(None, ge=1)
    """Most tokens for one item; it is rejected there."""
