"""Small stored runs, and the command line as a process of its own."""

import subprocess
import sys
from pathlib import Path

from apigen_mt import RunConfig, generate
from apigen_mt.config import OutputConfig
from apigen_mt.execution.run import RunSummary


def config(count: int = 24, **changes: object) -> RunConfig:
    settings = {"env": "library", "count": count, "seed": 3, "output": OutputConfig(shard_size=8)}
    return RunConfig.model_validate({**settings, **changes})


def run(folder: Path, workers: int = 1, **changes: object) -> RunSummary:
    return generate(config(**changes), folder, workers)


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".lock", "events.jsonl")
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from apigen_mt.cli import main; main()", *words]


def apigen(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=folder, capture_output=True, text=True, check=False)
