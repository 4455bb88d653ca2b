"""READ FIRST: the whole path of one item.

A scenario is drawn; the author drafts a blueprint; checks and the committee accept it or answer
with findings, which go back to the author; the accepted blueprint is played, and verification
decides whether the conversation is kept. Nothing is dropped without a reason.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Literal

from apigen_mt.config import InterplayConfig
from apigen_mt.environment import Environment
from apigen_mt.generation.conflicts import conflicts
from apigen_mt.generation.material import task_of
from apigen_mt.generation.recombine import beside, join, split
from apigen_mt.llm.model import CallFailed
from apigen_mt.pipeline.stages import Author, Checker, Feedback, Interplay, Jury, Sampler, Verifier
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Finding, Reason, Round
from apigen_mt.records.scenario import Scenario
from apigen_mt.records.trajectory import Accepted, Rejection, Trajectory

Stage = Literal["author", "check", "review", "interplay"]


@dataclass(frozen=True)
class Journey:
    """The stages of one run, and the way of an item through them."""

    environment: Environment
    sampler: Sampler
    author: Author
    checker: Checker
    jury: Jury
    feedback: Feedback
    interplay: Interplay
    verifier: Verifier
    max_revisions: int
    playing: InterplayConfig

    async def travel(self, index: int) -> AsyncIterator[Accepted | Rejection]:
        """Yield what becomes of item `index`: trajectories that are kept, and rejections."""
        found = await self.propose(index)
        if isinstance(found, Rejection):
            yield found
        else:
            async for outcome in self.rollout(found):
                yield outcome

    async def propose(self, index: int) -> Blueprint | Rejection:
        """Phase 1: return an accepted blueprint, or the rejection of the item."""
        scenario = self.sampler.sample(self.environment, index)
        try:
            if scenario.parts > 1:
                return await self._recombine(scenario)
            return await self._write(scenario)
        except CallFailed as failure:
            return _unanswered(scenario, failure)

    async def _write(self, scenario: Scenario) -> Blueprint | Rejection:
        blueprint = await self.author.draft(scenario)
        for revisions_left in range(self.max_revisions, -1, -1):
            if blueprint is None:
                return _no_plan(scenario)
            blueprint, findings, stage = await self.judge(blueprint)
            if not findings:
                return blueprint
            if revisions_left:
                blueprint = await self._revise(blueprint, findings)
        return Rejection(
            index=scenario.index,
            stage=stage,
            findings=findings,
            scenario=scenario,
            blueprint=blueprint,
        )

    async def _recombine(self, scenario: Scenario) -> Blueprint | Rejection:
        """Join blueprints of one person into a harder one (section 4.1.3).

        Each part is proposed by itself and joined if the whole still holds; what does not fit is
        left out. One part alone is a blueprint by itself. The rounds of all parts are on record.
        """
        parts: list[Blueprint] = []
        rounds: list[Round] = []
        whole: Blueprint | Rejection | None = None
        for scene in split(scenario):
            part = await self._write(beside(scene, parts))
            if isinstance(part, Rejection):
                rounds += _turned_down(part)
                whole = whole or part
                continue
            rounds += part.rounds
            joined, findings = await self._join([*parts, part], scenario) if parts else (part, ())
            if findings:
                rounds.append(_left_out(joined, findings, f"the part '{part.id}'"))
            else:
                parts, whole = [*parts, part], joined
            if len(parts) == scenario.parts:
                break
        assert whole is not None
        if isinstance(whole, Rejection):
            return whole
        turns = [turn.model_copy(update={"number": place}) for place, turn in enumerate(rounds)]
        return whole.model_copy(update={"rounds": tuple(turns)})

    async def _join(
        self, parts: list[Blueprint], scenario: Scenario
    ) -> tuple[Blueprint, tuple[Finding, ...]]:
        joined = join(parts, beside(scenario, parts))
        findings = conflicts(joined, parts, self.environment)
        if not findings:
            joined = await self.author.combine(joined, parts)
            joined, findings, _ = await self.judge(joined)
        return joined, findings

    async def _revise(
        self, blueprint: Blueprint, findings: tuple[Finding, ...]
    ) -> Blueprint | None:
        turn = Round(
            number=len(blueprint.rounds),
            findings=findings,
            changes=await self.feedback.merge(blueprint, findings),
            draft=task_of(blueprint),
            ruling=blueprint.ruling,
        )
        return await self.author.revise(blueprint, turn)

    async def judge(self, blueprint: Blueprint) -> tuple[Blueprint, tuple[Finding, ...], Stage]:
        """Return the blueprint with what checks and committee add, findings, and the stage."""
        blueprint, findings = self.check(blueprint)
        if findings:
            return blueprint, findings, "check"
        ruling = await self.jury.review(blueprint)
        blueprint = blueprint.model_copy(update={"ruling": ruling})
        return blueprint, () if ruling.accepted else ruling.findings, "review"

    def check(self, blueprint: Blueprint) -> tuple[Blueprint, tuple[Finding, ...]]:
        """Return the blueprint with its end state and diff, or what the checks find."""
        execution, findings = self.checker.check(blueprint)
        if execution is None:
            return blueprint, findings
        ends = {"end_digest": execution.end_digest, "diff": execution.diff}
        return blueprint.model_copy(update=ends), ()

    async def rollout(self, blueprint: Blueprint) -> AsyncIterator[Accepted | Rejection]:
        """Phase 2: play a blueprint; yield every distinct success and every failure."""
        index, successes = blueprint.scenario.index, set[str]()
        for attempt in range(self.playing.attempts):
            trajectory = await self.interplay.play(blueprint, attempt)
            outcome = self.verifier.verify(trajectory.messages, blueprint)
            if outcome.reward == 0 or trajectory.failure is not None:
                broken = (trajectory.failure,) if trajectory.failure is not None else ()
                yield Rejection(
                    index=index,
                    stage="interplay",
                    findings=(*broken, *outcome.findings),
                    scenario=blueprint.scenario,
                    blueprint=blueprint,
                    messages=trajectory.messages,
                    attempt=attempt,
                )
                continue
            spoken = _spoken(trajectory)
            if spoken not in successes:
                successes.add(spoken)
                yield Accepted(trajectory=trajectory, outcome=outcome)
            if len(successes) >= self.playing.successes:
                return


def _spoken(trajectory: Trajectory) -> str:
    return "\n".join(f"{one.role}:{one.content}" for one in trajectory.messages)


def _turned_down(part: Rejection) -> Iterator[Round]:
    if part.blueprint is not None:
        yield from part.blueprint.rounds
    yield _left_out(part.blueprint, part.findings, "a part that was not accepted")


def _left_out(draft: Blueprint | None, findings: tuple[Finding, ...], what: str) -> Round:
    return Round(
        number=0,
        findings=findings,
        changes=(f"leave out {what}",),
        draft=task_of(draft) if draft is not None else None,
        ruling=draft.ruling if draft is not None else None,
    )


def _unanswered(scenario: Scenario, failure: CallFailed) -> Rejection:
    finding = Finding(reason=failure.reason, detail=failure.detail, source="model")
    return Rejection(index=scenario.index, stage="author", findings=(finding,), scenario=scenario)


def _no_plan(scenario: Scenario) -> Rejection:
    finding = Finding(
        reason=Reason.NO_PLAN, detail=f"nothing to do for '{scenario.person}'", source="author"
    )
    return Rejection(index=scenario.index, stage="author", findings=(finding,), scenario=scenario)
