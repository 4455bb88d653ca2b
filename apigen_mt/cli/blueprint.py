"""`blueprint generate` and `check`, phase 1 alone; `rollout`, phase 2 on stored blueprints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from apigen_mt.cli.exits import FAILED, OK
from apigen_mt.cli.generate import ConfigFile, Count, Env, Json, Overrides, Seed, read_settings

if TYPE_CHECKING:
    from apigen_mt.records.blueprint import Blueprint

app = typer.Typer(
    help="Blueprints: tasks whose right outcome is known.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
PLAIN = "plain"
"""The author of tasks without a scenario; no committee rules on them."""
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
    from apigen_mt.cli.figures import print_counts
    from apigen_mt.execution.order import complete
    from apigen_mt.execution.phases import propose

    settings = read_settings(config, overrides, env, count, seed)
    tally = complete(propose(settings, out, _responses(out)))
    print_counts("blueprints", tally, str(out), as_json)
    raise typer.Exit(OK if tally.accepted else FAILED)


@app.command("ablation")
def ablation(
    env: Env = None,
    count: Count = None,
    seed: Seed = None,
    config: ConfigFile = None,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Run phase 1 without and with feedback, and print both acceptance rates.

    The paper reports 28 % without and 70 % with (APIGen-MT, section 4.1.2).
    """
    from apigen_mt.cli.figures import print_ablation
    from apigen_mt.execution.order import complete
    from apigen_mt.execution.phases import compare_feedback

    settings = read_settings(config, overrides, env, count, seed)
    with TemporaryDirectory() as folder:
        found = complete(compare_feedback(settings, Path(folder)))
    print_ablation(found, settings.review.max_revisions, as_json)
    raise typer.Exit(OK if found["with"].accepted else FAILED)


@app.command("check")
def check(file: File, env: Env = None, as_json: Json = False) -> None:
    """Report everything that is wrong with stored blueprints; fails if one does not hold.

    Every check is run, the committee rules, and small worlds are searched for other outcomes that
    satisfy the instruction. With --env, plain tasks are read too: instruction, actions, outputs.
    """
    from apigen_mt.cli.screen import print_findings
    from apigen_mt.config import RunConfig
    from apigen_mt.execution.order import complete
    from apigen_mt.generation.checks import Checker
    from apigen_mt.pipeline.wiring import wire

    found: dict[str, list[str]] = {}
    journeys = {}
    for number, blueprint in _read(file, env):
        ref = env or blueprint.scenario.environment
        if ref not in journeys:
            journeys[ref] = wire(RunConfig.read(flags={"env": ref}))
        findings = Checker(journeys[ref].environment, search=True).report(blueprint)
        problems = [f"{one.reason}: {one.detail}" for one in findings]
        if not findings and blueprint.author != PLAIN:
            judged, findings, _ = complete(journeys[ref].judge(blueprint))
            problems = [f"{one.reason}: {one.detail}" for one in findings]
            if blueprint.end_digest not in ("", judged.end_digest):
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
    from apigen_mt.cli.figures import print_counts
    from apigen_mt.execution.order import complete
    from apigen_mt.execution.phases import play

    tasks = [blueprint for _, blueprint in _read(blueprints)]
    ref = env or (tasks[0].scenario.environment if tasks else None)
    settings = read_settings(config, overrides, ref)
    tally = complete(play(settings, tasks, out, _responses(out)))
    print_counts("trajectories", tally, str(out), as_json)
    raise typer.Exit(OK if tally.accepted else FAILED)


def _responses(out: Path) -> Path:
    """Return where the responses of models are kept: beside the file that is written."""
    return out.with_name(f"{out.stem}.responses")


def _read(file: Path, env: str | None = None) -> Iterator[tuple[int, Blueprint]]:
    from pydantic import ValidationError

    from apigen_mt.errors import DatasetError
    from apigen_mt.generation.foreign import blueprint_of, is_plain
    from apigen_mt.records.blueprint import Blueprint
    from apigen_mt.storage.lines import read_lines

    for number, record in enumerate(read_lines(file), 1):
        try:
            if env is not None and is_plain(record):
                yield number, blueprint_of(record, env)
            else:
                yield number, Blueprint.model_validate(record)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = ".".join(str(part) for part in first["loc"])
            hint = " Plain tasks need --env." if env is None and is_plain(record) else ""
            raise DatasetError(
                f"{file}, line {number}: no blueprint; '{path}': {first['msg'].lower()}.{hint}"
            ) from None
