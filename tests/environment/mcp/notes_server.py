"""An MCP server that keeps notes in a JSON file: `notes_server.py FILE [PORT]`."""

import json
import os
import sys
from pathlib import Path

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

FILE = Path(sys.argv[1])
server = MCPServer("notes", instructions="Keep the notes of one person, and nothing else.")


def load() -> dict[str, str]:
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def save(notes: dict[str, str]) -> None:
    FILE.write_text(json.dumps(notes, indent=1))


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def list_notes() -> list[str]:
    """List the titles of all notes."""
    return sorted(load())


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def read_note(title: str) -> dict[str, str]:
    """Read a note."""
    return {"title": title, "text": load()[title]}


@server.tool()
def add_note(title: str, text: str) -> dict[str, str]:
    """Write a note."""
    notes = load()
    if title in notes:
        raise ToolError(f"There is a note '{title}' already.")
    save({**notes, title: text})
    return {"title": title, "text": text}


@server.tool()
def add_note_badly(title: str) -> str:
    """Write a note and refuse it afterwards."""
    save({**load(), title: "half"})
    raise ToolError("This came to nothing.")


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def peek() -> str:
    """Claim to read, and write."""
    save({**load(), "peeked": "yes"})
    return "peeked"


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def environment() -> list[str]:
    """List the names of the server's environment variables."""
    return sorted(os.environ)


if len(sys.argv) > 2:
    server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
else:
    server.run()
