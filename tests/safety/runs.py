"""A run's folder as a stranger might hand it over, and where its files lie."""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.runs import run


@cache
def made() -> Path:
    folder = Path(mkdtemp()) / "run"
    run(folder, count=8)
    return folder


def foreign(folder: Path) -> Path:
    """Return a copy of a small run, to be spoilt."""
    shutil.copytree(made(), folder / "run")
    return folder / "run"


def change(path: Path, **keys: Any) -> None:
    """Put values into a JSON file, `a__b` into the object `a`."""
    record = json.loads(path.read_bytes())
    for key, value in keys.items():
        *outer, last = key.split("__")
        inner = record
        for name in outer:
            inner = inner[name]
        inner[last] = value
    path.write_text(json.dumps(record))
