"""Promises on phrasing: hints speak of tables, tools and parameters which exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.phrasing import Phrasing, Question, ToolPhrasing
from apigen_mt.environment.rowtype import TableSpec
from apigen_mt.environment.shape import PLAIN, Shape
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ApigenError, nearest
from apigen_mt.promises.declared import Problem

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def phrasing_fits(environment: Environment) -> Iterator[Problem]:
    """Hints on wording speak of tables, tools and parameters which exist, and labels work."""
    phrasing, tools = environment.phrasing, environment.every_tool
    tables = environment.database.declared()
    yield from _labels(environment, phrasing, tables)
    for name, told in phrasing.tools.items():
        if name not in tools:
            yield f"phrasing of {name}", f"there is no such tool.{nearest(name, tools)}"
            continue
        yield from _templates(tools[name], told, tables)
    parameters = {name for tool in tools.values() for name in tool.parameters["properties"]}
    for name in phrasing.asks:
        if name not in parameters and name not in environment.toolbox:
            yield f"phrasing, asks {name}", f"no tool has it.{nearest(name, parameters)}"
    for place, decline in enumerate(phrasing.declines):
        where = f"phrasing, decline {place}"
        if decline.hand_over and decline.hand_over not in tools:
            yield (
                where,
                f"no tool is called '{decline.hand_over}'.{nearest(decline.hand_over, tools)}",
            )
        if not decline.ask or not decline.because:
            yield where, "it has no request or no reason. Give ask and because one template each."


def _labels(
    environment: Environment, phrasing: Phrasing, tables: Mapping[str, TableSpec]
) -> Iterator[Problem]:
    try:
        seed = environment.seed
    except ApigenError:  # told with the seed data
        seed = None
    for table, label in phrasing.labels.items():
        if table not in tables:
            yield f"label of {table}", f"there is no such table.{nearest(table, tables)}"
        for row in islice(seed.table(table), 50) if seed is not None and table in tables else ():
            where = f"label of {table}, row {row[tables[table].key]}"
            try:
                said = label(row)
            except Exception as error:
                yield where, f"it failed with {type(error).__name__}: {error}. Mend the label."
                break
            words = [said] if isinstance(said, str) else list(said)
            if not words or not all(isinstance(one, str) and one.strip() for one in words):
                yield where, f"it is {said!r}. Return words, best first."
                break


def _templates(
    tool: Tool, told: ToolPhrasing, tables: Mapping[str, TableSpec]
) -> Iterator[Problem]:
    where, answer = f"phrasing of {tool.name}", _names(tool.returns)
    for kind in ("want", "why", "offer", "notice", "done", "guide", "told"):
        for template in getattr(told, kind):
            for path in _paths(template):
                problem = _misses(tool, path, tables, answer, result=kind in ("done", "told"))
                if problem:
                    yield f"{where}, {kind}", f"{{{path}}}: {problem}"
    for question in told.questions:
        yield from _question(tool, question, answer)


def _question(tool: Tool, question: Question, answer: set[str]) -> Iterator[Problem]:
    where = f"phrasing of {tool.name}, question '{question.ask}'"
    known = {*tool.parameters["properties"], *answer}
    for path in _paths(question.ask):
        if path.split(".")[0] not in known:
            yield where, f"{{{path}}} is neither a parameter nor in the answer of {tool.name}."
    for part in question.field.split("."):
        if answer and not part.isdigit() and part not in answer:
            yield where, f"the answer has no field '{part}'.{nearest(part, answer)}"
    for path in _paths(question.answer):
        if path.split(".")[0] not in {"value", *known}:
            yield where, f"{{{path}}} is unknown in its answer. Use {{value}}."


def _paths(template: str) -> list[str]:
    return [found.split(":")[0].strip() for found in _PLACEHOLDER.findall(template)]


def _misses(
    tool: Tool, path: str, tables: Mapping[str, TableSpec], answer: set[str], *, result: bool
) -> str:
    """Return why the placeholder leads nowhere, or nothing."""
    first, *rest = path.split(".")
    if first == "result" and result:
        lost = [part for part in rest if answer and not part.isdigit() and part not in answer]
        return f"the answer has no field '{lost[0]}'.{nearest(lost[0], answer)}" if lost else ""
    names = tool.parameters["properties"]
    if first not in names:
        return f"{tool.name} has no such parameter.{nearest(first, names)}"
    shape = (tool.accepts.fields or {}).get(first, PLAIN)
    slot = (shape.items or shape).slot or ""
    row = tables.get(slot[4:]) if slot.startswith("ref:") else None
    if rest and row is not None and not rest[0].isdigit():
        fields = row.shape.fields or {}
        if rest[0] not in fields:
            return f"a row of '{slot[4:]}' has no field '{rest[0]}'.{nearest(rest[0], fields)}"
    return ""


def _names(shape: Shape) -> set[str]:
    """Return the name of every field anywhere in `shape`."""
    found = set(shape.fields or ())
    for inner in [*(shape.fields or {}).values(), *([shape.items] if shape.items else [])]:
        found |= _names(inner)
    return found
