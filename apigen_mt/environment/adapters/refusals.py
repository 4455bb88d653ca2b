"""Telling errors of foreign code: exceptions, and answers that say they are errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from apigen_mt.errors import EnvironmentFault, ToolError

Refused = Callable[[Any], str | None]
"""Given an answer, the message if it is an error, or None."""

_ERROR = re.compile(r"error\b\s*:?\s*", re.IGNORECASE)


def told_error(answer: Any) -> str | None:
    """Return the message of `"Error: ..."`, or of an object with an `error` text, or None."""
    if isinstance(answer, str):
        found = _ERROR.match(answer)
        return answer[found.end() :].strip() or answer if found else None
    if isinstance(answer, Mapping) and isinstance(answer.get("error"), str) and answer["error"]:
        return str(answer["error"])
    return None


def never(answer: Any) -> str | None:
    """Return None: no answer is an error."""
    return None


def answered(call: Callable[[], Any], refused: Refused) -> Any:
    """Return what foreign code answers; where it raises or refuses, that is told to the agent.

    Raises:
        ToolError: it did.
    """
    try:
        answer = call()
    except (ToolError, EnvironmentFault):
        raise
    except Exception as error:
        raise _refusal_of(error) from error
    message = refused(answer)
    if message is not None:
        raise ToolError(message, "refused")
    return answer


def _refusal_of(error: Exception) -> ToolError:
    """Return what an agent is told of an exception; its code is the name of the exception."""
    code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(error).__name__).lower()
    message = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return ToolError(message or code.replace("_", " "), code)
