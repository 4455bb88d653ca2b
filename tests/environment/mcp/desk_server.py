"""An MCP server with guests and bookings in a JSON file, which it reads anew for every call."""

import json
import sys
from pathlib import Path

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

FILE = Path(sys.argv[1])
READ = ToolAnnotations(read_only_hint=True)
server = MCPServer("desk", instructions="Ask guests for their email, then cancel what they want.")


@server.tool(annotations=READ)
def find_guest(email: str) -> str:
    """Find a guest's id by email."""
    guests = json.loads(FILE.read_text())["guests"]
    found = [key for key, one in guests.items() if one["email"] == email]
    if not found:
        raise ToolError("No guest has that email.")
    return found[0]


@server.tool(annotations=READ)
def list_bookings(guest_id: str) -> list[dict[str, str]]:
    """List the bookings of a guest."""
    bookings = json.loads(FILE.read_text())["bookings"]
    return [
        {"booking_id": key, **one} for key, one in bookings.items() if one["guest_id"] == guest_id
    ]


@server.tool()
def cancel_booking(booking_id: str) -> str:
    """Cancel a booking."""
    state = json.loads(FILE.read_text())
    if state["bookings"].pop(booking_id, None) is None:
        raise ToolError("There is no such booking.")
    FILE.write_text(json.dumps(state))
    return "cancelled"


server.run()
