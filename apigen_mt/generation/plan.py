"""A plan in the making: gold actions executed as they are added, and what is known after each."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from apigen_mt.environment import Session, Step, Tool
from apigen_mt.environment.toolgraph import Edge
from apigen_mt.generation.tried import Mark, Tried, mark_of
from apigen_mt.generation.world import Known, Lookup, World, told_values
from apigen_mt.language.grammar import spoken
from apigen_mt.language.match import leaves, told_by
from apigen_mt.records.blueprint import Action, Fact, Goal, Output

DEEPEST = 5


class Plan:
    """Actions on one session; a copy can be tried and thrown away."""

    def __init__(
        self, world: World, session: Session, tried: Tried, focus: Edge | None = None
    ) -> None:
        self.world = world
        self.tried = tried
        self.focus = focus
        self.environment = world.environment
        self.session = session
        self.actions: list[Action] = []
        self.told: list[tuple[str, tuple[Known, ...]]] = []
        self.facts: dict[str, Fact] = {}
        self.goals: list[Goal] = []
        self.outputs: list[Output] = []
        self.identify: tuple[int, ...] = ()
        self.needed: list[str] = []
        self.read: dict[Mark, int] = {}
        self.seen: list[frozenset[str]] = []

    def copy(self) -> Plan:
        """Return a plan in the present state; adding to it leaves this one as it is."""
        twin = Plan(self.world, self.session.fork(), self.tried, self.focus)
        twin.session.trace = list(self.session.trace)
        twin.actions = list(self.actions)
        twin.told = list(self.told)
        twin.facts = dict(self.facts)
        twin.goals = list(self.goals)
        twin.outputs = list(self.outputs)
        twin.identify = self.identify
        twin.read = dict(self.read)
        twin.seen = list(self.seen)
        return twin

    def do(self, tool: Tool, arguments: Mapping[str, Any]) -> Step | None:
        """Execute one gold action and return its step; None when the tool refuses.

        A read that was made since the last write is not made again.
        """
        mark = mark_of(tool, arguments)
        if mark in self.read:
            return self.session.trace[self.read[mark]]
        mine = tool.name in self.environment.toolbox
        step = self.tried.make(self.session, tool, arguments, "agent" if mine else "user")
        if step.error is not None:
            self.session.trace.pop()
            return None
        if tool.writes:
            self.read.clear()
        else:
            self.read[mark] = len(self.actions)
        self.actions.append(Action(tool=tool.name, arguments=dict(arguments)))
        self.seen.append(told_by(step.observation) if mine else frozenset())
        told = told_values(tool, step.observation) if mine else ()
        self.told.append((tool.name, told))
        return step

    def knows(self, known: Known, teller: str = "") -> bool:
        """Return whether a tool (`teller`, if given) has told a value."""
        return any(known in values for name, values in self.told if teller in ("", name))

    def need(self, key: str, value: Any, said: str, ask: str, literal: bool) -> None:
        """Note that the agent needs a fact for the goal in hand."""
        if key not in self.facts:
            self.facts[key] = Fact(key=key, value=value, said=said, ask=ask, literal=literal)
        if key not in self.needed:
            self.needed.append(key)

    def find(self, slot: str, value: Any, prefer: str = "", depth: int = 0) -> bool:
        """Add the reads that tell `value`; return whether it is known now.

        Args:
            slot: what kind of value it is.
            value: the value.
            prefer: a read tool that should tell it, if it can.
            depth: how far down the chain of reads this is.
        """
        known = (slot, value)
        if self.knows(known, prefer):
            return True
        if depth > DEEPEST:
            return False
        lookups = self.world.lookups
        places = list(self.world.reach(slot, value))
        self.world.random.shuffle(places)
        places.sort(key=lambda place: len(lookups[place].needs))
        if len(places) > 1 and self.world.random.random() < 0.5:
            places[0], places[1] = places[1], places[0]
        target = self.focus[1] if self.focus else ""
        places.sort(
            key=lambda place: (lookups[place].tool != prefer, lookups[place].tool != target)
        )
        for place in places:
            lookup = lookups[place]
            preferred = lookup.tool == prefer
            if known in lookup.needs or not self._meet(
                lookup.tool, lookup.arguments, depth, preferred
            ):
                continue
            tool = self.environment.toolbox[lookup.tool]
            if self.do(tool, lookup.arguments) is not None and self.knows(known):
                return True
        return self.knows(known)

    def _meet(
        self, name: str, arguments: Mapping[str, Any], depth: int, preferred: bool = False
    ) -> bool:
        """Make known what a read takes; for a preferred one the person may be asked to choose."""
        tool = self.environment.toolbox[name]
        typed = {parameter for parameter, _, _ in tool.slots(arguments)}
        for parameter, value in arguments.items():
            if parameter in typed or all(map(self._shown, leaves(value))):
                continue
            if not preferred or "enum" not in tool.parameters["properties"][parameter]:
                return False
            ask = self.world.wording.ask(parameter)
            self.need(f"{parameter}.{value}", value, spoken(value), ask, True)
        for parameter, slot, value in tool.slots(arguments):
            prefer = self.source(name, slot)
            if not prefer and self.knows((slot, value)):
                continue
            if slot.startswith("is:"):
                if prefer:
                    self.find(slot, value, prefer, depth + 1)
                self.say_kind(parameter, slot, value)
            elif not self.find(slot, value, prefer, depth + 1):
                return False
        return True

    def _shown(self, leaf: str) -> bool:
        return any(leaf in shown for shown in self.seen)

    def source(self, tool: str, slot: str) -> str:
        """Return the read that should tell `tool` a value of `slot`, to use the focus's edge."""
        people = f"ref:{self.environment.people}"
        if self.focus is None or self.focus[1:] != (tool, slot) or slot == people:
            return ""
        name = self.focus[0]
        return "" if self.environment.toolbox[name].writes else name

    def say_kind(self, parameter: str, slot: str, value: Any) -> None:
        """Note a value that the person knows by heart or by name."""
        own = self.world.own.get(slot) == value
        key = slot[3:] if own else f"{slot[3:]}.{value}"
        self.need(key, value, spoken(value), self.world.wording.ask(parameter), True)

    def inspect(
        self,
        tool: Tool,
        arguments: Mapping[str, Any],
        random: Random,
        all_: bool,
        siblings: int | None = None,
    ) -> None:
        """Add the reads that a careful agent makes before it acts on rows.

        The main row is always looked at, with `siblings` of its neighbours on the way, or by chance
        with those that it could be mistaken for; other rows at times, or all of them.
        """
        people = f"ref:{self.environment.people}"
        main = True
        for _, slot, value in tool.slots(arguments):
            if slot == people or not slot.startswith("ref:"):
                continue
            if main or all_ or random.random() < 0.3:
                beside: list[Any] = []
                if main and siblings is not None:
                    beside = self._beside(slot, value)[:siblings]
                elif main and random.random() < 0.35:
                    beside = self._siblings(slot, value)[: random.choice((1, 1, 2))]
                for sibling in beside:
                    self._read_row(slot, sibling)
                self._read_row(slot, value)
            main = False

    def look_around(self, most: int) -> None:
        """Add look-ups of the person's world that need nothing new, up to `most` actions in all."""
        for lookup in self.world.lookups:
            if len(self.actions) >= most:
                return
            tool = self.environment.toolbox[lookup.tool]
            if not self.environment.identifies(tool) and all(map(self.knows, lookup.needs)):
                self.do(tool, lookup.arguments)

    def search(self, tool: Tool, arguments: Mapping[str, Any], name: str, most: int) -> None:
        """Add the reads that find a row by what is in it: its neighbours are opened before it."""
        for parameter, slot, value in tool.slots(arguments):
            if parameter == name and self.find(slot, value):
                for sibling in self._beside(slot, value)[:most]:
                    self._read_row(slot, sibling)

    def show(self, slot: str, value: Any) -> None:
        """Add a read that shows a row among others of its kind, if there is one."""
        for place in self.world.reach(slot, value):
            lookup = self.world.lookups[place]
            many = sum(kind == slot for kind, _ in lookup.tells) > 1
            if many and self._shows(lookup, slot, value):
                if self._meet(lookup.tool, lookup.arguments, 0):
                    self.do(self.environment.toolbox[lookup.tool], lookup.arguments)
                return

    def _beside(self, slot: str, value: Any) -> list[Any]:
        """Return the values that were told beside `value`."""
        _, values = self._list(slot, value)
        return [one for one in values if one != value]

    def _siblings(self, slot: str, value: Any) -> list[Any]:
        """Return the values that were told beside `value`, before it, and could be mistaken."""
        lookup, values = self._list(slot, value)
        if lookup is None or self._shows(lookup, slot, value):
            return []
        return values[: values.index(value)]

    def _list(self, slot: str, value: Any) -> tuple[Lookup | None, list[Any]]:
        """Return the look-up that has told `value` among others of its kind, and all of them."""
        for place in self.world.tellers.get((slot, value), ()):
            lookup = self.world.lookups[place]
            values = [other for kind, other in lookup.tells if kind == slot]
            if len(values) > 1 and self.knows((slot, value), lookup.tool):
                return lookup, values
        return None, []

    def _shows(self, lookup: Lookup, slot: str, value: Any) -> bool:
        """Whether a read shows the row itself, so that nobody has to open it to tell it apart."""
        tool = self.environment.toolbox[lookup.tool]
        return any(
            seen.holder is not None and next(iter(seen.holder)) == seen.field
            for seen in tool.seen_in(lookup.observation)
            if (seen.slot, seen.value) == (slot, value)
        )

    def _read_row(self, slot: str, value: Any) -> None:
        if not self.knows((slot, value)):
            return
        for tool in self.environment.readers.get(slot, ()):
            parameter = next(iter(tool.parameters["required"]))
            if self.do(tool, {parameter: value}) is not None:
                return


def about_wish(key: str) -> bool:
    """Whether a fact belongs to one wish: its key is the wish's number, a dot, an argument."""
    return key.partition(".")[0].isdigit()


def argument_of(key: str) -> str:
    """Return the argument that a fact is about."""
    return key.partition(".")[2] or key
