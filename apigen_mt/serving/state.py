"""The state of a session as a JSON file, so that a host of the server can copy and compare it."""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from apigen_mt.environment import Environment, Session
from apigen_mt.errors import SeedDataError, StorageError


def open_session(environment: Environment, seed: int, file: Path | None) -> Session:
    """Return a session in the state that `file` holds, or in the seed state where it is empty.

    Raises:
        SeedDataError: the file holds something else than such a state.
    """
    if file is None:
        return environment.session(seed)
    try:
        told = file.read_bytes() if file.exists() else b""
        if not told.strip():
            return environment.session(seed)
        found = orjson.loads(told)
        rows = {name: list(kept.values()) for name, kept in found["tables"].items()}
        db = environment.database.load(rows, environment.now, seed)
        db._writes = int(found["writes"])
    except OSError as error:
        raise SeedDataError(f"State {file} cannot be read: {error.strerror}.") from None
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError):
        raise SeedDataError(
            f"State {file} is no state of '{environment.name}'. Name another file, or empty it."
        ) from None
    return Session(environment.toolbox, db)


def save(session: Session, file: Path) -> None:
    """Write the state of `session` to `file`, whole or not at all.

    Raises:
        StorageError: it cannot be written.
    """
    db = session.db
    specs = db.kept()
    tables = {name: {row[specs[name].key]: row for row in rows} for name, rows in db.rows().items()}
    told = {"tables": tables, "writes": db._writes}
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(orjson.dumps(told))
        os.replace(beside, file)
    except OSError as error:
        raise StorageError(f"State {file} cannot be written: {error.strerror}.") from None
