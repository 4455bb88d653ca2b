"""The scripted user: brings up its wishes one by one and answers what it is asked.

It sees the agent's words alone, never a call or an answer of a tool.
"""

from __future__ import annotations

from collections.abc import Generator
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.interplay.conversation import Hands
from apigen_mt.interplay.scripted_user import lines
from apigen_mt.interplay.scripted_user.answers import answer
from apigen_mt.interplay.scripted_user.person import Person
from apigen_mt.interplay.scripted_user.wishes import goodbye, next_wish, opening
from apigen_mt.language.intent import refuses
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import STOP

Script = Generator[str, str, None]
"""Yields what the user says; is sent what the agent says."""


class ScriptedUser:
    """Plays the user of one blueprint in one attempt."""

    name = "scripted"

    def __init__(
        self, blueprint: Blueprint, environment: Environment, seed: int, slip: float = 0.0
    ) -> None:
        self.person = Person(blueprint, environment, Random(f"{seed}/user"))
        draw = Random(f"{seed}/user-slip")
        self.slip = draw.choice(("leave", "dither")) if draw.random() < slip else ""
        """What the user does wrong on purpose, or nothing."""
        self._script = self._play()
        self._first = next(self._script)

    async def open(self) -> str:
        """Return the first message."""
        return self._first

    async def reply(self, text: str, hands: Hands | None = None) -> str:
        """Return the answer to what the agent said; it ends with the stop token at the end."""
        self.person.hands = hands
        return self._script.send(text)

    def _play(self) -> Script:
        person = self.person
        text = yield person.voice(opening(person))
        while not (self.slip and person.chance(0.3)):
            said = answer(person, text)
            if said is None:
                person.go_on()
                if person.wish is None:
                    break
                said = next_wish(person, person.wish, refused=refuses(text))
            text = yield person.voice(said)
        while self.slip == "dither":
            yield person.voice(person.line(lines.ENDLESS))
        yield person.voice(f"{goodbye(person)} {STOP}")
