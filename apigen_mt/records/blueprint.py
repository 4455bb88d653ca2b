"""A blueprint: a task whose right outcome is known (APIGen-MT, section 4.1)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal

import orjson

from apigen_mt.records.disturbance import Disturbance
from apigen_mt.records.record import Record
from apigen_mt.records.review import Round, Ruling
from apigen_mt.records.scenario import Scenario

GoalKind = Literal["act", "inform", "refuse", "decline", "forbidden", "guide"]

HEAVY = 6
"""Look-ups for one write from which on a task counts as read-heavy."""


class Action(Record):
    """One gold call."""

    tool: str
    """The tool."""
    arguments: dict[str, Any]
    """Its arguments."""


class Fact(Record):
    """Something that the user knows and can say; the agent knows it only once it is said."""

    key: str
    """Unique within the blueprint."""
    value: Any
    """The argument value it stands for; for a described row its key, which the user never says."""
    said: str
    """How the user says it."""
    ask: str
    """What an agent would ask for, a noun phrase."""
    literal: bool
    """Whether the value itself is said, rather than a description of a row."""
    mistaken: str = ""
    """A wrong version which the user gives first, or nothing."""


class Change(Record):
    """A change of mind: at the confirmation the user corrects one argument."""

    argument: str
    """The argument that changes."""
    before: Any
    """Its first value."""
    said_before: str
    """How the user first says it."""
    fact: str
    """Key of the fact with the final value."""


class Vague(Record):
    """A row called at first by words that fit several; the agent asks which one is meant."""

    argument: str
    """The argument."""
    said: str
    """What the user says at first."""
    fits: tuple[str, ...]
    """What each row that it fits is called, in the order in which they are seen."""


class Goal(Record):
    """One wish of the user, and the part of the gold actions that serves it."""

    kind: GoalKind
    """act: a write; inform: an answer; refuse: impossible in this world; decline: out of scope;
    forbidden: against the policy whatever look-ups show; guide: done by the user, with help."""
    tool: str
    """The tool that serves the wish, or would."""
    arguments: dict[str, Any] = {}
    """The final arguments of that tool."""
    want: str
    """The wish in the user's words, after 'I would like to' (a question for inform)."""
    why: str = ""
    """What moves the user, a sentence, or nothing."""
    actions: tuple[int, ...] = ()
    """Indices of the gold actions for this goal, reads first."""
    facts: tuple[str, ...] = ()
    """Facts that the agent needs for this goal."""
    field: str = ""
    """For inform: path of the answer in the last action's result."""
    answer: str = ""
    """For inform: template of the agent's sentence; for guide: its last word on the matter."""
    because: str = ""
    """Why the agent says no, as it can say it: to the wish, or to the shortcut in `pressed`."""
    outputs: tuple[int, ...] = ()
    """Indices of the expected outputs of this goal."""
    change: Change | None = None
    """A change of mind on the way."""
    instead: bool = False
    """Whether the user asks for this only because the goal before was refused."""
    vague: Vague | None = None
    """What the user calls by words that fit several rows."""
    pressed: str = ""
    """How the user asks for a shortcut that the policy does not allow, a sentence."""
    regrets: bool = False
    """Whether this takes back what the goal before has done: a change of mind after the act."""
    read_back: Action | None = None
    """A look-up by which a careful agent sees whether the act has arrived."""


class Output(Record):
    """Something that the agent must have said."""

    kind: Literal["value", "refusal"]
    """A value from the world, or that a wish cannot be met."""
    text: str
    """The value; for a refusal, words of the reason (may be empty)."""
    unit: Literal["", "$"] = ""
    """What an amount is counted in; said with it or without any, and with no other unit."""


class Diff(Record):
    """One field that the gold actions change."""

    table: str
    """The table."""
    row: str
    """The row's key."""
    field: str
    """Path of the field; `*` for a whole row."""
    change: Literal["added", "removed", "changed"]
    """What happened to it."""
    before: Any = None
    """The value before, null when added."""
    after: Any = None
    """The value after, null when removed."""


class Blueprint(Record):
    """A task, its gold actions, the outputs expected and the state they lead to."""

    id: str
    """`environment-` and twelve hexadecimal digits of its content."""
    scenario: Scenario
    """What it was drawn from."""
    author: str
    """Who wrote it: `planner`, or the name of a model."""
    reasoning: str = ""
    """What the author thought while writing; empty where nothing thinks."""
    instruction: str
    """What the user wants and knows, in the user's words."""
    facts: tuple[Fact, ...] = ()
    """What the user knows."""
    goals: tuple[Goal, ...] = ()
    """The wishes in the order in which they come up."""
    identify: tuple[int, ...] = ()
    """Indices of the gold actions that find out who is calling."""
    actions: tuple[Action, ...]
    """The gold actions, in order."""
    outputs: tuple[Output, ...] = ()
    """What the agent must have said."""
    end_digest: str = ""
    """Digest of the gold end state; empty until checked."""
    diff: tuple[Diff, ...] = ()
    """What the gold actions change."""
    withheld: tuple[str, ...] = ()
    """Tools that are not there in this task."""
    disturbances: tuple[Disturbance, ...] = ()
    """What goes wrong with tools while it is played."""
    parts: tuple[str, ...] = ()
    """Ids of the blueprints that were joined into this one; empty for a task of one piece."""
    rounds: tuple[Round, ...] = ()
    """The drafts that led here."""
    ruling: Ruling | None = None
    """How the committee ruled."""

    @staticmethod
    def name(scenario: Scenario, content: Any) -> str:
        """Return the id of a blueprint by what it was drawn from and what is in it."""
        digest = sha256(orjson.dumps([scenario.model_dump(), *content])).hexdigest()
        return f"{scenario.environment}-{digest[:12]}"

    @property
    def setting(self) -> dict[str, Any]:
        """What `Environment.session` takes to play this task."""
        return {
            "seed": self.scenario.seed,
            "without": self.withheld,
            "disturbances": self.disturbances,
        }

    def fact(self, key: str) -> Fact:
        """Return the fact called `key`."""
        return next(fact for fact in self.facts if fact.key == key)
