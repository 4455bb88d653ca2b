"""What one item starts from: the draw of tools, rows, rules, persona and examples."""

from __future__ import annotations

from typing import Literal

from apigen_mt.records.record import Record

Casing = Literal["normal", "lower"]
Length = Literal["terse", "plain", "chatty"]


class Persona(Record):
    """A person's manner; it decides how things are said, never what is true."""

    description: str
    """One sentence: who is writing, and in which mood."""
    casing: Casing = "normal"
    """Whether the person bothers with capital letters."""
    length: Length = "plain"
    """How many words the person spends."""
    polite: bool = True
    """Whether please and thanks come naturally."""
    typos: float = 0.0
    """Share of long words with a slip of the finger."""
    impatient: bool = False
    """Whether the person presses for time."""
    confused: bool = False
    """Whether the person asks back before it answers."""


class Scenario(Record):
    """The draw from which an author writes one blueprint (APIGen-MT, section 4.1.1)."""

    environment: str
    """Name of the environment."""
    index: int
    """Place of the item in the run."""
    seed: int
    """Seed of everything random in this item."""
    person: str
    """Key of the row of the person who calls."""
    tools: tuple[str, ...]
    """Write tools drawn for this item, most wanted first."""
    goals: tuple[str, ...]
    """Kinds of goal to compose, in order."""
    rows: tuple[str, ...]
    """Rows shown to the author, as `table/key`."""
    rules: tuple[str, ...]
    """Policy rules drawn for this item, by name."""
    persona: Persona
    """How the person speaks."""
    examples: tuple[str, ...] = ()
    """Ids of accepted blueprints shown to the author."""
    behaviours: tuple[str, ...] = ()
    """What should happen on the way, such as `mind_change`."""
    focus: tuple[str, str, str] | None = None
    """An edge of the tool graph to use: (from, to, slot)."""
    parts: int = 1
    """How many blueprints of this person are joined into one."""
    rates: dict[str, float] = {}
    """The sampling rates drawn for this item."""
