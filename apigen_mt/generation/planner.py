"""The procedural author: composes gold actions by executing them, so they hold by construction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.generation.acts import add_act
from apigen_mt.generation.caller import identify
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.instruction import instruct
from apigen_mt.generation.questions import add_question
from apigen_mt.generation.refusals import add_decline, add_refusal
from apigen_mt.generation.slips import spoil
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario


class Planner:
    """Drafts and revises blueprints for one environment, without any model.

    Args:
        environment: whose tools and rows the blueprints use.
        slip: share of drafts that are spoilt on purpose, so that checks have something to find.
    """

    name = "planner"

    def __init__(self, environment: Environment, slip: float = 0.0) -> None:
        self.environment = environment
        self.slip = slip
        self.wording = Wording(environment)

    async def draft(self, scenario: Scenario) -> Blueprint | None:
        """Return a blueprint for `scenario`, or None when its world offers nothing to do."""
        return self._write(scenario, ())

    async def revise(self, blueprint: Blueprint, turn: Round) -> Blueprint | None:
        """Return the plan made anew, with `turn` on record."""
        return self._write(blueprint.scenario, (*blueprint.rounds, turn))

    async def combine(self, joined: Blueprint, parts: Sequence[Blueprint]) -> Blueprint:
        """Return joined parts with one instruction, by the same grammar."""
        facts = {fact.key: fact for fact in joined.facts}
        random = Random(f"{joined.scenario.seed}/join/{len(parts)}")
        text = instruct(facts, joined.goals, joined.scenario, random)
        return joined.model_copy(update={"instruction": text, "author": self.name})

    def _write(self, scenario: Scenario, rounds: tuple[Round, ...]) -> Blueprint | None:
        blueprint = _compose(Draft(self.environment, self.wording, scenario), rounds)
        random = Random(f"{scenario.seed}/slip/{len(rounds)}")
        if blueprint is not None and random.random() < self.slip:
            return spoil(blueprint, self.environment, random)
        return blueprint


def _compose(draft: Draft, rounds: tuple[Round, ...]) -> Blueprint | None:
    if draft.environment.people and not identify(draft):
        return None
    for kind in _agenda(draft):
        _add(draft, kind)
    tools = draft.scenario.tools
    if not (draft.plan.goals or add_question(draft) or add_act(draft, tools)):
        add_refusal(draft, tools)
    if not draft.plan.goals:
        return None
    plan = draft.plan
    text = instruct(plan.facts, plan.goals, draft.scenario, draft.random)
    actions = [action.model_dump() for action in plan.actions]
    return Blueprint(
        id=Blueprint.name(draft.scenario, [text, actions]),
        scenario=draft.scenario,
        author=Planner.name,
        instruction=text,
        facts=tuple(plan.facts.values()),
        goals=tuple(plan.goals),
        identify=plan.identify,
        actions=tuple(plan.actions),
        outputs=tuple(plan.outputs),
        rounds=rounds,
    )


def _agenda(draft: Draft) -> Iterator[str]:
    """Yield the kinds of goal: the focus first, hand-overs last."""
    goals = list(draft.scenario.goals)
    if draft.scenario.focus is not None:
        source, target, slot = draft.scenario.focus
        people = f"ref:{draft.environment.people}"
        for name in (source, target):
            tool = draft.environment.toolbox[name]
            kind = "act" if tool.writes else "inform"
            if name == source and not tool.writes and slot != people:
                continue  # the plan takes this read on the way to the target
            if tool.writes and "act" in goals:
                goals.remove("act")
            elif not tool.writes and "inform" in goals:
                goals.remove("inform")
            yield f"{kind}:{name}"
    yield from (goal for goal in goals if goal != "decline")
    yield from (goal for goal in goals if goal == "decline")


def _add(draft: Draft, kind: str) -> None:
    kind, _, name = kind.partition(":")
    if kind == "act":
        add_act(draft, [name, *draft.scenario.tools] if name else draft.scenario.tools)
    elif kind == "inform":
        add_question(draft, name)
    elif kind == "refuse":
        add_refusal(draft, draft.scenario.tools)
    elif kind == "decline":
        add_decline(draft)
    elif kind == "substitute":
        refused = add_refusal(draft, draft.scenario.tools)
        add_act(draft, draft.scenario.tools, instead_of=refused)
