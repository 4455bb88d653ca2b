"""An agent without a model: follows the gold plan, and may use only what it was told or has read.

It hears the user's words and sees the answers of tools. A gold argument becomes usable when the
user said it or a tool returned it; until then the agent asks for it or looks it up.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from random import Random
from typing import Any

import orjson

from apigen_mt.environment import Environment, Tool
from apigen_mt.interplay import lines
from apigen_mt.language.consent import Rows, unmentioned
from apigen_mt.language.grammar import expand, fill, listed, look_up, pick, sentence, spoken
from apigen_mt.language.grounding import Ledger
from apigen_mt.language.intent import agrees
from apigen_mt.language.match import normal
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal
from apigen_mt.records.chat import Message, ToolCall

Script = Generator[Message, str, None]
"""Yields what the agent says or calls; is sent what the user or the tool answers."""
Step = Generator[Message, str, Any]

PATIENCE = 4
"""How often the agent asks for the same thing before it moves on."""
_REPORTS = tuple("done that's all it's i've changed gone saved added switched moved".split())


class ScriptedAgent:
    """Plays the agent of one blueprint in one attempt."""

    name = "scripted"

    def __init__(
        self, blueprint: Blueprint, environment: Environment, seed: int, slip: float = 0.0
    ) -> None:
        self.blueprint = blueprint
        self.environment = environment
        self.wording = Wording(environment)
        self.random = Random(f"{seed}/agent")
        self.ledger = Ledger(environment)
        self.rows = Rows()
        self.results: dict[int, Any] = {}
        self._calls = 0
        self._wish = ""
        self._lead = ""
        draw = Random(f"{seed}/agent-slip")
        self.slip = ""
        if draw.random() < slip:
            self.slip = draw.choice(("hasty", "guess", "skip", "mute", "stranger", "boast"))
        self._script = self._play()
        self._started = False

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next message; `heard` ends with what the user said or the tool answered."""
        text = heard[-1].content
        if not self._started:
            self._started = True
            self._hear(text)
            return next(self._script)
        return self._script.send(text)

    def _play(self) -> Script:
        goals = self.blueprint.goals
        first = goals[0] if goals else None
        self._lead = self._welcome(first)
        if self.slip != "stranger":
            yield from self._identify()
        for goal in goals:
            report = yield from self._serve(goal)
            self._wish = ""  # what was said for one wish is not meant for the next
            if self.slip == "boast":
                report = f"{report} That saves you ${self.random.randint(7001, 9999)}.37."
            yield from self._say(f"{report} {self._closing()}")
        while True:
            yield from self._say(self._closing())

    def _welcome(self, goal: Goal | None) -> str:
        kind = "inform" if goal is not None and goal.kind == "inform" else "act"
        parts = []
        if self.random.random() < 0.55:
            parts.append(self.wording.greeting(self.random))
        if self.random.random() < 0.7:
            parts.append(pick(lines.ACKNOWLEDGE[kind], self.random))
        return " ".join(parts)

    def _closing(self) -> str:
        return sentence(pick(lines.CLOSING, self.random))

    # Speaking, asking, calling

    def _say(self, text: str) -> Step:
        """Say `text` and return the user's answer."""
        lead, self._lead = self._lead, ""
        text = " ".join(f"{lead} {text}".split())
        answer = yield Message(role="assistant", content=text)
        self._hear(answer)
        return answer

    def _hear(self, text: str) -> None:
        self.ledger.hear(text)
        self._wish += normal(text)

    def _call(self, action: Action) -> Step:
        """Make a call; return its result, or None after an error."""
        self._calls += 1
        call = ToolCall(id=f"call_{self._calls:03d}", name=action.tool, arguments=action.arguments)
        answer = yield Message(role="assistant", tool_calls=(call,))
        result = orjson.loads(answer)
        if isinstance(result, dict) and set(result) == {"error", "code"}:
            return None
        self.ledger.observe(answer)
        tool = self.environment.toolbox.get(action.tool)
        if tool is not None:
            self.rows.observe(tool, answer)
        return result

    def _ask(self, facts: Sequence[Fact], bank: Sequence[str] = lines.ASK) -> Step:
        """Ask for facts until they are said, or patience ends."""
        for _ in range(PATIENCE):
            missing = [fact for fact in facts if not self._told(fact)]
            if not missing:
                return
            ask = listed(list(dict.fromkeys(fact.ask for fact in missing)))
            yield from self._say(pick(bank, self.random).format(ask=ask))

    def _told(self, fact: Fact) -> bool:
        """Whether the user said a fact: one about a wish when it came up, others at any time."""
        if "." in fact.key:
            return normal(fact.said) in self._wish
        return self.ledger.heard(fact.said) or bool(
            fact.mistaken and self.ledger.heard(fact.mistaken)
        )

    # Who is calling

    def _identify(self) -> Step:
        """Find out who is calling, by what they say of themselves."""
        own = [fact for fact in self.blueprint.facts if "." not in fact.key]
        for place in self.blueprint.identify:
            action = self.blueprint.actions[place]
            if not all(self._told(fact) for fact in own):
                yield from self._ask(own, self._identity_bank())
            wrong = [fact for fact in own if not self.ledger.heard(fact.said) and fact.mistaken]
            if wrong:
                mistyped = {fact.key: fact.mistaken for fact in wrong}
                yield from self._call(self._mistyped(action, mistyped))
                ask = listed([fact.ask for fact in wrong])
                yield from self._say(pick(lines.NOT_FOUND, self.random).format(ask=ask))
            self.results[place] = yield from self._call(action)

    def _identity_bank(self) -> Sequence[str]:
        """Return questions for one way in which a caller can be found, or for every way."""
        tools = self.environment.toolbox.values()
        ways = [self.wording.ask_who(tool) for tool in tools if self.environment.identifies(tool)]
        if not ways:
            return lines.ASK
        asked = self.random.choice([", or ".join(ways), *ways])
        return [line.replace("{ask}", asked) for line in lines.ASK_IDENTITY]

    def _mistyped(self, action: Action, wrong: Mapping[str, str]) -> Action:
        tool = self.environment.toolbox[action.tool]
        arguments = dict(action.arguments)
        for name, slot, _ in tool.slots(action.arguments):
            if slot[3:] in wrong:
                arguments[name] = wrong[slot[3:]]
        return Action(tool=action.tool, arguments=arguments)

    # Wishes

    def _serve(self, goal: Goal) -> Step:
        """Do what one wish takes; return what to tell the user."""
        facts = [self.blueprint.fact(key) for key in goal.facts]
        if goal.change is not None:
            later = normal(self.blueprint.fact(goal.change.fact).said)
            facts = [fact for fact in facts if normal(fact.said) not in later]
        if self.slip != "guess":
            yield from self._ask(facts)
        actions = [place for place in goal.actions if place not in self.results]
        writing = goal.kind == "act" or (goal.kind == "decline" and bool(goal.actions))
        reads = actions[:-1] if writing else actions
        yield from self._read(reads)
        if goal.kind == "act":
            return (yield from self._act(goal, actions[-1]))
        if goal.kind == "inform":
            return self._tell(goal)
        if goal.kind == "refuse":
            return self._refuse(goal, lines.REFUSE)
        if goal.actions:
            return (yield from self._hand_over(goal, actions[-1]))
        return self._refuse(goal, lines.REFUSE_REQUEST)

    def _read(self, reads: Sequence[int]) -> Step:
        """Make the reads whose arguments are known by now; the others wait."""
        for place in reads:
            action = self.blueprint.actions[place]
            tool = self.environment.toolbox[action.tool]
            known = not any(self.ledger.ungrounded(tool, action.arguments))
            if place not in self.results and (known or self.slip == "guess"):
                self.results[place] = yield from self._call(action)

    def _act(self, goal: Goal, place: int) -> Step:
        tool = self.environment.toolbox[goal.tool]
        action = self.blueprint.actions[place]
        if self.slip == "skip":
            return pick(lines.DONE_PLAIN, self.random)
        if self.slip != "hasty":
            yield from self._agree(goal, tool, action.arguments)
        result = yield from self._call(action)
        self.results[place] = result
        return self._report(tool, action.arguments, result)

    def _agree(self, goal: Goal, tool: Tool, arguments: Mapping[str, Any]) -> Step:
        """Say what will be done and wait for a yes; a change of mind is taken up."""
        bank: Sequence[str] = lines.OFFER
        now = dict(arguments)
        if goal.change is not None:
            now[goal.change.argument] = goal.change.before
        for _ in range(PATIENCE):
            answer = yield from self._say(self._offer(tool, now, bank))
            if goal.change is not None and now != arguments:
                now, bank = dict(arguments), lines.OFFER_AGAIN
                yield from self._read(goal.actions[:-1])
            elif agrees(answer):
                return

    def _offer(self, tool: Tool, arguments: Mapping[str, Any], bank: Sequence[str]) -> str:
        said = {}
        for fact in self.blueprint.facts:
            name = fact.key.partition(".")[2]
            if name in arguments and fact.value == arguments[name]:
                said[name] = fact.said
        offer = self._render(self.wording.offer(tool, self.random), tool, arguments, said=said)
        if offer is None:
            offer = tool.name.replace("_", " ")
        lacking = list(unmentioned(offer, self.environment, tool, arguments, self.rows))
        if lacking:
            details = [
                f"{self._noun(name)}: "
                f"{self.wording.said(tool, name, arguments[name], self.rows.find)}"
                for name in lacking
            ]
            offer = f"{offer} ({'; '.join(details)})"
        notice = self._render(self.wording.notice(tool, self.random), tool, arguments) or ""
        return pick(bank, self.random).format(offer=offer, Notice=f"{notice} " if notice else "")

    def _noun(self, parameter: str) -> str:
        return parameter.removesuffix("_ids").removesuffix("_id").replace("_", " ")

    def _render(
        self,
        template: str,
        tool: Tool,
        arguments: Mapping[str, Any],
        result: Any = None,
        said: Mapping[str, str] | None = None,
    ) -> str | None:
        return self.wording.render(
            template, tool, arguments, self.rows.find, result=result, override=said
        )

    def _report(self, tool: Tool, arguments: Mapping[str, Any], result: Any) -> str:
        done = self._render(self.wording.done(tool, self.random), tool, arguments, result=result)
        if not done:
            return pick(lines.DONE_PLAIN, self.random)
        if done.casefold().startswith(_REPORTS):
            return sentence(done)
        return pick(lines.DONE, self.random).format(done=sentence(done))

    def _tell(self, goal: Goal) -> str:
        value = look_up(self._answer_to(goal), goal.field)
        if self.slip == "mute" or value is None:
            return "I've looked it up for you."
        try:
            return sentence(fill(expand(goal.answer, self.random), {"value": value}))
        except (KeyError, ValueError, TypeError):
            return f"It's {spoken(value)}."

    def _answer_to(self, goal: Goal) -> Any:
        """Return the result of the read that answers a question."""
        for place in goal.actions:
            action = self.blueprint.actions[place]
            if action.tool == goal.tool and action.arguments == goal.arguments:
                return self.results.get(place)
        return None

    def _refuse(self, goal: Goal, bank: Sequence[str]) -> str:
        if self.slip == "mute":
            return "Let me think about that one."
        return pick(bank, self.random).format(because=goal.because)

    def _hand_over(self, goal: Goal, place: int) -> Step:
        tool = self.environment.toolbox[goal.tool]
        action = self.blueprint.actions[place]
        if self.slip == "skip":
            return self._refuse(goal, lines.REFUSE_REQUEST)
        refusal = self._refuse(goal, lines.REFUSE_REQUEST)
        for _ in range(PATIENCE):
            offer = self._offer(tool, action.arguments, lines.OFFER)
            answer = yield from self._say(f"{refusal} {offer}")
            if agrees(answer):
                break
            refusal = ""
        result = yield from self._call(action)
        self.results[place] = result
        return self._report(tool, action.arguments, result)
