"""Asking for what is missing: who is calling, the details of a wish, which of several rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from apigen_mt.interplay.scripted_agent import lines
from apigen_mt.interplay.scripted_agent.desk import PATIENCE, Desk, Step
from apigen_mt.interplay.scripted_agent.failures import call
from apigen_mt.interplay.scripted_agent.lookups import read
from apigen_mt.language.grammar import listed
from apigen_mt.language.intent import wonders
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Action, Fact, Goal, Vague


def identify(desk: Desk) -> Step[None]:
    """Find out who is calling, by what they say of themselves; a wrong detail is asked anew."""
    own = [fact for fact in desk.blueprint.facts if "." not in fact.key]
    for place in desk.blueprint.identify:
        action = desk.blueprint.actions[place]
        if not all(desk.memory.told(fact) for fact in own):
            yield from ask(desk, own, desk.speech.identity())
        heard = desk.memory.ledger.heard
        wrong = [fact for fact in own if fact.mistaken and not heard(fact.said)]
        if wrong:
            mistaken = {fact.key: fact.mistaken for fact in wrong}
            yield from call(desk, _mistyped(desk, action, mistaken))
            again = listed([fact.ask for fact in wrong])
            yield from desk.say(desk.speech.line(lines.NOT_FOUND, ask=again))
        desk.memory.results[place] = yield from call(desk, action)


def _mistyped(desk: Desk, action: Action, mistaken: Mapping[str, str]) -> Action:
    """Return a look-up of the caller with the details as they were given wrongly."""
    tool = desk.environment.toolbox[action.tool]
    arguments = dict(action.arguments)
    for name, slot, _ in tool.slots(action.arguments):
        if slot[3:] in mistaken:
            arguments[name] = mistaken[slot[3:]]
    return Action(tool=action.tool, arguments=arguments)


def ask(desk: Desk, facts: Sequence[Fact], bank: Sequence[str] = lines.ASK) -> Step[None]:
    """Ask for facts until they are said, or patience ends."""
    for _ in range(PATIENCE):
        missing = [fact for fact in facts if not desk.memory.told(fact)]
        if not missing:
            return
        answer = yield from desk.say(desk.speech.line(bank, ask=_topics(missing)))
        if wonders(answer) and bank is lines.ASK:
            bank = lines.ASK_SIMPLER


def _topics(missing: Sequence[Fact]) -> str:
    """Return what to ask for; what has the same answer is asked for once."""
    once = {normal(fact.said): fact.ask for fact in reversed(missing)}
    return listed(list(dict.fromkeys(reversed(once.values()))))


def tell_apart(desk: Desk, goal: Goal, vague: Vague) -> Step[None]:
    """Look until rows that fit the user's words are there, and ask which one is meant."""
    fact = next(desk.blueprint.fact(k) for k in goal.facts if k.endswith(f".{vague.argument}"))
    yield from read(desk, list(_before(desk, goal, fact)))
    names = [f"the {name}" for name in vague.fits]
    for _ in range(PATIENCE):
        if desk.slip == "guess" or desk.memory.told(fact):
            return
        which = desk.speech.line(lines.ASK_WHICH, fits=listed(names), choice=" or ".join(names))
        yield from desk.say(which)


def _before(desk: Desk, goal: Goal, fact: Fact) -> Iterator[int]:
    """Yield the places of the look-ups that come before the one for the row itself."""
    for place in goal.actions:
        action = desk.blueprint.actions[place]
        slots = desk.environment.toolbox[action.tool].slots(action.arguments)
        if any(key == fact.value for _, _, key in slots):
            return
        yield place
