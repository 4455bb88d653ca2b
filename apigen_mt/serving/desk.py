"""What an MCP server says of an environment: its tools, and the answers of a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apigen_mt.environment import Environment, Session
from apigen_mt.environment.mcp.extra import require_mcp
from apigen_mt.errors import ToolFault

Find = Callable[[Any], Session | None]
"""Returns the session of the connection on which a request came, or None once it has ended."""

_ENDED = '{"error":"This connection has ended. Connect anew.","code":"connection_ended"}'


def mcp_server(
    environment: Environment, find: Find, after: Callable[[], None] = lambda: None
) -> Any:
    """Return the `mcp` server of an environment.

    Args:
        environment: whose tools it has; the policy is its instructions.
        find: finds the session for a request.
        after: called after each call that changed the state.

    Raises:
        EnvironmentFault: the `mcp` package is not installed.
    """
    require_mcp("Serving over MCP needs")
    from mcp.server.lowlevel import Server
    from mcp.shared.exceptions import MCPError
    from mcp_types import (
        INTERNAL_ERROR,
        CallToolResult,
        ListToolsResult,
        TextContent,
        Tool,
        ToolAnnotations,
    )

    from apigen_mt import __version__

    tools = [
        Tool(
            name=one.name,
            description=one.description,
            input_schema=dict(one.parameters),
            annotations=ToolAnnotations(read_only_hint=not one.writes),
        )
        for one in environment.toolbox.values()
    ]

    async def list_tools(context: Any, params: Any) -> ListToolsResult:
        return ListToolsResult(tools=tools)

    async def call_tool(context: Any, params: Any) -> CallToolResult:
        session = find(context)
        if session is None:
            return CallToolResult(content=[TextContent(text=_ENDED)], is_error=True)
        try:
            step = session.call(params.name, params.arguments or {})
        except ToolFault as fault:
            raise MCPError(code=INTERNAL_ERROR, message=str(fault)) from None
        if step.changed:
            after()
        text = TextContent(text=step.observation)
        return CallToolResult(content=[text], is_error=step.error is not None)

    return Server(
        environment.name,
        version=__version__,
        instructions=environment.policy_text,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
