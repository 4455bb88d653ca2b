"""Classes as people write them who know nothing of us: lamps in rooms, and a till."""

from __future__ import annotations

import enum
import random
import threading
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Set  # noqa: UP035  as older code has it


class Mood(enum.Enum):
    WARM = "warm"
    COLD = "cold"


class Room:
    def __init__(self, name: str, parent: Room | None = None) -> None:
        self.name = name
        self.parent = parent
        self.lamps: dict[str, int] = {}
        self.rooms: dict[str, Room] = {}
        self._seen = 0


class House:
    """A house whose lamps can be set room by room; nothing else in it can be changed."""

    def __init__(self) -> None:
        self.root: Room
        self.log: List[str] = []  # noqa: UP006
        self.codes: Set[int] = set()  # noqa: UP006
        self._here: Room
        self._random = random.Random(5)

    def _load_scenario(self, scenario: dict[str, Any]) -> None:
        self.root = Room("house")
        for name, lamps in scenario.get("rooms", {"kitchen": {"ceiling": 10}}).items():
            room = self.root.rooms[name] = Room(name, self.root)
            room.lamps = lamps
        self._here = self.root

    def list_lamps(self) -> Dict[str, int]:  # noqa: UP006
        """List the lamps of the room where we are."""
        return self._here.lamps

    def enter(self, room: str) -> Dict[str, str]:  # noqa: UP006
        """Go into a room of the place where we are.

        Args:
            room (str): The name of the room.
        """
        if room not in self._here.rooms:
            return {"error": f"There is no room {room}."}
        self._here = self._here.rooms[room]
        return {"here": room}

    def set_lamp(self, lamp: str, level: float, mood: Mood = Mood.WARM) -> Room:
        """Set the level of a lamp.

        Args:
            lamp: The name of the lamp.
            level: From 0 to 100.
            mood: The colour of its light.
        """
        self.log.append(f"{lamp} {mood.name}")
        self.codes.add(self._random.randint(1, 9))
        if not 0 <= level <= 100:
            raise ValueError("The level goes from 0 to 100.")
        if lamp not in self._here.lamps:
            return {"error": "There is no such lamp."}  # type: ignore[return-value]
        self._here.lamps[lamp] = level  # type: ignore[assignment]
        return self._here

    def wait(self, /, minutes: int, *, note: Optional[str] = None) -> None:  # noqa: UP045
        """Wait for some minutes.

        Args:
            minutes: How many.
            note: What to write down.
        """

    @staticmethod
    def version() -> str:
        """Tell the version of the house."""
        return "2.1"

    @classmethod
    def make(cls) -> str:
        """Tell the make of the house."""
        return cls.__name__


@dataclass
class Till:
    """A till with a balance that is never below zero."""

    balance: int = 0
    receipts: dict[int, str] = field(default_factory=dict)

    def pay(self, amount: int) -> int:
        """Take an amount out.

        Args:
            amount: In whole coins.
        """
        self.receipts[len(self.receipts)] = f"{amount}"
        self.balance -= amount
        if self.balance < 0:
            raise PermissionError("Not so much.")
        return self.balance

    def show(self) -> Till:
        """Show the till and every receipt."""
        return self


class Locked:
    """Cannot be pickled and not be copied; it keeps a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def look(self) -> str:
        """Look at it."""
        return "here"


class Stubborn(Locked):
    """Cannot be pickled, and says how it is copied."""

    def __init__(self, count: int = 0) -> None:
        super().__init__()
        self.count = count

    def __deepcopy__(self, memo: Any) -> Stubborn:
        return Stubborn(self.count)

    def add(self) -> int:
        """Add one to the count."""
        self.count += 1
        return self.count


class Slow:
    """Its only method is asynchronous."""

    async def look(self) -> str:
        return "here"


class Rare:
    """Writes only after a riddle is solved, and is taken for a read until then."""

    def __init__(self) -> None:
        self.open: list[str] = []

    def guess(self, word: str) -> str:
        """Guess the word.

        Args:
            word: The guessed word.
        """
        if word == "xyzzy":
            self.open.append("door")
        return "thanks"
