"""Mutations of the order of things: a policy rule is broken, and the end state is right."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from apigen_mt.mutation.case import Case, Messages, Site, uncalled

MOST_TRIES = 12


def policy_breach(case: Case, random: Random) -> Iterator[Messages]:
    """The same end, by a way that breaks a rule of the policy."""
    for messages in _ways(case, random):
        if case.ends_as_gold(messages) and _breaks(case, messages):
            yield case.retaken(messages)


def _ways(case: Case, random: Random) -> Iterator[Messages]:
    """Yield the conversation without its first look-ups, without one, and with one made late."""
    people = f"ref:{case.environment.people}"
    finding = [
        site
        for site in case.reads
        if any(slot == people for slot in case.tool(site.call.name).returns.slots)
    ]
    yield _without(case, finding)
    for site in random.sample(case.reads, min(MOST_TRIES, len(case.reads))):
        yield uncalled(case.messages, site)
    for site in case.reads[:MOST_TRIES]:
        yield _late(case, site)


def _without(case: Case, sites: list[Site]) -> Messages:
    messages = case.messages
    for site in reversed(sites):
        messages = uncalled(messages, site)
    return messages


def _late(case: Case, site: Site) -> Messages:
    """Return the conversation with one look-up made after the last write."""
    later = [one.place for one in case.writes if one.place > site.place]
    if not later:
        return case.messages
    rest = uncalled(case.messages, site)
    after = later[-1] + 1 - (len(case.messages) - len(rest))
    calls = (site.call,)
    moved = case.messages[site.place].model_copy(update={"tool_calls": calls, "content": ""})
    return (*rest[:after], moved, *rest[after:])


def _breaks(case: Case, messages: Messages) -> bool:
    session = case.session()
    for message in messages:
        session.perform(message)
    return bool(case.environment.breaches(session.trace))
