"""Executable policy: a rule watches a trace and points at the steps that break a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apigen_mt.environment.session import Step, Trace

Case = Sequence[tuple[str, Mapping[str, Any]]]
"""Calls made one after the other in a fresh session: (tool, arguments)."""

Watch = Callable[[Trace], Iterable[Step]]
CaseMaker = Callable[[Any], Case]


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the policy, as code."""

    name: str
    sentence: str
    """The sentence of the policy which this rule enforces, word for word."""
    explains: str
    """The same as an agent says it to a user: a clause that follows 'I can't do that: '."""
    watch: Watch = field(repr=False)
    passes: CaseMaker = field(repr=False)
    """Given the seed database, calls that keep the rule."""
    fails: CaseMaker = field(repr=False)
    """Given the seed database, calls that break it."""

    def breaches(self, trace: Trace) -> list[Step]:
        """Return the steps of `trace` that break the rule, in order."""
        return list(self.watch(trace))


def rule(
    sentence: str, *, explains: str, passes: CaseMaker, fails: CaseMaker
) -> Callable[[Watch], Rule]:
    """Turn a function over a trace into a Rule; it yields the steps that break the sentence."""

    def decorate(watch: Watch) -> Rule:
        return Rule(watch.__name__, sentence, explains, watch, passes, fails)

    return decorate


def succeeded(trace: Trace, *tools: str) -> list[Step]:
    """Return the steps that called one of `tools` (any tool when none is named) with success."""
    return [step for step in trace if step.error is None and (not tools or step.tool in tools)]
