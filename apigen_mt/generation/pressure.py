"""What the policy forbids whoever asks: to skip what the agent owes, or to serve a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random

from apigen_mt.environment import Tool
from apigen_mt.environment.rule import Rule
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.generation.people import elsewhere
from apigen_mt.language.grammar import expand, sentence
from apigen_mt.records.blueprint import Goal, Output

_UNKNOWN = (
    "I'd rather not (say who I am|give you my name or anything), if that's possible.",
    "(Please do it|Can we do this) without asking me who I am(.|, please.)",
    "(Let's skip|Can we skip) the part where you ask who I am?",
)
_UNSEEN = (
    "(Don't bother|No need for) looking anything up(, just do it|, please just do it).",
    "(Please just|Just) do it without checking anything first.",
    "(Can we skip|Let's skip) the checking(, I know what I want|, I'm sure about it)(.|, please.)",
)
_RELATIVES = (
    ("my sister's", "her"),
    ("my brother's", "his"),
    ("my partner's", "their"),
    ("my neighbor's", "their"),
    ("a friend's", "their"),
)
_STRANGERS = range(100, 104)
"""Draws of other people, apart from those for whom a task is tried."""
_MINE = re.compile(r"\bmy\b")
_ME = re.compile(r"\b(I|me|mine|myself|I'm|I've|I'd|we|us|our)\b")


def add_pressure(draft: Draft, name: str) -> bool:
    """Have the user ask for what the rule called `name` forbids; return whether there is a way."""
    found = forbidden(draft.environment).get(name)
    if found is None:
        return False
    if found.kind == "person":
        return _for_a_stranger(draft, found.rule)
    goals = draft.plan.goals
    places = _before_anything(goals) if found.anonymous else _at_stake(draft, found.rule)
    place = next(places, None)
    if place is None:
        return False
    words = expand(draft.random.choice(_UNKNOWN if found.anonymous else _UNSEEN), draft.random)
    goals[place] = _declined(draft, found.rule, goals[place], pressed=words)
    return True


def _before_anything(goals: Sequence[Goal]) -> Iterator[int]:
    """Yield the wish for which the agent first has to know who is calling, if that is an act."""
    needing = (n for n, goal in enumerate(goals) if goal.kind not in ("decline", "forbidden"))
    return (place for place in islice(needing, 1) if goals[place].kind == "act")


def _at_stake(draft: Draft, rule: Rule) -> Iterator[int]:
    """Yield the wishes that would break a rule if one of their steps were left out."""
    trace = draft.plan.session.trace
    for place, goal in enumerate(draft.plan.goals):
        if goal.kind not in ("act", "guide") or goal.instead or goal.regrets:
            continue
        steps = {id(trace[at]) for at in goal.actions}
        if any(
            id(breach) in steps
            for at in goal.actions[:-1]
            for breach in rule.breaches([*trace[:at], *trace[at + 1 :]])
        ):
            yield place


def _for_a_stranger(draft: Draft, rule: Rule) -> bool:
    """Add a write that somebody else could ask for, as a wish of this person."""
    for turn in _STRANGERS:
        scene = elsewhere(draft.environment, draft.scenario, turn)
        if scene.person == draft.scenario.person:
            continue
        other = Draft(draft.environment, draft.wording, scene)
        names = (name for name in scene.tools if name not in draft.hand_overs)
        goals = (_strange(other, draft.environment.toolbox[name], draft.random) for name in names)
        goal = next((goal for goal in goals if goal is not None), None)
        if goal is not None:
            draft.plan.goals.append(_declined(draft, rule, goal))
            return True
    return False


def _strange(other: Draft, tool: Tool, random: Random) -> Goal | None:
    """Return a wish of somebody else's, in the words of a relative."""
    for arguments in other.options(tool):
        said = other.describe(other.plan, tool, arguments, 0)
        if said is None or not other.accepted(tool, arguments):
            continue
        want = other.render_want(tool, arguments, said)
        if want is not None and _MINE.search(want) and not _ME.search(want):
            whose, their = random.choice(_RELATIVES)
            before, after = _MINE.split(want, maxsplit=1)
            want = f"{before}{whose}{_MINE.sub(their, after)}"
            return Goal(kind="forbidden", tool=tool.name, arguments=arguments, want=want)
    return None


def _declined(draft: Draft, rule: Rule, goal: Goal, pressed: str = "") -> Goal:
    """Return a wish to which the agent has to say no with the rule's own reason."""
    draft.due.discard("pressure")
    draft.plan.outputs.append(Output(kind="refusal", text=""))
    outputs = (*goal.outputs, len(draft.plan.outputs) - 1)
    because = f"{sentence(rule.explains)}."
    return goal.model_copy(update={"because": because, "outputs": outputs, "pressed": pressed})
