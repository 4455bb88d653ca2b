"""Functions over a nested dict, `invoke(data, **arguments)`, as an environment."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self

import orjson

from apigen_mt.environment.adapters.adapted import AdaptedEnvironment
from apigen_mt.environment.adapters.cells import CellDatabase, cells
from apigen_mt.environment.adapters.meaning import Knows, References
from apigen_mt.environment.adapters.refusals import Refused, answered, told_error
from apigen_mt.environment.adapters.told import told
from apigen_mt.environment.adapters.views import LOOSE, DataView, refuse_write
from apigen_mt.environment.database import Database
from apigen_mt.environment.environment import SeedRows
from apigen_mt.environment.frozen import ReadOnlyValue
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, SeedDataError

Data = Mapping[str, Any]


class FunctionTool(Protocol):
    """What such a tool offers: a class, an instance or a module."""

    @property
    def invoke(self) -> Callable[..., Any]:
        """The function: the data first, then arguments by name."""
        ...

    @property
    def get_info(self) -> Callable[[], Mapping[str, Any]]:
        """The function that gives the OpenAI function definition."""
        ...


class NestedDatabase(CellDatabase):
    """The nested dict: a table for each dictionary in it, and one of one cell for other values."""

    _loose: ClassVar[frozenset[str]] = frozenset()

    @property
    def loose(self) -> frozenset[str]:
        """The tables that stand for one value each, which is no dictionary."""
        return self._loose

    @classmethod
    def shaped(cls, data: Data) -> type[Self]:
        """Return the class of databases which hold data of this shape."""
        made = cls.of(data)
        made._loose = frozenset(name for name, value in data.items() if not isinstance(value, dict))
        return made

    def data(self) -> dict[str, Any]:
        """Return the present state as a nested dict of its own."""
        return DataView(self).plain()


class FunctionEnvironment(AdaptedEnvironment):
    """What `environment_of_functions` makes; subclass that for rules, a policy file or hints."""

    functions: ClassVar[Iterable[FunctionTool]] = ()
    nested: ClassVar[Callable[[], Data]]
    refused: ClassVar[Refused]
    database: ClassVar[type[Database]] = NestedDatabase

    def tree(self) -> tuple[Data, str]:
        """Return the nested dict."""
        return type(self).nested(), ""

    def rows(self) -> SeedRows:
        """Return the nested dict as rows.

        Raises:
            SeedDataError: a table or a key is no text, or there is something that is no JSON.
        """
        rows: dict[str, list[dict[str, Any]]] = {}
        for name, table in type(self).nested().items():
            entries = table if isinstance(table, dict) else {LOOSE: table}
            for key, value in entries.items():
                if not isinstance(key, str):
                    raise SeedDataError(
                        f"Seed data, table '{name}': the key {key!r} is no text. Make it one."
                    )
                try:
                    orjson.dumps(value)
                except TypeError as error:
                    raise SeedDataError(
                        f"Seed data, table '{name}', row '{key}': {error}. Keep to JSON values."
                    ) from None
            rows[name] = cells(entries)
        return rows

    @cached_property
    def bare_tools(self) -> Mapping[str, Tool]:
        """Every function as a tool, declared a write."""
        found: dict[str, Tool] = {}
        for one in self.functions:
            tool = _tool(one, type(self).refused)
            if tool.name in found:
                raise EnvironmentFault(f"Two tools are called '{tool.name}'. Rename one.")
            found[tool.name] = tool
        return found


def environment_of_functions(
    tools: Iterable[FunctionTool],
    data: Data | Callable[[], Data],
    *,
    name: str,
    policy: str,
    writes: Collection[str] | None = None,
    refused: Refused = told_error,
    references: References | None = None,
    people: str = "",
    knows: Knows = (),
    now: datetime | None = None,
) -> type[FunctionEnvironment]:
    """Return an environment class over functions that change a nested dict in place.

    The functions stay as they are: they get a view that behaves like the dict, whose rows are
    copied when a write takes them. An exception, or an answer that is an error, leaves the data as
    it was. An answer that is the text of a JSON object or list is taken as that object or list.

    Args:
        tools: each has `invoke(data, **arguments)` and `get_info()`, the OpenAI definition.
        data: `{table: {id: row}}`, or a function that gives it; it stays as it is.
        name: the environment's name.
        policy: the policy text.
        writes: the tools that may change the data; by default this is found out by observing
            them on copies.
        refused: tells the message of an answer that is an error; `told_error` or `never`.
        references: names of parameters and fields to the table whose keys stand there, such as
            `{"order_id": "orders"}` for every tool and row, or `{"get_order.order_id": "orders"}`;
            `"find_user()"` marks what a tool answers. Tables are the dictionaries of rows in the
            data, at any depth.
        people: the table of the people who call.
        knows: names of parameters and fields that hold what people know by heart or can name:
            `("email", "title")`; a mapping where names differ, `{"mail": "email"}`.
        now: the time at which every session takes place.

    Raises:
        EnvironmentFault: the data is no dictionary, or a name in it cannot be a table's.
    """
    given = data() if callable(data) else data
    if not isinstance(given, Mapping):
        raise EnvironmentFault(
            f"The data is a {type(given).__name__}. Give a dictionary: table to id to row."
        )
    if not callable(data):
        copied = orjson.dumps(_json(given))
    body: dict[str, Any] = {
        "__doc__": f"{name}: functions over a nested dict.",
        "name": name,
        "policy": policy,
        "database": NestedDatabase.shaped(given),
        "functions": tuple(tools),
        "nested": staticmethod(data if callable(data) else lambda: orjson.loads(copied)),
        "writes": None if writes is None else frozenset(writes),
        "refused": staticmethod(refused),
        "references": references or {},
        "people": people,
        "knows": knows,
    }
    if now is not None:
        body["now"] = now
    return type("FunctionEnvironment", (FunctionEnvironment,), body)


def _json(data: Data) -> Any:
    for table, value in data.items():
        try:
            orjson.dumps({table: value})
        except TypeError as error:
            raise SeedDataError(
                f"Seed data, table {table!r}: {error}. "
                'Keep to JSON values, under keys that are texts: "7" for 7.'
            ) from None
    return dict(data)


def _tool(one: FunctionTool, refused: Refused) -> Tool:
    """Return a foreign function as a tool, declared a write.

    Raises:
        EnvironmentFault: it lacks a part, or its schema and its code disagree.
    """
    invoke, info = getattr(one, "invoke", None), getattr(one, "get_info", None)
    if not callable(invoke) or not callable(info):
        raise EnvironmentFault(
            f"{one!r} has no invoke(data, ...) or no get_info(). Give a class, an instance or a "
            "module that has both; a plain function becomes the invoke of a class."
        )
    definition = _definition(one, info)
    name = definition["name"]
    parameters = {"type": "object", "properties": {}, **definition.get("parameters", {})}
    parameters.setdefault("additionalProperties", False)
    _compare(name, invoke, parameters)

    def function(db: NestedDatabase, **arguments: Any) -> Any:
        return _opened(answered(lambda: _invoked(name, invoke, db, arguments), refused))

    function.__module__ = getattr(invoke, "__module__", None) or __name__
    return Tool(name, definition.get("description", ""), parameters, "write", function)


def _definition(one: FunctionTool, info: Callable[[], Any]) -> Mapping[str, Any]:
    """Return what a tool tells of itself, once it has the form of an OpenAI definition."""
    try:
        told = info()
    except Exception as error:
        raise EnvironmentFault(
            f"{one!r}: its get_info() failed with {type(error).__name__}: {error}. Mend it."
        ) from error
    found = told.get("function", told) if isinstance(told, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(found.get("name"), str):
        raise EnvironmentFault(
            f"{one!r}: its get_info() gives {told!r:.80}, which names no function. "
            'Give {"type": "function", "function": {"name": ..., "parameters": ...}}.'
        )
    schema = found.get("parameters", {})
    if not isinstance(schema, Mapping) or not isinstance(schema.get("properties", {}), Mapping):
        raise EnvironmentFault(
            f"Tool '{found['name']}': its parameters are {schema!r:.80}. "
            "Give a JSON Schema: an object whose properties are an object."
        )
    return found


def _compare(name: str, invoke: Callable[..., Any], parameters: Mapping[str, Any]) -> None:
    """Raise where the schema asks for what the code does not take, or leaves out what it needs."""
    taken = list(inspect.signature(invoke).parameters.values())[1:]
    if not any(one.kind is one.VAR_KEYWORD for one in taken):
        names = [one.name for one in taken]
        for extra in parameters["properties"]:
            if extra not in names:
                raise EnvironmentFault(
                    f"Tool '{name}': its schema has '{extra}', which invoke does not take. "
                    "Mend the schema or the function."
                )
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    for one in taken:
        needed = one.kind in kinds and one.default is one.empty
        if needed and one.name not in parameters.get("required", ()):
            raise EnvironmentFault(
                f"Tool '{name}': invoke needs '{one.name}', which its schema does not require. "
                "Mend the schema or the function."
            )


def _invoked(
    name: str, invoke: Callable[..., Any], db: NestedDatabase, arguments: dict[str, Any]
) -> Any:
    if db._writing:
        return invoke(DataView(db), **arguments)
    try:
        return invoke(DataView(db), **arguments)
    except ReadOnlyValue:  # it works on rows as if they were its own, which may be harmless
        own = db.fork()
        own.begin()
        answer = told(invoke(DataView(own), **arguments))
        own.commit()
        if own._digest != db._digest:
            refuse_write(name)
        return answer


def _opened(answer: Any) -> Any:
    """Return the answer as JSON, opened where it is the text of an object or list."""
    if isinstance(answer, str) and answer[:1] in ("{", "["):
        try:
            return orjson.loads(answer)
        except orjson.JSONDecodeError:
            return answer
    return told(answer)
