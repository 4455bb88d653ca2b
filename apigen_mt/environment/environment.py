"""An environment: a database, tools over it, and a policy as text and as executable rules."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import orjson

from apigen_mt.environment.database import Database
from apigen_mt.environment.disturbed import Disturbances
from apigen_mt.environment.phrasing import Phrasing
from apigen_mt.environment.rule import Rule
from apigen_mt.environment.session import Session, Trace
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, SeedDataError, nearest
from apigen_mt.records.disturbance import Disturbance

SeedRows = Mapping[str, Iterable[Mapping[str, Any]]]


class Environment:
    """What an author subclasses: name, database, tools, policy, and where the seed rows are.

    An instance is immutable and cheap to share; each conversation runs in a `session` of its own.
    """

    name: ClassVar[str] = ""
    """The name users type; lower-case words."""
    database: ClassVar[type[Database]]
    """The declared tables."""
    tools: ClassVar[Sequence[Tool]] = ()
    """Every tool that agents may call."""
    user_tools: ClassVar[Sequence[Tool]] = ()
    """Tools that the person has, on a device of its own: the agent can only ask for their use."""
    policy: ClassVar[str] = ""
    """The policy text, or the name of a Markdown file beside the class's module."""
    rules: ClassVar[Sequence[Rule]] = ()
    """The policy as code."""
    people: ClassVar[str] = ""
    """The table of the people who call."""
    parallel_calls: ClassVar[bool] = True
    """Whether an agent may make several calls in one message."""
    phrasing: ClassVar[Phrasing] = Phrasing()
    """Optional hints on wording."""
    data: ClassVar[str] = ""
    """A JSON file of seed rows beside the class's module; or override `rows`."""
    now: ClassVar[datetime] = datetime(2025, 5, 15, 10, 0)
    """The time at which every session takes place."""
    made_up: ClassVar[bool] = True
    """Whether exploring may call tools with arguments that nobody gave for them."""

    def rows(self) -> SeedRows:
        """Return the seed rows by table name; by default those of the file named in `data`."""
        if not self.data:
            raise EnvironmentFault(
                f"{type(self).__name__} has no seed rows. "
                "Override rows(), or set data to a JSON file beside the module."
            )
        path = self._beside(self.data)
        try:
            rows: SeedRows = orjson.loads(path.read_bytes())
        except OSError as error:
            raise SeedDataError(
                f"Seed data {self.data}: {error.strerror} at {path}. Add the file."
            ) from None
        except orjson.JSONDecodeError as error:
            raise SeedDataError(f"Seed data {self.data} is not JSON: {error}.") from None
        return rows

    @cached_property
    def seed(self) -> Database:
        """The seed state, loaded once; every session forks it.

        Raises:
            SeedDataError: rows that do not fit, with table, row and field.
        """
        return self.database.load(self.rows(), self.now)

    @cached_property
    def toolbox(self) -> dict[str, Tool]:
        """Every tool of agents by name, in the author's order."""
        return self._named(self.tools)

    @cached_property
    def user_toolbox(self) -> dict[str, Tool]:
        """Every tool of the person by name; none has the name of an agent's tool."""
        found = self._named(self.user_tools)
        for name in found:
            if name in self.toolbox:
                raise EnvironmentFault(f"Agent and user both have a tool '{name}'. Rename one.")
        return found

    @cached_property
    def every_tool(self) -> dict[str, Tool]:
        """The tools of both sides, by name."""
        return {**self.toolbox, **self.user_toolbox}

    def _named(self, tools: Sequence[Tool]) -> dict[str, Tool]:
        found: dict[str, Tool] = {}
        for one in tools:
            if not isinstance(one, Tool):
                raise EnvironmentFault(
                    f"{type(self).__name__}.tools has {one!r}, which is no tool. "
                    'Decorate the function with @tool("read") or @tool("write").'
                )
            if one.name in found:
                raise EnvironmentFault(f"Two tools are called '{one.name}'. Rename one.")
            found[one.name] = one
        return found

    def tool(self, name: str) -> Tool:
        """Return the tool called `name`.

        Raises:
            EnvironmentFault: there is none; the nearest name is suggested.
        """
        if name not in self.toolbox:
            raise EnvironmentFault(
                f"Environment '{self.name}' has no tool '{name}'.{nearest(name, self.toolbox)}"
            )
        return self.toolbox[name]

    @cached_property
    def owned(self) -> list[tuple[str, str]]:
        """The (table, field) pairs whose rows belong to a person: references to `people`."""
        slot = f"ref:{self.people}"
        return [
            (name, field)
            for name, spec in self.database.declared().items()
            if name != self.people
            for field, shape in (spec.shape.fields or {}).items()
            if shape.slot == slot
        ]

    @property
    def unjudged(self) -> Mapping[str, str]:
        """Promises that cannot apply here, by name, each with the reason; `env check` says so."""
        return {}

    def identifies(self, tool: Tool) -> bool:
        """Return whether a tool finds a person by what only they say."""
        taken = tool.accepts.slots
        known = bool(taken) and all(slot.startswith("is:") for slot in taken)
        return known and f"ref:{self.people}" in tool.returns.slots

    @cached_property
    def readers(self) -> dict[str, list[Tool]]:
        """For each reference slot, the reads that take just such a key and return its row."""
        found: dict[str, list[Tool]] = {}
        for one in self.toolbox.values():
            required = one.parameters.get("required", ())
            if one.writes or len(required) != 1 or one.accepts.fields is None:
                continue
            slot = one.accepts.fields[required[0]].slot
            fields = one.returns.fields or {}
            first = next(iter(fields.values()), None)
            if slot and slot.startswith("ref:") and first is not None and first.slot == slot:
                found.setdefault(slot, []).append(one)
        return found

    @cached_property
    def policy_text(self) -> str:
        """The policy as agents read it.

        Raises:
            EnvironmentFault: the file named in `policy` is missing.
        """
        if not self.policy.endswith(".md"):
            return inspect.cleandoc(self.policy)
        path = self._beside(self.policy)
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EnvironmentFault(
                f"Environment '{self.name}': its policy file {path} cannot be read "
                f"({error.strerror}). Add the file, or put the text into `policy`."
            ) from None

    @cached_property
    def published_tools(self) -> str:
        """The tools as agents see them, one JSON text."""
        return orjson.dumps([one.published() for one in self.toolbox.values()]).decode()

    def published(self, without: Collection[str] = ()) -> str:
        """Return the tools as agents see them where some are not there, one JSON text."""
        if not without:
            return self.published_tools
        tools = [one.published() for one in self.toolbox.values() if one.name not in without]
        return orjson.dumps(tools).decode()

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits over policy, tools and seed state."""
        parts = f"{self.name}\n{self.policy_text}\n{self.published_tools}\n{self.seed.digest}"
        if self.user_toolbox:
            parts += orjson.dumps([one.published() for one in self.user_toolbox.values()]).decode()
        return sha256(parts.encode()).hexdigest()

    def session(
        self,
        seed: int = 0,
        without: Collection[str] = (),
        disturbances: Iterable[Disturbance] = (),
    ) -> Session:
        """Return a new session in the seed state.

        Args:
            seed: decides what tools draw at random.
            without: tools that are not there in this session.
            disturbances: what goes wrong with its tools.
        """
        toolbox = self.toolbox
        if without:
            toolbox = {name: one for name, one in toolbox.items() if name not in without}
        db = self.seed.fork(seed)
        planned = Disturbances(disturbances)
        start = db.fork() if planned else None
        return Session(toolbox, db, self.user_toolbox, disturbances=planned, start=start)

    def replay(self, calls: Iterable[tuple[str, Mapping[str, Any]]], seed: int = 0) -> Session:
        """Return a new session in which `calls` were made, each by whose tool it is."""
        session = self.session(seed)
        for tool, arguments in calls:
            session.call(tool, arguments, "user" if tool in self.user_toolbox else "agent")
        return session

    def breaches(self, trace: Trace) -> list[tuple[Rule, int]]:
        """Return each broken rule with the index of the step that breaks it, in trace order.

        What did not arrive did not happen.
        """
        found: list[tuple[Rule, int]] = []
        places = {id(step): place for place, step in enumerate(trace)}
        happened = [step for step in trace if step.arrived]
        for one in self.rules:
            found.extend((one, places[id(step)]) for step in one.breaches(happened))
        return sorted(found, key=lambda pair: pair[1])

    @classmethod
    def _beside(cls, name: str) -> Path:
        """Return the path of a file beside the module of the class that names it."""
        named = [
            one for one in cls.__mro__ if name in (vars(one).get("policy"), vars(one).get("data"))
        ]
        module = sys.modules.get((named or [cls])[0].__module__)
        file = getattr(module, "__file__", None)
        return Path(file).parent / name if file else Path(name)
