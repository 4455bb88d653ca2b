"""`blueprint generate` and `check`, phase 1 alone; `rollout`, phase 2 on stored blueprints."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apigen_mt.cli.exits import FAILED, OK
from apigen_mt.cli.generate import ConfigFile, Count, Env, Json, Overrides, Seed, _settings

if TYPE_CHECKING:
    from apigen_mt.records.blueprint import Blueprint
    from apigen_mt.storage.shard import WholeFile

app = typer.Typer(
    help="Blueprints: tasks whose right outcome is known.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="FILE", help="Blueprints, one JSON object a line.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write, JSONL.")]


@app.command("generate")
def generate(
    out: Out,
    env: Env = None,
    count: Count = None,
    seed: Seed = None,
    config: ConfigFile = None,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Write accepted blueprints to a file: phase 1 alone."""
    from apigen_mt.cli.screen import print_counts
    from apigen_mt.pipeline.wiring import wire
    from apigen_mt.records.trajectory import Rejection
    from apigen_mt.storage.shard import WholeFile

    settings = _settings(config, overrides, env, count, seed)
    journey = wire(settings)
    reasons = Counter[str]()

    async def propose_all(file: WholeFile) -> int:
        accepted = 0
        for index in range(settings.count):
            found = await journey.propose(index)
            if isinstance(found, Rejection):
                reasons.update({one.reason.value for one in found.findings})
            else:
                file.write(found.model_dump_json().encode())
                accepted += 1
        return accepted

    with WholeFile(out) as file:
        accepted = asyncio.run(propose_all(file))
    print_counts("blueprints", accepted, settings.count - accepted, reasons, str(out), as_json)
    raise typer.Exit(OK if accepted else FAILED)


@app.command("check")
def check(file: File, env: Env = None, as_json: Json = False) -> None:
    """Run every check and the committee on stored blueprints; fails if one does not hold."""
    from apigen_mt.cli.screen import print_findings
    from apigen_mt.config import RunConfig
    from apigen_mt.pipeline.wiring import wire

    found: dict[str, list[str]] = {}
    journeys = {}
    for number, blueprint in _read(file):
        ref = env or blueprint.scenario.environment
        if ref not in journeys:
            journeys[ref] = wire(RunConfig.read(flags={"env": ref}))
        judged, findings, _ = asyncio.run(journeys[ref].judge(blueprint))
        problems = [f"{one.reason}: {one.detail}" for one in findings]
        if not findings and blueprint.end_digest not in ("", judged.end_digest):
            problems.append("the gold actions do not lead to the stored end state")
        found[f"{number}: {blueprint.id}"] = problems
    print_findings("blueprints", found, as_json)
    raise typer.Exit(FAILED if any(found.values()) or not found else OK)


def rollout(
    blueprints: File,
    out: Out,
    env: Env = None,
    config: ConfigFile = None,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Play stored blueprints and keep the verified conversations: phase 2 alone."""
    from apigen_mt.cli.screen import print_counts
    from apigen_mt.execution.worker import provenance_of
    from apigen_mt.pipeline.wiring import wire
    from apigen_mt.records.trajectory import Accepted
    from apigen_mt.storage.row import to_reject, to_row
    from apigen_mt.storage.shard import WholeFile

    tasks = [blueprint for _, blueprint in _read(blueprints)]
    ref = env or (tasks[0].scenario.environment if tasks else None)
    journey = wire(_settings(config, overrides, ref, None, None))
    provenance = provenance_of(journey)
    counts, reasons = Counter[str](), Counter[str]()
    rejects_path = out.with_name(f"{out.stem}.rejects.jsonl")

    async def play_all(rows: WholeFile, rejects: WholeFile) -> None:
        for task in tasks:
            blueprint, findings, _ = await journey.judge(task)
            if findings:
                reasons.update({one.reason.value for one in findings})
                counts["rejected"] += 1
                continue
            async for outcome in journey.rollout(blueprint):
                if isinstance(outcome, Accepted):
                    rows.write(to_row(outcome, journey.environment.published_tools, provenance))
                    counts["accepted"] += 1
                else:
                    rejects.write(to_reject(outcome))
                    reasons.update({one.reason.value for one in outcome.findings})
                    counts["rejected"] += 1

    with WholeFile(out) as rows, WholeFile(rejects_path) as rejects:
        asyncio.run(play_all(rows, rejects))
    accepted, rejected = counts["accepted"], counts["rejected"]
    print_counts("trajectories", accepted, rejected, reasons, str(out), as_json)
    raise typer.Exit(OK if accepted else FAILED)


def _read(file: Path) -> Iterator[tuple[int, Blueprint]]:
    from pydantic import ValidationError

    from apigen_mt.errors import DatasetError
    from apigen_mt.records.blueprint import Blueprint
    from apigen_mt.storage.shard import read_lines

    for number, record in enumerate(read_lines(file), 1):
        try:
            yield number, Blueprint.model_validate(record)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = ".".join(str(part) for part in first["loc"])
            raise DatasetError(
                f"{file}, line {number}: no blueprint; '{path}': {first['msg'].lower()}."
            ) from None
