"""The verdict on a trajectory: transcript, end state, outputs, consent, grounding and policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apigen_mt.environment import Environment, Session
from apigen_mt.language.intent import ends
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.review import Finding, Reason
from apigen_mt.records.trajectory import Outcome
from apigen_mt.verification.behaviours import Played, shown
from apigen_mt.verification.follow import Course, finding, follow
from apigen_mt.verification.labels import label
from apigen_mt.verification.outputs import missing
from apigen_mt.verification.transcript import faults


class Verifier:
    """Judges trajectories of one environment (APIGen-MT, section 4.2, and the process as well)."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def verify(self, messages: Sequence[Message], blueprint: Blueprint) -> Outcome:
        """Return the outcome; its reward is 1 only if there is no finding."""
        course = follow(messages, blueprint, self.environment)
        session = course.session
        self._police(course)
        findings = [
            finding(Reason.BROKEN_TRANSCRIPT, f"message {place}: {what}")
            for place, what in faults(messages)
        ]
        findings += [one for _, one in course.findings]
        lacking = tuple(missing(messages, blueprint))
        unsaid = [
            finding(
                Reason.MISSING_OUTPUT,
                f"the agent never said: {one.text or 'that it cannot be done'}",
            )
            for one in lacking
        ]
        findings += unsaid
        state_match = session.db.digest == blueprint.end_digest
        if not state_match:
            findings.append(finding(Reason.STATE_MISMATCH, _difference(session, blueprint)))
        findings += _ending(messages, session, self.environment, blueprint)
        return Outcome(
            state_match=state_match,
            outputs_match=not unsaid,
            end_digest=session.db.digest,
            findings=tuple(findings),
            labels=label(messages, course),
            behaviours=shown(Played(messages, blueprint, self.environment, course, lacking)),
            reward=0 if findings else 1,
        )

    def _police(self, course: Course) -> None:
        """Add the breaches of policy rules to what was found."""
        trace = course.session.trace
        for rule, place in self.environment.breaches(trace):
            detail = f"call {place} ({trace[place].tool}): {rule.sentence}"
            course.findings.append((course.places[place], finding(Reason.POLICY, detail)))


def _difference(session: Session, blueprint: Blueprint) -> str:
    gold = {(one.table, one.row, one.field): one.after for one in blueprint.diff}
    mine = {(one.table, one.row, one.field): one.after for one in session.db.diff()}
    differs = [
        f"{'/'.join(place)}"
        for place in sorted({*gold, *mine})
        if place not in gold or place not in mine or gold[place] != mine[place]
    ]
    return f"differs from gold at {', '.join(differs[:6]) or 'no stored field'}"


def _ending(
    messages: Sequence[Message], session: Session, environment: Environment, blueprint: Blueprint
) -> Iterator[Finding]:
    if messages and messages[-1].role == "tool":
        yield finding(Reason.CALL_LIMIT, "the agent never came back from its calls")
        return
    last = next((one for one in reversed(messages) if one.role == "user"), None)
    if last is None or not ends(last.content):
        yield finding(Reason.TURN_LIMIT, "the user never ended the conversation")
        return
    tools = environment.every_tool
    gold = sum(one.tool in tools and tools[one.tool].writes for one in blueprint.actions)
    made = sum(step.changed for step in session.trace)
    if made < gold:
        yield finding(Reason.EARLY_STOP, f"ended after {made} of {gold} writes")
