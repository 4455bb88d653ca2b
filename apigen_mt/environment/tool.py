"""A tool: a typed function that agents may call, with its JSON Schema made from the code."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal, get_args

import docstring_parser
import jsonschema
import jsonschema_rs
import orjson
from pydantic import ConfigDict, Field, create_model
from typing_extensions import get_type_hints

from apigen_mt.environment.rowtype import forbid_extras
from apigen_mt.environment.shape import PLAIN, Seen, Shape, harvest, shape_of
from apigen_mt.errors import EnvironmentFault, ToolError

Effect = Literal["read", "write"]
ToolFunction = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Tool:
    """A function with a name, a description, a schema of its parameters and an effect."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema (2020-12) of the arguments, closed to unknown ones."""
    effect: Effect
    function: ToolFunction
    accepts: Shape = PLAIN
    """Typed references and kinds among the parameters."""
    returns: Shape = PLAIN
    """Typed references and kinds in what the tool answers."""
    propose: Callable[..., Any] | None = field(default=None, repr=False)
    """Optional hint for the planner: `(db, user_row, random) -> iterable of arguments`."""

    @cached_property
    def writes(self) -> bool:
        """Whether the tool may change the database."""
        return self.effect == "write"

    @cached_property
    def _validator(self) -> Any:
        return jsonschema_rs.validator_for(dict(self.parameters))

    def problem(self, arguments: Any) -> str | None:
        """Return what is wrong with `arguments`, with its path; None when they fit."""
        if self._validator.is_valid(arguments):
            return None
        checker = jsonschema.Draft202012Validator(dict(self.parameters))
        error = jsonschema.exceptions.best_match(checker.iter_errors(arguments))
        if error is None:  # the two validators disagree; the strict one decides
            return f"arguments do not fit the schema of {self.name}"
        path = ".".join(str(part) for part in error.absolute_path)
        where = f"argument '{path}': " if path else ""
        return f"{where}{error.message}"[:400]

    def schema_problem(self) -> str | None:
        """Return what keeps `parameters` from being JSON Schema 2020-12, or None."""
        try:
            jsonschema.Draft202012Validator.check_schema(dict(self.parameters))
        except jsonschema.SchemaError as error:
            return str(error.message)[:200]
        return None

    def taken(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return a copy of fitting `arguments` for the function, each value in its declared kind.

        Raises:
            ToolError: a value that JSON Schema lets pass and JSON text cannot carry.
        """
        try:
            return {
                name: _copied(value, self.parameters["properties"].get(name, {}))
                for name, value in arguments.items()
            }
        except ValueError as error:
            raise ToolError(f"{self.name}: {error}", "invalid_arguments") from None

    def slots(self, arguments: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
        """Return (parameter, slot, value) for each typed value among `arguments`."""
        found: list[tuple[str, str, Any]] = []
        for name, shape in self.accepts.marked:
            value = arguments.get(name)
            if value is None:
                continue
            if shape.slot is not None:  # most are plain values; this is asked a lot
                found.append((name, shape.slot, value))
            else:
                found.extend((name, seen.slot, seen.value) for seen in harvest(shape, value))
        return found

    def seen_in(self, observation: str) -> tuple[Seen, ...]:
        """Return the typed values in an answer of this tool, given as JSON text."""
        return _seen_in(self, observation)

    def mark(self, arguments: Mapping[str, Any]) -> bytes:
        """Return what makes a call the same as another one: prose and defaults left out."""
        properties = self.parameters["properties"]
        kept = {
            name: value
            for name, value in arguments.items()
            if value is not None
            and not self.prose(name)
            and value != properties.get(name, {}).get("default")
        }
        return self.name.encode() + orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)

    def prose(self, parameter: str) -> bool:
        """Whether `parameter` is free text, whose wording decides nothing."""
        return (self.accepts.fields or {}).get(parameter, PLAIN).prose

    def published(self) -> dict[str, Any]:
        """Return the tool as agents see it: an OpenAI function definition."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": dict(self.parameters),
            },
        }


@lru_cache(maxsize=512)
def _seen_in(tool: Tool, observation: str) -> tuple[Seen, ...]:
    return tuple(harvest(tool.returns, orjson.loads(observation)))


def tool(
    effect: Effect, *, propose: Callable[..., Any] | None = None
) -> Callable[[ToolFunction], Tool]:
    """Turn a function into a Tool: `@tool("read")` or `@tool("write")`.

    The first parameter is the database and stays hidden; the others become the schema, with the
    descriptions of the docstring's `Args:` section. `propose` is an optional hint for the planner.

    Raises:
        EnvironmentFault: the effect is not read or write, or a parameter has no annotation.
    """
    if effect not in get_args(Effect):
        raise EnvironmentFault(
            f"@tool({effect!r}): the effect is 'read' or 'write'. Write @tool(\"read\")."
        )

    def decorate(function: ToolFunction) -> Tool:
        name = function.__name__
        hints = get_type_hints(function, include_extras=True)
        names = list(inspect.signature(function).parameters)[1:]
        for parameter in names:
            if parameter not in hints:
                raise EnvironmentFault(
                    f"Tool '{name}': parameter '{parameter}' has no type. Annotate it."
                )
        told = docstring_parser.parse(inspect.getdoc(function) or "")
        summary = " ".join(
            part.strip() for part in (told.short_description, told.long_description) if part
        )
        accepts = Shape(fields={parameter: shape_of(hints[parameter]) for parameter in names})
        return Tool(
            name=name,
            description=" ".join(summary.split()),
            parameters=schema_of(function, hints, names, told.params),
            effect=effect,
            function=function,
            accepts=accepts,
            returns=shape_of(hints.get("return", Any)),
            propose=propose,
        )

    return decorate


def schema_of(
    function: ToolFunction,
    hints: Mapping[str, Any],
    names: Sequence[str],
    told: Sequence[docstring_parser.DocstringParam],
) -> dict[str, Any]:
    """Return the JSON Schema of the parameters `names`, described by what a docstring told."""
    signature = inspect.signature(function)
    described = {one.arg_name: " ".join((one.description or "").split()) for one in told}
    fields: dict[str, Any] = {}
    for place, name in enumerate(names):
        default = signature.parameters[name].default
        for part in _row_types(hints[name]):
            forbid_extras(part)
        fields[f"parameter_{place}"] = (  # any name is free to authors, `copy` and `json` too
            hints[name],
            Field(
                alias=name,
                default=... if default is inspect.Parameter.empty else default,
                description=described.get(name) or None,
            ),
        )
    model = create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    return plain_schema(model.model_json_schema())


def _copied(value: Any, schema: Any) -> Any:
    """Return a copy of `value` that shares nothing with it; whole floats become integers.

    JSON Schema calls 2.0 an integer, and models write it; rows and Python code tell them apart.
    """
    if isinstance(value, str):
        if not value.isascii():
            value.encode()  # UnicodeEncodeError, a ValueError, for half of a surrogate pair
        return value
    if isinstance(value, dict):
        known = _option(schema, "object")
        fields, rest = known.get("properties", {}), known.get("additionalProperties")
        return {name: _copied(inner, fields.get(name, rest)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        items = _option(schema, "array").get("items")
        return [_copied(inner, items) for inner in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number that JSON knows")
        whole = value.is_integer() and not _option(schema, "number")
        return int(value) if whole and _option(schema, "integer") else value
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        raise ValueError(f"{value} has more than 64 bits")
    return value


def _option(schema: Any, kind: str) -> Mapping[str, Any]:
    """Return the part of `schema` that speaks of values of `kind`, or nothing."""
    if not isinstance(schema, Mapping):
        return {}
    options = schema.get("anyOf", (schema,))
    return next((one for one in options if one.get("type") == kind), {})


def _row_types(hint: Any) -> Iterator[Any]:
    from typing_extensions import is_typeddict

    if is_typeddict(hint):
        yield hint
    for arg in get_args(hint):
        yield from _row_types(arg)


def plain_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return `schema` with its definitions written in place and generated titles left out."""
    definitions = schema.get("$defs", {})

    def plain(node: Any, named: bool = False) -> Any:
        if isinstance(node, list):
            return [plain(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            target = definitions[node["$ref"].rsplit("/", 1)[-1]]
            return plain({**target, **{k: v for k, v in node.items() if k != "$ref"}})
        kept = {}
        for key, value in node.items():
            if not named and key in ("title", "$defs"):
                continue
            kept[key] = plain(value, named=key == "properties" and not named)
        return kept

    result: dict[str, Any] = plain(dict(schema))
    result.setdefault("properties", {})
    result.setdefault("additionalProperties", False)
    return result
