"""Mutations of what an agent does: writes left out, made twice, out of order, added, mistaken.

Each mutant is wrong by construction: it ends in another state than gold, or makes a write to which
nobody said yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from apigen_mt.mutation.case import (
    Case,
    Messages,
    calling,
    recalled,
    replaced,
    said,
    shuffled,
    uncalled,
)
from apigen_mt.records.chat import STOP


def drop_write(case: Case, random: Random) -> Iterator[Messages]:
    """A write is not made; the agent reports it all the same."""
    for site in shuffled(case.writes, random):
        yield _off_gold(case, uncalled(case.messages, site))


def duplicate_write(case: Case, random: Random) -> Iterator[Messages]:
    """A write is made twice on one yes."""
    for site in shuffled(case.writes, random):
        again = calling(site.call.name, site.call.arguments)
        after = site.place + 1 + len(case.messages[site.place].tool_calls)
        yield case.retaken((*case.messages[:after], again, *case.messages[after:]))


def reorder_writes(case: Case, random: Random) -> Iterator[Messages]:
    """Two writes change places: each is made on the yes that was meant for the other."""
    pairs = [
        (one, other)
        for one in case.writes
        for other in case.writes
        if one.place < other.place and one.call.arguments != other.call.arguments
    ]
    for one, other in random.sample(pairs, len(pairs)):
        messages = recalled(case.messages, one, other.call.arguments, other.call.name)
        yield case.retaken(recalled(messages, other, one.call.arguments, one.call.name))


def add_write(case: Case, random: Random) -> Iterator[Messages]:
    """One write more than was asked for, right after one that was."""
    tools = [tool for tool in case.environment.toolbox.values() if tool.writes]
    for site in shuffled(case.writes, random):
        after = site.place + 1 + len(case.messages[site.place].tool_calls)
        for tool in random.sample(tools, len(tools)):
            for arguments in case.bindings(tool):
                more = calling(tool.name, arguments)
                yield _off_gold(case, (*case.messages[:after], more, *case.messages[after:]))


def wrong_tool(case: Case, random: Random) -> Iterator[Messages]:
    """Another write than the right one, with the same arguments or plausible ones."""
    tools = [tool for tool in case.environment.toolbox.values() if tool.writes]
    for site in shuffled(case.writes, random):
        for tool in random.sample(tools, len(tools)):
            if tool.name == site.call.name:
                continue
            mine = {
                name: value
                for name, value in site.call.arguments.items()
                if name in tool.parameters["properties"]
            }
            for arguments in [mine] if tool.problem(mine) is None else case.bindings(tool):
                yield _off_gold(case, recalled(case.messages, site, arguments, tool.name))


def early_stop(case: Case, random: Random) -> Iterator[Messages]:
    """The conversation ends before the last write."""
    if not case.writes:
        return
    last = case.writes[-1].place
    turns = [n for n in range(3, last) if case.messages[n].role == "user"]
    for place in random.sample(turns, len(turns)):
        stop = said(case.messages[place], f"That's all, thanks. {STOP}")
        yield (*case.messages[:place], stop)


def idle_user(case: Case, random: Random) -> Iterator[Messages]:
    """The user says that it has done something on its device, and has not."""
    places = [n for n, one in enumerate(case.messages) if one.actions]
    for place in random.sample(places, len(places)):
        idle = case.messages[place].model_copy(update={"actions": ()})
        yield _off_gold(case, replaced(case.messages, place, idle))


def _off_gold(case: Case, messages: Messages) -> Messages:
    """Return the mutant as it would have gone, or nothing where it ends as gold does."""
    return () if case.ends_as_gold(messages) else case.retaken(messages)
