"""`status`: how far a run is, from its folder alone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from apigen_mt.cli.generate import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST = 12
"""How many workers and reasons are listed."""
_LOOK_S = 2.0


def status(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Look again every two seconds until it ends.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say how far a run is: shards, rows, rejections, rate, spending, who works on it, the end.

    Works while the run does, from any machine that sees the folder; it asks nobody.
    """
    from apigen_mt.cli.screen import console, print_json
    from apigen_mt.execution.status import status_of

    found = status_of(run)
    if as_json:
        print_json(found)
        return
    screen = console()
    if not watch or not screen.is_terminal:
        screen.print(_drawn(found))
        return
    from rich.live import Live

    with Live(_drawn(found), console=screen, auto_refresh=False) as live:
        while found["state"] == "running":
            time.sleep(_LOOK_S)
            found = status_of(run)
            live.update(_drawn(found), refresh=True)


def _drawn(found: Mapping[str, Any]) -> RenderableType:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    colour = {"complete": "green", "running": "cyan", "stopped": "yellow", "failed": "red"}
    shards, items = found["shards"], found["items"]
    state = found["state"]
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("state", Text(state, colour[state]))
    done = f"{items['done']:,} of {items['of']:,}"
    table.add_row("items", f"{done} ({items['done'] / items['of']:.1%})")
    table.add_row(
        "shards",
        f"{shards['complete']} complete, {shards['working']} being worked on, "
        f"{shards['left_off']} left off, of {shards['of']}",
    )
    table.add_row("accepted", Text(f"{found['accepted']:,} trajectories", "green"))
    table.add_row("rejected", _counted(found["rejected"], found["reasons"]))
    if found["items_per_s"]:
        table.add_row("rate", f"{found['items_per_s']:,} items/s")
    if found["seconds_left"] is not None:
        table.add_row("left", f"about {timedelta(seconds=found['seconds_left'])}")
    if found["spent"]:
        table.add_row("spent", _spending(found["spent"], found["expected"]))
    if found["faults"]:
        table.add_row("faults", _counted(sum(found["faults"].values()), found["faults"]))
    parts: list[RenderableType] = [table]
    if found["workers"]:
        parts.append(_workers(found["workers"]))
    return Group(*parts)


def _workers(workers: list[dict[str, Any]]) -> RenderableType:
    from rich.table import Table

    table = Table("shard", "state", "items", "items/s", "where", "last word")
    for one in workers[:MOST]:
        table.add_row(
            str(one["shard"]),
            f"{one['state']}: {one['trouble']}" if one["trouble"] else one["state"],
            f"{one['items']} of {one['of']}",
            str(one["items_per_s"]),
            f"{one['host']}:{one['pid']}",
            f"{one['last_word_s']:g} s ago",
        )
    if len(workers) > MOST:
        table.caption = f"and {len(workers) - MOST} more"
    return table


def _counted(total: int, kinds: Mapping[str, int]) -> str:
    most = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    named = ", ".join(f"{name} {count}" for name, count in most)
    return f"{total:,}" + (f": {named}" if named else "")


def _spending(spent: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    tokens = spent["prompt_tokens"] + spent["completion_tokens"]
    text = f"{spent['calls']:,} calls, {tokens:,} tokens, ${spent['cost']:.4f}"
    if expected:
        text += f" (of about {expected['calls']:,} calls, ${expected['cost']:.2f})"
    return text
