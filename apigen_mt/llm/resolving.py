"""Names of hosts become addresses, and none of these is where a cloud keeps its secrets."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from apigen_mt.config.hosts import is_metadata
from apigen_mt.errors import ModelError

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver


def guarded() -> AbstractResolver:
    """Return a resolver that refuses a name which leads to a link-local or metadata address.

    A config names hosts; what an innocent name leads to is known only when it is asked.
    """
    from aiohttp.abc import ResolveResult
    from aiohttp.resolver import ThreadedResolver

    class Guarded(ThreadedResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            found = await super().resolve(host, port, family)
            if any(is_metadata(one["host"]) for one in found):
                raise ModelError(
                    f"{host} leads to a link-local or metadata address, which is never a model. "
                    "Set base_url to the endpoint itself."
                )
            return found

    return Guarded()
