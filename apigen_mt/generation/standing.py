"""What stands against a wish after some of the gold actions: a tool's error, a rule, nothing."""

from __future__ import annotations

from apigen_mt.environment import Environment
from apigen_mt.records.blueprint import Blueprint, Goal


def made(blueprint: Blueprint, place: int) -> int:
    """Return how many gold actions are made when the wish at `place` is answered."""
    goals = blueprint.goals[: place + 1]
    done = [*blueprint.identify, *(at for goal in goals for at in goal.actions)]
    return max(done, default=-1) + 1


def against(blueprint: Blueprint, count: int, goal: Goal, environment: Environment) -> str:
    """Return what stands against a wish after `count` actions: an error, rules, or nothing."""
    calls = [(one.tool, one.arguments) for one in blueprint.actions[:count]]
    session = environment.replay([*calls, (goal.tool, goal.arguments)], blueprint.scenario.seed)
    step = session.trace[-1]
    if step.error is not None:
        return step.observation
    return ", ".join(rule.name for rule, _ in environment.breaches(session.trace))
