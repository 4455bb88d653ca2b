"""Any MCP server as an environment: its tools, and its files as the state."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, ClassVar, Self

from apigen_mt.environment.adapters.observing import Observed, observe
from apigen_mt.environment.adapters.referring import ReferringEnvironment
from apigen_mt.environment.environment import SeedRows
from apigen_mt.environment.mcp.desk import Desk
from apigen_mt.environment.mcp.files import Image, image_of
from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.environment.mcp.world import World, rows_of
from apigen_mt.environment.shape import PLAIN, Shape
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, SeedDataError

_NOWHERE: Image = {}
_UNJUDGED = {
    "phrasing fits": "a foreign server's tools come without hints on wording",
    "writes are all or nothing": (
        "a refusal cannot be forced inside a foreign server; its files are put back after each one"
    ),
}


class McpEnvironment(ReferringEnvironment):
    """An MCP server, over stdio or HTTP, with a private process and state for each session.

    Subclass it and set `command` or `url`, and `state`; or take `McpEnvironment.of(...)` for one
    line, or a YAML file by `load_environment("mcp:FILE.yaml")`. The keys are those of `Recipe`.
    """

    database = World
    command: ClassVar[Sequence[str]] = ()
    """The program and its arguments; `{state}`, `{seed}` and `{port}` are filled in."""
    url: ClassVar[str] = ""
    """Where it speaks HTTP; without it, it speaks over stdio."""
    state: ClassVar[str | Path | None] = None
    """The file or folder that holds the seed state, beside the class's module."""
    settings: ClassVar[Mapping[str, Any]] = {}
    """Further keys of `Recipe`: `env`, `pass_env`, `reads`, `writes`, `timeout_s`, ..."""
    made_up = False  # a foreign server may reach beyond its files

    outermost = 2

    def __init__(self, recipe: Recipe | None = None) -> None:
        self._given = recipe
        if recipe is not None or self.settings or self.references:
            found = self.recipe
            given = {"name": found.name, "people": found.people, "made_up": found.explore}
            self.__dict__.update(given, references=found.references, knows=found.knows)
        if self.referring:
            self.show()

    @classmethod
    def of(cls, *command: str, home: str | Path = "", **keys: Any) -> Self:
        """Return the environment of a server in one line.

        Args:
            command: the program and its arguments.
            home: relative paths start here; by default in the working directory.
            keys: further keys of `Recipe`.

        Raises:
            ConfigError: a key is unknown or has a wrong value.
        """
        settings = {"command": command, **keys} if command else keys
        return cls(Recipe.of(settings, Path(home).resolve(), "McpEnvironment.of"))

    @classmethod
    def read(cls, file: str | Path) -> Self:
        """Return the environment that a YAML file describes.

        Raises:
            ConfigError: it cannot be read, or a key is unknown or has a wrong value.
        """
        return cls(Recipe.read(Path(file)))

    @cached_property
    def recipe(self) -> Recipe:
        """How the server is reached.

        Raises:
            ConfigError: the class's settings cannot be used.
        """
        if self._given is not None:
            return self._given
        kind = type(self)
        file = getattr(sys.modules.get(kind.__module__), "__file__", None)
        told: dict[str, Any] = {"command": self.command, "url": self.url, "state": self.state}
        told |= {"policy": self.policy, "references": self.references, "people": self.people}
        told |= {"knows": self.knows, **self.settings}
        return Recipe.of(
            {"name": self.name or kind.__name__.lower(), **told},
            Path(file).resolve().parent if file else Path.cwd(),
            kind.__name__,
        )

    @property
    def unjudged(self) -> Mapping[str, str]:
        """Promises that cannot apply to a foreign process, each with the reason."""
        told = {**super().unjudged, **_UNJUDGED}
        untried = [name for name, one in self.toolbox.items() if one.propose is None]
        if untried:
            told["tools can be reached"] = (
                f"no arguments are known for {', '.join(untried)}; give some under tries"
            )
        if self.recipe.state is None:
            told["writes take effect"] = "no state is named, so changes cannot be seen"
        return told

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self.recipe)

    @cached_property
    def _image(self) -> Image:
        """The files of the seed state."""
        state = self.recipe.state
        if state is None:
            return _NOWHERE
        if state.is_dir():
            return image_of(state, self.recipe.ignore)
        try:
            return {state.name: state.read_bytes()}
        except OSError as error:
            raise SeedDataError(
                f"State {state} of '{self.name}' cannot be read: {error.strerror}. "
                "Name the file or folder in which the server keeps its state; it may be empty."
            ) from None

    def rows(self) -> SeedRows:
        """Return the files of the seed state as rows."""
        return {"files": rows_of(self._image)}

    @cached_property
    def seed(self) -> World:
        """The seed state; no server runs on it."""
        database = self.database
        assert issubclass(database, World)
        return database.of(self._image, self.now, self._desk)

    def tree(self) -> tuple[Mapping[str, Any], str]:
        """Return the contents of the files of the seed state, by path."""
        rows = {row["path"]: row for row in rows_of(self._image)}
        opaque = [path for path, row in rows.items() if row["kind"] not in ("json", "lines")]
        hint = f" No tables are found in {', '.join(opaque[:5])}: no JSON." if opaque else ""
        return {"files": {path: row["content"] for path, row in rows.items()}}, hint

    @cached_property
    def toolbox(self) -> dict[str, Tool]:
        """Every tool by name, with the references among what it takes and was seen to answer.

        Raises:
            EnvironmentFault: the server cannot be started, or a schema or reference not used.
        """
        if not self.referring:
            return dict(self.bare_tools)
        found = {name: self.taking(one) for name, one in self.bare_tools.items()}
        if not self.recipe.explore:
            return found
        answers = self.observed.answers
        return {name: self.telling(one, answers[name]) for name, one in found.items()}

    @cached_property
    def observed(self) -> Observed:
        """What the tools did on copies of the seed state."""
        tools = {name: self.taking(one) for name, one in self.bare_tools.items()}
        return observe(tools, self.faced, keys=self.neighbours.keys)

    @cached_property
    def bare_tools(self) -> dict[str, Tool]:
        """The server's tools by name, in its order; it is asked once.

        Raises:
            EnvironmentFault: the server cannot be started, or a tool's schema is not usable.
        """
        server = self._desk.take(-1, self._image)
        try:
            told = server.tools()
            self.__dict__["_instructions"] = server.instructions
        finally:
            server.stop()
        tools = {one.name: self._tool(one) for one in told}
        for name in (*self.recipe.reads, *self.recipe.writes, *self.recipe.tries):
            if name not in tools:
                known = ", ".join(tools) or "none"
                raise EnvironmentFault(
                    f"'{self.name}': its server has no tool '{name}'. Tools: {known}."
                )
        return tools

    def _tool(self, told: Any) -> Tool:
        schema = dict(told.input_schema)
        schema.setdefault("type", "object")
        schema["properties"] = {
            name: inner if isinstance(inner, dict) else {} if inner else {"not": {}}
            for name, inner in (schema.get("properties") or {}).items()
        }
        hinted = told.annotations is not None and told.annotations.read_only_hint
        read = told.name in self.recipe.reads or (hinted and told.name not in self.recipe.writes)
        tries = self.recipe.tries.get(told.name)
        if tries is None and read and not schema.get("required"):
            tries = ({},)
        tool = Tool(
            name=told.name,
            description=" ".join((told.description or told.title or "").split()),
            parameters=schema,
            effect="read" if read else "write",
            function=partial(_asked, told.name),
            accepts=Shape(fields=dict.fromkeys(schema["properties"], PLAIN)),
            propose=None if tries is None else partial(_tried, tries),
        )
        problem = _remote_reference(schema) or tool.schema_problem()
        if problem is not None:
            raise EnvironmentFault(
                f"'{self.name}', tool '{told.name}': its schema cannot be used: {problem}."
            )
        return tool

    @cached_property
    def policy_text(self) -> str:
        """The policy of the recipe or class; without one, what the server tells of itself."""
        if self.recipe.policy:
            return inspect.cleandoc(self.recipe.policy)
        self.toolbox  # noqa: B018  asks the server
        return str(self.__dict__["_instructions"]).strip()

    def close(self) -> None:
        """End every server of this environment; a later call starts one again."""
        self._desk.close()


def _asked(tool: str, db: World, /, **arguments: Any) -> Any:
    return db.ask(tool, arguments)


def _tried(tries: Sequence[Mapping[str, Any]], *_: Any) -> Iterator[Mapping[str, Any]]:
    return iter(tries)


def _remote_reference(schema: Any) -> str | None:
    """Return what is wrong with a schema that would have to be fetched from somewhere."""
    if isinstance(schema, list):
        return next(filter(None, map(_remote_reference, schema)), None)
    if not isinstance(schema, dict):
        return None
    target = schema.get("$ref", "#")
    if isinstance(target, str) and not target.startswith("#"):
        return f"it refers to {target!r}, outside itself"
    return next(filter(None, map(_remote_reference, schema.values())), None)
