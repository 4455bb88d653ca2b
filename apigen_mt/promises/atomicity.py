"""The promise that a refused write leaves no trace, tried by refusing writes on purpose."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from apigen_mt.environment.database import Database
from apigen_mt.environment.environment import Environment
from apigen_mt.environment.session import Session, Step
from apigen_mt.environment.table import Table
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ToolError
from apigen_mt.promises.conduct import Conduct, repeated
from apigen_mt.promises.declared import Problem

_ALONE = "Leave db.begin, commit and rollback to the session, and keep all state in tables."


def writes_are_all_or_nothing(conduct: Conduct) -> Iterator[Problem]:
    """A refused write leaves the state exactly as it was, at whatever point it is refused."""
    for step in conduct.steps:
        if step.error is not None and step.before.diff() != step.after.diff():
            yield f"tool {step.tool}", f"refused ({step.error}), and yet it left changes. {_ALONE}"
    for name, tool in conduct.environment.toolbox.items():
        if tool.writes and name not in conduct.failing:
            for place, step in enumerate(conduct.samples(name)):
                late = _refused_late(conduct.environment, tool, step)
                if late.diff() != step.before.diff() or (
                    place == 0 and late.full_digest() != step.before.digest
                ):
                    yield f"tool {name}", f"refused at its end, it still left changes. {_ALONE}"
                elif _swallows(conduct.environment, step):
                    yield (
                        f"tool {name}",
                        "it catches a refusal after it has written, and what it wrote stays. "
                        "Let the ToolError pass, or check before the first write.",
                    )


def _refused_late(environment: Environment, tool: Tool, step: Step) -> Database:
    """Return the state after a call that does everything and is refused then."""

    def function(db: Any, **arguments: Any) -> Any:
        tool.function(db, **arguments)
        raise ToolError("Refused at the end, to see what stays.")

    twin = copy.copy(environment)
    twin.__dict__["toolbox"] = {
        **environment.toolbox,
        tool.name: replace(tool, function=function),
    }
    session = Session(twin.toolbox, step.before.fork())
    repeated(session, step)
    return session.db


def _swallows(environment: Environment, step: Step) -> bool:
    """Return whether a lookup refused after the first write goes by and half the change stays."""
    for place in range(8):
        db = step.before.fork()
        left = [place]
        for name in db.kept():
            table = db._table(name)
            table.__class__ = _refusing(db, left)
        again = repeated(Session(environment.toolbox, db), step)
        if left[0] >= 0:
            return False
        done = again is not None and again.error is None and again.changed
        if again is not None and done and again.after.digest != step.after.digest:
            return True
    return False


def _refusing(db: Database, left: list[int]) -> type[Table[Any]]:
    """Return a kind of table which refuses one lookup once something has been written."""

    class Refusing(Table[Any]):
        __slots__ = ()

        def __getitem__(self, key: str) -> Any:
            if left[0] >= 0 and _written(db):
                left[0] -= 1
                if left[0] < 0:
                    raise ToolError("Refused in the middle, to see what stays.")
            return super().__getitem__(key)

    return Refusing


def _written(db: Database) -> bool:
    return any(
        row != table._committed(key)
        for table in db._tables.values()
        for key, row in (table._working or {}).items()
    )
