"""Procedural jurors: each judges what rules can judge, and says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from apigen_mt.environment import Environment
from apigen_mt.language.leaks import named
from apigen_mt.language.match import heard, normal
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import RUBRICS, Finding, Reason, Review

_RUBRIC = {
    Reason.CONTRADICTION: "correctness",
    Reason.MISSING_FACT: "completeness",
    Reason.LEAK: "satisfaction",
    Reason.TRIVIAL: "creativity",
}

Objection = Callable[[Blueprint, Environment], Iterator[tuple[Reason, str]]]


def leaks(blueprint: Blueprint, environment: Environment) -> Iterator[tuple[Reason, str]]:
    """Names of tools or parameters, or keys that only a look-up gives, in the instruction."""
    for name in named(blueprint.instruction, environment):
        yield Reason.LEAK, f"the instruction says '{name}'"
    said = normal(blueprint.instruction)
    for fact in blueprint.facts:
        keys = fact.value if isinstance(fact.value, list) else [fact.value]
        if not fact.literal and any(isinstance(key, str) and heard(said, key) for key in keys):
            yield Reason.LEAK, f"the instruction gives the key of {fact.said}"


def omissions(blueprint: Blueprint, environment: Environment) -> Iterator[tuple[Reason, str]]:
    """Facts that only the user can know and the instruction does not say."""
    said = normal(blueprint.instruction)
    facts = {normal(fact.said) for fact in blueprint.facts}
    for fact in blueprint.facts:
        rest, mine = said, normal(fact.said)
        for other in facts:
            own = "." not in fact.key
            if own and mine != other and mine in other:  # a name inside an email is no name
                rest = rest.replace(other, "  ")
        if not heard(rest, fact.said):
            yield Reason.MISSING_FACT, f"the instruction does not say {fact.ask}: '{fact.said}'"


def contradictions(blueprint: Blueprint, environment: Environment) -> Iterator[tuple[Reason, str]]:
    """Facts and gold actions that say different things."""
    for fact in blueprint.facts:
        if fact.literal and not heard(normal(fact.said), fact.value):
            yield Reason.CONTRADICTION, f"the user says '{fact.said}' and means '{fact.value}'"
    for place, goal in enumerate(blueprint.goals):
        if goal.kind not in ("act", "decline", "guide") or not goal.actions:
            continue
        action = blueprint.actions[goal.actions[-1]]
        if action.tool != goal.tool or action.arguments != goal.arguments:
            yield Reason.CONTRADICTION, f"goal {place} and action {goal.actions[-1]} differ"


def triviality(blueprint: Blueprint, environment: Environment) -> Iterator[tuple[Reason, str]]:
    """Nothing to change and nothing to say."""
    if not blueprint.diff and not blueprint.outputs:
        yield Reason.TRIVIAL, "no write and no expected output: doing nothing would pass"


SEATS: dict[str, tuple[Objection, ...]] = {
    "coverage": (omissions, contradictions, triviality),
    "discretion": (leaks, omissions, triviality),
    "consistency": (contradictions, leaks, triviality, omissions),
}
"""Juror name to what it looks at; seats overlap, so that a majority can form."""

_SPACES = re.compile(r"\s+")


class RuleJuror:
    """One seat of the committee, without a model."""

    def __init__(self, name: str, environment: Environment) -> None:
        self.name = name
        self.environment = environment
        self._objections = SEATS[name]

    async def review(self, blueprint: Blueprint) -> Review:
        """Return scores by rubric, the verdict and every objection."""
        findings = tuple(
            Finding(reason=reason, detail=_SPACES.sub(" ", detail)[:500], source=self.name)
            for objection in self._objections
            for reason, detail in objection(blueprint, self.environment)
        )
        failed = {_RUBRIC[finding.reason] for finding in findings}
        return Review(
            juror=self.name,
            scores={rubric: int(rubric not in failed) for rubric in RUBRICS},
            accepted=not findings,
            findings=findings,
        )
