"""What becomes of wishes: done, answered, refused, done otherwise, turned away, handed over."""

from __future__ import annotations

import re

from apigen_mt.environment import Step
from apigen_mt.language.intent import cuts_corners, refuses
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Action
from apigen_mt.verification.behaviours.played import Played

_OFFERS = re.compile(r" (i can|i could|what i can|i am able|im able|happy to) ")


def information(played: Played) -> bool:
    """A question is answered."""
    return any(played.met(goal) for goal in played.goals("inform"))


def several_writes(played: Played) -> bool:
    """More than one call changes the world."""
    return len(played.writes) > 1


def recombined(played: Played) -> bool:
    """The task was joined from others."""
    return len(played.blueprint.parts) > 1


def refusal(played: Played) -> bool:
    """A wish is refused after the look-ups that decide it."""
    made = {_mark(step) for _, step in played.calls}
    for goal in played.goals("refuse"):
        gold = {_mark(played.blueprint.actions[place]) for place in goal.actions}
        refused = goal.tool not in played.absent and played.met(goal)
        if refused and gold <= made and not played.served(goal):
            return True
    return False


def _mark(call: Action | Step) -> tuple[str, str]:
    return call.tool, repr(sorted(call.arguments.items()))


def missing_tool(played: Played) -> bool:
    """A wish whose tool is not there is refused, with something else on offer."""
    goals = [goal for goal in played.goals("refuse") if goal.tool in played.blueprint.withheld]
    if not any(played.met(goal) for goal in goals):
        return False
    said = [message.content for message in played.messages if message.role == "assistant"]
    return any(refuses(text) and _OFFERS.search(normal(text)) for text in said)


def alternative(played: Played) -> bool:
    """After a refusal something else is done."""
    refused = False
    for goal in played.blueprint.goals:
        if goal.instead and refused and played.done(goal) is not None:
            return True
        refused = goal.kind == "refuse" and played.met(goal)
    return False


def limit(played: Played) -> bool:
    """A wish is refused that a rule forbids after what was done."""
    trace = played.course.session.trace
    for goal in played.goals("refuse"):
        if goal.tool in played.absent or not played.met(goal) or played.served(goal):
            continue
        step = played.course.session.fork().call(goal.tool, goal.arguments)
        broken = played.environment.breaches([*trace, step])
        if step.error is None and any(place == len(trace) for _, place in broken):
            return True
    return False


def pressure(played: Played) -> bool:
    """What the policy forbids whoever asks is asked for, and declined."""
    if any(played.met(one) and played.done(one) is None for one in played.goals("forbidden")):
        return True
    pressed = any(played.met(goal) for goal in played.blueprint.goals if goal.pressed)
    return pressed and any(cuts_corners(text) for _, text in played.users())


def out_of_scope(played: Played) -> bool:
    """A wish that no tool serves is turned away."""
    return any(played.met(goal) for goal in played.goals("decline") if not goal.actions)


def hand_over(played: Played) -> bool:
    """A matter is passed on: the write that hands it over has happened."""
    tools = {goal.tool for goal in played.goals("decline") if goal.actions}
    return any(step.tool in tools for _, step in played.writes)
