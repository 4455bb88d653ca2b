"""A task tried for one person: composed wish by wish, and left where it lacks too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from random import Random

from apigen_mt.generation.absences import add_missing_tool
from apigen_mt.generation.acts import SHOWN_BY_ACTS, add_act
from apigen_mt.generation.agenda import agenda
from apigen_mt.generation.behaviours import of_wish, planned
from apigen_mt.generation.caller import identify
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.effort import hops
from apigen_mt.generation.failures import disturb
from apigen_mt.generation.forbidden import rules_of
from apigen_mt.generation.guided import add_guide
from apigen_mt.generation.instruction import instruct
from apigen_mt.generation.limits import add_limit
from apigen_mt.generation.pressure import add_pressure
from apigen_mt.generation.questions import add_question
from apigen_mt.generation.refusals import add_decline, add_refusal
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Round

AUTHOR = "planner"
"""Who has written what is composed here."""
_ACTS = ("act", "substitute", "refuse")
"""Kinds of goal that bring a write; a limit has some before it."""
_WAYS: dict[str, tuple[str, ...]] = {
    "information": ("inform",),
    "refusal": ("refuse", "substitute"),
    "alternative": ("substitute",),
    "limit": ("refuse",),
    **dict.fromkeys(SHOWN_BY_ACTS - {"missing_parameter"}, _ACTS),
}
"""By which kinds of goal alone a behaviour can come about; what depends on words is not here."""


class Attempt:
    """The plan of one person in the making.

    Args:
        draft: what it is made of.
        rounds: what is on record of earlier plans of the item.
    """

    def __init__(self, draft: Draft, rounds: tuple[Round, ...] = ()) -> None:
        self.draft = draft
        self.lacking = 0
        """How much of what is due cannot come about any more."""
        self.blueprint: Blueprint | None = None
        """The plan as soon as it is whole; none where a person's world offers nothing to do."""
        self._rounds = rounds
        self._over = False
        self._course = _composed(draft)

    def compose(self, most: int | None = None) -> Blueprint | None:
        """Return the blueprint, or None when there is none.

        With `most` it is left, to be gone on with another time, as soon as more than that is
        lacking.
        """
        for lacking in self._course:
            self.lacking = lacking
            if most is not None and lacking > most:
                return None
        if not self._over:
            self._over = True
            self.blueprint = _whole(self.draft, self._rounds)
        return self.blueprint

    @cached_property
    def off(self) -> tuple[int, int]:
        """How far a whole plan is from what is due: what it lacks, and hops too many or too few."""
        draft, environment = self.draft, self.draft.environment
        blueprint, trace = self.blueprint, draft.plan.session.trace
        assert blueprint is not None
        missing = set(draft.scenario.behaviours) - planned(blueprint, environment, trace)
        aim, drawn = draft.scenario.rates.get("hops"), 0
        if aim is not None:
            more = Random(f"{draft.scenario.seed}/hops").random() < aim % 1
            drawn = abs(hops(blueprint, environment, trace) - int(aim) - more)
        return len(missing) + len(draft.unmet), drawn


def _composed(draft: Draft) -> Iterator[int]:
    """Compose the wishes of a draft; yield, after each kind, how much is lacking for good."""
    if draft.environment.people and not identify(draft):
        return
    kinds = list(agenda(draft.environment, draft.scenario))
    while kinds:
        _add(draft, kinds.pop(0))
        yield len(draft.unmet) + len(_lost(draft, kinds))


def _whole(draft: Draft, rounds: tuple[Round, ...]) -> Blueprint | None:
    """Return the blueprint of composed wishes; None where nobody is known, or nothing wished."""
    tools = draft.scenario.tools
    if draft.environment.people and not draft.plan.identify:
        return None
    disturb(draft)
    if not (draft.plan.goals or add_question(draft) or add_act(draft, tools)):
        add_refusal(draft, tools)
    if not draft.plan.goals:
        return None
    text = instruct(draft.plan.facts, draft.plan.goals, draft.scenario, draft.random)
    return draft.blueprint(AUTHOR, text, rounds)


def _lost(draft: Draft, ahead: Sequence[str]) -> set[str]:
    """Return what is due and has not come about, with none of the ways to it still ahead."""
    if not draft.plan.goals:
        return set()  # a plan without a wish is given one of any kind in the end
    kinds = {kind.partition(":")[0] for kind in ahead}
    shown = {name for goal in draft.plan.goals for name in of_wish(goal)}
    over = {name for name, ways in _WAYS.items() if kinds.isdisjoint(ways)}
    return (over & draft.due) - shown


def _add(draft: Draft, kind: str) -> None:
    kind, _, name = kind.partition(":")
    if kind == "act":
        add_act(draft, [name, *draft.scenario.tools] if name else draft.scenario.tools)
    elif kind == "inform":
        add_question(draft, name)
    elif kind == "refuse":
        if name and add_limit(draft, name):
            return
        draft.unmet += [name] if name else []
        add_refusal(draft, draft.scenario.tools)
    elif kind == "pressure":
        _press(draft, name)
    elif kind in ("out_of_scope", "hand_over"):
        add_decline(draft, kind == "hand_over")
    elif kind == "guide":
        add_guide(draft)
    elif kind == "missing_tool":
        add_missing_tool(draft)
    elif kind == "substitute":
        _substitute(draft)


def _press(draft: Draft, name: str) -> None:
    """Have the user ask for what a rule forbids; for what another forbids, where there is no way.

    Some can be broken only in matters that few people have.
    """
    if add_pressure(draft, name):
        return
    draft.unmet.append(name)
    others = [one for one in rules_of(draft.environment, ("duty", "person")) if one != name]
    any(add_pressure(draft, one) for one in draft.random.sample(others, len(others)))


def _substitute(draft: Draft) -> None:
    """Add a wish that is refused and one that is met in its stead; else either of the two."""
    tools, plan, taken = draft.scenario.tools, draft.plan, set(draft.taken)
    for turn in range(len(tools)):
        refused = add_refusal(draft, (*tools[turn:], *tools[:turn]))
        if refused is None:
            break
        if add_act(draft, tools, instead_of=refused):
            return
        draft.plan, draft.taken = plan, set(taken)
    add_refusal(draft, tools)
    add_act(draft, tools)
