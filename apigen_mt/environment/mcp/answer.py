"""What a server's answer to a call says, as JSON or as a refusal."""

from __future__ import annotations

from typing import Any

import orjson

from apigen_mt.errors import ToolError

REFUSED = "tool_error"
"""The code of a refusal to which the server gave none."""


def answered(result: Any) -> Any:
    """Return the JSON value that a `CallToolResult` holds.

    Structured content goes first; a single text is read as JSON where it is that.

    Raises:
        ToolError: the result is an error; `{"error": ..., "code": ...}` keeps its code.
    """
    blocks = [_block(one) for one in result.content]
    if result.is_error:
        told = blocks[0] if len(blocks) == 1 else None
        if isinstance(told, dict) and set(told) == {"error", "code"}:
            raise ToolError(str(told["error"]), str(told["code"]))
        lines = [one if isinstance(one, str) else orjson.dumps(one).decode() for one in blocks]
        raise ToolError("\n".join(lines) or "The tool reported an error.", REFUSED)
    if result.structured_content is not None:
        return result.structured_content
    return blocks[0] if len(blocks) == 1 else blocks


def _block(block: Any) -> Any:
    if block.type != "text":
        return block.model_dump(mode="json", by_alias=True, exclude_none=True)
    try:
        return orjson.loads(block.text)
    except orjson.JSONDecodeError:
        return block.text
