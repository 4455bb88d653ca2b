"""The procedural author: composes gold actions by executing them, so they hold by construction."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.errors import EnvironmentFault
from apigen_mt.generation.acts import SHOWN_BY_ACTS
from apigen_mt.generation.attempt import AUTHOR, Attempt
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.instruction import instruct
from apigen_mt.generation.people import elsewhere
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

    name = AUTHOR

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
        again = Attempt(Draft(self.environment, self.wording, scenario), rounds).compose()
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
        attempts: list[Attempt] = []
        for turn in range(MOST_PEOPLE):
            scene = _scene(self.environment, scenario, turn)
            attempt = Attempt(Draft(self.environment, self.wording, scene))
            if attempt.compose(most=0) is not None and not any(attempt.off):
                return attempt.blueprint
            attempts.append(attempt)
        return _nearest(attempts)

    def _slipped(self, blueprint: Blueprint) -> Blueprint:
        random = Random(f"{blueprint.scenario.seed}/slip/{len(blueprint.rounds)}")
        if random.random() < self.slip:
            return spoil(blueprint, self.environment, random)
        return blueprint


def _scene(environment: Environment, scenario: Scenario, turn: int) -> Scenario:
    """Return the scenario with the person whose turn it is."""
    scene = elsewhere(environment, scenario, turn) if turn else scenario
    acts, crowd = scenario.goals.count("act"), SHOWN_BY_ACTS.intersection(scenario.behaviours)
    if turn >= MOST_PEOPLE // 2 and 0 < acts < len(crowd):
        return scene.model_copy(update={"goals": (*scene.goals, "act")})
    return scene


def _nearest(attempts: Sequence[Attempt]) -> Blueprint | None:
    """Return the plan that lacks least of what is due, of several the first; None without any.

    Plans that were left are gone on with only as long as they could be that one.
    """
    least: tuple[tuple[int, int], int] | None = None
    found: Blueprint | None = None
    for lacking, turn in sorted((one.lacking, turn) for turn, one in enumerate(attempts)):
        if least is not None and ((lacking, 0), turn) > least:
            continue
        blueprint = attempts[turn].compose(least[0][0] if least is not None else None)
        if blueprint is not None and (least is None or (attempts[turn].off, turn) < least):
            least, found = (attempts[turn].off, turn), blueprint
    return found
