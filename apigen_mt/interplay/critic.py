"""Scores what a simulated human is about to say, from 0 to 10 (APIGen-MT, figure 12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from apigen_mt.language.conduct import conduct, manner
from apigen_mt.language.intent import closes, ends, refuses
from apigen_mt.language.match import normal
from apigen_mt.llm.line import Line
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint

_TELLING = re.compile(r"\S+@\S+\.\w+|\b\d[\d,.]*\b")
_LOST = re.compile(r" (dont|do not|cant|cannot) (know|remember|recall) ")


@dataclass(frozen=True)
class Opinion:
    """A score, and whether the draft says something against the instruction."""

    score: float
    contradicts: bool


@dataclass(frozen=True)
class Moment:
    """A conversation as the human sees it: (who, text), the desk's words last; maybe none yet."""

    blueprint: Blueprint
    spoken: Sequence[tuple[str, str]]

    @property
    def heard(self) -> str:
        """What the desk said last."""
        return self.spoken[-1][1] if self.spoken else ""


class Critic(Protocol):
    """Scores one draft."""

    async def score(self, moment: Moment, draft: str, line: Line | None) -> Opinion:
        """Return an opinion; `line` leads to the critic's model where it has one."""
        ...


class RuleCritic:
    """Judges what rules can: invented figures, early ends, lost memories."""

    async def score(self, moment: Moment, draft: str, line: Line | None = None) -> Opinion:
        """Return 10 less what is wrong."""
        known = normal(" ".join([moment.blueprint.instruction, *(t for _, t in moment.spoken)]))
        invented = [one for one in _TELLING.findall(draft) if normal(one) not in known]
        score = 10.0
        if invented:
            score -= 6.0
        if ends(draft) and not (closes(moment.heard) or refuses(moment.heard)):
            score -= 8.0
        if _LOST.search(normal(draft)):
            score -= 3.0
        return Opinion(max(score, 0.0), bool(invented))


class Grade(BaseModel):
    """What a model answers when it scores a draft."""

    model_config = ConfigDict(extra="ignore")

    reason: str = ""
    score: float = Field(ge=0, le=10)
    contradicts: bool = False


class ModelCritic:
    """Asks a model; what the rules find weighs as well, so that no end comes too early."""

    def __init__(self, prompts: Prompts) -> None:
        self.prompts = prompts
        self.rules = RuleCritic()

    async def score(self, moment: Moment, draft: str, line: Line | None) -> Opinion:
        """Return the model's score, or the rules' where that is lower by half or more."""
        assert line is not None
        chat = self.prompts["critic"].fill(
            instruction=moment.blueprint.instruction,
            persona=moment.blueprint.scenario.persona.model_dump(),
            wishes=conduct(moment.blueprint),
            manner=manner(moment.blueprint),
            conversation=[{"who": who, "text": text} for who, text in moment.spoken],
            draft=draft,
        )
        grade, _ = await line.fill(chat, Grade, self.prompts)
        if ends(draft) and (await self.rules.score(moment, draft)).score < 5.0:
            return Opinion(min(grade.score, 2.0), grade.contradicts)
        return Opinion(grade.score, grade.contradicts)
