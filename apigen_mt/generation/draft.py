"""A blueprint in the making: the scenario's world, the plan so far, and what adding to it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from apigen_mt.environment import Environment, Matter, Step, Tool
from apigen_mt.generation.plan import Plan
from apigen_mt.generation.tried import Tried
from apigen_mt.generation.world import World
from apigen_mt.language.grammar import spoken
from apigen_mt.language.match import normal
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.disturbance import Disturbance
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario

MOST_OPTIONS = 8


class Draft:
    """What the parts of the planner share while they add wishes to one plan."""

    def __init__(self, environment: Environment, wording: Wording, scenario: Scenario) -> None:
        self.environment = environment
        self.wording = wording
        self.scenario = scenario
        self.random = Random(f"{scenario.seed}/plan/{scenario.person}")
        self.world = World(environment, wording, scenario.person, self.random)
        self.tried = Tried()
        self.start = environment.session(scenario.seed)
        """A session in the seed state; no call is made in it."""
        self.plan = Plan(self.world, self.start.fork(), self.tried, scenario.focus)
        self.taken: set[tuple[str, str]] = set()
        """(tool or question, main row) of every wish so far."""
        self.due = set(scenario.behaviours)
        """Behaviours that are still to be planned."""
        self.matters: list[Matter] = []
        """What the person is guided through."""
        self.withheld: list[str] = []
        """Tools that are not there."""
        self.disturbances: list[Disturbance] = []
        """What goes wrong with tools."""
        self.unmet: list[str] = []
        """Goals asked for by the name of a rule for which this world has no place."""
        self._options: dict[str, list[dict[str, Any]]] = {}
        self._wanted: dict[str, list[dict[str, Any]]] = {}
        self.hand_overs = environment.phrasing.hand_overs
        """The write tools that hand a matter to a human."""

    def blueprint(
        self, author: str, instruction: str, rounds: tuple[Round, ...], reasoning: str = ""
    ) -> Blueprint:
        """Return what is planned by now as a blueprint; it is unchecked."""
        actions = [action.model_dump() for action in self.plan.actions]
        return Blueprint(
            id=Blueprint.name(self.scenario, [instruction, actions]),
            scenario=self.scenario,
            author=author,
            reasoning=reasoning,
            instruction=instruction,
            facts=tuple(self.plan.facts.values()),
            goals=tuple(self.plan.goals),
            identify=self.plan.identify,
            actions=tuple(self.plan.actions),
            outputs=tuple(self.plan.outputs),
            withheld=tuple(self.withheld),
            disturbances=tuple(self.disturbances),
            rounds=rounds,
        )

    def options(self, tool: Tool) -> list[dict[str, Any]]:
        """Return plausible arguments for a write, the same ones throughout the draft."""
        if tool.name not in self._options:
            self._options[tool.name] = self.world.bindings(tool, self.random)[:MOST_OPTIONS]
        return self._options[tool.name]

    def wanted(self, tool: Tool) -> list[dict[str, Any]]:
        """Return the same, those about a row that the scenario has drawn first."""
        if tool.name not in self._wanted:
            options = self.options(tool)
            self._wanted[tool.name] = sorted(options, key=lambda one: not self._drawn(tool, one))
        return self._wanted[tool.name]

    def _drawn(self, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        people = f"ref:{self.environment.people}"
        rows = [f"{slot[4:]}/{key}" for slot, key in references(tool, arguments) if slot != people]
        return not rows or any(row in self.scenario.rows for row in rows)

    def accepted(self, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        """Return whether a write would succeed now, and change something."""
        step = self.probe(tool, arguments)
        return step.error is None and step.changed

    def probe(self, tool: Tool, arguments: Mapping[str, Any]) -> Step:
        """Return what a call would do in the plan's present state."""
        return self.tried.would(self.plan.session, tool, arguments)

    def reachable(self, plan: Plan, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        """Add the reads for every reference of a call, by the focus's edge where it fits."""
        return all(
            plan.find(slot, value, plan.source(tool.name, slot))
            for _, slot, value in tool.slots(arguments)
            if slot.startswith("ref:")
        )

    def flows(self, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        """Whether a call would take a value along the focus's edge, as things stand."""
        if self.scenario.focus is None or self.scenario.focus[1] != tool.name:
            return False
        source, _, slot = self.scenario.focus
        return any(
            self.plan.knows((kind, value), source)
            for _, kind, value in tool.slots(arguments)
            if kind == slot
        )

    def describe(
        self, plan: Plan, tool: Tool, arguments: Mapping[str, Any], place: int
    ) -> dict[str, str] | None:
        """Note the facts behind a call's arguments; return how each is said.

        None when a row cannot be told apart by what a person would call it.
        """
        plan.needed = []
        referring = {name for name, slot, _ in tool.slots(arguments) if slot.startswith("ref:")}
        said: dict[str, str] = {}
        for name, value in arguments.items():
            if tool.prose(name):
                continue
            text = self.said(tool, name, value)
            if text is None:
                return None
            if text == "":
                continue
            said[name] = text
            ask = self.wording.ask(name)
            plan.need(f"{place}.{name}", value, text, ask, name not in referring)
        return said

    def said(self, tool: Tool, name: str, value: Any) -> str | None:
        """Return how the person says an argument; nothing for itself, None when it cannot."""
        slots = [(slot, one) for _, slot, one in tool.slots({name: value})]
        if not slots or not slots[0][0].startswith("ref:"):
            return self.wording.figure(tool, name, value)
        if slots[0][0] == f"ref:{self.environment.people}":
            return ""
        names = [self.world.label(slot, one) for slot, one in slots]
        if None in names or len(set(names)) < len(names):
            return None
        return spoken([str(one) for one in names])

    def render_want(
        self,
        tool: Tool,
        arguments: Mapping[str, Any],
        said: Mapping[str, str],
        leave_out: bool = False,
    ) -> str | None:
        """Return the wish in the user's words, or None when no template can be filled.

        With `leave_out` it is one that leaves something out, if there is one; else, for a user who
        tells everything at once, one that says everything.
        """
        found = None
        whole = not leave_out and "missing_parameter" not in self.scenario.behaviours
        for _ in range(8):
            template = self.wording.want(tool, self.random)
            want = self.wording.render(template, tool, arguments, self.row, override=said)
            if want is not None:
                told = normal(want)
                lacking = any(normal(text) not in told for text in said.values())
                if lacking == leave_out or not (leave_out or whole):
                    return want
                found = want
        return found

    def why(self, tool: Tool) -> str:
        """Return what moves the user to a wish, a sentence, or nothing."""
        return self.wording.why(tool, self.random) if self.random.random() < 0.6 else ""

    def keep(self, trial: Plan) -> None:
        """Make a trial the plan, without the facts that no wish of it needs."""
        kept = set(self.plan.facts)
        for goal in trial.goals:
            kept.update(goal.facts)
        trial.facts = {key: fact for key, fact in trial.facts.items() if key in kept}
        self.plan = trial

    def row(self, table: str, key: Any) -> Mapping[str, Any] | None:
        """Return a row as the user knows it."""
        row: Mapping[str, Any] | None = self.environment.seed.table(table).get(key)
        return row

    def main_row(self, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """Return the key of the row that a call is mainly about."""
        people = f"ref:{self.environment.people}"
        keys = [str(value) for slot, value in references(tool, arguments) if slot != people]
        return keys[0] if keys else ""


def references(tool: Tool, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (slot, key) for each row that a call names."""
    return ((slot, value) for _, slot, value in tool.slots(arguments) if slot.startswith("ref:"))
