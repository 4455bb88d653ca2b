"""Stage 1: format, execution, policy, minimality, sufficiency (APIGen-MT, section 4.1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apigen_mt.environment import Environment, Session, Step
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


class Checker:
    """Runs every check on a blueprint of one environment."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def check(self, blueprint: Blueprint) -> tuple[Execution | None, tuple[Finding, ...]]:
        """Return the execution and no findings, or what is wrong.

        Later checks need what earlier ones establish, so the first check that fails ends the list;
        within a check everything is reported.
        """
        findings = tuple(_format(blueprint))
        if findings:
            return None, findings
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        session = self.environment.replay(calls, blueprint.scenario.seed)
        for look in (self._executed, self._policy, self._minimal, self._sufficient, self._outputs):
            findings = tuple(look(blueprint, session))
            if findings:
                return None, findings
        diff = tuple(Diff(**change._asdict()) for change in session.db.diff())
        return Execution(tuple(session.trace), session.db.digest, diff), ()

    def _executed(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        codes = {
            "unknown_tool": Reason.UNKNOWN_TOOL,
            "invalid_arguments": Reason.INVALID_ARGUMENTS,
        }
        for place, step in enumerate(session.trace):
            if step.error is not None:
                reason = codes.get(step.error, Reason.TOOL_ERROR)
                yield _finding(reason, f"action {place} ({step.tool}): {step.observation}")

    def _policy(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        for rule, place in self.environment.breaches(session.trace):
            yield _finding(
                Reason.POLICY, f"action {place} ({session.trace[place].tool}): {rule.sentence}"
            )

    def _minimal(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """Drop each write in turn: the end state must differ."""
        for dropped, step in enumerate(session.trace):
            if not step.writes:
                continue
            other = Session(self.environment.toolbox, step.before.fork())
            for later in session.trace[dropped + 1 :]:
                if later.writes:
                    other.call(later.tool, later.arguments)
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
            tool = self.environment.toolbox[step.tool]
            for parameter, value in ledger.ungrounded(tool, step.arguments):
                yield _finding(
                    Reason.INSUFFICIENT,
                    f"action {place} ({step.tool}): {parameter} '{value}' is neither known to the "
                    "user nor found by a read before",
                )
            ledger.observe(step.observation)

    def _outputs(self, blueprint: Blueprint, session: Session) -> Iterator[Finding]:
        """Every expected value must be in some tool's answer."""
        told = {normal(leaf) for step in session.trace for leaf in told_by(step.observation)}
        for output in blueprint.outputs:
            if output.kind == "value" and normal(output.text) not in told:
                yield _finding(Reason.UNFOUNDED_OUTPUT, f"no tool answers '{output.text}'")


def _format(blueprint: Blueprint) -> Iterator[Finding]:
    if not blueprint.instruction.strip():
        yield _finding(Reason.FORMAT, "instruction is empty")
    if not blueprint.actions:
        yield _finding(Reason.FORMAT, "actions is empty")
    for place, goal in enumerate(blueprint.goals):
        if any(index >= len(blueprint.actions) for index in goal.actions):
            yield _finding(Reason.FORMAT, f"goal {place} names an action that is not there")


def _finding(reason: Reason, detail: str) -> Finding:
    return Finding(reason=reason, detail=detail[:500], source="checks")
