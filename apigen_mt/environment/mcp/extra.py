"""Whether the `mcp` package, an extra, is there."""

from __future__ import annotations

from apigen_mt.errors import EnvironmentFault


def require_mcp(wanted: str) -> None:
    """Say what to install where the `mcp` package is not there.

    Args:
        wanted: what takes it, with its verb, such as `MCP servers need`.

    Raises:
        EnvironmentFault: it is not installed.
    """
    try:
        import mcp  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name != "mcp":
            raise
        raise EnvironmentFault(f"{wanted} the extra: pip install 'apigen-mt[mcp]'.") from None
