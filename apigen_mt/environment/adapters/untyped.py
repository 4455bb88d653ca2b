"""A tool whose types are told to agents and not held against them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from apigen_mt.environment.tool import Tool


@dataclass(frozen=True, eq=False)
class UntypedTool(Tool):
    """A tool that takes any JSON value for a parameter, since its annotations cannot be trusted."""

    @cached_property
    def _names(self) -> Tool:
        parameters = {**self.parameters}
        parameters["properties"] = dict.fromkeys(self.parameters["properties"], True)
        return Tool(self.name, self.description, parameters, self.effect, self.function)

    def problem(self, arguments: Any) -> str | None:
        """Return which parameter is missing or unknown; None when the names fit."""
        return self._names.problem(arguments)
