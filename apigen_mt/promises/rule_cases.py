"""The promise that every rule is said in the policy, kept by one case and broken by another."""

from __future__ import annotations

from collections.abc import Iterator

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.rule import Case, Rule
from apigen_mt.environment.session import Trace
from apigen_mt.errors import ApigenError
from apigen_mt.promises.conduct import Conduct
from apigen_mt.promises.declared import Problem


def rules_are_tested(conduct: Conduct) -> Iterator[Problem]:
    """Each rule has a case that keeps it, one that breaks it, and its sentence in the policy."""
    try:
        policy = " ".join(conduct.environment.policy_text.split())
    except ApigenError:  # told with the policy
        return
    for rule in conduct.environment.rules:
        where = f"rule {rule.name}"
        if " ".join(rule.sentence.split()) not in policy:
            yield where, f"the policy does not say '{rule.sentence}'. Use its words, word for word."
        yield from _case(conduct, rule, "passes")
        yield from _case(conduct, rule, "fails")


def _case(conduct: Conduct, rule: Rule, kind: str) -> Iterator[Problem]:
    where = f"rule {rule.name}, {kind}"
    try:
        case: Case = list(getattr(rule, kind)(conduct.environment.seed))
        trace = _played(conduct.environment, case)
        broken = rule.breaches(trace)
    except Exception as error:
        yield where, f"it failed with {type(error).__name__}: {error}. Mend the case or the rule."
        return
    unfit = [step for step in trace if step.error in ("unknown_tool", "invalid_arguments")]
    if unfit:
        yield where, f"a call cannot be made: {unfit[0].observation}. Mend the case."
    elif not trace:
        yield where, "it makes no calls. Give at least one."
    elif any(not any(step is own for own in trace) for step in broken):
        yield where, "the rule yields a step that is not in the trace. Yield the trace's own steps."
    elif kind == "passes" and broken:
        names = ", ".join(step.tool for step in broken)
        yield where, f"the rule objects to {names}. Mend the rule or the case."
    elif kind == "fails" and not broken:
        yield where, "the rule finds no fault with it. Mend the rule or the case."


def _played(environment: Environment, case: Case) -> Trace:
    return environment.replay(case).trace
