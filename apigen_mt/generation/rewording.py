"""The procedural author with a model's words: the plan stays, the instruction is the model's."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from apigen_mt.generation import material
from apigen_mt.generation.planner import Planner
from apigen_mt.language.conduct import conduct
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario


class Wording(BaseModel):
    """What a model answers when it words an instruction."""

    model_config = ConfigDict(extra="ignore")

    thought: str = ""
    instruction: str


class WordedPlanner:
    """Plans like the planner and has a model word what the user wants."""

    def __init__(self, planner: Planner, speaker: Speaker, prompts: Prompts) -> None:
        self.planner = planner
        self.speaker = speaker
        self.prompts = prompts

    async def draft(self, scenario: Scenario) -> Blueprint | None:
        """Return a planned blueprint in the model's words."""
        return await self._worded(await self.planner.draft(scenario))

    async def revise(self, blueprint: Blueprint, turn: Round) -> Blueprint | None:
        """Return the plan anew, worded with the changes of `turn` in mind."""
        return await self._worded(await self.planner.revise(blueprint, turn))

    async def combine(self, joined: Blueprint, parts: Sequence[Blueprint]) -> Blueprint:
        """Return joined parts in the model's words."""
        worded = await self._worded(joined)
        assert worded is not None
        return worded

    async def _worded(self, blueprint: Blueprint | None) -> Blueprint | None:
        if blueprint is None:
            return None
        rounds = blueprint.rounds
        line = self.speaker.line(blueprint.scenario, "wording", len(rounds))
        chat = self.prompts["wording"].fill(
            plan=conduct(blueprint),
            facts=[one.model_dump(include={"ask", "said", "mistaken"}) for one in blueprint.facts],
            persona=material.persona_of(blueprint.scenario),
            changes=list(rounds[-1].changes) if rounds else [],
        )
        wording, _ = await line.fill(chat, Wording, self.prompts)
        return blueprint.model_copy(
            update={
                "instruction": wording.instruction,
                "reasoning": wording.thought,
                "author": f"{self.planner.name}+{self.speaker.name}",
            }
        )
