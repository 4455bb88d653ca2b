"""Serving one wish: ask and look up what it takes; then act, answer, guide, refuse or pass on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apigen_mt.interplay.scripted_agent import lines
from apigen_mt.interplay.scripted_agent.agreement import agree, agree_to_pass_on
from apigen_mt.interplay.scripted_agent.desk import Desk, Step
from apigen_mt.interplay.scripted_agent.failures import call, make_sure
from apigen_mt.interplay.scripted_agent.guidance import guide
from apigen_mt.interplay.scripted_agent.lookups import read
from apigen_mt.interplay.scripted_agent.questions import ask, tell_apart
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal


def serve(desk: Desk, goal: Goal) -> Step[str]:
    """Do what one wish takes; return what to tell the user."""
    if desk.slip != "guess" and goal.tool not in desk.blueprint.withheld:
        yield from ask(desk, _details(desk.blueprint, goal))
    if goal.vague is not None:
        yield from tell_apart(desk, goal, goal.vague)
    if goal.kind == "guide":
        return (yield from guide(desk, goal))
    writes = goal.kind in ("act", "decline")
    yield from read(desk, goal.actions[:-1] if writes else goal.actions)
    if goal.kind == "act":
        return (yield from _act(desk, goal))
    if goal.kind == "inform":
        return _answer(desk, goal)
    if goal.kind == "refuse":
        yield from _try_in_vain(desk, goal)
        return _refuse(desk, goal, lines.REFUSE)
    if goal.actions:
        return (yield from _pass_on(desk, goal))
    return _refuse(desk, goal, lines.REFUSE_REQUEST)


def _details(blueprint: Blueprint, goal: Goal) -> list[Fact]:
    """Return the facts to ask for: not what the user changes its mind on, or calls vaguely."""
    facts = [blueprint.fact(key) for key in goal.facts]
    if goal.change is not None:
        later = normal(blueprint.fact(goal.change.fact).said)
        facts = [fact for fact in facts if normal(fact.said) not in later]
    if goal.vague is not None:
        facts = [one for one in facts if one.key.partition(".")[2] != goal.vague.argument]
    return facts


def _act(desk: Desk, goal: Goal) -> Step[str]:
    """Make the write of a wish after a yes; return a report."""
    place = goal.actions[-1]
    action = desk.blueprint.actions[place]
    if desk.slip == "skip":
        return desk.speech.line(lines.DONE_PLAIN)
    if desk.slip != "hasty":
        yield from agree(desk, goal, action)
    desk.struck = False
    result = yield from call(desk, action)
    if goal.read_back is not None:
        result = yield from make_sure(desk, action, goal.read_back, result)
    desk.memory.results[place] = result
    report = desk.speech.report(action, result)
    return f"{desk.speech.line(lines.FAILED_ONCE)}{report}" if desk.struck else report


def _answer(desk: Desk, goal: Goal) -> str:
    """Return the answer to a question."""
    return lines.LOOKED_UP if desk.slip == "mute" else desk.speech.answer(goal, _read(desk, goal))


def _read(desk: Desk, goal: Goal) -> Any:
    """Return the result of the look-up that answers a question."""
    for place in goal.actions:
        action = desk.blueprint.actions[place]
        if action.tool == goal.tool and action.arguments == goal.arguments:
            return desk.memory.results.get(place)
    return None


def _try_in_vain(desk: Desk, goal: Goal) -> Step[None]:
    """Where the tool of a wish is down for good, find it out: agree on the act and try it twice."""
    if any(one.permanent and one.tool == goal.tool for one in desk.blueprint.disturbances):
        action = Action(tool=goal.tool, arguments=goal.arguments)
        yield from agree(desk, goal, action)
        for _ in range(2):
            yield from desk.call(action)


def _refuse(desk: Desk, goal: Goal, bank: Sequence[str]) -> str:
    if desk.slip == "mute":
        return lines.EVASIVE
    return desk.speech.line(bank, because=goal.because)


def _pass_on(desk: Desk, goal: Goal) -> Step[str]:
    """Refuse a wish and hand the matter over after a yes; return a report."""
    place = goal.actions[-1]
    action = desk.blueprint.actions[place]
    refusal = _refuse(desk, goal, lines.REFUSE_REQUEST)
    if desk.slip == "skip":
        return refusal
    yield from agree_to_pass_on(desk, action, refusal)
    result = desk.memory.results[place] = yield from call(desk, action)
    return desk.speech.report(action, result)
