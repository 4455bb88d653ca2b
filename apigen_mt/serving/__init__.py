"""An environment served to others as an MCP server."""

from apigen_mt.serving.http import serve_http
from apigen_mt.serving.stdio import serve_stdio

__all__ = ["serve_http", "serve_stdio"]
