"""Coping with tools that fail: try again, and look whether a write has arrived."""

from __future__ import annotations

from typing import Any

from apigen_mt.environment import OUTAGES, error_in
from apigen_mt.interplay.scripted_agent.desk import PATIENCE, Desk, Step
from apigen_mt.records.blueprint import Action


def call(desk: Desk, action: Action) -> Step[Any]:
    """Make a call, again where it fails for no reason of its own.

    Returns:
        What the tool answered, or None after an error.
    """
    for _ in range(PATIENCE):
        (answer,) = yield from desk.call(action)
        if error_in(answer) not in OUTAGES:
            break
        desk.struck = True
    return desk.memory.read(action, answer)


def make_sure(desk: Desk, action: Action, look: Action, result: Any) -> Step[Any]:
    """Look whether a write has arrived; look again if not, and then make it again.

    Returns:
        What the write answered last; it answered `result` before.
    """
    before = desk.memory.results.get(desk.blueprint.actions.index(look))
    for _ in range(2):
        if (yield from call(desk, look)) != before:
            return result
    desk.struck = True
    result = yield from call(desk, action)
    yield from call(desk, look)
    return result
