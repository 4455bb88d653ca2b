"""Finding calls that work: a search which starts from what a person knows about themselves.

Promises and the tool graph use it. A call binds its parameters by type from values which the
person knew, could name or was told in an earlier answer, so what it finds an agent can find too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any

import orjson

from apigen_mt.environment.binding import Known, bind
from apigen_mt.environment.environment import Environment
from apigen_mt.environment.session import Session, Step
from apigen_mt.environment.shape import Seen, harvest
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ToolFault

Fault = tuple[str, Mapping[str, Any], ToolFault]
"""A call that the tool did not survive: (tool, arguments, fault)."""

_TRIES = 4
_TRIES_WITHOUT_SUCCESS = 12
_NAMED = 6
_ROWS = 400


def explore(
    environment: Environment,
    seed: int = 0,
    people: int = 6,
    calls: int = 400,
    faults: list[Fault] | None = None,
) -> list[Step]:
    """Return calls made on behalf of some people, refused ones included, in the order made.

    Reads run in the seed state. Each write runs on a fork of it, so the steps are no one trace;
    `step.before` is the state in which the call was made.

    Args:
        environment: where to look; it is left as it was.
        seed: decides which people and which values are tried.
        people: how many rows of the people table to start from, at most.
        calls: how many calls to make, at most.
        faults: takes the calls that a tool did not survive; without it they raise.
    """
    random = Random(f"{seed}:explore:{environment.name}")
    rows = list(environment.seed.table(environment.people)) if environment.people else []
    chosen = random.sample(rows, min(people, len(rows))) or [None]
    search = _Search(environment, random, faults)
    for left, person in zip(range(len(chosen), 0, -1), chosen, strict=True):
        share = (calls - len(search.steps)) // left
        search.on_behalf_of(person, len(search.steps) + share)
    return search.steps


@lru_cache(maxsize=8)
def _things(environment: Environment) -> dict[str, list[Seen]]:
    """Return what anybody can name by slot: titles and the like, nothing from the people table."""
    found: dict[tuple[str, Any], Seen] = {}
    for name, spec in environment.database.declared().items():
        if name != environment.people and any(slot[:3] == "is:" for slot in spec.shape.slots):
            for row in islice(environment.seed.table(name), _ROWS):
                for seen in harvest(spec.shape, row):
                    if seen.slot.startswith("is:"):
                        found.setdefault((seen.slot, seen.value), seen)
    things: dict[str, list[Seen]] = {}
    for seen in found.values():
        things.setdefault(seen.slot, []).append(seen)
    return things


class _Search:
    """The steps made so far, over all people."""

    def __init__(
        self, environment: Environment, random: Random, faults: list[Fault] | None
    ) -> None:
        self.environment = environment
        self.random = random
        self.faults = faults
        self.steps: list[Step] = []
        self.done: set[str] = set()
        tools = environment.toolbox.values()
        self.tools = sorted(tools, key=lambda tool: tool.writes)
        self.things = _things(environment)

    def on_behalf_of(self, person: Any, limit: int) -> None:
        """Search for one person until nothing new turns up or `limit` steps are made."""
        spec = self.environment.database.declared().get(self.environment.people)
        known = Known()
        if spec is not None and person is not None:
            own = [seen for seen in harvest(spec.shape, person) if seen.slot.startswith("is:")]
            known.learn(own)
        for named in self.things.values():
            for one in self.random.sample(named, min(_NAMED, len(named))):
                known.learn([one])
        session = self.environment.session()
        branches = self._rounds(session, known, person, limit)
        for branch, learnt in branches:  # what only a write makes possible
            if len(self.done) == len(self.tools) or len(self.steps) >= limit:
                return
            self._rounds(branch, learnt, person, limit)

    def _rounds(
        self, session: Session, known: Known, person: Any, limit: int
    ) -> list[tuple[Session, Known]]:
        """Call every tool in turn while that yields something new; return where writes led."""
        tried: set[bytes] = set()
        branches: list[tuple[Session, Known]] = []
        while True:
            before = len(self.steps)
            for tool in self.tools:
                for arguments in self._arguments(tool, session, known, person, tried):
                    if len(self.steps) >= limit:
                        return branches
                    branch = session.fork() if tool.writes else session
                    step = self._call(branch, tool, arguments)
                    if step is None or step.error is not None:
                        continue
                    found = list(harvest(tool.returns, step.result))
                    if not tool.writes:
                        known.learn(found)
                    elif len(branches) < len(self.tools):
                        branches.append((branch, known.after(found)))
            if len(self.steps) == before:
                return branches

    def _arguments(
        self, tool: Tool, session: Session, known: Known, person: Any, tried: set[bytes]
    ) -> Iterator[Mapping[str, Any]]:
        """Yield arguments not tried before: what the author proposes first, then by type."""
        fresh = 0
        tries = _TRIES if tool.name in self.done else _TRIES_WITHOUT_SUCCESS
        for arguments in self._candidates(tool, session, known, person, tries):
            mark = tool.name.encode() + orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS)
            if mark in tried:
                continue
            tried.add(mark)
            yield arguments
            fresh += 1
            if fresh >= _TRIES and tool.name in self.done:
                return

    def _candidates(
        self, tool: Tool, session: Session, known: Known, person: Any, tries: int
    ) -> Iterable[Mapping[str, Any]]:
        if tool.propose is not None and (person is not None or not self.environment.people):
            yield from islice(self._proposed(tool, session, person), tries)
        if not self.environment.made_up:
            return
        for _ in range(tries):
            bound = bind(tool, known, self.random)
            if bound is None:
                return
            yield bound

    def _proposed(self, tool: Tool, session: Session, person: Any) -> Iterator[Mapping[str, Any]]:
        assert tool.propose is not None
        try:
            yield from tool.propose(session.db, person, self.random)
        except Exception as error:
            self._blame(
                tool.name,
                {},
                ToolFault(
                    f"Tool '{tool.name}': its propose failed with {type(error).__name__}: {error}. "
                    "Mend it, or leave it out."
                ),
            )

    def _call(self, session: Session, tool: Tool, arguments: Mapping[str, Any]) -> Step | None:
        try:
            step = session.call(tool.name, arguments)
        except ToolFault as fault:
            self._blame(tool.name, arguments, fault)
            return None
        self.steps.append(step)
        if step.error is None:
            self.done.add(tool.name)
        return step

    def _blame(self, tool: str, arguments: Mapping[str, Any], fault: ToolFault) -> None:
        if self.faults is None:
            raise fault
        self.faults.append((tool, arguments, fault))
