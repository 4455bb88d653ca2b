"""Which policy rules a run's data teaches: where each was at stake and kept, and where it refused.

A rule is at stake in a task when its gold actions keep it and either make the very call on which
the rule's own failing example breaks, or one slip would break it: a look-up left out, a write made
once more at the end, another person found first. A wish or a shortcut is refused because of a rule
when carrying it out at its place breaks that rule, or when the reason that the agent has to give is
the rule's own. What a tool refuses, or what has no tool, counts for no rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from apigen_mt.dataset.gold import Gold
from apigen_mt.environment import Environment, Step, Trace
from apigen_mt.generation.behaviours import absent
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Goal


class PolicyCoverage:
    """Counts of trajectories by rule, added one task at a time."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.complied: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._breaking = {name: one.tool for name, one in forbidden(environment).items()}
        self._others: list[Step] = []
        """The last two identifications of different people."""

    def add(self, gold: Gold) -> None:
        """Count one task."""
        self.complied.update(self._at_stake(gold.trace))
        self.refused.update(self._refusing(gold))

    def told(self) -> dict[str, Any]:
        """Return both counts of every rule, and the rules that lack one of the two."""
        names = [rule.name for rule in self.environment.rules]
        return {
            "rules": {
                name: {"complied": self.complied[name], "refused": self.refused[name]}
                for name in names
            },
            "without_both": [
                name for name in names if not (self.complied[name] and self.refused[name])
            ],
        }

    def _at_stake(self, trace: Trace) -> set[str]:
        open_ = [rule for rule in self.environment.rules if not rule.breaches(trace)]
        made = {step.tool for step in trace if step.error is None}
        found = {one.name for one in open_ if self._breaking.get(one.name) in made}
        open_ = [rule for rule in open_ if rule.name not in found]
        for slipped in self._slips(trace):
            broken = [rule for rule in open_ if rule.breaches(slipped)]
            found.update(rule.name for rule in broken)
            open_ = [rule for rule in open_ if rule not in broken]
            if not open_:
                break
        return found

    def _slips(self, trace: Trace) -> Iterator[Trace]:
        """Yield the trace with one slip each: the steps are as they were, but one."""
        for place, step in enumerate(trace):
            yield [*trace, step] if step.writes else [*trace[:place], *trace[place + 1 :]]
        yield from ([other, *trace] for other in self._strangers(trace))

    def _strangers(self, trace: Trace) -> list[Step]:
        """Return a step that finds somebody else, as an earlier task did; keep those of this."""
        toolbox = self.environment.every_tool
        finding = [step for step in trace if self.environment.identifies(toolbox[step.tool])]
        mine = [step.result for step in finding]
        found = [step for step in self._others if step.result not in mine][:1]
        if (
            finding
            and finding[0].error is None
            and not any(other.result == finding[0].result for other in self._others)
        ):
            self._others = [*self._others, finding[0]][-2:]
        return found

    def _refusing(self, gold: Gold) -> set[str]:
        """Return the rules that stand against a wish of the task."""
        found: set[str] = set()
        done, gone = 0, absent(gold.blueprint)
        for goal in gold.blueprint.goals:
            done = max([done, *(place + 1 for place in goal.actions)])
            if goal.pressed:
                found |= self._named(goal)
            elif goal.kind in ("refuse", "forbidden") and goal.tool not in gone:
                found |= self._named(goal) | self._against(goal, gold.trace[:done])
        return found

    def _named(self, goal: Goal) -> set[str]:
        """Return the rules whose reason the agent has to give."""
        because = normal(goal.because)
        return {rule.name for rule in self.environment.rules if normal(rule.explains) in because}

    def _against(self, goal: Goal, before: Trace) -> set[str]:
        if goal.tool not in self.environment.every_tool:
            return set()
        state = before[-1].after if before else self.environment.seed
        session = self.environment.session()
        session.db = state.fork()
        step = session.call(goal.tool, goal.arguments)
        broken = self.environment.breaches([*before, step])
        return {rule.name for rule, place in broken if place == len(before)}
