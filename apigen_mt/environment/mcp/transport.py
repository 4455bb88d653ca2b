"""Messages to and from a server, as the streams that the MCP client takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from apigen_mt.environment.mcp.process import Process
from apigen_mt.environment.mcp.recipe import Recipe


@asynccontextmanager
async def streams(
    recipe: Recipe, process: Process | None, headers: Mapping[str, str]
) -> AsyncIterator[tuple[Any, Any]]:
    """Yield the (reading, writing) streams of a connection with the server.

    `headers` go along with each request over HTTP, to the host of the recipe's url alone.
    """
    if process is not None and not recipe.url:
        async with _over_stdio(process.child) as pair:
            yield pair
        return
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    if process is not None:
        await process.listens()
    timeout = httpx2.Timeout(30.0, read=recipe.timeout_s + 5)
    # What listens on this machine is asked directly, whatever proxy the environment names.
    async with (
        httpx2.AsyncClient(
            timeout=timeout, trust_env=process is None, headers=dict(headers)
        ) as client,
        streamable_http_client(
            process.url if process is not None else recipe.url, http_client=client
        ) as pair,
    ):
        yield pair


@asynccontextmanager
async def _over_stdio(child: asyncio.subprocess.Process) -> AsyncIterator[tuple[Any, Any]]:
    import anyio
    from mcp.shared.message import SessionMessage
    from mcp_types import jsonrpc_message_adapter

    heard, reading = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    writing, said = anyio.create_memory_object_stream[SessionMessage](0)
    assert child.stdin is not None and child.stdout is not None
    stdin, stdout = child.stdin, child.stdout

    async def listen() -> None:
        async with heard:
            while True:
                try:
                    line = await stdout.readline()
                except ValueError:  # longer than any answer may be
                    return
                if not line:
                    return
                try:
                    message = jsonrpc_message_adapter.validate_json(line, by_name=False)
                except ValueError:  # a server that prints among its messages
                    continue
                try:
                    await heard.send(SessionMessage(message))
                except (anyio.ClosedResourceError, anyio.BrokenResourceError):
                    return

    async def speak() -> None:
        async with said:
            async for one in said:
                text = one.message.model_dump_json(by_alias=True, exclude_unset=True)
                try:
                    stdin.write(text.encode() + b"\n")
                    await stdin.drain()
                except (ConnectionError, RuntimeError):  # nobody reads any more
                    await heard.aclose()
                    return

    async with anyio.create_task_group() as group:
        group.start_soon(listen)
        group.start_soon(speak)
        try:
            yield reading, writing
        finally:
            group.cancel_scope.cancel()
            reading.close()
            writing.close()
