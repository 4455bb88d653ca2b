"""What each rule of a policy stands against, read from the example by which its author broke it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import orjson

from apigen_mt.environment import Environment, Step, Trace
from apigen_mt.environment.rule import CaseMaker, Rule
from apigen_mt.errors import EnvironmentFault

Kind = Literal["limit", "person", "duty", "manner"]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One rule, and the shortest way known to break it."""

    rule: Rule
    kind: Kind
    """limit: a write that may not follow others, or may not be made at all; person: anything of
    somebody else's; duty: something that the agent has to do before, whatever the user says;
    manner: how the agent looks things up, which nobody asks for."""
    before: tuple[str, ...]
    """The writes that come before the one that breaks it."""
    tool: str
    """The call that breaks it."""
    anonymous: bool
    """Whether it is broken before anybody was found."""


@lru_cache(maxsize=8)
def forbidden(environment: Environment) -> dict[str, Forbidden]:
    """Return what each rule stands against, by its name, in the policy's order."""
    found = (_read(environment, rule) for rule in environment.rules)
    return {one.rule.name: one for one in found if one is not None}


def rules_of(environment: Environment, kinds: Collection[str]) -> list[str]:
    """Return the names of the rules of some kinds."""
    return [name for name, one in forbidden(environment).items() if one.kind in kinds]


def _read(environment: Environment, rule: Rule) -> Forbidden | None:
    broken, kept = (_played(environment, rule, one) for one in (rule.fails, rule.passes))
    breach = next(iter(rule.breaches(broken)), None)
    if breach is None:
        return None
    before = broken[: next(place for place, step in enumerate(broken) if step is breach)]
    finding = [step for step in before if _finds(environment, step)]
    kind: Kind = "limit" if breach.writes else "manner"
    if _cured(kept, before, breach):
        kind = "duty"
    elif finding and not rule.breaches([step for step in broken if step not in finding]):
        kind = "person"
    writes = tuple(step.tool for step in before if step.writes and step.error is None)
    return Forbidden(rule, kind, writes, breach.tool, not finding)


def _played(environment: Environment, rule: Rule, example: CaseMaker) -> Trace:
    try:
        return environment.replay(example(environment.seed)).trace
    except Exception as error:  # the author's code
        raise EnvironmentFault(
            f"Rule '{rule.name}' of '{environment.name}': an example cannot be made "
            f"({type(error).__name__}: {error}). `apigen-mt env check` tells more."
        ) from error


def _finds(environment: Environment, step: Step) -> bool:
    return step.error is None and environment.identifies(environment.every_tool[step.tool])


def _cured(kept: Sequence[Step], before: Sequence[Step], breach: Step) -> bool:
    """Whether the example that keeps the rule makes the same call, after all that and more."""
    place = next((n for n, step in enumerate(kept) if _mark(step) == _mark(breach)), None)
    if place is None:
        return False
    more = Counter(map(_mark, kept[:place]))
    more.subtract(map(_mark, before))
    return min(more.values(), default=0) >= 0


def _mark(step: Step) -> bytes:
    return orjson.dumps([step.tool, dict(step.arguments)], option=orjson.OPT_SORT_KEYS)
