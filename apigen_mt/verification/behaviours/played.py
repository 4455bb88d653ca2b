"""A conversation as checkers of behaviours see it: its messages, calls, wishes and outputs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from apigen_mt.environment import Environment, Step
from apigen_mt.language.intent import closes
from apigen_mt.records.blueprint import Blueprint, Fact, Goal, Output
from apigen_mt.records.chat import Message
from apigen_mt.verification.follow import Course


@dataclass(frozen=True)
class Played:
    """A conversation with what its calls did and which outputs were said."""

    messages: Sequence[Message]
    blueprint: Blueprint
    environment: Environment
    course: Course
    unsaid: Collection[Output]

    @cached_property
    def calls(self) -> list[tuple[int, Step]]:
        """(place of the message, call) in order."""
        return list(zip(self.course.places, self.course.session.trace, strict=True))

    @cached_property
    def writes(self) -> list[tuple[int, Step]]:
        """The calls that changed the world."""
        return [(place, step) for place, step in self.calls if step.changed]

    @cached_property
    def absent(self) -> set[str]:
        """The tools that are not there, or down for good."""
        down = (one.tool for one in self.blueprint.disturbances if one.permanent)
        return {*self.blueprint.withheld, *down}

    def goals(self, kind: str) -> Iterator[Goal]:
        """Yield the wishes of one kind."""
        return (goal for goal in self.blueprint.goals if goal.kind == kind)

    def met(self, goal: Goal) -> bool:
        """Whether everything that the agent should say to a wish was said."""
        outputs = [self.blueprint.outputs[place] for place in goal.outputs]
        return bool(outputs) and not any(one in self.unsaid for one in outputs)

    def done(self, goal: Goal) -> int | None:
        """Return the place of the write that serves a wish, or None."""
        return next(
            (
                place
                for place, step in self.writes
                if step.tool == goal.tool and step.arguments == goal.arguments
            ),
            None,
        )

    def served(self, goal: Goal) -> bool:
        """Whether the write of a wish was made oftener than the task has it made.

        A wish may be refused because the same one was met before.
        """
        call = goal.tool, goal.arguments
        made = [step for _, step in self.writes if (step.tool, dict(step.arguments)) == call]
        gold = [one for one in self.blueprint.actions if (one.tool, one.arguments) == call]
        return len(made) > len(gold)

    def asked(self, place: int) -> str:
        """Return what the agent said right before a message of the user; empty at the start."""
        before = self.messages[place - 1] if place else None
        return before.content if before is not None and before.role == "assistant" else ""

    def last_closing(self, before: int) -> int:
        """Return the last place before another where the agent asked if there is anything else."""
        said = enumerate(self.messages[:before])
        closed = (at for at, one in said if one.role == "assistant" and closes(one.content))
        return max(closed, default=0)

    def users(self) -> Iterator[tuple[int, str]]:
        """Yield (place, text) of the user's messages."""
        for place, message in enumerate(self.messages):
            if message.role == "user":
                yield place, message.content

    def reads(self, step: Step) -> bool:
        """Whether a call is a look-up, of anything but who is calling."""
        tool = self.environment.toolbox.get(step.tool)
        return tool is not None and not tool.writes and not self.environment.identifies(tool)

    def facts(self, goal: Goal) -> list[Fact]:
        """Return the facts about a wish."""
        known = {fact.key: fact for fact in self.blueprint.facts}
        return [known[key] for key in goal.facts if "." in key and key in known]
