"""The scripted agent: finds out who is calling, and serves one wish after the other.

It hears the user's words and sees the answers of tools. A gold argument becomes usable when the
user said it or a tool returned it; until then the agent asks for it or looks it up.
"""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.environment import Environment
from apigen_mt.interplay.scripted_agent.desk import Desk, Step
from apigen_mt.interplay.scripted_agent.questions import identify
from apigen_mt.interplay.scripted_agent.wishes import serve
from apigen_mt.records.blueprint import Blueprint, Goal
from apigen_mt.records.chat import Message


class ScriptedAgent:
    """Plays the agent of one blueprint in one attempt."""

    name = "scripted"

    def __init__(
        self, blueprint: Blueprint, environment: Environment, seed: int, slip: float = 0.0
    ) -> None:
        self.blueprint = blueprint
        self.desk = Desk(blueprint, environment, seed, slip)
        self._script: Step[None] | None = None

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next message; `heard` ends with what the user said or the tools answered."""
        if self._script is not None:
            return self._script.send(heard)
        self.desk.hear(heard[-1].content)
        self._script = self._play()
        return next(self._script)

    def _play(self) -> Step[None]:
        desk, goals = self.desk, self.blueprint.goals
        desk.lead = desk.speech.welcome(goals[0] if goals else None)
        identified = desk.slip == "stranger"
        for goal in goals:
            if goal.pressed:
                desk.lead = f"{desk.lead} {desk.speech.no_shortcut(goal)}"
            if not identified and _needs_a_name(goal):
                yield from identify(desk)
                identified = True
            report = yield from serve(desk, goal)
            desk.memory.close_wish()
            if desk.slip == "boast":
                report = f"{report} That saves you ${desk.random.randint(7001, 9999)}.37."
            yield from desk.say(f"{report} {desk.speech.closing()}")
        while True:
            yield from desk.say(desk.speech.closing())


def _needs_a_name(goal: Goal) -> bool:
    """Whether a wish takes knowing who is calling."""
    return goal.kind not in ("decline", "forbidden") or bool(goal.actions)
