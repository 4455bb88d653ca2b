"""Promises that hold or break by what an environment declares, before any tool runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.rowtype import TableSpec
from apigen_mt.environment.shape import PLAIN, Shape, harvest
from apigen_mt.errors import ApigenError, nearest

Problem = tuple[str, str]
"""(where, what is wrong and what to do)."""

_MANY = 20


def schemas_are_valid(environment: Environment) -> Iterator[Problem]:
    """Every tool's parameters are JSON Schema 2020-12."""
    if not environment.toolbox:
        yield environment.name, "it has no tools. List them in `tools`."
    for tool in environment.toolbox.values():
        problem = tool.schema_problem()
        if problem is not None:
            yield f"tool {tool.name}", f"its schema is invalid: {problem}. Mend its annotations."


def tools_are_described(environment: Environment) -> Iterator[Problem]:
    """Every tool and parameter says in words what it is for."""
    for tool in environment.toolbox.values():
        if not _tells(tool.description, tool.name):
            yield (
                f"tool {tool.name}",
                f"its description is {tool.description!r}. "
                "Open its docstring with a sentence on what it does.",
            )
        for name, schema in tool.parameters["properties"].items():
            told = schema.get("description", "")
            if not _tells(told, name):
                yield (
                    f"tool {tool.name}, parameter {name}",
                    f"its description is {told!r}. "
                    f"Say what it holds under Args: in the docstring of {tool.name}, "
                    "or in the schema where you write that yourself.",
                )


def _tells(text: str, name: str) -> bool:
    plain = text.strip(" .").casefold()
    return len(plain.split()) > 1 and plain != name.replace("_", " ").casefold()


def references_resolve(environment: Environment) -> Iterator[Problem]:
    """Every reference names a declared table, and every parameter that is a key says whose."""
    tables = environment.database.declared()
    shapes = {f"table {spec.name}": spec.shape for spec in tables.values()}
    for tool in environment.toolbox.values():
        shapes[f"tool {tool.name}"] = tool.accepts
        shapes[f"tool {tool.name}, its answer"] = tool.returns
    for where, shape in shapes.items():
        for slot in dict.fromkeys(shape.slots):
            if slot.startswith("ref:") and slot[4:] not in tables:
                yield (
                    where,
                    f"Ref('{slot[4:]}') names no table.{nearest(slot[4:], tables)} "
                    f"Declared: {', '.join(tables)}.",
                )
    for tool in environment.toolbox.values():
        for name in _unmarked(tool.parameters, tool.accepts):
            yield (
                f"tool {tool.name}, parameter {name}",
                "it looks like a key and has no mark. Annotate it with "
                f'Annotated[str, Ref("<table>")], or Is("{name}") where no table holds it; '
                "what an adapter wraps has marks in references and knows.",
            )


def _unmarked(schema: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    """Yield the names of string fields called `..._id` or `..._ids` that carry no mark."""
    for name, inner in schema.get("properties", {}).items():
        own = (shape.fields or {}).get(name, PLAIN)
        options = inner.get("anyOf", [inner])
        free = [one for one in options if one.get("type") == "string" and "enum" not in one]
        if name.endswith("_id") and own.slot is None and free:
            yield name
        for one in options:
            items = one.get("items", {})
            if name.endswith("_ids") and items.get("type") == "string" and own.plain:
                yield name
            yield from _unmarked(one, own)
            yield from _unmarked(items, own.items or PLAIN)


def seed_data_is_valid(environment: Environment) -> Iterator[Problem]:
    """Every seed row fits its type, has a key of its own and refers to rows that exist."""
    try:
        specs, rows = environment.database.kept(), environment.rows()
    except ApigenError as error:
        yield environment.name, str(error)
        return
    if not isinstance(rows, Mapping):
        yield environment.name, "the seed data is no object. Give table name to list of rows."
        return
    for name in rows:
        if name not in specs:
            yield f"table {name}", f"it is not declared.{nearest(name, specs)} Declare or drop it."
    loaded: dict[str, dict[str, Any]] = {}
    for name, spec in specs.items():
        loaded[name] = {}
        yield from _few(name, _rows(spec, rows.get(name, ()), loaded[name]))
    for name, spec in specs.items():
        yield from _few(name, _dangling(spec, loaded))
    yield from _shown_dangling(environment)


def _shown_dangling(environment: Environment) -> Iterator[Problem]:
    """Yield the references that lead nowhere in tables shown otherwise than they are kept."""
    kept = environment.database.kept()
    shown = {
        name: spec
        for name, spec in environment.database.declared().items()
        if spec is not kept.get(name)
    }
    loaded = {
        name: {str(row[spec.key]): row for row in environment.seed.table(name)}
        for name, spec in shown.items()
    }
    for name, spec in shown.items():
        yield from _few(name, _dangling(spec, loaded))


def _rows(spec: TableSpec, rows: Iterable[Any], loaded: dict[str, Any]) -> Iterator[Problem]:
    for place, row in enumerate(rows):
        key = row.get(spec.key) if isinstance(row, dict) else None
        where = f"table {spec.name}, row {key if isinstance(key, str) else f'#{place}'}"
        if isinstance(key, str) and key in loaded:
            yield where, f"another row has the same {spec.key}. Give each row its own."
            continue
        try:
            clean = spec.validated(row)
            spec.digest(clean)
        except (ValueError, TypeError) as error:
            yield where, f"{error}. Mend the row, or the declared type."
            clean = row
        if isinstance(key, str):
            loaded[key] = clean


def _dangling(spec: TableSpec, loaded: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    for key, row in loaded[spec.name].items():
        try:
            found = list(harvest(spec.shape, row))
        except (TypeError, AttributeError):  # a row that does not fit its type, told already
            continue
        for seen in found:
            table = seen.slot[4:]
            if seen.slot.startswith("ref:") and table in loaded and seen.value not in loaded[table]:
                yield (
                    f"table {spec.name}, row {key}, field {seen.field}",
                    f"{seen.value!r} names no row of '{table}'. "
                    "Add that row, or mend the reference.",
                )


def _few(table: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield the first problems of a table, and one line on how many more there are."""
    for place, problem in enumerate(problems):
        if place < _MANY:
            yield problem
        else:
            more = 1 + sum(1 for _ in problems)
            yield f"table {table}", f"{more} more problems like these."


def the_policy_can_be_read(environment: Environment) -> Iterator[Problem]:
    """There is a name, and a policy text for agents to read."""
    if not environment.name:
        yield type(environment).__name__, 'it has no name. Set name = "..." on the class.'
    try:
        text = environment.policy_text
    except ApigenError as error:
        yield environment.name, str(error)
        return
    if len(text.split()) < 5:
        yield (
            environment.name,
            f"the policy text is {text!r}. Write down what agents may and may not do.",
        )


def people_are_known(environment: Environment) -> Iterator[Problem]:
    """The people table exists, has rows, and says what a person knows about themselves."""
    tables = environment.database.declared()
    if environment.people not in tables:
        yield (
            environment.name,
            f"people = {environment.people!r} names no table."
            f"{nearest(environment.people, tables)} Declared: {', '.join(tables)}.",
        )
        return
    spec = tables[environment.people]
    if not any(slot.startswith("is:") for slot in spec.shape.slots):
        yield (
            f"table {environment.people}",
            "no field is marked as something a person knows. "
            'Mark one, such as Annotated[str, Is("email")]; in an adapter by knows=("email",).',
        )
