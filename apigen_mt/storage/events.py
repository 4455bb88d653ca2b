"""What happened to a run and when: `events.jsonl`, one JSON object a line, for people and tools.

It is a log and decides nothing: each event is one appended line, written by whoever it happened to.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

NAME = "events.jsonl"


def note(folder: Path, event: str, **facts: Any) -> None:
    """Add an event to the log of a run; a disk that takes no log does not stop the run."""
    line = orjson.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": event,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            **facts,
        }
    )
    with suppress(OSError):
        handle = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line + b"\n")
        finally:
            os.close(handle)
