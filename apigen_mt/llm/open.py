"""From a config to models that can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from apigen_mt.config import ModelConfig, RunConfig
from apigen_mt.errors import ConfigError, ModelError
from apigen_mt.llm.gateway import Gateway
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.litellm_transport import LitellmTransport
from apigen_mt.llm.model import Usage
from apigen_mt.llm.price import price_of
from apigen_mt.llm.responses import Responses
from apigen_mt.llm.transport import HttpTransport, Response, Transport

Carrier = Callable[[ModelConfig], Transport]


class Models:
    """The models that a run asks, with the account of what they cost.

    Args:
        config: the run.
        folder: where responses are kept; None keeps them in memory alone.
        carrier: how requests travel; None chooses by provider.

    Raises:
        ModelError: a key is missing.
        ConfigError: a budget in dollars with a model whose price nobody knows.
    """

    def __init__(
        self, config: RunConfig, folder: Path | None = None, carrier: Carrier | None = None
    ) -> None:
        self.ledger = Ledger(config.limits)
        self.responses = Responses(folder)
        self.gateways: dict[str, Gateway] = {}
        for record in self.responses.load():
            self.ledger.restore(str(record["role"]), _usage(record))
        for name, model in config.asked.items():
            if config.limits.max_cost is not None and price_of(model) is None:
                raise ConfigError(
                    f"limits.max_cost needs the price of models.{name} ('{model.model}'), which "
                    f"litellm's table does not have. Set models.{name}.price.input and .output in "
                    "dollars a million tokens, or use limits.max_calls."
                )
            self.gateways[name] = self._gateway(name, model, carrier or carry)

    def _gateway(self, name: str, model: ModelConfig, carrier: Carrier) -> Gateway:
        responses = self.responses
        if model.provider == "replay":
            responses = Responses(_folder(model))
            for _ in responses.load():
                pass
        transport = carrier(model)
        key = str(getattr(transport, "key", ""))
        return Gateway(name, model, transport, responses, self.ledger, key)

    async def close(self) -> None:
        """Let go of connections and files."""
        for gateway in self.gateways.values():
            await gateway.close()
        await self.responses.close()


def carry(model: ModelConfig) -> Transport:
    """Return the transport of a model's provider."""
    if model.provider == "litellm":
        return LitellmTransport(model)
    if model.provider == "replay":
        return Stored(model)
    return HttpTransport(model)


class Stored:
    """No transport at all: what is not stored is not answered."""

    def __init__(self, config: ModelConfig) -> None:
        self.config = config

    async def send(self, body: bytes) -> Response:
        """Refuse.

        Raises:
            ModelError: always.
        """
        raise ModelError(
            f"{self.config.responses} holds no answer to this call. A replay needs the config, "
            "prompts and seed of the run whose responses they are."
        )

    async def close(self) -> None:
        """Nothing is held open."""


def _folder(model: ModelConfig) -> Path:
    folder = Path(model.responses)
    if not folder.is_dir():
        raise ConfigError(f"Config key 'responses': {folder} is no folder of stored responses.")
    return folder


def _usage(record: Mapping[str, object]) -> Usage:
    return Usage(
        calls=int(bool(record["answered"])),
        attempts=_whole(record["attempts"]),
        prompt_tokens=_whole(record["prompt_tokens"]),
        completion_tokens=_whole(record["completion_tokens"]),
        nanodollars=_whole(record["nanodollars"]),
        estimated=bool(record["usage_estimated"]),
    )


def _whole(value: object) -> int:
    return int(str(value))
