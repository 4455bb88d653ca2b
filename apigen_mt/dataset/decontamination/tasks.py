"""Files of foreign tasks: JSON or JSON lines, a list or an object of tasks, any schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.dataset.decontamination.collect import Collected, as_call, collect
from apigen_mt.errors import DatasetError

HOLDERS = frozenset(
    "tasks data examples questions items instances rows records prompts test train dev "
    "validation".split()
)
"""Keys of an object whose lists or objects are tasks."""
IDS = ("id", "task_id", "question_id", "uid", "name")
LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Task:
    """One foreign task."""

    file: str
    """Path of its file, as it was given."""
    name: str
    """Its id, or its place in the file."""
    content: Collected


def read_tasks(path: Path) -> Iterator[Task]:
    """Yield the tasks of a file; one of JSON lines is read line by line.

    Raises:
        DatasetError: the file cannot be read, is no JSON, or has no tasks in it.
    """
    found = False
    try:
        for place, (name, task) in enumerate(_tasks_of(path)):
            content = collect(task)
            if content.texts or content.calls:
                found = True
                yield Task(str(path), name or f"#{place}", content)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatasetError(
            f"{path} cannot be read: {reason}. Name a file of tasks, JSON or JSON lines."
        ) from None
    if not found:
        raise DatasetError(
            f"{path} has no tasks: neither a text of three words nor a tool call was found in it. "
            "Name a file with a list or an object of tasks, or one task a line."
        )


def _tasks_of(path: Path) -> Iterator[tuple[str, Any]]:
    if path.suffix.casefold() in LINES:
        yield from _lines(path, None)
        return
    try:
        whole = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:  # many a .json holds one object a line
        yield from _lines(path, error)
        return
    yield from _tasks(whole)


def _lines(path: Path, as_whole: Exception | None) -> Iterator[tuple[str, Any]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                task = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                also = f" As one value it is no JSON either: {as_whole}." if as_whole else ""
                raise DatasetError(
                    f"{path}, line {number}: not JSON ({error}).{also} "
                    "Give JSON, or one JSON object a line."
                ) from None
            yield _name(task), task


def _tasks(whole: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(whole, list):
        yield from ((_name(one), one) for one in whole)
        return
    if isinstance(whole, dict):
        held = [
            value
            for key, value in whole.items()
            if str(key).casefold() in HOLDERS and isinstance(value, list | dict)
        ]
        if held:
            for value in held:
                yield from _tasks(value)
            return
        if len(whole) > 1 and all(_is_task(one) for one in whole.values()):
            yield from whole.items()
            return
    yield _name(whole), whole


def _is_task(value: Any) -> bool:
    return isinstance(value, dict) and as_call(value) is None


def _name(task: Any) -> str:
    if not isinstance(task, dict):
        return ""
    found = (task.get(key) for key in IDS)
    return next((str(one) for one in found if isinstance(one, str | int)), "")
