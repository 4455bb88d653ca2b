"""Who is playing the user: what it wants now, what it knows, and what it has told so far."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.interplay.conversation import Hands
from apigen_mt.interplay.scripted_user import lines
from apigen_mt.language.grammar import pick
from apigen_mt.language.intent import agrees, ends
from apigen_mt.language.match import normal
from apigen_mt.language.voice import utter
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint, Fact, Goal


class Person:
    """One user in one conversation."""

    def __init__(self, blueprint: Blueprint, environment: Environment, random: Random) -> None:
        self.blueprint = blueprint
        self.environment = environment
        self.wording = Wording(environment)
        self.persona = blueprint.scenario.persona
        self.random = random
        self.told: set[str] = set()
        """Keys of the facts that were told."""
        self.hands: Hands | None = None
        """What it can do on a device of its own, if it can."""
        self.acted = 0
        """How many steps it has taken there for the present wish."""
        self.changed = False
        """Whether it has changed its mind already."""
        self.lost = False
        """Whether it has asked back already."""
        self._place = 0
        self._pressed = 0

    @property
    def wish(self) -> Goal | None:
        """What it wants now, or None when everything is done."""
        goals = self.blueprint.goals
        return goals[self._place] if self._place < len(goals) else None

    @property
    def last_wish(self) -> Goal:
        """What it wanted before."""
        return self.blueprint.goals[self._place - 1]

    def go_on(self) -> None:
        """Turn to the next wish."""
        self._place, self.acted = self._place + 1, 0

    def chance(self, share: float) -> bool:
        """Return True in a share of the cases."""
        return self.random.random() < share

    def line(self, bank: Sequence[str], **fields: str) -> str:
        """Return one line of a bank, with its fields filled."""
        return pick(bank, self.random).format(**fields)

    def known(self) -> list[Fact]:
        """Return the facts about the user itself and those of the present wish, as meant by now."""
        goal = self.wish
        wanted = set(goal.facts) if goal else set()
        if goal is not None and goal.vague is not None:
            wanted = {key for key in wanted if key.partition(".")[2] != goal.vague.argument}
        facts = (fact for fact in self.blueprint.facts if "." not in fact.key or fact.key in wanted)
        return [self._meant(fact) for fact in facts]

    def _meant(self, fact: Fact) -> Fact:
        """Return a fact as it is meant now: what will be changed, as it was wanted first."""
        change = self.wish.change if self.wish is not None else None
        if change is None or change.fact != fact.key or self.changed:
            return fact
        return fact.model_copy(update={"said": change.said_before})

    def note(self, text: str) -> None:
        """Remember which facts a wish has told by itself.

        A name or zip code inside another value tells nobody who is calling.
        """
        said = normal(text)
        for fact in self.known():
            if "." in fact.key and normal(fact.said) in said:
                self.told.add(fact.key)

    def voice(self, text: str) -> str:
        """Return `text` in the person's manner; who is in a hurry presses once or twice."""
        presses = self.persona.impatient and not agrees(text) and not ends(text)
        if presses and (not self._pressed or (self._pressed < 2 and self.chance(0.3))):
            self._pressed += 1
            line = self.line(lines.IMPATIENT[self._pressed - 1 :])
            text = f"{text}{'' if text.endswith(('.', '?', '!')) else '.'} {line}"
        return utter(text, self.persona, self.random, self._facts())

    def _facts(self) -> list[str]:
        """Return what has to stay readable however it is typed."""
        facts = [fact.said for fact in self.blueprint.facts]
        facts += [fact.mistaken for fact in self.blueprint.facts]
        for goal in self.blueprint.goals:
            facts += [goal.vague.said] if goal.vague is not None else []
            facts += [goal.change.said_before] if goal.change is not None else []
        return facts
