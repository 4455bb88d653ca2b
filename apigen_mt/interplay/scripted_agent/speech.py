"""What an agent says: offers, reports, answers and refusals, in the environment's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from apigen_mt.environment import Environment, Tool
from apigen_mt.interplay.scripted_agent import lines
from apigen_mt.language.consent import Rows, unmentioned
from apigen_mt.language.grammar import expand, fill, look_up, pick, sentence, spoken
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Action, Blueprint, Goal

_REPORTS = tuple("done that's all it's i've changed gone saved added switched moved".split())
"""How a report begins that needs no `Done!` before it."""


class Speech:
    """Words for one conversation; each time others, drawn from one stream."""

    def __init__(
        self, blueprint: Blueprint, environment: Environment, rows: Rows, random: Random
    ) -> None:
        self.blueprint = blueprint
        self.environment = environment
        self.rows = rows
        self.random = random
        self.wording = Wording(environment)

    def line(self, bank: Sequence[str], **fields: str) -> str:
        """Return one line of a bank, with its fields filled."""
        return pick(bank, self.random).format(**fields)

    def welcome(self, goal: Goal | None) -> str:
        """Return how the first message begins: a greeting, a word on the wish, both or neither."""
        kind = "inform" if goal is not None and goal.kind == "inform" else "act"
        parts = []
        if self.random.random() < 0.55:
            parts.append(self.wording.greeting(self.random))
        pressed = goal is not None and bool(goal.pressed)
        if self.random.random() < 0.7 and not pressed:
            parts.append(self.line(lines.ACKNOWLEDGE[kind]))
        return " ".join(parts)

    def no_shortcut(self, goal: Goal) -> str:
        """Decline what a user asks to leave out, with the reason."""
        return self.line(lines.REFUSE_SHORTCUT, because=goal.because)

    def closing(self) -> str:
        """Ask whether there is anything else."""
        return sentence(self.line(lines.CLOSING))

    def identity(self) -> Sequence[str]:
        """Return questions for one way in which a caller can be found, or for every way."""
        tools = self.environment.toolbox.values()
        ways = [self.wording.ask_who(tool) for tool in tools if self.environment.identifies(tool)]
        if not ways:
            return lines.ASK
        asked = self.random.choice([", or ".join(ways), *ways])
        return [line.replace("{ask}", asked) for line in lines.ASK_IDENTITY]

    def offer(self, action: Action, bank: Sequence[str]) -> str:
        """Ask to go ahead with a write, with every detail that a yes has to cover."""
        tool = self.environment.toolbox[action.tool]
        template = self.wording.offer(tool, self.random)
        offer = self._render(template, action, said=self._said_of(action))
        if offer is None:
            offer = tool.name.replace("_", " ")
        lacking = "; ".join(self._lacking(offer, tool, action.arguments))
        offer = f"{offer} ({lacking})" if lacking else offer
        notice = self._render(self.wording.notice(tool, self.random), action)
        return self.line(bank, offer=offer, Notice=f"{notice} " if notice else "")

    def found(self, action: Action, result: Any) -> str:
        """Return what a call has shown or done; nothing where there are no words for it."""
        tool = self.environment.toolbox[action.tool]
        return self._render(self.wording.done(tool, self.random), action, result) or ""

    def report(self, action: Action, result: Any) -> str:
        """Say that a write is done, and what came of it."""
        done = self.found(action, result)
        if not done:
            return self.line(lines.DONE_PLAIN)
        if done.casefold().startswith(_REPORTS):
            return sentence(done)
        return self.line(lines.DONE, done=sentence(done))

    def request(self, action: Action) -> str:
        """Ask the user to use a tool of its own."""
        tool = self.environment.user_toolbox[action.tool]
        guide = self.wording.guide(tool, action.arguments, self.random)
        return self.line(lines.GUIDE_ACT if tool.writes else lines.GUIDE_LOOK, guide=guide)

    def answer(self, goal: Goal, result: Any) -> str:
        """Answer a question by what the look-up for it returned."""
        value = look_up(result, goal.field)
        if value is None:
            return lines.LOOKED_UP
        try:
            return sentence(fill(expand(goal.answer, self.random), {"value": value}))
        except (KeyError, ValueError, TypeError):
            return f"It's {spoken(value)}."

    def _render(
        self,
        template: str,
        action: Action,
        result: Any = None,
        said: Mapping[str, str] | None = None,
    ) -> str | None:
        tool = self.environment.toolbox[action.tool]
        return self.wording.render(
            template, tool, action.arguments, self.rows.find, result=result, override=said
        )

    def _said_of(self, action: Action) -> dict[str, str]:
        """Return the user's own words for the arguments which it knows."""
        said = {}
        for fact in self.blueprint.facts:
            name = fact.key.partition(".")[2]
            if name in action.arguments and fact.value == action.arguments[name]:
                said[name] = fact.said
        return said

    def _lacking(self, offer: str, tool: Tool, arguments: Mapping[str, Any]) -> Iterator[str]:
        """Yield the details which an offer leaves out, each with its name."""
        for name in unmentioned(offer, self.environment, tool, arguments, self.rows):
            what = name.removesuffix("_ids").removesuffix("_id").replace("_", " ")
            yield f"{what}: {self.wording.said(tool, name, arguments[name], self.rows.find)}"
