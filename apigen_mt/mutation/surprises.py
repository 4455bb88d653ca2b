"""A file for what the verifier got wrong, to be read by eye."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from apigen_mt.mutation.case import Messages
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.storage.row import to_wire


class Surprises:
    """Writes each mutant that passed, and each harmless edit that was rejected; or nothing."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("wb") if path is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def note(self, operator: str, blueprint: Blueprint, messages: Messages) -> None:
        """Write one surprise, if there is a file: the conversation, or the spoilt blueprint."""
        if self._file is not None:
            record: dict[str, Any] = {"operator": operator, "blueprint": blueprint.id}
            if messages:
                record["messages"] = [to_wire(message) for message in messages]
            else:
                record["spoilt"] = blueprint.model_dump(mode="json")
            self._file.write(orjson.dumps(record) + b"\n")
