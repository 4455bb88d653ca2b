"""One private fork of an environment in which calls happen, and the trace they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import orjson

from apigen_mt.environment.database import Database
from apigen_mt.environment.diff import compare
from apigen_mt.environment.disturbed import Disturbances
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ToolError, ToolFault
from apigen_mt.records.chat import Message
from apigen_mt.records.disturbance import Disturbance


@dataclass(frozen=True)
class Step:
    """One call and its answer, with the state before it."""

    tool: str
    arguments: Mapping[str, Any]
    observation: str
    """The answer as JSON text; an error is an object with `error` and `code`."""
    error: str | None
    """The code of the error, or None."""
    writes: bool
    before: Database
    after: Database
    by: Literal["agent", "user"] = "agent"
    """Who made the call."""
    arrived: bool = True
    """Whether the answer tells of the world as it was: not for a stale look-up or a lost write."""

    @cached_property
    def result(self) -> Any:
        """The answer as a JSON value of this step's own, or None after an error."""
        return None if self.error is not None else orjson.loads(self.observation)

    @property
    def changed(self) -> bool:
        """Whether the call changed the state."""
        return self.before._digest != self.after._digest

    @cached_property
    def touched(self) -> set[tuple[str, str, str]]:
        """The (table, row, field) places that the call changed; `*` is a whole row."""
        if self.before is self.after:
            return set()
        places: set[tuple[str, str, str]] = set()
        for name, table in self.after._tables.items():
            earlier = self.before._tables.get(name)
            for key, row in table._changed.items():
                old = earlier._peek(key) if earlier is not None else self.after._seed_row(name, key)
                places.update(
                    (one.table, one.row, one.field) for one in compare(name, key, old, row)
                )
        return places

    def overlaps(self, other: Step) -> bool:
        """Return whether two calls changed the same field, or one a part of what the other did."""
        return any(_within(one, two) for one in self.touched for two in other.touched)


def _within(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    if one[:2] != other[:2]:
        return False
    first, second = f"{one[2]}.", f"{other[2]}."
    whole = "*" in (one[2], other[2])
    return whole or first.startswith(second) or second.startswith(first)


Trace = list[Step]


@dataclass(slots=True)
class Session:
    """Calls on one fork, each atomic and deterministic; `trace` holds them in order."""

    toolbox: Mapping[str, Tool]
    db: Database
    user_toolbox: Mapping[str, Tool] = field(default_factory=dict)
    """The tools that the person has, on a device of its own."""
    trace: Trace = field(default_factory=list)
    disturbances: Disturbances = field(default_factory=Disturbances, repr=False)
    start: Database | None = field(default=None, repr=False)
    """The state in which the session began; what stale answers tell of."""
    _latest: Database | None = field(default=None, repr=False)
    _astray: bool = field(default=False, repr=False)

    def call(
        self, tool: str, arguments: Mapping[str, Any], by: Literal["agent", "user"] = "agent"
    ) -> Step:
        """Run one call and return its step; a refused call leaves the state as it was.

        Unknown tools and arguments that do not fit the schema are answered, not raised, with the
        codes `unknown_tool` and `invalid_arguments`.

        Raises:
            ToolFault: the tool itself is broken (an exception other than ToolError, a row left
                invalid, a read that writes, an answer that is no JSON); the state is as it was.
        """
        before = self.state
        error, message = None, ""
        self._astray = False
        try:
            observation = self._run(tool, arguments, by)
        except ToolError as refused:
            error = refused.code
            message = refused.message.encode("utf-8", "replace").decode()
            observation = orjson.dumps({"error": message, "code": error}).decode()
        after = self.state
        known = self._tools(by).get(tool)
        step = Step(
            tool,
            arguments,
            observation,
            error,
            known is not None and known.writes,
            before,
            after,
            by,
            not self._astray,
        )
        self.trace.append(step)
        return step

    def perform(self, message: Message) -> list[Step]:
        """Make the calls of one message again: the agent's, or what the user did."""
        done = [self.call(one.name, one.arguments, "user") for one in message.actions]
        return done + [self.call(one.name, one.arguments) for one in message.tool_calls]

    def _tools(self, by: Literal["agent", "user"]) -> Mapping[str, Tool]:
        return self.toolbox if by == "agent" else self.user_toolbox

    def _run(
        self, name: str, arguments: Mapping[str, Any], by: Literal["agent", "user"] = "agent"
    ) -> str:
        tool = self._tools(by).get(name)
        if tool is None:
            known = ", ".join(self._tools(by))
            raise ToolError(f"There is no tool '{name}'. Tools: {known}.", "unknown_tool")
        problem = tool.problem(arguments)
        if problem is not None:
            raise ToolError(f"{name}: {problem}", "invalid_arguments")
        arguments = tool.taken(arguments)
        db = self.db
        if self.disturbances:
            planned = self.disturbances.strike(tool, arguments)
            if planned is not None:
                return self._astray_by(planned, tool, arguments)
        if not tool.writes:
            return _answer(name, self._guarded(name, tool.function, db, arguments))
        db.begin(lambda: tool.mark(arguments))
        try:
            answer = _answer(name, self._guarded(name, tool.function, db, arguments))
            db.commit()
        except BaseException as fault:
            db.rollback()
            if isinstance(fault, ToolFault):
                self._refuse_unknown_rows(tool, arguments)
            raise
        return answer

    def _astray_by(self, planned: Disturbance, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """Return the answer of a lost write, or a stale one if it differs from the true one."""
        tools = {tool.name: tool}
        true = Session(tools, self.db.fork())._run(tool.name, arguments)
        answer = true
        if planned.kind == "stale" and self.start is not None:
            answer = Session(tools, self.start.fork())._run(tool.name, arguments)
            if answer == true:
                return true
        self.disturbances.spend(planned)
        self._astray = True
        return answer

    def _refuse_unknown_rows(self, tool: Tool, arguments: Mapping[str, Any]) -> None:
        """Raise what an agent is told when a write fails over a key that names no row."""
        for _, slot, key in tool.slots(arguments):
            if slot.startswith("ref:") and key not in self.db.table(slot[4:]):
                noun = slot[4:].rstrip("s").replace("_", " ")
                raise ToolError(f"There is no such {noun}.", "not_found") from None

    def _guarded(self, name: str, function: Any, db: Database, arguments: Any) -> Any:
        try:
            return function(db, **arguments)
        except (ToolError, ToolFault):
            raise
        except Exception as fault:
            raise ToolFault(
                f"Tool '{name}' failed with {type(fault).__name__}: {fault}. "
                "Raise ToolError for what the agent should be told."
            ) from fault

    @property
    def state(self) -> Database:
        """A snapshot of the present state, the same object as long as nothing changes."""
        last, now = self._latest, self.db
        if last is None or last._writes != now._writes or last._rolled is not now._rolled:
            last = self._latest = now.fork()
        return last

    def take(self, step: Step) -> None:
        """Add a call that was made before in this very state, as if it were made again."""
        if step.after is not step.before:
            self.db, self._latest = step.after.fork(), step.after
        self.trace.append(step)

    def fork(self) -> Session:
        """Return a session in the present state with an empty trace of its own, undisturbed."""
        return Session(self.toolbox, self.db.fork(), self.user_toolbox, _latest=self.state)

    def close(self) -> None:
        """Let go of what the session holds outside this process; only foreign servers are."""
        self.db.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def error_in(observation: str) -> str | None:
    """Return the code of the error that a tool's answer reports, or None."""
    if not observation.startswith('{"error":'):
        return None
    found = orjson.loads(observation)
    return str(found["code"]) if set(found) == {"error", "code"} else None


def _answer(name: str, value: Any) -> str:
    """Return the answer as text, which shares nothing with the database."""
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise ToolFault(f"Tool '{name}' answered with something that is no JSON: {error}") from None
