"""`rehearse`: an endpoint on this machine that plays every role, to try a config without paying."""

from __future__ import annotations

from typing import Annotated

import typer


def rehearse(
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0: any.")] = 8399,
    latency_ms: Annotated[
        float, typer.Option("--latency-ms", min=0, help="Delay of each answer.")
    ] = 0,
    fault_rate: Annotated[
        float, typer.Option("--fault-rate", min=0, max=1, help="Share of requests that fail.")
    ] = 0,
    rpm: Annotated[
        float | None, typer.Option("--rpm", min=1, help="Most requests a minute, then 429.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the faults.")] = 0,
) -> None:
    """Serve an OpenAI-compatible endpoint on 127.0.0.1 that plays every role without a model.

    It answers from the text of each request alone. GET /bill tells what was asked and paid for.
    """
    import asyncio

    from apigen_mt.errors import ConfigError
    from apigen_mt.rehearsal.server import serve

    def ready(bound: int) -> None:
        typer.echo(f"Rehearsing at http://127.0.0.1:{bound}/v1 (Ctrl-C stops; /bill has the bill)")

    try:
        asyncio.run(
            serve(
                port, latency_ms=latency_ms, fault_rate=fault_rate, rpm=rpm, seed=seed, ready=ready
            )
        )
    except OSError as error:
        raise ConfigError(f"Port {port} cannot be used: {error.strerror}. Try --port 0.") from None
