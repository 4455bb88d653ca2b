"""Where joined blueprints get in each other's way: what checks and jurors would not see.

Each part was accepted by itself, so only what one part does to another is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from apigen_mt.environment import Environment, Session, Tool
from apigen_mt.generation.draft import references
from apigen_mt.generation.plan import argument_of
from apigen_mt.generation.recombine import hands_over, in_order
from apigen_mt.generation.standing import against, made
from apigen_mt.language.grammar import look_up
from apigen_mt.language.match import leaves, normal, told_by
from apigen_mt.records.blueprint import Blueprint, Goal
from apigen_mt.records.review import Finding, Reason

Objections = Iterator[tuple[Reason, str]]


@dataclass(frozen=True, slots=True)
class _Wish:
    """A wish of the joined blueprint, and where it comes from."""

    goal: Goal
    place: int
    """Its place in the joined blueprint."""
    part: int
    """Which part it comes from."""
    home: int
    """Its place in that part."""


def conflicts(
    joined: Blueprint, parts: Sequence[Blueprint], environment: Environment
) -> tuple[Finding, ...]:
    """Return where the parts of a joined blueprint do not fit; the checks look at the rest."""
    parts = in_order(parts)
    wishes = _wishes(joined, parts)
    session = environment.replay(
        [(one.tool, one.arguments) for one in joined.actions], joined.scenario.seed
    )
    found = [
        *_withheld(joined),
        *_idle(parts, environment),
        *_repeated(wishes),
        *_ambiguous(joined, wishes, environment),
        *_touching(wishes, session),
        *_voided(wishes, environment),
        *_outdated(joined, wishes, session),
        *_refused(joined, parts, wishes, environment),
    ]
    return tuple(
        Finding(reason=reason, detail=detail[:500], source="recombination")
        for reason, detail in found
    )


def _wishes(joined: Blueprint, parts: Sequence[Blueprint]) -> list[_Wish]:
    homes = [(part, home) for part, one in enumerate(parts) for home in range(len(one.goals))]
    return [_Wish(goal, place, *homes[place]) for place, goal in enumerate(joined.goals)]


def _withheld(joined: Blueprint) -> Objections:
    """A part needs a tool that another part does without."""
    for action in joined.actions:
        if action.tool in joined.withheld:
            yield Reason.UNKNOWN_TOOL, f"'{action.tool}' is not there in another part"


def _idle(parts: Sequence[Blueprint], environment: Environment) -> Objections:
    """A part without a write makes nothing harder."""
    for part in parts:
        if not any(environment.every_tool[action.tool].writes for action in part.actions):
            yield Reason.TRIVIAL, f"the part '{part.id}' adds no write"


def _repeated(wishes: Sequence[_Wish]) -> Objections:
    for one, other in _across(wishes):
        if one.goal.tool and _asked(one.goal) == _asked(other.goal):
            yield Reason.CONTRADICTION, f"goal {other.place} is there twice: {other.goal.want}"
        elif hands_over(one.goal) and hands_over(other.goal):
            yield Reason.CONTRADICTION, "two parts hand the matter over to a human"


def _asked(goal: Goal) -> tuple[str, object, str]:
    return goal.tool, goal.arguments, goal.field


def _ambiguous(joined: Blueprint, wishes: Sequence[_Wish], environment: Environment) -> Objections:
    """One name for two rows of a table, or for what two writes are about.

    A loan and its book share a title, and a question about the one after a write to the other
    confuses nobody.
    """
    for one, other in _across(wishes):
        writes = one.goal.kind == "act" == other.goal.kind
        earlier = {said: (slot, value) for said, slot, value in _named(joined, one, environment)}
        for said, slot, value in _named(joined, other, environment):
            kind, known = earlier.get(said, (slot, value))
            if value != known and (writes or (slot == kind and _keys(value) != _keys(known))):
                yield Reason.CONTRADICTION, f"'{said}' means two different things"


def _named(
    joined: Blueprint, wish: _Wish, environment: Environment
) -> Iterator[tuple[str, str, object]]:
    """Yield (how it is said, its slot, the key) for each row that the user describes."""
    tool = environment.toolbox.get(wish.goal.tool)
    for key in wish.goal.facts:
        fact, name = joined.fact(key), argument_of(key)
        if not fact.literal:
            typed = list(tool.slots({name: fact.value})) if tool is not None else []
            yield fact.said, next((slot for _, slot, _ in typed), ""), fact.value


def _keys(value: object) -> list[object]:
    """Return the keys that a fact stands for: a list of one is the same row as its key."""
    return value if isinstance(value, list) else [value]


def _touching(wishes: Sequence[_Wish], session: Session) -> Objections:
    """A field that two parts change."""
    for one, other in _across(wishes):
        for early in one.goal.actions:
            for late in other.goal.actions:
                step, earlier = session.trace[late], session.trace[early]
                if step.changed and earlier.changed and step.overlaps(earlier):
                    detail = f"{step.tool} changes again what {earlier.tool} has changed"
                    yield Reason.CONTRADICTION, detail


def _voided(wishes: Sequence[_Wish], environment: Environment) -> Objections:
    """A write after which an earlier one of the same row would have been refused.

    Nobody corrects the address of an order and cancels it afterwards.
    """
    for one, other in _across(wishes):
        if one.goal.kind != "act" or other.goal.kind != "act":
            continue
        if _rows(one.goal, environment) & _rows(other.goal, environment):
            calls = [(goal.tool, goal.arguments) for goal in (one.goal, other.goal)]
            asked = [step.error for step in environment.replay(calls).trace]
            turned = [step.error for step in environment.replay(calls[::-1]).trace]
            if asked == [None, None] and turned[0] is None and turned[1] is not None:
                yield Reason.CONTRADICTION, f"goal {other.place} makes goal {one.place} pointless"


def _rows(goal: Goal, environment: Environment) -> set[tuple[str, str]]:
    tool: Tool | None = environment.toolbox.get(goal.tool)
    people = f"ref:{environment.people}"
    found = references(tool, goal.arguments) if tool is not None else ()
    return {(slot, str(key)) for slot, key in found if slot != people}


def _outdated(joined: Blueprint, wishes: Sequence[_Wish], session: Session) -> Objections:
    """An answer that an earlier part has changed."""
    for wish in wishes:
        goal = wish.goal
        if goal.kind != "inform" or not goal.actions:
            continue
        told = {leaf for at in goal.actions for leaf in told_by(session.trace[at].observation)}
        for number, at in enumerate(goal.outputs):
            if number == 0 and goal.field:
                step = session.trace[_answering(joined, goal)]
                answers = set(leaves(look_up(step.result, goal.field)))
            else:
                answers = told
            text = joined.outputs[at].text
            if normal(text) not in map(normal, answers):
                detail = f"the answer to goal {wish.place} is no longer '{text}'"
                yield Reason.UNFOUNDED_OUTPUT, detail


def _answering(joined: Blueprint, goal: Goal) -> int:
    """Return where the read stands that answers a question."""
    for at in reversed(goal.actions):
        action = joined.actions[at]
        if (action.tool, action.arguments) == (goal.tool, goal.arguments):
            return at
    return goal.actions[-1]


def _refused(
    joined: Blueprint,
    parts: Sequence[Blueprint],
    wishes: Sequence[_Wish],
    environment: Environment,
) -> Objections:
    """A refusal for which there is another reason now, or none any more."""
    for wish in wishes:
        tool = environment.toolbox.get(wish.goal.tool)
        if wish.goal.kind != "refuse" or tool is None or not tool.writes:
            continue
        part = parts[wish.part]
        then = against(part, made(part, wish.home), wish.goal, environment)
        now = against(joined, made(joined, wish.place), wish.goal, environment)
        if now != then:
            how = "for another reason" if now else "no longer"
            yield Reason.CONTRADICTION, f"goal {wish.place} is {how} refused"
        elif against(part, len(part.actions), wish.goal, environment) and not against(
            joined, len(joined.actions), wish.goal, environment
        ):
            yield Reason.CONTRADICTION, f"goal {wish.place} becomes possible later on"


def _across(wishes: Sequence[_Wish]) -> Iterator[tuple[_Wish, _Wish]]:
    """Yield pairs of wishes of different parts, the earlier one first."""
    return ((one, other) for one, other in combinations(wishes, 2) if one.part != other.part)
