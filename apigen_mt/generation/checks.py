"""Stage 1: format, execution, policy, minimality, sufficiency (APIGen-MT, section 4.1.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from apigen_mt.environment import Environment, Session, Step
from apigen_mt.generation.ambiguity import Search
from apigen_mt.generation.behaviours import absent
from apigen_mt.generation.standing import against, made
from apigen_mt.language.grounding import Ledger
from apigen_mt.language.match import normal, told_by
from apigen_mt.records.blueprint import Blueprint, Diff
from apigen_mt.records.review import Finding, Reason


@dataclass(frozen=True, slots=True)
class Execution:
    """What the gold actions do: their steps, the end state and how it differs."""

    steps: tuple[Step, ...]
    end_digest: str
    diff: tuple[Diff, ...]


Look = Callable[[Blueprint, Session], Iterable[Finding]]


class Checker:
    """Runs every check on a blueprint of one environment.

    Args:
        environment: whose tools and rules count.
        search: whether to look for other outcomes that satisfy the instruction; a planner's
            blueprints have none, by the way in which it describes rows.
    """

    def __init__(self, environment: Environment, search: bool = False) -> None:
        self.environment = environment
        self.search = search
        self._search = Search(environment)

    def check(self, blueprint: Blueprint) -> tuple[Execution | None, tuple[Finding, ...]]:
        """Return the execution and no findings, or what is wrong.

        Later checks need what earlier ones establish, so the first check that fails ends the list;
        within a check everything is reported.
        """
        findings = tuple(_format(blueprint))
        if findings:
            return None, findings
        session = self._replayed(blueprint)
        for look in self._looks():
            findings = tuple(look(blueprint, session))
            if findings:
                return None, findings
        diff = tuple(Diff(**change._asdict()) for change in session.db.diff())
        return Execution(tuple(session.trace), session.db.digest, diff), ()

    def report(self, blueprint: Blueprint) -> tuple[Finding, ...]:
        """Return everything that any check finds: the gold report of one blueprint."""
        session = self._replayed(blueprint)
        findings = list(_format(blueprint))
        for look in (*self._looks(), self._idle):
            findings += look(blueprint, session)
        return tuple(findings)

    def _replayed(self, blueprint: Blueprint) -> Session:
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        return self.environment.replay(calls, blueprint.scenario.seed)

    def _looks(self) -> Iterator[Look]:
        yield from (self._executed, self._policy, self._minimal, self._sufficient, self._outputs)
        yield self._refused
        if self.search:
            yield self._ambiguous

    def _executed(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        codes = {
            "unknown_tool": Reason.UNKNOWN_TOOL,
            "invalid_arguments": Reason.INVALID_ARGUMENTS,
        }
        for place, step in enumerate(session.trace):
            if step.tool in blueprint.withheld:
                detail = f"action {place}: {step.tool} is not there in this task"
                yield _finding(Reason.UNKNOWN_TOOL, detail)
            if step.error is not None:
                reason = codes.get(step.error, Reason.TOOL_ERROR)
                if reason == Reason.TOOL_ERROR and self._stray(step):
                    reason = Reason.UNKNOWN_ROW
                yield _finding(reason, f"action {place} ({step.tool}): {step.observation}")

    def _stray(self, step: Step) -> bool:
        """Whether a call names a row that is not there."""
        slots = self.environment.every_tool[step.tool].slots(step.arguments)
        return any(
            slot.startswith("ref:") and step.before.table(slot[4:]).get(key) is None
            for _, slot, key in slots
        )

    def _ambiguous(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        if any(step.error for step in session.trace):
            return
        for what in self._search.other_ways(blueprint):
            yield _finding(Reason.AMBIGUOUS, what)

    def _refused(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """What is refused cannot be had: a tool or a rule is against it, or its tool is gone."""
        gone = absent(blueprint)
        for place, goal in enumerate(blueprint.goals):
            tool = self.environment.toolbox.get(goal.tool)
            if goal.kind != "refuse" or tool is None or not tool.writes or tool.name in gone:
                continue
            if not against(blueprint, made(blueprint, place), goal, self.environment):
                detail = f"goal {place} ({goal.tool}) is to be refused and works as it stands"
                yield _finding(Reason.CONTRADICTION, detail)

    def _idle(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """Doing nothing would pass."""
        if not blueprint.outputs and session.db.digest == self.environment.seed.digest:
            yield _finding(Reason.TRIVIAL, "no write and no expected output: doing nothing passes")

    def _policy(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        for rule, place in self.environment.breaches(session.trace):
            yield _finding(
                Reason.POLICY, f"action {place} ({session.trace[place].tool}): {rule.sentence}"
            )

    def _minimal(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """Drop each write in turn: the end state must differ."""
        regretted = _regretted(blueprint)
        for dropped, step in enumerate(session.trace):
            if not step.writes or step.error is not None or dropped in regretted:
                continue
            other = Session(
                self.environment.toolbox, step.before.fork(), self.environment.user_toolbox
            )
            for later in session.trace[dropped + 1 :]:
                if later.writes:
                    other.call(later.tool, later.arguments, later.by)
            if other.db.digest == session.db.digest:
                yield _finding(
                    Reason.NOT_MINIMAL, f"action {dropped} ({step.tool}) changes nothing"
                )

    def _sufficient(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """Follow the gold actions: each argument must be said, returned or in the policy."""
        ledger = Ledger(self.environment)
        ledger.hear(blueprint.instruction)
        for fact in blueprint.facts:
            ledger.hear(fact.said)
        for place, step in enumerate(session.trace):
            tool = self.environment.toolbox.get(step.tool)
            if tool is None:
                if step.by == "user":
                    ledger.hear(" ".join(told_by(step.observation)))  # the user tells what it sees
                continue
            for parameter, value in ledger.ungrounded(tool, step.arguments):
                yield _finding(
                    Reason.INSUFFICIENT,
                    f"action {place} ({step.tool}): {parameter} '{value}' is neither known to the "
                    "user nor found by a read before",
                )
            if step.error is None:
                ledger.observe(step.observation)

    def _outputs(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """Every expected value must be in some tool's answer."""
        values = [one for one in blueprint.outputs if one.kind == "value"]
        worked = [step for step in session.trace if values and step.error is None]
        told = {normal(leaf) for step in worked for leaf in told_by(step.observation)}
        for output in values:
            if normal(output.text) not in told:
                yield _finding(Reason.UNFOUNDED_OUTPUT, f"no tool answers '{output.text}'")


def _format(blueprint: Blueprint) -> Iterator[Finding]:
    if not blueprint.instruction.strip():
        yield _finding(Reason.FORMAT, "instruction is empty")
    if not blueprint.actions:
        yield _finding(Reason.FORMAT, "actions is empty")
    for place, goal in enumerate(blueprint.goals):
        if any(index >= len(blueprint.actions) for index in goal.actions):
            yield _finding(Reason.FORMAT, f"goal {place} names an action that is not there")


def _regretted(blueprint: Blueprint) -> set[int]:
    """Return the places of writes that a later wish takes back: they happen, and leave nothing."""
    return {
        before.actions[-1]
        for before, goal in pairwise(blueprint.goals)
        if goal.regrets and before.actions
    }


def _finding(reason: Reason, detail: str) -> Finding:
    return Finding(reason=reason, detail=detail[:500], source="checks")
