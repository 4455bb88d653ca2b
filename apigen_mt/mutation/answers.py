"""Mutations of what tools answered: tampered with, invented, taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from apigen_mt.mutation.case import Case, Messages, replaced, said, shuffled

_VALUE = re.compile(r'(?<=":)(?:"[^"]{2,}"|-?\d+(?:\.\d+)?)')


def tampered_observation(case: Case, random: Random) -> Iterator[Messages]:
    """One value in a tool's answer is another one."""
    places = [n for n, one in enumerate(case.messages) if one.role == "tool"]
    for place in random.sample(places, len(places)):
        text = case.messages[place].content
        values = list(_VALUE.finditer(text))
        for match in random.sample(values, min(3, len(values))):
            value = match.group()
            other = f'"{value[-2:0:-1]}"' if value.startswith('"') else f"{float(value) + 1:g}"
            if other != value:
                changed = f"{text[: match.start()]}{other}{text[match.end() :]}"
                yield replaced(case.messages, place, said(case.messages[place], changed))


def fabricated_result(case: Case, random: Random) -> Iterator[Messages]:
    """A look-up that no tool would answer so: the row is invented, and so is the answer."""
    for site in shuffled(case.reads, random):
        for name, _, key in case.tool(site.call.name).slots(site.call.arguments):
            if not isinstance(key, str) or site.call.arguments[name] != key:
                continue
            after = site.place + 1 + len(case.messages[site.place].tool_calls)
            call = site.call.model_copy(
                update={"id": "invented", "arguments": {**site.call.arguments, name: f"{key}7"}}
            )
            message = case.messages[site.place].model_copy(update={"tool_calls": (call,)})
            answer = next(m for m in case.messages if m.tool_call_id == site.call.id)
            told = answer.model_copy(
                update={
                    "tool_call_id": "invented",
                    "content": answer.content.replace(key, f"{key}7"),
                }
            )
            yield (*case.messages[:after], message, told, *case.messages[after:])


def error_made_good(case: Case, random: Random) -> Iterator[Messages]:
    """A write that its tool refuses is given the answer of the one that worked."""
    for site in shuffled(case.writes, random):
        for name, slot, key in case.tool(site.call.name).slots(site.call.arguments):
            if slot.startswith("ref:") and site.call.arguments[name] == key:
                arguments = {**site.call.arguments, name: f"{key}7"}
                call = site.call.model_copy(update={"arguments": arguments})
                calls = tuple(
                    call if one is site.call else one
                    for one in case.messages[site.place].tool_calls
                )
                message = case.messages[site.place].model_copy(update={"tool_calls": calls})
                yield replaced(case.messages, site.place, message)


def unanswered_call(case: Case, random: Random) -> Iterator[Messages]:
    """The answer to a call is missing."""
    places = [n for n, one in enumerate(case.messages) if one.role == "tool"]
    for place in random.sample(places, len(places)):
        yield replaced(case.messages, place)
