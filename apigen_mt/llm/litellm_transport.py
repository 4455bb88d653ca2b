"""Every provider that litellm knows, behind the same gateway: retries and limits stay ours."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

import orjson

from apigen_mt.config import ModelConfig
from apigen_mt.llm.fault import Transient
from apigen_mt.llm.transport import Response, key_in


class LitellmTransport:
    """Hands requests to litellm, whose own retries are off; imported with the first request."""

    def __init__(self, config: ModelConfig) -> None:
        self.config = config
        self.key = key_in(config)
        self._litellm: Any = None

    async def send(self, body: bytes) -> Response:
        """Return the answer as an OpenAI body, or the provider's refusal with its status."""
        litellm = self._litellm or self._load()
        request = orjson.loads(body)
        options: dict[str, Any] = {"num_retries": 0, "max_retries": 0, "drop_params": True}
        options["_skip_mcp_handler"] = True  # tools would otherwise need the package mcp
        if self.key:
            options["api_key"] = self.key
        try:
            async with asyncio.timeout(self.config.timeout_s):
                answer = await litellm.acompletion(**request, **options)
        except TimeoutError:
            raise Transient(f"no answer within {self.config.timeout_s:g} s") from None
        except Exception as error:  # litellm has one class a status and provider
            return _refusal(error)
        return 200, {}, orjson.dumps(answer.model_dump())

    async def close(self) -> None:
        """Nothing is held open here."""

    def _load(self) -> Any:
        # Without these, importing litellm asks the network for prices, and calls report home.
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        import litellm

        litellm.telemetry = False
        litellm.suppress_debug_info = True
        litellm.turn_off_message_logging = True
        self._litellm = litellm
        return litellm


def _refusal(error: Exception) -> Response:
    status = getattr(error, "status_code", None)
    if not isinstance(status, int) or status == 200:
        raise Transient(f"a failure of the provider ({type(error).__name__})") from None
    response = getattr(error, "response", None)
    headers: Mapping[str, str] = getattr(response, "headers", None) or {}
    kept = {name.lower(): value for name, value in headers.items()}
    content = orjson.dumps({"error": {"message": str(error)}})
    return status, {k: v for k, v in kept.items() if k.startswith("retry")}, content
