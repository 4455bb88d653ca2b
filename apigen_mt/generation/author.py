"""The author that is a language model: drafts tasks, and revises them after findings."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from apigen_mt.environment import Environment
from apigen_mt.generation import material
from apigen_mt.generation.assembly import Assembly
from apigen_mt.generation.draft import references
from apigen_mt.generation.forbidden import forbidden
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.rewording import Wording
from apigen_mt.generation.task import Task
from apigen_mt.language import wording
from apigen_mt.llm.line import Chat, Speaker
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario

_KINDS = {"out_of_scope": "decline", "missing_tool": "missing"}
"""Kinds of goal by the names under which a model knows them."""


class ModelAuthor:
    """Asks a model for tasks in one environment (APIGen-MT, section 4.1).

    Its chat is rebuilt from the blueprint's rounds, so that an author keeps nothing between calls.
    """

    def __init__(self, speaker: Speaker, environment: Environment, prompts: Prompts) -> None:
        self.speaker = speaker
        self.environment = environment
        self.prompts = prompts
        self.wording = wording.Wording(environment)
        self._planner = Planner(environment)
        self._tools = material.tools_of(environment)

    async def draft(self, scenario: Scenario) -> Blueprint | None:
        """Return a first draft; None where nobody in the world can be the caller."""
        scenario = await self._suited(scenario)
        assembly = Assembly(self.environment, self.wording, scenario)
        if not assembly.reachable:
            return None
        return await self._write(assembly, self._task(assembly), ())

    async def revise(self, blueprint: Blueprint, turn: Round) -> Blueprint | None:
        """Return a draft that answers the changes of `turn`, which is kept with it."""
        assembly = Assembly(self.environment, self.wording, blueprint.scenario)
        rounds = (*blueprint.rounds, turn)
        chat = self._task(assembly)
        for one in rounds:
            said = orjson.dumps(one.draft or material.task_of(blueprint)).decode()
            chat.append({"role": "assistant", "content": said})
            chat.append(
                {"role": "user", "content": self.prompts["revise"].say(changes=one.changes)}
            )
        return await self._write(assembly, chat, rounds)

    async def combine(self, joined: Blueprint, parts: Sequence[Blueprint]) -> Blueprint:
        """Return joined parts with one new instruction (section 4.1.3)."""
        line = self.speaker.line(joined.scenario, "recombination", len(parts))
        own = [fact for fact in joined.facts if "." not in fact.key]
        chat = self.prompts["recombine"].fill(
            caller=[one.model_dump(include={"ask", "said", "mistaken"}) for one in own],
            instructions=[part.instruction for part in parts],
            persona=material.persona_of(joined.scenario),
        )
        worded, _ = await line.fill(chat, Wording, self.prompts)
        return joined.model_copy(
            update={
                "instruction": worded.instruction,
                "reasoning": worded.thought,
                "author": self.speaker.name,
            }
        )

    async def _suited(self, scenario: Scenario) -> Scenario:
        """Return the scenario with a person in whose world the planner finds all that is due.

        The rows that it has found it with are shown to the model as well.
        """
        if not (scenario.behaviours and self.environment.made_up):
            return scenario
        plan = await self._planner.draft(scenario)
        if plan is None:
            return scenario
        rows = dict.fromkeys(plan.scenario.rows)
        for action in plan.actions:
            tool = self.environment.every_tool[action.tool]
            rows |= {f"{slot[4:]}/{key}": None for slot, key in references(tool, action.arguments)}
        return plan.scenario.model_copy(update={"rows": tuple(rows)})

    async def _write(self, assembly: Assembly, chat: Chat, rounds: tuple[Round, ...]) -> Blueprint:
        line = self.speaker.line(assembly.scenario, "author", len(rounds))
        task, _ = await line.fill(chat, Task, self.prompts)
        return assembly.build(task, self.speaker.name, rounds)

    def _task(self, assembly: Assembly) -> Chat:
        scenario, missing = assembly.scenario, assembly.missing
        return self.prompts["author"].fill(
            policy=self.environment.policy_text,
            tools=self._tools,
            caller=assembly.caller,
            rows=material.rows_of(self.environment, scenario),
            rules=material.rules_of(self.environment, scenario),
            persona=material.persona_of(scenario),
            wanted=_wanted(self.environment, scenario),
            behaviours=material.behaviours_of(self.environment, scenario, missing),
            examples=material.examples_of(scenario),
        )


def _wanted(environment: Environment, scenario: Scenario) -> list[str]:
    """Return the kinds of wishes in order; what a human takes over comes last."""
    goals = sorted(scenario.goals, key=lambda goal: goal == "hand_over")
    kinds = (_kind(environment, *goal.partition(":")[::2]) for goal in goals)
    return [kind for kind in kinds if kind]


def _kind(environment: Environment, goal: str, name: str) -> str:
    """Return what a model calls a kind of wish; a shortcut is none of its own."""
    if goal == "pressure":
        return "forbidden" if forbidden(environment)[name].kind == "person" else ""
    return _KINDS.get(goal, goal)
