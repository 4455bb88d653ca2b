"""Stored rows proved again from their own content.

Nothing that the row claims is taken on trust: the calls are executed anew, each answer is compared
with the stored one, the gold actions are replayed and the verdict is formed again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.skeletons import skeleton_of
from apigen_mt.environment import Environment, load_environment
from apigen_mt.environment.skeleton import split_of
from apigen_mt.generation.checks import Checker
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.trajectory import Outcome
from apigen_mt.storage.row import parts
from apigen_mt.storage.shard import REJECTS
from apigen_mt.verification.verify import Verifier

KEYS: dict[str, type] = {
    "id": str,
    "task_id": str,
    "environment": str,
    "split": str,
    "messages": list,
    "tools": str,
    "policy_version": str,
    "n_turns": int,
    "n_user_turns": int,
    "n_calls": int,
    "n_writes": int,
    "n_outputs": int,
    "behaviours": list,
    "turn_labels": list,
    "loss_mask": list,
    "reward": int,
    "user_actions": str,
    "blueprint": str,
    "verification": str,
    "metadata": str,
}
"""The keys of a row and their types; a row has these and no others."""


@dataclass
class Report:
    """What came of verifying a run."""

    rows: int = 0
    calls: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)
    """Problems by row id; empty when every row holds."""
    files: list[str] = field(default_factory=list)
    """Problems of whole files."""

    @property
    def holds(self) -> bool:
        """Whether there is data and nothing is wrong with it."""
        return self.rows > 0 and not self.failed and not self.files


def verify_run(run: StoredRun, environment: Environment | None = None) -> Report:
    """Return what is wrong with a stored run; nothing, when every row holds.

    Raises:
        EnvironmentRefError: the run's environment cannot be found.
    """
    world = environment or load_environment(run.ref)
    report = Report(files=list(_files(run, world)))
    seen: set[str] = set()
    skeletons = Counter[str]()
    settings = run.manifest.config.get("output", {})
    for place, row in enumerate(run.rows()):
        report.rows += 1
        report.calls += row.get("n_calls", 0) if isinstance(row.get("n_calls"), int) else 0
        name = str(row.get("id", f"row {place}"))
        problems = problems_of(row, world)
        if not problems:
            bare = skeleton_of(row, world)
            skeletons[bare] += 1
            side = split_of(bare, settings.get("heldout", 0.0))
            if row["split"] != side:
                problems.append(f"its split is '{row['split']}', its skeleton '{bare}' is '{side}'")
        if name in seen:
            problems.append("its id occurs twice")
        seen.add(name)
        if problems:
            report.failed[name] = problems
    report.files += _too_many(run, skeletons, settings.get("max_same_skeleton"))
    return report


def _too_many(run: StoredRun, skeletons: Mapping[str, int], most: int | None) -> Iterator[str]:
    """Yield the skeletons of a complete run that have more rows than its config allows."""
    if most is not None and run.counts["items"] == run.manifest.config["count"]:
        for name, count in skeletons.items():
            if count > most:
                yield f"skeleton '{name}' has {count} rows, output.max_same_skeleton is {most}"


def problems_of(row: Mapping[str, Any], environment: Environment) -> list[str]:
    """Return everything that is wrong with one row, a line each."""
    problems = list(_schema(row))
    if problems:
        return problems
    try:
        blueprint, outcome, messages = parts(row)
    except (ValueError, ValidationError) as error:
        return [f"cannot be read: {str(error).splitlines()[0]}"]
    if row["tools"] != environment.published(blueprint.withheld):
        problems.append("its tools are not those of the environment")
    if not messages or messages[0].content != environment.policy_text:
        problems.append("its system message is not the environment's policy")
    again = Verifier(environment).verify(messages, blueprint)
    problems += _flat(row, messages, blueprint, again)
    problems += _gold(blueprint, environment)
    if again != outcome:
        problems.append("its stored verdict is not the one that verification gives now")
    problems += [f"{one.reason}: {one.detail}" for one in again.findings]
    return problems


def _schema(row: Mapping[str, Any]) -> Iterator[str]:
    for key, kind in KEYS.items():
        if key not in row:
            yield f"key '{key}' is missing"
        elif not isinstance(row[key], kind) or isinstance(row[key], bool):
            yield f"key '{key}' holds {type(row[key]).__name__}, not {kind.__name__}"
    for key in row:
        if key not in KEYS:
            yield f"key '{key}' is unknown"


def _flat(
    row: Mapping[str, Any], messages: Sequence[Message], blueprint: Blueprint, outcome: Outcome
) -> Iterator[str]:
    truth: dict[str, Any] = {
        "task_id": blueprint.id,
        "environment": blueprint.scenario.environment,
        "n_turns": sum(one.role in ("user", "assistant") for one in messages),
        "n_user_turns": sum(one.role == "user" for one in messages),
        "n_calls": sum(len(one.tool_calls) for one in messages),
        "behaviours": list(outcome.behaviours),
        "turn_labels": list(outcome.labels),
        "loss_mask": outcome.loss_mask,
        "reward": 1,
    }
    for key, value in truth.items():
        if row[key] != value:
            yield f"key '{key}' is {row[key]!r}, but the content says {value!r}"


def _gold(blueprint: Blueprint, environment: Environment) -> Iterator[str]:
    """Check the blueprint anew: its gold actions must lead to the stored end state and diff."""
    execution, findings = Checker(environment).check(blueprint)
    for finding in findings:
        yield f"blueprint, {finding.reason}: {finding.detail}"
    if execution is not None and execution.end_digest != blueprint.end_digest:
        yield "the gold actions do not lead to the stored end state"
    if execution is not None and execution.diff != blueprint.diff:
        yield "the stored diff is not what the gold actions change"


def _files(run: StoredRun, environment: Environment) -> Iterator[str]:
    manifest = run.manifest
    if manifest.environment_digest != environment.digest:
        yield f"the environment '{environment.name}' is not the one the run was made with"
    for shard in manifest.shards:
        for path, digest in (
            (run.folder / shard.name, shard.sha256),
            (run.folder / REJECTS / shard.name, shard.rejects_sha256),
        ):
            try:
                found = sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                yield f"{path.name}: {error.strerror}"
                continue
            if found != digest:
                yield f"{path.parent.name}/{path.name} is not what the manifest says"
