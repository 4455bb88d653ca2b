"""The public methods of a class as tools: schema from signature and docstring."""

from __future__ import annotations

import dis
import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin

import docstring_parser
from pydantic import PydanticSchemaGenerationError, PydanticUserError, TypeAdapter, ValidationError
from pydantic.errors import PydanticInvalidForJsonSchema
from typing_extensions import get_type_hints

from apigen_mt.environment.tool import schema_of
from apigen_mt.errors import EnvironmentFault, ToolError

_PLAIN = frozenset((str, int, float, bool, type(None), list, dict, Any, Literal, Union, object))
_NAMED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, eq=False)
class Method:
    """One public method: how it is told to agents, and how it is called."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    positional: tuple[str, ...]
    """Parameters which can only be given by position."""
    rich: Mapping[str, TypeAdapter[Any]]
    """Parameters whose values are no JSON values: enums, dataclasses, sets and the like."""
    assigns: bool
    """Whether its code, or that of a method which it names, sets an attribute of something."""

    def call(self, instance: Any, arguments: Mapping[str, Any]) -> Any:
        """Call the method of `instance` with JSON arguments and return its answer.

        Raises:
            ToolError: an argument cannot be made what the method's annotation says.
        """
        given = dict(arguments)
        for name, adapter in self.rich.items():
            if name in given:
                try:
                    given[name] = adapter.validate_python(given[name])
                except ValidationError as error:
                    problem = error.errors(include_url=False)[0]["msg"]
                    raise ToolError(
                        f"{self.name}: argument '{name}': {problem}", "invalid_arguments"
                    ) from None
        by_place = [given.pop(name) for name in self.positional if name in given]
        return getattr(instance, self.name)(*by_place, **given)


@lru_cache(maxsize=256)
def methods_of(kind: type) -> tuple[Method, ...]:
    """Return the public methods of a class, in the order of their definition, bases first.

    Raises:
        EnvironmentFault: a method is asynchronous, or its annotations lead nowhere.
    """
    names: dict[str, None] = {}
    for base in reversed(kind.__mro__):
        if base.__module__ != "builtins":
            names |= dict.fromkeys(vars(base))
    found = [
        _method(kind, name)
        for name in names
        if not name.startswith("_") and inspect.isroutine(inspect.getattr_static(kind, name))
    ]
    if not found:
        raise EnvironmentFault(
            f"{kind.__name__} has no public method. Give a class whose methods are the tools."
        )
    return tuple(found)


def _method(kind: type, name: str) -> Method:
    function = _function(kind, name)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise EnvironmentFault(
            f"{kind.__name__}.{name} is asynchronous. Give a class with plain methods."
        )
    static = isinstance(inspect.getattr_static(kind, name), staticmethod)
    every = list(inspect.signature(function).parameters.values())[0 if static else 1 :]
    given = [one for one in every if one.kind in (*_NAMED, inspect.Parameter.KEYWORD_ONLY)]
    try:
        hints = get_type_hints(function, include_extras=True)
    except Exception as error:
        raise EnvironmentFault(
            f"{kind.__name__}.{name}: its annotations lead nowhere ({error}). Mend them."
        ) from None
    told = docstring_parser.parse(inspect.getdoc(function) or "")
    parameters = {one.name: _hint(one, hints) for one in given}
    schema = schema_of(function, parameters, [one.name for one in given], told.params)
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in every):
        schema["additionalProperties"] = True
    summary = " ".join(
        part.strip() for part in (told.short_description, told.long_description) if part
    )
    return Method(
        name,
        " ".join(summary.split()),
        schema,
        tuple(one.name for one in given if one.kind is inspect.Parameter.POSITIONAL_ONLY),
        {
            param: TypeAdapter(hint)
            for param, hint in parameters.items()
            if not all(part in _PLAIN for part in _parts(hint))
        },
        _assigns(kind, name, set()),
    )


def _assigns(kind: type, name: str, seen: set[str]) -> bool:
    seen.add(name)
    code = getattr(_function(kind, name), "__code__", None)
    if code is None:
        return False
    if any(step.opname in ("STORE_ATTR", "DELETE_ATTR") for step in dis.get_instructions(code)):
        return True
    return any(
        _assigns(kind, other, seen)
        for other in code.co_names
        if other not in seen and inspect.isroutine(inspect.getattr_static(kind, other, None))
    )


def _function(kind: type, name: str) -> Callable[..., Any]:
    found = inspect.getattr_static(kind, name)
    function: Callable[..., Any] = getattr(found, "__func__", found)
    return function


def _hint(parameter: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    """Return the type of a parameter, or Any where JSON Schema has no words for it."""
    hint = hints.get(parameter.name, Any)
    if parameter.default is None and hint is not Any:
        hint = Union[hint, None]  # noqa: UP007  the hint may be a text or a special form
    try:
        TypeAdapter(hint).json_schema()
    except (PydanticSchemaGenerationError, PydanticInvalidForJsonSchema, PydanticUserError):
        return Any
    return hint


def _parts(hint: Any) -> Iterator[Any]:
    origin = get_origin(hint)
    if origin is None:
        yield hint
        return
    yield Union if origin is types.UnionType else origin
    if origin is not Literal:
        for arg in get_args(hint):
            yield from _parts(arg)
