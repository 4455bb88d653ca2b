"""One seat of the committee that is a language model (APIGen-MT, figure 9)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from apigen_mt.environment import Environment
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.model import CallFailed
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import RUBRICS, Finding, Reason, Review


class Score(BaseModel):
    """A score and its reason."""

    model_config = ConfigDict(extra="ignore")

    score: int = Field(ge=0, le=1)
    reason: str = ""


class Verdict(BaseModel):
    """What a juror answers with."""

    model_config = ConfigDict(extra="ignore")

    reflection: str = ""
    correctness: Score
    completeness: Score
    satisfaction: Score
    creativity: Score


class ModelJuror:
    """Sees instruction, actions, outputs, tools and diff; never another juror's vote."""

    def __init__(
        self, name: str, speaker: Speaker, environment: Environment, prompts: Prompts
    ) -> None:
        self.name = name
        self.speaker = speaker
        self.prompts = prompts
        self._tools = [
            {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
            for tool in environment.toolbox.values()
        ]

    async def review(self, blueprint: Blueprint) -> Review:
        """Return the review; a seat whose model gives no usable answer abstains."""
        line = self.speaker.line(blueprint.scenario, f"juror.{self.name}", len(blueprint.rounds))
        chat = self.prompts["juror"].fill(
            instruction=blueprint.instruction,
            actions=[one.model_dump() for one in blueprint.actions],
            outputs=[one.model_dump() for one in blueprint.outputs],
            diff=[one.model_dump() for one in blueprint.diff],
            unmet=[
                {"want": goal.want, "because": goal.because}
                for goal in blueprint.goals
                if goal.kind in ("refuse", "decline")
            ],
            tools=self._tools,
        )
        try:
            verdict, _ = await line.fill(chat, Verdict, self.prompts)
        except CallFailed as failure:
            finding = Finding(reason=failure.reason, detail=failure.detail, source=self.name)
            return Review(
                juror=self.name, scores={}, accepted=False, abstained=True, findings=(finding,)
            )
        given = {rubric: getattr(verdict, rubric) for rubric in RUBRICS}
        findings = tuple(
            Finding(
                reason=Reason.OBJECTION,
                detail=f"{rubric}: {one.reason or verdict.reflection}"[:500],
                source=self.name,
            )
            for rubric, one in given.items()
            if not one.score
        )
        return Review(
            juror=self.name,
            scores={rubric: one.score for rubric, one in given.items()},
            reasons={rubric: one.reason for rubric, one in given.items()},
            reflection=verdict.reflection,
            accepted=not findings,
            findings=findings,
        )
