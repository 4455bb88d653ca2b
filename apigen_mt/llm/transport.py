"""One HTTP attempt: bytes out, bytes in, within a deadline, to the configured host alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from apigen_mt.config import ModelConfig
from apigen_mt.config.models import OPENAI
from apigen_mt.errors import ModelError
from apigen_mt.llm.fault import Transient
from apigen_mt.llm.resolving import guarded

if TYPE_CHECKING:
    import aiohttp

LARGEST = 16 * 1024 * 1024
"""Most bytes of a response."""
_CONNECT_S = 10.0

Response = tuple[int, Mapping[str, str], bytes]
"""Status, headers with names in lower case, and body."""


class Transport(Protocol):
    """Carries one request."""

    async def send(self, body: bytes) -> Response:
        """Return the response.

        Raises:
            Transient: there was none, or only a part of one.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class HttpTransport:
    """Sends requests to `base_url`; redirects, cookies and proxies are not followed.

    aiohttp, because it takes a tenth of the CPU time of the SDKs (benchmarks/clients.py).

    Raises:
        ModelError: the environment variable of the key is not set.
    """

    def __init__(self, config: ModelConfig) -> None:
        self.url = f"{config.base_url}/chat/completions"
        self.timeout_s = config.timeout_s
        self.key = key_in(config)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, body: bytes) -> Response:
        """Return the response, all of it, or raise Transient."""
        import aiohttp

        session = self._session or self._open()
        try:
            async with asyncio.timeout(self.timeout_s):
                async with session.post(self.url, data=body, allow_redirects=False) as response:
                    content = await _all_of(response)
        except TimeoutError:
            raise Transient(f"no answer within {self.timeout_s:g} s") from None
        except aiohttp.ClientConnectorError as error:
            raise Transient(f"no connection ({error.os_error.strerror})", unreached=True) from None
        except (aiohttp.ClientError, ConnectionError, ValueError) as error:
            raise Transient(f"a broken answer ({type(error).__name__})") from None
        return response.status, _lower(response.headers), content

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30, resolver=guarded()),
            timeout=aiohttp.ClientTimeout(total=None, connect=_CONNECT_S),
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self._session


def key_in(config: ModelConfig) -> str:
    """Return the key of a model, or nothing where it needs none.

    Raises:
        ModelError: the environment variable that should hold it is not set.
    """
    name = config.api_key_env
    if not name:
        if config.provider == "openai" and config.base_url == OPENAI:
            raise ModelError(
                f"{OPENAI} needs a key. Set api_key_env to the name of the environment variable "
                "that holds it, such as OPENAI_API_KEY; or base_url to your own endpoint."
            )
        return ""
    key = os.environ.get(name, "").strip()
    if not key:
        raise ModelError(f"The environment variable {name} is not set. Export the key there.")
    if not key.isascii() or not key.isprintable():
        raise ModelError(f"The environment variable {name} holds no key: it has odd characters.")
    return key


async def _all_of(response: aiohttp.ClientResponse) -> bytes:
    if (response.content_length or 0) > LARGEST:
        raise ValueError("too large")
    chunks, size = [], 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > LARGEST:
            raise ValueError("too large")
        chunks.append(chunk)
    return b"".join(chunks)


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name.lower(): value for name, value in headers.items() if name.lower().startswith("retry")
    }
