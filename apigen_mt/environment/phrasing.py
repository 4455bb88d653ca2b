"""Optional hints on how people and agents speak about an environment.

Templates know alternatives and placeholders: `(send back|return) the {item_ids}`. A placeholder is
a parameter of the tool; a reference is said by its row's label, never by its key. `{order_id.date}`
reaches into the row, `{result.refund}` into the tool's answer; `:money` and `:date` format a value
for a person. Without hints, wording comes from the names and descriptions of the tools.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Label = Callable[[Mapping[str, Any]], str | Sequence[str]]
"""What a person calls a row, best first: 'brass desk lamp'. It starts without an article."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person asks and a read tool answers."""

    ask: str
    """The question in the user's words without its mark: `what did I pay for the {order_id}`."""
    field: str
    """Path of the answer in the tool's result: `total`, `items.0.price`."""
    answer: str
    """The agent's sentence; `{value}` stands for the answer: `You paid {value:money}.`"""


@dataclass(frozen=True, slots=True)
class ToolPhrasing:
    """How people speak about one tool."""

    want: Sequence[str] = ()
    """What the user wants, after 'I'd like to': `return the {item_ids}`."""
    why: Sequence[str] = ()
    """Sentences a user may add of its own accord: `It flickers.`"""
    offer: Sequence[str] = ()
    """What the agent is about to do, after 'I will': every detail that the user should confirm."""
    notice: Sequence[str] = ()
    """A consequence which the policy attaches, said before the act, as a sentence."""
    done: Sequence[str] = ()
    """The agent's report, a sentence, after success."""
    questions: Sequence[Question] = ()
    """Questions which this tool answers (read tools)."""
    guide: Sequence[str] = ()
    """What the agent asks the person to do with a tool of theirs, after 'Could you': `turn airplane
    mode off`."""
    told: Sequence[str] = ()
    """What the person then tells, a sentence: `The bar at the top shows {result.signal}.`"""


@dataclass(frozen=True, slots=True)
class Matter:
    """A wish that takes several steps of both sides, and which steps these are."""

    want: Sequence[str]
    """What the user wants, after 'I'd like to': `get my mobile data working again`."""
    steps: Callable[[Any, Mapping[str, Any]], Sequence[tuple[str, Mapping[str, Any]]]]
    """`(db, person's row) -> the right calls in order`, of the agent's tools and the person's; none
    where the person has no such trouble."""
    done: Sequence[str]
    """The agent's last word on it, a sentence."""
    why: Sequence[str] = ()
    """Sentences a user may add of its own accord."""


@dataclass(frozen=True, slots=True)
class Decline:
    """A request that no tool serves or that the policy forbids outright."""

    ask: Sequence[str]
    """The request, after 'I'd like to'."""
    because: Sequence[str]
    """The agent's reason, a sentence."""
    says: str
    """Words of the reason that the agent must say."""
    hand_over: str = ""
    """A write tool that hands the matter to a human, or nothing for a plain refusal."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of that tool which belong to this request, such as its topic."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """All hints of one environment; every part may be left out."""

    labels: Mapping[str, Label] = field(default_factory=dict)
    """Table name to what a person calls a row of it."""
    tools: Mapping[str, ToolPhrasing] = field(default_factory=dict)
    """Tool name to how people speak about it."""
    asks: Mapping[str, str] = field(default_factory=dict)
    """Parameter name to what an agent asks for, a noun phrase: `the email on your account`.

    The name of a tool that finds a person stands for all of its parameters together.
    """
    matters: Sequence[Matter] = ()
    """Wishes that take several steps of both sides."""
    declines: Sequence[Decline] = ()
    """Requests that the agent refuses or hands over, however the world looks."""
    greeting: Sequence[str] = ()
    """How the agent of this organisation may open its first message."""

    @property
    def hand_overs(self) -> set[str]:
        """The write tools that hand a matter to a human."""
        return {one.hand_over for one in self.declines if one.hand_over}
