"""Headers whose values are secrets: read from the environment, and kept out of all that is told."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.errors import EnvironmentFault, ToolFault

T = TypeVar("T", bound=BaseModel)

_HIDDEN = "[hidden]"


@dataclass(frozen=True)
class Secrets:
    """Values by the variable that holds them, and the headers in which they go along."""

    values: Mapping[str, str]
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self.values)})"

    @classmethod
    def of(cls, recipe: Recipe) -> Secrets:
        """Return the secrets that a recipe names.

        Raises:
            EnvironmentFault: a variable is not set, or holds what no header can carry.
        """
        named = {header: name for header, name in recipe.headers_env.items()}
        if recipe.bearer_env:
            named = {"Authorization": recipe.bearer_env, **named}
        values = {name: _value(recipe, name) for name in named.values()}
        headers = {header: values[name] for header, name in named.items()}
        if recipe.bearer_env and "Authorization" not in recipe.headers_env:
            headers["Authorization"] = f"Bearer {values[recipe.bearer_env]}"
        return cls(values, headers)

    def hidden(self, text: str) -> str:
        """Return `text` without any of the secrets."""
        for value in self.values.values():
            text = text.replace(value, _HIDDEN)
        return text

    def kept(self, result: T, where: str) -> T:
        """Return what a server sent, in which no secret stands.

        Raises:
            ToolFault: one does, and would end up in the data.
        """
        if self.values:
            told = result.model_dump_json()
            for name, value in self.values.items():
                if json.dumps(value)[1:-1] in told:
                    raise ToolFault(
                        f"{where}: the server's answer holds the secret in {name}, so it is not "
                        "kept. Have the server leave it out."
                    )
        return result


def _value(recipe: Recipe, name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise EnvironmentFault(
            f"'{recipe.name}': the environment variable {name} is not set, which its MCP server "
            f"wants to see. Set it: export {name}=..."
        )
    if not (value.isascii() and value.isprintable()):
        raise EnvironmentFault(
            f"'{recipe.name}': the environment variable {name} holds characters that no header "
            "can carry. Set it to the bare token, in one line."
        )
    return value
