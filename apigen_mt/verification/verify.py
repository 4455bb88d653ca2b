"""The verdict on a trajectory: end state, outputs, consent, grounding and policy.

Every call is executed again on a fresh session, so the verdict depends on the messages alone and
anyone can repeat it from a stored row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apigen_mt.environment import Environment, Session
from apigen_mt.language.consent import Rows, unmentioned
from apigen_mt.language.grounding import Ledger
from apigen_mt.language.intent import agrees, asks_go_ahead, ends, refuses
from apigen_mt.language.match import says
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.review import Finding, Reason
from apigen_mt.records.trajectory import Outcome


class Verifier:
    """Judges trajectories of one environment (APIGen-MT, section 4.2, and the process as well)."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def verify(self, messages: Sequence[Message], blueprint: Blueprint) -> Outcome:
        """Return the outcome; its reward is 1 only if there is no finding."""
        session, findings = self._follow(messages, blueprint)
        state_match = session.db.digest == blueprint.end_digest
        missing = list(_missing_outputs(messages, blueprint))
        findings += missing
        if not state_match:
            findings.append(
                _finding(Reason.STATE_MISMATCH, _difference(session, self.environment, blueprint))
            )
        for rule, place in self.environment.breaches(session.trace):
            step = session.trace[place]
            findings.append(_finding(Reason.POLICY, f"call {place} ({step.tool}): {rule.sentence}"))
        findings += _ending(messages, session, self.environment, blueprint)
        return Outcome(
            state_match=state_match,
            outputs_match=not missing,
            end_digest=session.db.digest,
            findings=tuple(findings),
            reward=0 if findings else 1,
        )

    def _follow(
        self, messages: Sequence[Message], blueprint: Blueprint
    ) -> tuple[Session, list[Finding]]:
        """Execute the calls again; return the session and what was wrong on the way."""
        session = self.environment.session(blueprint.scenario.seed)
        ledger, rows = Ledger(self.environment), Rows()
        findings: list[Finding] = []
        asked, offer, yes = "", "", False
        for message in messages:
            if message.role == "user":
                ledger.hear(message.content)
                yes = asks_go_ahead(asked) and agrees(message.content)
                asked, offer = "", asked  # a question is answered once
            elif message.role == "assistant":
                if message.content:
                    asked = message.content
                for call in message.tool_calls:
                    place = len(session.trace)
                    tool = self.environment.toolbox.get(call.name)
                    step = session.call(call.name, call.arguments)
                    if tool is None:
                        continue
                    for name, value in ledger.ungrounded(tool, call.arguments):
                        findings.append(
                            _finding(
                                Reason.UNGROUNDED_ARGUMENT,
                                f"call {place} ({call.name}): {name} '{value}' came from nowhere",
                            )
                        )
                    if step.writes:
                        lacking = [] if yes else ["a clear yes"]
                        if yes and step.changed:
                            lacking = list(
                                unmentioned(offer, self.environment, tool, call.arguments, rows)
                            )
                        if lacking:
                            findings.append(
                                _finding(
                                    Reason.UNCONFIRMED_WRITE,
                                    f"call {place} ({call.name}): "
                                    f"the confirmation lacks {', '.join(lacking)}",
                                )
                            )
                        yes = yes and not step.changed  # a refused call may be mended
                    if step.error is None:
                        ledger.observe(step.observation)
                        rows.observe(tool, step.observation)
        return session, findings


def _missing_outputs(messages: Sequence[Message], blueprint: Blueprint) -> Iterator[Finding]:
    replies = [one.content for one in messages if one.role == "assistant" and one.content]
    for output in blueprint.outputs:
        if output.kind == "value":
            said = any(says(reply, output.text) for reply in replies)
        else:
            said = any(refuses(reply) and says(reply, output.text) for reply in replies)
        if not said:
            wanted = output.text or "that it cannot be done"
            yield _finding(Reason.MISSING_OUTPUT, f"the agent never said: {wanted}")


def _difference(session: Session, environment: Environment, blueprint: Blueprint) -> str:
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
        yield _finding(Reason.CALL_LIMIT, "the agent never came back from its calls")
        return
    last = next((one for one in reversed(messages) if one.role == "user"), None)
    if last is None or not ends(last.content):
        yield _finding(Reason.TURN_LIMIT, "the user never ended the conversation")
        return
    gold = sum(environment.toolbox[one.tool].writes for one in blueprint.actions)
    made = sum(step.changed for step in session.trace)
    if made < gold:
        yield _finding(Reason.EARLY_STOP, f"ended after {made} of {gold} writes")


def _finding(reason: Reason, detail: str) -> Finding:
    return Finding(reason=reason, detail=detail[:500], source="verifier")
