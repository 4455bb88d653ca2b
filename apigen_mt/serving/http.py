"""An environment over HTTP on this machine: as many connections as come, a session for each."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import orjson

from apigen_mt.environment import Environment, Session
from apigen_mt.errors import ConfigError
from apigen_mt.serving.desk import mcp_server

MOST = 1000
"""How many connections are kept; the one that is oldest ends then."""


class Sessions:
    """The session of each connection, by the id that the transport gave it."""

    def __init__(self, environment: Environment, seed: int) -> None:
        self._environment = environment
        self._seed = seed
        self._kept: dict[str, Session | None] = {}

    def find(self, context: Any) -> Session | None:
        """Return the session of a request's connection, or None once that has ended."""
        key = context.request.headers["mcp-session-id"]
        if key not in self._kept:
            self._kept[key] = self._environment.session(self._seed)
            live = [one for one, session in self._kept.items() if session is not None]
            for one in live[:-MOST]:
                self._kept[one] = None
        session = self._kept[key]
        if session is not None:
            session.trace.clear()  # nobody asks for it, and connections last long
        return session

    def drop(self, key: str) -> None:
        """Forget a connection that its client has closed."""
        self._kept.pop(key, None)


async def serve_http(
    environment: Environment,
    port: int = 0,
    seed: int = 0,
    ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Serve on 127.0.0.1 until cancelled or interrupted.

    Args:
        environment: whose tools are served.
        port: where; 0 takes a free one.
        seed: of every session.
        ready: told the port once it takes connections.

    Raises:
        ConfigError: the port cannot be used.
        EnvironmentFault: the `mcp` package is not installed.
    """
    sessions = Sessions(environment, seed)
    server = mcp_server(environment, sessions.find)
    import uvicorn

    app = _with_handshake(server.streamable_http_app(json_response=True), sessions)
    # Named as TCP, so that asyncio sends small answers at once and not 40 ms later.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise ConfigError(f"Port {port} cannot be used: {error.strerror}. Try --http 0.") from None
    listening.listen(128)
    ready(listening.getsockname()[1])
    settings = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
    try:
        await uvicorn.Server(settings).serve(sockets=[listening])
    finally:
        listening.close()


def _with_handshake(app: Any, sessions: Sessions) -> Any:
    """Return `app` for connections alone: a request that stands for itself has no session."""
    from mcp_types import UNSUPPORTED_PROTOCOL_VERSION
    from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

    async def gate(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        version = headers.get(b"mcp-protocol-version", b"").decode("latin-1")
        if scope["type"] == "http" and version and version not in HANDSHAKE_PROTOCOL_VERSIONS:
            known = list(HANDSHAKE_PROTOCOL_VERSIONS)
            error = {
                "code": UNSUPPORTED_PROTOCOL_VERSION,
                "message": "Sessions need a connection: open one with initialize.",
                "data": {"supported": known, "requested": version},
            }
            body = orjson.dumps({"jsonrpc": "2.0", "id": None, "error": error})
            kind = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 400, "headers": kind})
            await send({"type": "http.response.body", "body": body})
            return
        await app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] == "DELETE":
            sessions.drop(headers.get(b"mcp-session-id", b"").decode("latin-1"))

    return gate
