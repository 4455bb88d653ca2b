"""Mutations of arguments: wrong value, type, unit or entity, left out, from nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.language.match import heard, leaves, normal
from apigen_mt.mutation.case import (
    Case,
    Messages,
    Site,
    calling,
    recalled,
    said,
    shuffled,
)


def wrong_value(case: Case, random: Random) -> Iterator[Messages]:
    """A write has another value that fits its schema."""
    for site in shuffled(case.writes, random):
        tool = case.tool(site.call.name)
        for name in _plain(tool, site.call.arguments):
            mine = site.call.arguments[name]
            for value in [*_proposed(case, tool, name, mine), *_near(tool, name, mine)]:
                yield _changed(case, site, {name: value})


def wrong_type(case: Case, random: Random) -> Iterator[Messages]:
    """A write has a value of another JSON type."""
    for site in shuffled(case.writes, random):
        for name in _sample(site.call.arguments, random):
            value = site.call.arguments[name]
            if not case.tool(site.call.name).prose(name):
                yield _changed(
                    case, site, {name: [value] if isinstance(value, dict) else {"value": value}}
                )


def wrong_entity(case: Case, random: Random) -> Iterator[Messages]:
    """A write is made on another row; on one that was seen, where there is one."""
    shown = normal(" ".join(one.content for one in case.messages if one.role == "tool"))
    for site in shuffled(case.writes, random):
        tool = case.tool(site.call.name)
        for name, slot, key in tool.slots(site.call.arguments):
            if not slot.startswith("ref:"):
                continue
            keys = list(case.environment.seed.table(slot[4:]).keys())
            random.shuffle(keys)
            keys.sort(key=lambda one: not heard(shown, one))
            for other in [one for one in keys if one != key][:5]:
                yield _changed(case, site, {name: _put(site.call.arguments[name], key, other)})


def omitted_argument(case: Case, random: Random) -> Iterator[Messages]:
    """A write is made without one of its arguments."""
    for site in shuffled(case.writes, random):
        for name in _sample(site.call.arguments, random):
            if not case.tool(site.call.name).prose(name):
                yield _changed(case, site, {name: None}, leave_out=True)


def unsaid_argument(case: Case, random: Random) -> Iterator[Messages]:
    """The user never says what an argument holds; the agent uses it all the same."""
    for site in shuffled(case.sites, random):
        before = case.messages[: site.place]
        told = [normal(one.content) for one in before if one.role in ("tool", "system")]
        for name, value in site.call.arguments.items():
            if case.tool(site.call.name).prose(name) or isinstance(value, bool):
                continue
            for leaf in leaves(value):
                if len(leaf) < 3 or any(heard(text, leaf) for text in told):
                    continue
                hidden = re.compile(re.escape(leaf), re.IGNORECASE)
                mutant = tuple(
                    said(one, hidden.sub("the usual", one.content)) if one.role == "user" else one
                    for one in case.messages
                )
                rest = "".join(normal(one.content) for one in mutant if one.role == "user")
                if mutant != case.messages and not heard(rest, leaf):
                    yield mutant


def guessed_read(case: Case, random: Random) -> Iterator[Messages]:
    """One look-up more, of a row that nobody has named."""
    shown = normal(" ".join(one.content for one in case.messages))
    for site in shuffled(case.reads, random):
        for name, slot, _ in case.tool(site.call.name).slots(site.call.arguments):
            if not slot.startswith("ref:"):
                continue
            keys = list(case.environment.seed.table(slot[4:]).keys())
            for other in random.sample(keys, min(5, len(keys))):
                if not heard(shown, other):
                    arguments = {**site.call.arguments, name: other}
                    more = calling(site.call.name, arguments)
                    after = site.place + 1 + len(case.messages[site.place].tool_calls)
                    yield case.retaken((*case.messages[:after], more, *case.messages[after:]))


def _changed(
    case: Case, site: Site, changes: Mapping[str, Any], leave_out: bool = False
) -> Messages:
    """Return the mutant as it would have gone, or nothing where it ends as gold does."""
    arguments = {**site.call.arguments, **changes}
    if leave_out:
        arguments = {name: value for name, value in arguments.items() if name not in changes}
    messages = recalled(case.messages, site, arguments)
    return () if case.ends_as_gold(messages) else case.retaken(messages)


def _plain(tool: Tool, arguments: Mapping[str, Any]) -> list[str]:
    """Return the arguments that are values rather than rows or prose."""
    rows = {name for name, slot, _ in tool.slots(arguments) if slot.startswith("ref:")}
    return [name for name in arguments if name not in rows and not tool.prose(name)]


def _proposed(case: Case, tool: Tool, name: str, mine: Any) -> list[Any]:
    """Return other values that this person might have wanted."""
    return [one[name] for one in case.bindings(tool) if name in one and one[name] != mine]


def _near(tool: Tool, name: str, mine: Any) -> list[Any]:
    """Return values that are close to the right one and fit the schema."""
    schema = tool.parameters["properties"].get(name, {})
    if schema.get("enum"):
        return [one for one in schema["enum"] if one != mine]
    if isinstance(mine, bool):
        return [not mine]
    if isinstance(mine, int | float):
        return [mine + 1, mine * 100, mine - 1]
    if isinstance(mine, str) and mine:
        return [f"{mine}x", mine[:-1] or "x"]
    if isinstance(mine, dict):
        return [{**mine, key: f"{value}x"} for key, value in mine.items() if isinstance(value, str)]
    return []


def _put(value: Any, old: Any, new: Any) -> Any:
    return [new if one == old else one for one in value] if isinstance(value, list) else new


def _sample(names: Mapping[str, Any], random: Random) -> list[str]:
    return random.sample(list(names), len(names))
