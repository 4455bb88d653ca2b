"""Which tool's answers feed which tool's arguments (APIGen-MT, section 4.1.1).

An edge comes from types: A returns values of a slot that B accepts. It is feasible when that was
tried and worked: on behalf of one person, after A, a call of B with a value that was learned from A
succeeded, had an effect, broke no rule and did not touch again what A had changed. What A merely
echoes was not learned from it: its own arguments, and the names of the rows that they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import networkx as nx
import orjson

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.exploration import explore
from apigen_mt.environment.session import Session, Step
from apigen_mt.environment.shape import harvest
from apigen_mt.environment.tool import Tool

Edge = tuple[str, str, str]
"""(from tool, to tool, slot)."""

Told = tuple[str, Any]
"""(slot, value)."""

PEOPLE = 10
CALLS = 110
TRIES = 5
"""How often an edge is tried before it counts as infeasible."""


class ToolGraph:
    """The typed graph of one environment, and which of its edges work."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.graph.add_nodes_from(environment.toolbox)
        tools = environment.toolbox.values()
        for source in tools:
            gives = set(source.returns.slots)
            for target in tools:
                if source is target or environment.identifies(target):
                    continue  # a tool feeds nothing to itself; callers identify themselves
                for slot in sorted(gives & set(target.accepts.slots)):
                    self.graph.add_edge(source.name, target.name, key=slot)

    @cached_property
    def edges(self) -> list[Edge]:
        """Every typed edge, sorted."""
        return sorted(self.graph.edges(keys=True))

    @cached_property
    def feasible(self) -> list[Edge]:
        """The edges that were seen to work, sorted."""
        return sorted(_Trials(self).worked())


class _Trials:
    """Tries edges for some people, until each has worked or was tried often enough."""

    def __init__(self, graph: ToolGraph) -> None:
        self.environment = graph.environment
        self.open = dict.fromkeys(graph.edges, TRIES)
        self.found: set[Edge] = set()

    def worked(self) -> set[Edge]:
        for seed in range(PEOPLE):
            steps = [
                step
                for step in explore(self.environment, seed=seed, people=1, calls=CALLS)
                if step.error is None
            ]
            self._try(list({_mark(step): step for step in steps}.values()))
        return self.found

    def _try(self, steps: Sequence[Step]) -> None:
        """Try edges among the calls made for one person."""
        reads = [step for step in steps if not step.writes]
        informed = self.environment.replay([(one.tool, one.arguments) for one in reads])
        takers: dict[Told, list[Step]] = {}
        for step in steps:
            for _, slot, value in self.environment.toolbox[step.tool].slots(step.arguments):
                takers.setdefault((slot, value), []).append(step)
        for step, after in self._asked(informed, steps):
            tool = self.environment.toolbox[step.tool]
            for slot, value in learned(self.environment, tool, step.arguments, step.observation):
                for taker in takers.get((slot, value), ()):
                    edge = (step.tool, taker.tool, slot)
                    if self.open.get(edge):
                        self.open[edge] -= 1
                        if self._holds(_then(after, taker), step.writes):
                            self.open[edge] = 0
                            self.found.add(edge)

    def _asked(self, informed: Session, steps: Sequence[Step]) -> Iterator[tuple[Step, Session]]:
        """Yield each call that works for somebody who has made the reads, and the session."""
        for step in informed.trace:
            if step.error is None:
                yield step, informed
        for step in steps:
            after = _then(informed, step) if step.writes else informed
            if step.writes and after.trace[-1].error is None:
                yield after.trace[-1], after

    def _holds(self, session: Session, after_write: bool) -> bool:
        before, last = session.trace[-2:]
        if last.error is not None or (last.writes and not last.changed):
            return False
        if after_write and last.overlaps(before):
            return False
        return not self.environment.breaches(session.trace)


def _then(session: Session, step: Step) -> Session:
    """Return a fork of `session`, its trace included, in which one more call was made."""
    after = session.fork()
    after.trace = list(session.trace)
    after.call(step.tool, step.arguments)
    return after


def _mark(step: Step) -> bytes:
    return orjson.dumps([step.tool, step.arguments], option=orjson.OPT_SORT_KEYS)


def learned(
    environment: Environment, tool: Tool, arguments: Mapping[str, Any], observation: str
) -> list[Told]:
    """Return what the answer to a call tells, as (slot, value), that did not go into the call.

    What went in are the arguments and, for the key of a row, the names that the row bears: whoever
    asks for a row has said which one.
    """
    put_in: set[Told] = set()
    for _, slot, value in tool.slots(arguments):
        put_in |= {(slot, value), *_names(environment, slot, value)}
    told = dict.fromkeys((seen.slot, seen.value) for seen in tool.seen_in(observation))
    return [one for one in told if one not in put_in]


def _names(environment: Environment, slot: str, value: Any) -> Iterator[Told]:
    """Yield what people call the row that a value is the key of: a title, a number on a card."""
    table = slot.removeprefix("ref:")
    row = environment.seed.table(table).get(value) if table != slot else None
    if row is not None:
        for seen in harvest(environment.database.declared()[table].shape, row):
            if seen.slot.startswith("is:") and seen.holder is row:
                yield seen.slot, seen.value


def used_edges(
    environment: Environment, calls: Iterable[tuple[str, Mapping[str, Any], str]]
) -> set[Edge]:
    """Return the edges along which values flowed in a sequence of (tool, arguments, answer)."""
    found: set[Edge] = set()
    given: dict[Told, set[str]] = {}
    for name, arguments, observation in calls:
        tool = environment.toolbox.get(name)
        if tool is None:
            continue
        for _, slot, value in tool.slots(arguments):
            for source in given.get((slot, value), ()):
                found.add((source, name, slot))
        for one in learned(environment, tool, arguments, observation):
            given.setdefault(one, set()).add(name)
    return found
