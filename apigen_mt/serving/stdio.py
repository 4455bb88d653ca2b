"""An environment over stdin and stdout: one connection, one session."""

from __future__ import annotations

from pathlib import Path

from apigen_mt.environment import Environment
from apigen_mt.serving.desk import mcp_server
from apigen_mt.serving.state import open_session, save


async def serve_stdio(environment: Environment, seed: int = 0, state: Path | None = None) -> None:
    """Serve until the client closes the connection.

    Args:
        environment: whose tools are served.
        seed: of the session.
        state: a file in which the session's state is kept, from the start, and from which it
            goes on.

    Raises:
        EnvironmentFault: the `mcp` package is not installed.
        SeedDataError: `state` holds no state of this environment.
    """
    session = open_session(environment, seed, state)

    def keep() -> None:
        if state is not None:
            save(session, state)

    keep()
    server = mcp_server(environment, lambda _: session, keep)
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
