"""Serving one wish: ask and look up what it takes; then act, answer, guide, refuse or pass on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from apigen_mt.interplay.scripted_agent import lines
from apigen_mt.interplay.scripted_agent.agreement import agree, agree_to_pass_on
from apigen_mt.interplay.scripted_agent.desk import Desk, Step
from apigen_mt.interplay.scripted_agent.failures import call, make_sure
from apigen_mt.interplay.scripted_agent.guidance import guide
from apigen_mt.interplay.scripted_agent.lookups import read
from apigen_mt.interplay.scripted_agent.questions import ask, tell_apart
from apigen_mt.language.intent import refuses
from apigen_mt.language.match import leaves, normal
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal

_FEELING = ("I'm sorry", "I understand", "My condolences")


def serve(desk: Desk, goal: Goal) -> Step[str]:
    """Do what one wish takes; return what to tell the user."""
    if desk.slip != "guess" and goal.tool not in desk.blueprint.withheld:
        yield from ask(desk, list(_details(desk.blueprint, goal)))
    if goal.vague is not None:
        yield from tell_apart(desk, goal, goal.vague)
    if goal.kind == "guide":
        return (yield from guide(desk, goal))
    writes = goal.kind in ("act", "decline")
    places = goal.actions[:-1] if writes else goal.actions
    yield from read(desk, [one for one in places if not _foresees(desk.blueprint, goal, one)])
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


def _details(blueprint: Blueprint, goal: Goal) -> Iterator[Fact]:
    """Yield the facts to ask for: not what is called vaguely, and before a change what it is of."""
    change = goal.change
    later = normal(blueprint.fact(change.fact).said) if change is not None else ""
    for fact in map(blueprint.fact, goal.facts):
        if change is not None and fact.key == change.fact:
            yield fact.model_copy(update={"said": change.said_before})
        elif goal.vague is not None and fact.key.partition(".")[2] == goal.vague.argument:
            continue
        elif normal(fact.said) not in later:
            yield fact


def _foresees(blueprint: Blueprint, goal: Goal, place: int) -> bool:
    """Whether a look-up is of what the user will ask for only after a change of mind."""
    if goal.change is None:
        return False
    final = goal.arguments[goal.change.argument]
    coming = set(leaves(final)).difference(leaves(goal.change.before))
    return not coming.isdisjoint(leaves(blueprint.actions[place].arguments))


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
    if goal.kind == "decline" and refuses(goal.because):
        bank = lines.DECLINE[:1] if goal.because.startswith(_FEELING) else lines.DECLINE
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
