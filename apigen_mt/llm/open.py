"""From a config to models that can be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from apigen_mt.config import ModelConfig, RunConfig
from apigen_mt.errors import ApigenError, ConfigError, ModelError
from apigen_mt.llm.gateway import Gateway
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.litellm_transport import LitellmTransport
from apigen_mt.llm.price import price_of
from apigen_mt.llm.responses import Responses, Shelf, whole
from apigen_mt.llm.transport import HttpTransport, Response, Transport
from apigen_mt.storage.journal import journals

Carrier = Callable[[ModelConfig], Transport]


class Models:
    """The models that a run asks, with the account of what they cost.

    Args:
        config: the run.
        shelf: where the responses of an item are kept; in memory where it is left out.
        ledger: the account; one of this process alone where it is left out.
        carrier: how requests travel; None chooses by provider.
        ended: told why no question will be answered any more, once one of them finds out.

    Raises:
        ModelError: a key is missing.
        ConfigError: a budget in dollars with a model whose price nobody knows.
    """

    def __init__(
        self,
        config: RunConfig,
        shelf: Shelf | None = None,
        ledger: Ledger | None = None,
        carrier: Carrier | None = None,
        ended: Callable[[ApigenError], None] | None = None,
    ) -> None:
        self.ledger = ledger or Ledger(config.limits)
        shelf = shelf or whole(Responses())
        self.gateways: dict[str, Gateway] = {}
        for name, model in config.asked.items():
            if config.limits.max_cost is not None and price_of(model) is None:
                raise ConfigError(
                    f"limits.max_cost needs the price of models.{name} ('{model.model}'), which "
                    f"litellm's table does not have. Set models.{name}.price.input and .output in "
                    "dollars a million tokens, or use limits.max_calls."
                )
            transport = (carrier or carry)(model)
            key = str(getattr(transport, "key", ""))
            kept = _replayed(model) if model.provider == "replay" else shelf
            self.gateways[name] = Gateway(name, model, transport, kept, self.ledger, key, ended)

    def stop(self, error: ApigenError) -> None:
        """Make no new call; what is in flight is answered and stored."""
        for gateway in self.gateways.values():
            gateway.stop(error)

    async def close(self) -> None:
        """Let go of connections."""
        for gateway in self.gateways.values():
            await gateway.close()


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


def _replayed(model: ModelConfig) -> Shelf:
    """Return the shelf of a replay: one run's responses, whatever the item."""
    folder = Path(model.responses)
    if not folder.is_dir():
        raise ConfigError(f"Config key 'responses': {folder} is no folder of stored responses.")
    kept = Responses(None, journals(folder))
    for _ in kept.load():
        pass
    return whole(kept)
