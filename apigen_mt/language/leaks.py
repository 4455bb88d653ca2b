"""What a user's words must not give away: names of the machinery, and keys that only tools know."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from apigen_mt.environment import Environment
from apigen_mt.language.match import heard, leaves, normal
from apigen_mt.records.blueprint import Blueprint


def named(text: str, environment: Environment) -> Iterator[str]:
    """Yield the names of tools and parameters in `text`; those of one word are plain language."""
    said = text.casefold()
    if "_" in said:
        yield from (name for name in _names(environment) if name.casefold() in said)


@lru_cache(maxsize=8)
def _names(environment: Environment) -> tuple[str, ...]:
    names = set(environment.every_tool)
    for tool in environment.every_tool.values():
        names.update(tool.parameters["properties"])
    return tuple(sorted(name for name in names if "_" in name))


def hidden_keys(blueprint: Blueprint, environment: Environment) -> set[str]:
    """Return the keys of rows in the gold actions that the user has no way to know."""
    known = normal(blueprint.instruction) + "".join(normal(one.said) for one in blueprint.facts)
    keys = {
        leaf
        for action in blueprint.actions
        if (tool := environment.toolbox.get(action.tool)) is not None
        for _, slot, value in tool.slots(action.arguments)
        if slot.startswith("ref:")
        for leaf in leaves(value)
    }
    return {key for key in keys if not heard(known, key)}
