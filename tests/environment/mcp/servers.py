"""The servers of the tests as environments."""

import sys
from pathlib import Path
from typing import Any

from apigen_mt.environment.mcp import McpEnvironment

HERE = Path(__file__).parent
VARIABLES = ("PATH", "PYTHONPATH")


def notes(folder: Path, http: bool = False, **keys: Any) -> McpEnvironment:
    """Return the notes server with one note in its file."""
    (folder / "notes.json").write_text('{"milk": "two litres"}')
    command = [sys.executable, str(HERE / "notes_server.py"), "{state}"]
    if http:
        command.append("{port}")
        keys["url"] = "http://127.0.0.1:{port}/mcp"
    return McpEnvironment.of(
        *command,
        home=folder,
        **{"name": "notes", "state": "notes.json", "pass_env": VARIABLES, **keys},
    )


def plain(folder: Path, **keys: Any) -> McpEnvironment:
    """Return the server that misbehaves on demand, with one file in its folder."""
    (folder / "kept").mkdir()
    (folder / "kept" / "x").write_text("first")
    return McpEnvironment.of(
        sys.executable,
        str(HERE / "plain_server.py"),
        "{state}",
        home=folder,
        **{"name": "plain", "state": "kept", **keys},
    )
