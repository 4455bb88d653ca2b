"""Acting on a device of one's own when the agent asks for it (dual control)."""

from __future__ import annotations

from random import Random

import orjson

from apigen_mt.interplay.scripted_user import lines
from apigen_mt.interplay.scripted_user.person import Person
from apigen_mt.language.intent import mentions
from apigen_mt.records.blueprint import Action

WAYS = 16
"""In how many ways a request may be worded for the user to know it again."""


def act(person: Person, text: str) -> str:
    """Do what the agent asks for, if it is the next thing to do; return what to say of it."""
    action = _next_step(person)
    if action is None or person.hands is None or not _asked(person, action, text):
        return ""
    person.acted += 1
    tool = person.environment.user_toolbox[action.tool]
    observation = orjson.loads(person.hands.act(action.tool, action.arguments))
    told = person.wording.told(tool, action.arguments, observation, person.random)
    did = person.line(lines.DID) if tool.writes else ""
    return " ".join(part for part in (did, told) if part)


def _next_step(person: Person) -> Action | None:
    """Return the next gold action of the wish that is the user's own, or None."""
    goal = person.wish
    if goal is None or goal.kind != "guide":
        return None
    actions = [person.blueprint.actions[place] for place in goal.actions]
    own = [one for one in actions if one.tool in person.environment.user_toolbox]
    return own[person.acted] if person.acted < len(own) else None


def _asked(person: Person, action: Action, text: str) -> bool:
    """Whether the agent asks for an action, in one of the ways in which it may ask."""
    tool = person.environment.user_toolbox[action.tool]
    ways = (person.wording.guide(tool, action.arguments, Random(n)) for n in range(WAYS))
    return any(mentions(text, way) for way in ways)
