"""What every environment promises, checked by running it; each broken promise is one line.

The command line prints these; the contract test holds every environment to them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from apigen_mt.environment.catalog import load_environment
from apigen_mt.environment.environment import Environment
from apigen_mt.errors import ApigenError
from apigen_mt.promises import conduct, declared
from apigen_mt.promises.atomicity import writes_are_all_or_nothing
from apigen_mt.promises.conduct import Conduct
from apigen_mt.promises.declared import Problem
from apigen_mt.promises.hints import phrasing_fits
from apigen_mt.promises.rule_cases import rules_are_tested

_DECLARED: dict[str, Callable[[Environment], Iterator[Problem]]] = {
    "schemas are valid": declared.schemas_are_valid,
    "tools are described": declared.tools_are_described,
    "references resolve": declared.references_resolve,
    "seed data is valid": declared.seed_data_is_valid,
    "the policy can be read": declared.the_policy_can_be_read,
    "people are known": declared.people_are_known,
    "phrasing fits": phrasing_fits,
}
_CONDUCT: dict[str, Callable[[Conduct], Iterator[Problem]]] = {
    "reads leave no trace": conduct.reads_leave_no_trace,
    "tools do not fail": conduct.tools_do_not_fail,
    "tools can be reached": conduct.tools_can_be_reached,
    "writes are all or nothing": writes_are_all_or_nothing,
    "writes take effect": conduct.writes_take_effect,
    "calls repeat exactly": conduct.calls_repeat_exactly,
    "rules are tested": rules_are_tested,
}
_FIRST = ("schemas are valid", "seed data is valid", "people are known")
NAMES = (*_DECLARED, *_CONDUCT)
"""Every promise by name, in the order of checking."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and whether it is held; a promise broken in two places comes twice."""

    name: str
    where: str
    """The tool, table row, rule or template it is about; the environment's name when held."""
    held: bool | None
    """None: it cannot apply to this environment and was not judged."""
    problem: str = ""
    """What is wrong and the next step; or why it was not judged."""


def check(environment: str | Environment, seed: int = 0) -> list[Promise]:
    """Return every promise, in the order of `NAMES`; the environment is left as it was.

    What tools do is judged only once schemas and seed data are valid, people are known and no tool
    changes seed rows which all sessions share; promises that cannot be judged are left out.

    Args:
        environment: an environment, or a reference to one as for `load_environment`.
        seed: decides which people and values are tried.

    Raises:
        EnvironmentRefError: the reference leads to no environment.
    """
    subject = load_environment(environment) if isinstance(environment, str) else environment
    try:
        subject.toolbox  # noqa: B018  put together when first asked for
    except ApigenError as error:
        return [Promise("schemas are valid", subject.name, False, str(error))]
    told: list[Promise] = []
    for name, judge in _DECLARED.items():
        told.extend(_judged(name, subject, judge(subject)))
    if any(one.held is False for one in told if one.name in _FIRST):
        return told
    try:
        subject.seed  # noqa: B018  loaded when first asked for
    except ApigenError:  # a reference to no table, told above
        return told
    with _own_randomness():
        watched = Conduct.of(subject, seed)
        for name, watch in _CONDUCT.items():
            told.extend(_judged(name, subject, watch(watched)))
            if watched.tampered:
                break
    return told


def _judged(name: str, environment: Environment, problems: Iterator[Problem]) -> list[Promise]:
    if name in environment.unjudged:
        return [Promise(name, environment.name, None, environment.unjudged[name])]
    found = [Promise(name, where, False, problem) for where, problem in dict.fromkeys(problems)]
    return found or [Promise(name, environment.name, True)]


@contextmanager
def _own_randomness() -> Iterator[None]:
    """Give tools that wrongly draw from `random` the same start each time."""
    state = random.getstate()
    random.seed(1)
    try:
        yield
    finally:
        random.setstate(state)
