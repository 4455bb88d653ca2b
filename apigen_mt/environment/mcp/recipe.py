"""How to reach an MCP server and where it keeps its state, as people write it down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from apigen_mt.errors import ConfigError, nearest
from apigen_mt.untrusted.yamltext import read_yaml_text


class Recipe(BaseModel):
    """A server: how it is started or reached, and what is private to a session.

    In `command`, `env` and `url`, `{state}` stands for the session's own copy of the state,
    `{seed}` for its seed and `{port}` for a free port.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str = "mcp"
    """The environment's name."""
    command: tuple[str, ...] = ()
    """The program and its arguments; without it the server at `url` is somebody else's."""
    url: str = ""
    """Where the server speaks HTTP, such as `http://127.0.0.1:{port}/mcp`; without it, stdio."""
    state: Path | None = None
    """The file or folder in which the server keeps its state; sessions get copies of it."""
    ignore: tuple[str, ...] = ()
    """Patterns of files below `state` that are no state, such as `*.log`."""
    policy: str = ""
    """What agents are told, or a Markdown file of it; else the server's own instructions."""
    reads: tuple[str, ...] = ()
    """Tools that only read, where the server does not say so itself."""
    writes: tuple[str, ...] = ()
    """Tools that write, whatever the server says."""
    tries: Mapping[str, tuple[Mapping[str, Any], ...]] = {}
    """Arguments with which `env check` calls a tool, by its name."""
    references: Mapping[str, str | None] = {}
    """Names of parameters and fields to the tables, in JSON files of the state, of such keys."""
    people: str = ""
    """The table of the people who call."""
    knows: tuple[str, ...] | Mapping[str, str] = ()
    """Names of parameters and fields that hold what people know by heart."""
    explore: bool = False
    """Whether its tools may be called with arguments that nobody gave, on copies of the state."""
    env: Mapping[str, str] = {}
    """Environment variables of the server."""
    pass_env: tuple[str, ...] = ("PATH",)
    """Names of variables of this process that the server gets too; no other one is passed on."""
    bearer_env: str = ""
    """The variable of this process with the token that goes along as `Authorization: Bearer`."""
    headers_env: Mapping[str, str] = {}
    """Further HTTP headers, each with the name of the variable of this process that holds it."""
    cwd: Path = Path()
    """The folder in which the server is started."""
    timeout_s: float = Field(30.0, gt=0)
    """How long a call may take."""
    start_timeout_s: float = Field(60.0, gt=0)
    """How long the server may take until it has introduced itself."""
    rereads: bool = False
    """Whether it reads its state anew for every call; then a reset needs no new process."""
    most_servers: int = Field(8, ge=1)
    """How many servers may run at once; the one that was idle longest makes room."""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.command and not self.url:
            raise ValueError("neither command nor url is given; name the server's command")
        if (self.bearer_env or self.headers_env) and not self.url:
            raise ValueError("bearer_env and headers_env are for HTTP; give a url, or pass_env")
        if "@" in urlsplit(self.url).netloc:
            raise ValueError("the url holds a name or password; put it into headers_env")
        if self.explore and not (self.rereads and self.own and self.state is not None):
            raise ValueError(
                "exploring calls tools in many states, each of them private; it takes a command, "
                "a state, and rereads: true"
            )
        places = " ".join([*self.command, *self.env.values(), str(self.cwd)])
        if self.command and self.state is not None and "{state}" not in places:
            raise ValueError(
                "nothing tells the server where its private copy of the state is; "
                'put "{state}" into command or env'
            )
        if self.command and self.url and "{port}" not in self.url:
            raise ValueError('the url of a server started here has a free port: put "{port}" there')
        if not self.command and self.state is not None and not self.rereads:
            raise ValueError(
                "a server that is not started here cannot be reset unless it reads its state anew "
                "for every call; set rereads: true if it does, or give its command"
            )
        return self

    @property
    def seeded(self) -> bool:
        """Whether its servers are told the seed of their session."""
        places = [*self.command, *self.env.values(), self.url, str(self.cwd)]
        return any("{seed}" in one for one in places)

    @property
    def own(self) -> bool:
        """Whether its servers are started, and ended, by us."""
        return bool(self.command)

    @classmethod
    def read(cls, file: Path) -> Recipe:
        """Return the recipe in a YAML file; relative paths are relative to that file.

        Raises:
            ConfigError: it cannot be read, or a key is unknown or has a wrong value.
        """
        try:
            found = read_yaml_text(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"MCP config {file} cannot be read: {error.strerror}.") from None
        except ValueError as error:
            raise ConfigError(f"MCP config {file} is not YAML that can be used: {error}.") from None
        if not isinstance(found, dict):
            raise ConfigError(f"MCP config {file} holds no keys. Give command and state.")
        return cls.of({"name": file.stem, **found}, file.resolve().parent, f"MCP config {file}")

    @classmethod
    def of(cls, settings: Mapping[str, Any], home: Path, where: str) -> Recipe:
        """Return the recipe of `settings`, its paths made absolute from `home`.

        Raises:
            ConfigError: a key is unknown or has a wrong value.
        """
        for key in settings:
            if key not in cls.model_fields:
                known = ", ".join(cls.model_fields)
                raise ConfigError(
                    f"{where}: unknown key '{key}'. Known: {known}."
                    f"{nearest(str(key), cls.model_fields)}"
                )
        try:
            recipe = cls(**settings)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            why = first["msg"].removeprefix("Value error, ")
            raise ConfigError(f"{where}{f', {key}' if key else ''}: {why}.") from None
        placed: dict[str, Any] = {}
        if "{state}" not in str(recipe.cwd):
            placed["cwd"] = home / recipe.cwd
        if recipe.state is not None:
            placed["state"] = home / recipe.state.expanduser()
        if recipe.policy.endswith(".md"):
            file = home / recipe.policy
            try:
                placed["policy"] = file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(
                    f"{where}: its policy file {file} cannot be read ({error.strerror})."
                ) from None
        return recipe.model_copy(update=placed)
