"""From objections to one list of changes for the author (APIGen-MT, section 4.1.2, stage 3)."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from apigen_mt.llm.line import Speaker
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Finding


class Changes(BaseModel):
    """What the merger answers with."""

    model_config = ConfigDict(extra="ignore")

    summary: str = ""
    changes: list[str] = Field(max_length=20)


class PlainFeedback:
    """Hands every finding on as it is."""

    async def merge(self, blueprint: Blueprint, findings: Sequence[Finding]) -> tuple[str, ...]:
        """Return the findings' details, without repeats."""
        return tuple(dict.fromkeys(f"{one.reason}: {one.detail}" for one in findings))


class ModelFeedback:
    """Has a model merge what checks and jurors say; it does not judge."""

    def __init__(self, speaker: Speaker, prompts: Prompts) -> None:
        self.speaker = speaker
        self.prompts = prompts

    async def merge(self, blueprint: Blueprint, findings: Sequence[Finding]) -> tuple[str, ...]:
        """Return the changes, the weightiest first."""
        line = self.speaker.line(blueprint.scenario, "feedback", len(blueprint.rounds))
        reviews = blueprint.ruling.reviews if blueprint.ruling is not None else ()
        heard = [one.model_dump(mode="json") for one in findings]
        heard += [
            {"source": one.juror, "reason": "reflection", "detail": one.reflection}
            for one in reviews
            if one.reflection
        ]
        chat = self.prompts["feedback"].fill(
            instruction=blueprint.instruction,
            actions=[one.model_dump() for one in blueprint.actions],
            outputs=[one.model_dump() for one in blueprint.outputs],
            objections=heard,
        )
        found, _ = await line.fill(chat, Changes, self.prompts)
        return tuple(found.changes) or (found.summary,)
