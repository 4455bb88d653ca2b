"""`env init`, `env list`, `env show`, `env check`, `env serve`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from apigen_mt.cli.exits import FAILED
from apigen_mt.cli.generate import Json

app = typer.Typer(help="Environments.", no_args_is_help=True, rich_markup_mode=None)
Ref = Annotated[
    str, typer.Argument(metavar="REF", help="A name, package.module:Class or mcp:FILE.yaml.")
]


@app.command("init")
def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name such as bike_shop.")],
    folder: Annotated[Path, typer.Option("--dir", help="Where to make the folder NAME.")] = Path(),
    as_json: Json = False,
) -> None:
    """Write a small environment that runs, for you to change."""
    from apigen_mt.cli.screen import print_json
    from apigen_mt.environment.starter import write_starter

    ref = write_starter(name, folder)
    if as_json:
        print_json({"environment": ref, "folder": str(folder / name)})
        return
    go = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    typer.echo(f"Made {folder / name}. Next:")
    typer.echo(f"  {go}apigen-mt env check {ref}")
    typer.echo(f"  {go}apigen-mt generate --config {name}/config.yaml --out runs/{name}")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the environments that are installed."""
    from apigen_mt.cli.screen import print_environments, print_json
    from apigen_mt.environment import known_environments

    known = known_environments()
    if as_json:
        print_json(known)
    else:
        print_environments(known)


@app.command()
def show(ref: Ref, as_json: Json = False) -> None:
    """Show an environment: tables, tools, rules, policy."""
    from apigen_mt.cli.screen import describe_environment, print_environment, print_json
    from apigen_mt.environment import load_environment

    environment = load_environment(ref)
    if as_json:
        print_json(describe_environment(environment))
    else:
        print_environment(environment)


@app.command()
def check(ref: Ref, as_json: Json = False) -> None:
    """Prove what the author promises; each broken promise is one line."""
    from dataclasses import asdict

    from apigen_mt.cli.screen import print_json, print_promises
    from apigen_mt.promises import check as prove

    promises = prove(ref)
    broken = [one for one in promises if one.held is False]
    if as_json:
        print_json({"holds": not broken, "promises": [asdict(one) for one in promises]})
    else:
        print_promises(promises)
    raise typer.Exit(FAILED if broken else 0)


@app.command()
def serve(
    ref: Ref,
    http: Annotated[
        int | None,
        typer.Option("--http", metavar="PORT", min=0, max=65535, help="HTTP; 0: any port."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the sessions.")] = 0,
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="FILE", help="Keep the state there (stdio only)."),
    ] = None,
) -> None:
    """Serve an environment as an MCP server, over stdio or HTTP; each connection has a session."""
    import asyncio

    from apigen_mt.environment import load_environment
    from apigen_mt.errors import ConfigError
    from apigen_mt.serving import serve_http, serve_stdio

    if http is not None and state is not None:
        raise ConfigError("--state is for one connection. Leave out --http, or --state.")
    environment = load_environment(ref)
    if http is None:
        asyncio.run(serve_stdio(environment, seed, state))
        return

    def ready(bound: int) -> None:
        typer.echo(f"Serving {environment.name} at http://127.0.0.1:{bound}/mcp (Ctrl-C stops)")

    asyncio.run(serve_http(environment, http, seed, ready))
