"""The procedural author: composes gold actions by executing them, so they hold by construction."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.errors import EnvironmentFault
from apigen_mt.generation.absences import add_missing_tool
from apigen_mt.generation.acts import SHOWN_BY_ACTS, add_act
from apigen_mt.generation.agenda import agenda
from apigen_mt.generation.behaviours import planned
from apigen_mt.generation.caller import identify
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.effort import hops
from apigen_mt.generation.failures import disturb
from apigen_mt.generation.forbidden import rules_of
from apigen_mt.generation.guided import add_guide
from apigen_mt.generation.instruction import instruct
from apigen_mt.generation.limits import add_limit
from apigen_mt.generation.people import elsewhere
from apigen_mt.generation.pressure import add_pressure
from apigen_mt.generation.questions import add_question
from apigen_mt.generation.refusals import add_decline, add_refusal
from apigen_mt.generation.slips import spoil
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario

MOST_PEOPLE = 8
"""For how many people a task is tried until one has everything that is due."""


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
        """Return a blueprint for `scenario`, or None when its world offers nothing to do.

        Raises:
            EnvironmentFault: its tools must not be called with arguments that nobody gave.
        """
        if not self.environment.made_up:
            raise EnvironmentFault(
                f"'{self.environment.name}' is a foreign server; the planner would call its tools "
                "with arguments of its own making. Let a model write blueprints (roles.author), or "
                "roll out your own."
            )
        blueprint = self.plan(scenario)
        return blueprint and self._slipped(blueprint)

    async def revise(self, blueprint: Blueprint, turn: Round) -> Blueprint | None:
        """Return the plan made anew, with `turn` on record."""
        scenario, rounds = blueprint.scenario, (*blueprint.rounds, turn)
        again = compose(Draft(self.environment, self.wording, scenario), rounds)
        return again and self._slipped(again)

    async def combine(self, joined: Blueprint, parts: Sequence[Blueprint]) -> Blueprint:
        """Return joined parts with one instruction, by the same grammar."""
        facts = {fact.key: fact for fact in joined.facts}
        random = Random(f"{joined.scenario.seed}/join/{len(parts)}")
        text = instruct(facts, joined.goals, joined.scenario, random)
        return joined.model_copy(update={"instruction": text, "author": self.name})

    def plan(self, scenario: Scenario) -> Blueprint | None:
        """Return a plan for a person whose world offers all that is due, or as much as any.

        Where more is due than there are acts to show it, the people tried last have one more.
        """
        found: tuple[tuple[int, int], Blueprint] | None = None
        acts, crowd = scenario.goals.count("act"), SHOWN_BY_ACTS.intersection(scenario.behaviours)
        for turn in range(MOST_PEOPLE):
            scene = elsewhere(self.environment, scenario, turn) if turn else scenario
            if turn >= MOST_PEOPLE // 2 and 0 < acts < len(crowd):
                scene = scene.model_copy(update={"goals": (*scene.goals, "act")})
            draft = Draft(self.environment, self.wording, scene)
            blueprint = compose(draft, ())
            if blueprint is None:
                continue
            off = _off(draft, blueprint)
            if found is None or off < found[0]:
                found = off, blueprint
            if not any(off):
                break
        return found[1] if found is not None else None

    def _slipped(self, blueprint: Blueprint) -> Blueprint:
        random = Random(f"{blueprint.scenario.seed}/slip/{len(blueprint.rounds)}")
        if random.random() < self.slip:
            return spoil(blueprint, self.environment, random)
        return blueprint


def _off(draft: Draft, blueprint: Blueprint) -> tuple[int, int]:
    """Return how far a plan is from what is due: what it lacks, and hops too many or too few."""
    environment, trace = draft.environment, draft.plan.session.trace
    lacking = set(draft.scenario.behaviours) - planned(blueprint, environment, trace)
    aim, drawn = draft.scenario.rates.get("hops"), 0
    if aim is not None:
        more = Random(f"{draft.scenario.seed}/hops").random() < aim % 1
        drawn = abs(hops(blueprint, environment, trace) - int(aim) - more)
    return len(lacking) + len(draft.unmet), drawn


def compose(draft: Draft, rounds: tuple[Round, ...]) -> Blueprint | None:
    """Return the blueprint of a draft, or None when its world offers nothing to do."""
    if draft.environment.people and not identify(draft):
        return None
    for kind in agenda(draft.environment, draft.scenario):
        _add(draft, kind)
    disturb(draft)
    tools = draft.scenario.tools
    if not (draft.plan.goals or add_question(draft) or add_act(draft, tools)):
        add_refusal(draft, tools)
    if not draft.plan.goals:
        return None
    text = instruct(draft.plan.facts, draft.plan.goals, draft.scenario, draft.random)
    return draft.blueprint(Planner.name, text, rounds)


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
