"""An agent without a model: follows the gold plan, and may use only what it was told or has read.

It hears the user's words and sees the answers of tools. A gold argument becomes usable when the
user said it or a tool returned it; until then the agent asks for it or looks it up.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import orjson

from apigen_mt.environment import OUTAGES, Environment, Tool, error_in
from apigen_mt.interplay import lines
from apigen_mt.language.consent import Rows, unmentioned
from apigen_mt.language.grammar import expand, fill, listed, look_up, pick, sentence, spoken
from apigen_mt.language.grounding import Ledger
from apigen_mt.language.intent import agrees, presses, wonders
from apigen_mt.language.match import normal
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal, Vague
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
        self._answers: list[str] = []
        self._failed = False
        self._wish = ""
        self._lead = ""
        self._found: set[str] = set()
        draw = Random(f"{seed}/agent-slip")
        self.slip = ""
        if draw.random() < slip:
            self.slip = draw.choice(("hasty", "guess", "skip", "mute", "stranger", "boast"))
        self._script = self._play()
        self._started = False

    async def reply(self, heard: Sequence[Message]) -> Message:
        """Return the next message; `heard` ends with what the user said or the tools answered."""
        text = heard[-1].content
        self._answers = [one.content for one in heard]
        if not self._started:
            self._started = True
            self._hear(text)
            return next(self._script)
        return self._script.send(text)

    def _play(self) -> Script:
        goals = self.blueprint.goals
        first = goals[0] if goals else None
        self._lead = self._welcome(first)
        identified = self.slip == "stranger"
        for goal in goals:
            if goal.pressed:
                no = pick(lines.REFUSE_SHORTCUT, self.random).format(because=goal.because)
                self._lead = f"{self._lead} {no}"
            if not identified and (goal.kind not in ("decline", "forbidden") or goal.actions):
                yield from self._identify()
                identified = True
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
        if self.random.random() < 0.7 and not (goal is not None and goal.pressed):
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
        if presses(text) and not self._lead:
            self._lead = pick(lines.HURRY, self.random)

    def _call(self, action: Action) -> Step:
        """Make a call; return its result, or None after an error.

        What fails for no reason of its own is tried again.
        """
        for _ in range(PATIENCE):
            (answer,) = yield from self._calls_of([action])
            failed = error_in(answer)
            if failed is None or failed not in OUTAGES:
                break
            self._failed = True
        return self._noted(action, answer)

    def _calls_of(self, actions: Sequence[Action]) -> Step:
        """Make calls in one message; return their answers as JSON texts."""
        calls = []
        for action in actions:
            self._calls += 1
            calls.append(
                ToolCall(id=f"call_{self._calls:03d}", name=action.tool, arguments=action.arguments)
            )
        yield Message(role="assistant", tool_calls=tuple(calls))
        return self._answers

    def _noted(self, action: Action, answer: str) -> Any:
        """Take in what a tool answered; return it, or None when it is an error."""
        if error_in(answer) is not None:
            return None
        self.ledger.observe(answer)
        tool = self.environment.toolbox.get(action.tool)
        if tool is not None:
            self.rows.observe(tool, answer)
        return orjson.loads(answer)

    def _ask(self, facts: Sequence[Fact], bank: Sequence[str] = lines.ASK) -> Step:
        """Ask for facts until they are said, or patience ends."""
        for _ in range(PATIENCE):
            missing = [fact for fact in facts if not self._told(fact)]
            if not missing:
                return
            once = {normal(fact.said): fact.ask for fact in reversed(missing)}
            ask = listed(list(dict.fromkeys(reversed(once.values()))))
            answer = yield from self._say(pick(bank, self.random).format(ask=ask))
            if wonders(answer) and bank is lines.ASK:
                bank = lines.ASK_SIMPLER

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
        if goal.vague is not None:
            facts = [one for one in facts if one.key.partition(".")[2] != goal.vague.argument]
        if self.slip != "guess" and goal.tool not in self.blueprint.withheld:
            yield from self._ask(facts)
        if goal.vague is not None:
            yield from self._tell_apart(goal, goal.vague)
        actions = [place for place in goal.actions if place not in self.results]
        writing = goal.kind == "act" or (goal.kind == "decline" and bool(goal.actions))
        reads = actions[:-1] if writing else actions
        yield from self._read(reads if goal.kind != "guide" else ())
        if goal.kind == "guide":
            return (yield from self._guide(goal))
        if goal.kind == "act":
            return (yield from self._act(goal, actions[-1]))
        if goal.kind == "inform":
            return self._tell(goal)
        if goal.kind == "refuse":
            down = self._down(goal)
            if down is not None:
                yield from self._try_in_vain(goal, down)
            return self._refuse(goal, lines.REFUSE)
        if goal.actions:
            return (yield from self._hand_over(goal, actions[-1]))
        return self._refuse(goal, lines.REFUSE_REQUEST)

    def _read(self, reads: Sequence[int]) -> Step:
        """Make the reads whose arguments are known by now; the others wait."""
        for group in self._groups(reads):
            actions = [self.blueprint.actions[place] for place in group]
            if len(group) == 1:
                self.results[group[0]] = yield from self._call(actions[0])
                continue
            answers = yield from self._calls_of(actions)
            for place, action, answer in zip(group, actions, list(answers), strict=True):
                if error_in(answer) in OUTAGES:
                    self.results[place] = yield from self._call(action)
                else:
                    self.results[place] = self._noted(action, answer)

    def _groups(self, reads: Sequence[int]) -> Iterator[list[int]]:
        """Yield reads one by one; together those known at one time, where that is the manner."""
        together = "parallel_reads" in self.blueprint.scenario.behaviours
        group: list[int] = []
        for place in reads:
            if group and not (together and self._known(place)):
                yield group
                group = []
            if place not in self.results and (self._known(place) or self.slip == "guess"):
                group.append(place)
        if group:
            yield group

    def _known(self, place: int) -> bool:
        """Whether every argument of a gold action was said or returned by now."""
        action = self.blueprint.actions[place]
        tool = self.environment.toolbox[action.tool]
        return not any(self.ledger.ungrounded(tool, action.arguments))

    def _tell_apart(self, goal: Goal, vague: Vague) -> Step:
        """Look until rows that fit the user's words are there, and ask which one is meant."""
        fact = next(self.blueprint.fact(k) for k in goal.facts if k.endswith(f".{vague.argument}"))
        before = []
        for place in goal.actions:
            action = self.blueprint.actions[place]
            slots = self.environment.toolbox[action.tool].slots(action.arguments)
            if any(key == fact.value for _, _, key in slots):
                break
            before.append(place)
        yield from self._read(before)
        for _ in range(PATIENCE):
            if self.slip == "guess" or self._told(fact):
                return
            choice = " or ".join(f"the {name}" for name in vague.fits)
            fits = listed([f"the {name}" for name in vague.fits])
            ask = pick(lines.ASK_WHICH, self.random)
            yield from self._say(ask.format(fits=fits, choice=choice))

    def _down(self, goal: Goal) -> Action | None:
        """Return the write of a wish whose tool is down, which the agent learns by trying."""
        if any(one.permanent and one.tool == goal.tool for one in self.blueprint.disturbances):
            return Action(tool=goal.tool, arguments=goal.arguments)
        return None

    def _try_in_vain(self, goal: Goal, action: Action) -> Step:
        """Agree on a write with the user, and try it twice."""
        yield from self._agree(goal, self.environment.toolbox[goal.tool], action.arguments)
        for _ in range(2):
            yield from self._calls_of([action])

    def _act(self, goal: Goal, place: int) -> Step:
        tool = self.environment.toolbox[goal.tool]
        action = self.blueprint.actions[place]
        if self.slip == "skip":
            return pick(lines.DONE_PLAIN, self.random)
        if self.slip != "hasty":
            yield from self._agree(goal, tool, action.arguments)
        self._failed = False
        result = yield from self._call(action)
        if goal.read_back is not None:
            result = yield from self._make_sure(action, goal.read_back, result)
        self.results[place] = result
        report = self._report(tool, action.arguments, result)
        return f"{pick(lines.FAILED_ONCE, self.random)}{report}" if self._failed else report

    def _make_sure(self, action: Action, look: Action, result: Any) -> Step:
        """Look whether a write has arrived; look again if not, and then make it again."""
        place = self.blueprint.actions.index(look)
        before = self.results.get(place)
        for _ in range(2):
            if (yield from self._call(look)) != before:
                return result
        self._failed = True
        result = yield from self._call(action)
        yield from self._call(look)
        return result

    def _guide(self, goal: Goal) -> Step:
        """Take the steps of a matter in turn: look up, act on a yes, or ask the user to act."""
        self._found.clear()
        for place in goal.actions:
            action = self.blueprint.actions[place]
            mine = self.environment.toolbox.get(action.tool)
            if mine is None:
                yield from self._ask_to(action)
            elif mine.writes:
                yield from self._agree(goal, mine, action.arguments)
                result = self.results[place] = yield from self._call(action)
                report = self._report(mine, action.arguments, result)
                self._lead = f"{self._lead} {report}".strip()
            elif place not in self.results:
                result = self.results[place] = yield from self._call(action)
                self._find(mine, action.arguments, result)
        return goal.answer

    def _find(self, tool: Tool, arguments: Mapping[str, Any], result: Any) -> None:
        """Keep in mind to tell what a look-up shows, if there are words for it, once a matter."""
        done = self.wording.done(tool, self.random)
        found = self._render(done, tool, arguments, result=result) if done else None
        if found and tool.name not in self._found:
            self._found.add(tool.name)
            self._lead = f"{self._lead} {found}".strip()

    def _ask_to(self, action: Action) -> Step:
        """Ask the user to use a tool of its own, until it says that it has."""
        tool = self.environment.user_toolbox[action.tool]
        bank = lines.GUIDE_ACT if tool.writes else lines.GUIDE_LOOK
        for _ in range(PATIENCE):
            guide = self.wording.guide(tool, action.arguments, self.random)
            answer = yield from self._say(pick(bank, self.random).format(guide=guide))
            if not wonders(answer):
                return

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
