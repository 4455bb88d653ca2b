"""Whether an instruction fits two outcomes: a search for other writes that would satisfy it.

The search plays the gold actions with one write changed to what the user's words allow as well, or
with two wishes in the other order; whatever works, breaks no rule and ends elsewhere makes the
blueprint ambiguous, since an agent that does it is right and would be rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from random import Random
from typing import Any

from apigen_mt.environment import Environment, Session, Tool
from apigen_mt.language.match import heard, normal
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Action, Blueprint, Goal

MOST_TRIED = 60
"""How many other ways are played for one blueprint, at most."""


class Search:
    """Other outcomes of blueprints of one environment."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.wording = Wording(environment)

    def other_ways(self, blueprint: Blueprint) -> Iterator[str]:
        """Yield a line for each other way that satisfies the instruction and ends elsewhere."""
        gold = self._end(blueprint, blueprint.actions)
        for actions, what in islice(self._ways(blueprint), MOST_TRIED):
            end = self._end(blueprint, actions)
            if end is not None and end != gold:
                yield what

    def _ways(self, blueprint: Blueprint) -> Iterator[tuple[Sequence[Action], str]]:
        for place, told, facts in self._wishes(blueprint):
            action = blueprint.actions[place]
            for name, value in self._readings(blueprint, action, told, facts):
                other = action.model_copy(update={"arguments": {**action.arguments, name: value}})
                actions = (*blueprint.actions[:place], other, *blueprint.actions[place + 1 :])
                yield actions, f"{action.tool}: {name} could be {value!r} as well"
        yield from self._orders(blueprint)

    def _write(self, blueprint: Blueprint, goal: Goal) -> int | None:
        """Return the place of the write that serves a wish, or None."""
        places = [at for at in goal.actions if at < len(blueprint.actions)]
        if goal.kind != "act" or not places:
            return None
        tool = self.environment.toolbox.get(blueprint.actions[places[-1]].tool)
        return places[-1] if tool is not None and tool.writes else None

    def _wishes(self, blueprint: Blueprint) -> Iterator[tuple[int, str, dict[str, str]]]:
        """Yield (place, words, words by argument) of each gold write and what the user says of it.

        A task without goals has one text for everything.
        """
        for goal in blueprint.goals:
            place = self._write(blueprint, goal)
            if place is not None:
                facts = {fact.key: normal(fact.said) for fact in blueprint.facts}
                mine = {key.partition(".")[2]: facts[key] for key in goal.facts if key in facts}
                yield place, normal(f"{goal.want} {goal.why}"), mine
        if not blueprint.goals:
            for place, action in enumerate(blueprint.actions):
                tool = self.environment.toolbox.get(action.tool)
                if tool is not None and tool.writes:
                    yield place, normal(blueprint.instruction), {}

    def _readings(
        self, blueprint: Blueprint, action: Action, said: str, facts: Mapping[str, str]
    ) -> Iterator[tuple[str, Any]]:
        """Yield (argument, value) for everything else that the user's words may mean."""
        tool = self.environment.toolbox[action.tool]
        for name, value in action.arguments.items():
            slots = [(slot, key) for one, slot, key in tool.slots({name: value}) if one == name]
            rows = [(slot[4:], key) for slot, key in slots if slot.startswith("ref:")]
            if tool.prose(name) or any(table == self.environment.people for table, _ in rows):
                continue
            told = f"{facts.get(name, '')}{said}"
            for table, key in rows:
                for other in self._called_alike(table, key, told):
                    yield name, _put(value, key, other)
            if not rows and not heard(told, value):
                yield from ((name, other) for other in self._others(blueprint, tool, name, value))

    def _called_alike(self, table: str, key: Any, told: str) -> Iterator[Any]:
        """Yield the rows beside one that the same words fit; every one if none were said."""
        seed = self.environment.seed
        row = seed.table(table).get(key)
        if row is None or heard(told, key):
            return
        labels = self.wording.labels(table, row)
        name = max((one for one in labels if normal(one) in told), key=len, default=None)
        for other in seed.kin(table, row):
            if other == key:
                continue
            view = seed.table(table).get(other)
            if view is not None and (name is None or name in self.wording.labels(table, view)):
                yield other

    def _others(self, blueprint: Blueprint, tool: Tool, name: str, mine: Any) -> Iterator[Any]:
        """Yield other values of an argument that the user says nothing about."""
        schema = tool.parameters["properties"].get(name, {})
        yield from (one for one in schema.get("enum", ()) if one != mine)
        table = self.environment.people
        person = (
            self.environment.seed.table(table).get(blueprint.scenario.person) if table else None
        )
        if tool.propose is not None and person is not None:
            for arguments in tool.propose(self.environment.seed, person, Random(name)):
                if name in arguments and arguments[name] != mine:
                    yield arguments[name]

    def _orders(self, blueprint: Blueprint) -> Iterator[tuple[Sequence[Action], str]]:
        """Yield the gold actions with the writes of two neighbouring wishes in the other order."""
        writes = [
            (goal, place)
            for goal in blueprint.goals
            if (place := self._write(blueprint, goal)) is not None
        ]
        for (_, first), (later, second) in pairwise(writes):
            if later.instead or later.regrets or first >= second:
                continue
            moved = list(blueprint.actions)
            moved.insert(second, moved.pop(first))
            yield moved, f"the order of {blueprint.actions[first].tool} and the next wish decides"

    def _end(self, blueprint: Blueprint, actions: Sequence[Action]) -> str | None:
        """Return the end state of actions that all succeed and break no rule, or None."""
        session: Session = self.environment.session(blueprint.scenario.seed)
        for action in actions:
            step = session.call(action.tool, action.arguments)
            if step.error is not None or (step.writes and not step.changed):
                return None
        return None if self.environment.breaches(session.trace) else session.db.digest


def _put(value: Any, old: Any, new: Any) -> Any:
    return [new if one == old else one for one in value] if isinstance(value, list) else new
