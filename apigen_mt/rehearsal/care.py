"""What a careful agent does about tools that fail: it calls again, and looks for its changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apigen_mt.environment import OUTAGES
from apigen_mt.rehearsal.desk import Desk, is_write, whose
from apigen_mt.rehearsal.knowledge import stems

Call = tuple[str, dict[str, Any]]

MOST_TRIES = 3
"""How often a call that fails for no reason of its own is made."""
_LOOK_BACK = "look up once more what you have changed"
"""Words of the agent's prompt that ask for it."""


def again(desk: Desk) -> Call | None:
    """Return the last call, where its tool has failed and may be tried once more."""
    if not desk.refusal or desk.code not in OUTAGES:
        return None
    name, arguments, _ = desk.calls[-1]
    made = sum((one, given) == (name, arguments) for one, given, _ in desk.calls)
    return (name, arguments) if made < MOST_TRIES else None


def look_back(desk: Desk) -> Call | None:
    """Return the look-up that shows whether the last change is there, or the change once more."""
    places = [
        at
        for at in range(desk.since, len(desk.calls))
        if is_write(desk, desk.calls[at][0]) and not desk.calls[at][2]
    ]
    if _LOOK_BACK not in desk.system or not places or desk.latest is None:
        return None
    name, arguments, _ = desk.calls[places[-1]]
    shown = _shown(desk, places[0])
    if shown is None:
        return None
    before = desk.answers[shown]
    look = desk.calls[shown][:2]
    looks = [
        desk.answers[at]
        for at in range(places[-1] + 1, len(desk.calls))
        if desk.calls[at][:2] == look
    ]
    if any(one != before for one in looks):
        return None
    if len(looks) < 2:
        return look
    return (name, arguments) if len(places) < 2 else None


def _shown(desk: Desk, write: int) -> int | None:
    """Return the place of the last look-up before a write at what it changes, if there is one.

    That is a read named after the same thing, or the one that opens the write's first row.
    """
    name, arguments, _ = desk.calls[write]
    about = stems(name.split("_")[1:])
    first = dict([next(iter(arguments.items()))]) if arguments else {}
    opens = {} if whose(desk) in first else first
    for at in reversed(range(write)):
        look, given, refused = desk.calls[at]
        named = stems(look.split("_")[1:]) <= about and set(given.items()) <= set(_flat(arguments))
        if not refused and not is_write(desk, look) and (named or (opens and given == opens)):
            return at
    return None


def _flat(arguments: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, one) for name, one in arguments.items() if isinstance(one, str))
