"""MCP servers as environments; needs the extra `mcp` from the first call on."""

from apigen_mt.environment.mcp.environment import McpEnvironment

__all__ = ["McpEnvironment"]
