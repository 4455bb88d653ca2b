"""A user without a model: wants what the blueprint wants, and says what it knows when asked.

It sees the agent's words alone, never a call or an answer of a tool.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from random import Random

import orjson

from apigen_mt.environment import Environment
from apigen_mt.interplay import lines
from apigen_mt.interplay.conversation import Hands
from apigen_mt.language.grammar import listed, pick, sentence
from apigen_mt.language.intent import (
    agrees,
    asks_for,
    asks_go_ahead,
    closes,
    ends,
    mentions,
    refuses,
)
from apigen_mt.language.match import heard, normal
from apigen_mt.language.telling import mine, unsaid
from apigen_mt.language.voice import utter
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint, Fact, Goal, Vague
from apigen_mt.records.chat import STOP

Script = Generator[str, str, None]
"""Yields what the user says; is sent what the agent says."""


class ScriptedUser:
    """Plays the user of one blueprint in one attempt."""

    name = "scripted"

    def __init__(
        self, blueprint: Blueprint, environment: Environment, seed: int, slip: float = 0.0
    ) -> None:
        self.blueprint = blueprint
        self.environment = environment
        self.wording = Wording(environment)
        self.hands: Hands | None = None
        self.acted = 0
        self.persona = blueprint.scenario.persona
        self.random = Random(f"{seed}/user")
        self.told: set[str] = set()
        self.goal = 0
        self.changed = False
        self.lost = False
        self.pressed = 0
        draw = Random(f"{seed}/user-slip")
        self.slip = draw.choice(("leave", "dither")) if draw.random() < slip else ""
        self._script = self._play()
        self._first = next(self._script)

    async def open(self) -> str:
        """Return the first message."""
        return self._first

    async def reply(self, text: str, hands: Hands | None = None) -> str:
        """Return the answer to what the agent said; it ends with the stop token at the end."""
        self.hands = hands
        return self._script.send(text)

    def _play(self) -> Script:
        text = yield self._voice(self._opening())
        while True:
            if self.slip and self.random.random() < 0.3:
                break
            answer = self._answer(text)
            if answer is None:
                self.goal, self.acted = self.goal + 1, 0
                if self.goal >= len(self.blueprint.goals):
                    break
                answer = self._next(refused=refuses(text))
            text = yield self._voice(answer)
        while self.slip == "dither":
            yield self._voice(pick(lines.ENDLESS, self.random))
        yield self._voice(f"{self._goodbye()} {STOP}")

    # Wishes

    @property
    def _now(self) -> Goal | None:
        goals = self.blueprint.goals
        return goals[self.goal] if self.goal < len(goals) else None

    def _opening(self) -> str:
        goal = self._now
        if goal is None:
            return pick(lines.HELLO, self.random)
        kind = "inform" if goal.kind == "inform" else "act"
        parts = [self._with_want(pick(lines.OPENING[kind], self.random), goal)]
        parts += [part for part in (goal.why, self._also(goal), goal.pressed) if part]
        if self.persona.length == "chatty":
            parts.insert(self.random.choice((0, len(parts))), pick(lines.SMALL_TALK, self.random))
        hello = "" if self.persona.length == "terse" and self.random.random() < 0.6 else "x"
        if hello:
            hello = pick(lines.HELLO, self.random)
            first = parts[0]
            if hello.endswith(",") and not first.startswith(("I ", "I'", "“")):
                first = first[0].lower() + first[1:]
            parts[0] = f"{hello} {first}"
        self._note(" ".join(parts))
        return " ".join(parts)

    def _next(self, refused: bool) -> str:
        goal = self._now
        assert goal is not None
        kind = "inform" if goal.kind == "inform" else "act"
        if goal.regrets:
            before = self.blueprint.goals[self.goal - 1]
            said = goal.want.partition(" instead of ")[2]
            assert before.kind == "act"
            fact = self.blueprint.fact(goal.facts[0])
            text = pick(lines.REGRET, self.random).format(facts=fact.said, before=said)
        elif goal.instead:
            text = self._with_want(pick(lines.NEXT["instead"], self.random), goal)
        else:
            text = self._with_want(pick(lines.NEXT[kind], self.random), goal)
            if refused and self.random.random() < 0.6:
                text = f"{pick(lines.ACCEPTED, self.random)} {text}"
        if goal.why and (self.persona.length != "terse" or self.random.random() < 0.3):
            text = f"{text} {goal.why}"
        text = " ".join(part for part in (text, self._also(goal), goal.pressed) if part)
        self._note(text)
        return text

    def _with_want(self, template: str, goal: Goal) -> str:
        if self.persona.length == "terse" and self.random.random() < 0.3 and goal.kind != "inform":
            return pick(lines.TERSE, self.random).format(want=goal.want)
        return template.format(want=goal.want, Want=sentence(goal.want))

    def _also(self, goal: Goal) -> str:
        """Return the details that the wish leaves out, for a user who tells everything at once."""
        if "missing_parameter" in self.blueprint.scenario.behaviours or goal.kind != "act":
            return ""
        parts = []
        for key in unsaid(self.blueprint, goal):
            fact = self.blueprint.fact(key)
            ask = mine(fact.ask)
            parts.append(
                pick(
                    lines.ALSO if ask.startswith(("the new", "my")) else lines.ALSO[:1], self.random
                ).format(Ask=sentence(ask), said=fact.said)
            )
        return " ".join(parts)

    # Answers

    def _answer(self, text: str) -> str | None:
        """Return the answer to a question, or None when there is room for the next wish."""
        goal = self._now
        if asks_go_ahead(text):
            if goal is not None and goal.change is not None and not self.changed:
                return self._change(goal)
            return self._agree()
        if self.persona.confused and not self.lost and "?" in text and not closes(text):
            self.lost = True
            return pick(lines.CONFUSED, self.random)
        if goal is not None and goal.vague is not None and self._which(goal.vague, text):
            return self._name(goal)
        if goal is not None and goal.kind == "guide":
            done = self._act(goal, text)
            if done:
                return done
        asked = [fact for fact in self._mine() if asks_for(text, fact.ask)]
        fresh = [fact for fact in asked if fact.key not in self.told]
        again = [fact for fact in asked if fact.mistaken and fact.key in self.told]
        if fresh or again:
            return self._give(fresh, again)
        if closes(text) or "?" not in text:
            return None
        rest = [fact for fact in self._mine() if fact.key not in self.told]
        own = [fact for fact in rest if "." not in fact.key]
        if own:
            return f"{pick(lines.UNKNOWN, self.random)} {self._give(own, [], plain=True)}"
        if rest:
            return self._give(rest, [])
        return pick(lines.UNSURE, self.random)

    def _act(self, goal: Goal, text: str) -> str:
        """Do what the agent asks for, if it is the next thing to do; return what to say of it."""
        own = [
            self.blueprint.actions[at]
            for at in goal.actions
            if self.blueprint.actions[at].tool in self.environment.user_toolbox
        ]
        if self.acted >= len(own) or self.hands is None:
            return ""
        action = own[self.acted]
        tool = self.environment.user_toolbox[action.tool]
        words = [self.wording.guide(tool, action.arguments, Random(n)) for n in range(16)]
        if not any(mentions(text, one) for one in words):
            return ""
        self.acted += 1
        observation = orjson.loads(self.hands.act(action.tool, action.arguments))
        told = self.wording.told(tool, action.arguments, observation, self.random)
        did = pick(lines.DID, self.random) if tool.writes else ""
        return " ".join(part for part in (did, told) if part)

    def _which(self, vague: Vague, text: str) -> bool:
        """Whether the agent asks which one of several rows is meant."""
        said = normal(text)
        return "?" in text and sum(heard(said, name) for name in vague.fits) > 1

    def _name(self, goal: Goal) -> str:
        assert goal.vague is not None
        key = next(k for k in goal.facts if k.partition(".")[2] == goal.vague.argument)
        self.told.add(key)
        said = self.blueprint.fact(key).said
        if self.persona.length == "terse":
            return f"the {said}"
        return pick(lines.WHICH, self.random).format(facts=said)

    def _mine(self) -> list[Fact]:
        """Return the facts about the user itself and those of the present wish."""
        goal = self._now
        wanted = set(goal.facts) if goal else set()
        if goal is not None and goal.vague is not None:
            wanted = {key for key in wanted if key.partition(".")[2] != goal.vague.argument}
        return [fact for fact in self.blueprint.facts if "." not in fact.key or fact.key in wanted]

    def _give(self, fresh: Sequence[Fact], again: Sequence[Fact], plain: bool = False) -> str:
        """Return a message that tells `fresh` facts and corrects those told wrong before."""
        said = []
        for fact in [*fresh, *again]:
            wrong = fact.mistaken and fact.key not in self.told
            said.append(fact.mistaken if wrong else fact.said)
            self.told.add(fact.key)
        facts = [*fresh, *again]
        if [fact.key for fact in facts[:2]] == ["first_name", "last_name"]:
            said[:2] = [f"{said[0]} {said[1]}"]
        said = list({normal(one): one for one in said}.values())
        own = all("." not in fact.key for fact in facts)
        text = ", ".join(said) if own or len(said) > 2 else listed(said)
        if again:
            return pick(lines.CORRECT_SELF, self.random).format(facts=text)
        bank: Sequence[str] = lines.GIVE
        if self.persona.length == "terse" or plain:
            return f"{text}." if plain else text
        if self.persona.length == "chatty" and self.random.random() < 0.5:
            bank = lines.GIVE_CHATTY
        line = pick(bank, self.random).format(facts=text)
        return line if "@" in line.split()[0] else sentence(line)

    def _agree(self) -> str:
        if self.persona.length == "terse":
            return pick(lines.YES_TERSE, self.random)
        if self.persona.length == "chatty" and self.random.random() < 0.5:
            return pick(lines.YES_CHATTY, self.random)
        return pick(lines.YES, self.random)

    def _change(self, goal: Goal) -> str:
        assert goal.change is not None
        self.changed = True
        fact = self.blueprint.fact(goal.change.fact)
        self.told.add(fact.key)
        return pick(lines.CHANGE, self.random).format(
            facts=fact.said, before=goal.change.said_before, Ask="I want"
        )

    def _goodbye(self) -> str:
        if self.persona.length == "terse":
            return pick(lines.BYE_TERSE, self.random)
        return pick(lines.THANKS, self.random)

    # Manner

    def _note(self, text: str) -> None:
        """Remember which facts a wish has told by itself.

        A name or zip code inside another value tells nobody who is calling.
        """
        said = normal(text)
        for fact in self._mine():
            if "." in fact.key and normal(fact.said) in said:
                self.told.add(fact.key)
        goal = self._now
        if goal is not None and goal.change is not None:
            self.told.add(goal.change.fact)

    def _voice(self, text: str) -> str:
        facts = [fact.said for fact in self.blueprint.facts]
        facts += [fact.mistaken for fact in self.blueprint.facts]
        for goal in self.blueprint.goals:
            facts += [goal.vague.said] if goal.vague is not None else []
            facts += [goal.change.said_before] if goal.change is not None else []
        presses = self.persona.impatient and not agrees(text) and not ends(text)
        if presses and (not self.pressed or (self.pressed < 2 and self.random.random() < 0.3)):
            self.pressed += 1
            line = pick(lines.IMPATIENT[self.pressed - 1 :], self.random)
            text = f"{text}{'' if text.endswith(('.', '?', '!')) else '.'} {line}"
        return utter(text, self.persona, self.random, facts)
