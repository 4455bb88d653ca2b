"""Promises that hold or break by what tools and rules do when they run."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from types import ModuleType

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.exploration import Fault, explore
from apigen_mt.environment.session import Session, Step
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import ToolFault
from apigen_mt.promises.declared import Problem
from apigen_mt.promises.elsewhere import elsewhere

_SAMPLES = 3


@dataclass(slots=True)
class Conduct:
    """What an environment did while it was explored, in an instance of its own."""

    environment: Environment
    """Explored; its seed rows are its own."""
    untouched: Environment
    """The same again, in which no tool has run."""
    steps: list[Step]
    faults: list[Fault]
    tampered: bool = False
    """Whether tools changed seed rows behind the database's back."""
    failing: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, environment: Environment, seed: int) -> Conduct:
        """Return what `environment` does; the given instance is left alone."""
        explored, faults = _again(environment), list[Fault]()
        steps = explore(explored, seed, calls=500, faults=faults)
        with elsewhere(_modules(environment)):
            untouched = _again(environment)
            untouched.seed  # noqa: B018  loaded here, under another clock
        return cls(explored, untouched, steps, faults, failing={name for name, _, _ in faults})

    def samples(self, tool: str) -> list[Step]:
        """Return some successful calls of `tool`."""
        found = (step for step in self.steps if step.tool == tool and step.error is None)
        return list(islice(found, _SAMPLES))


def _again(environment: Environment) -> Environment:
    """Return the environment with a seed state of its own, loaded anew when asked for."""
    twin = copy.copy(environment)
    twin.__dict__.pop("seed", None)
    return twin


def _modules(environment: Environment) -> list[ModuleType]:
    """Return the modules in which the environment's tools are written, and their neighbours."""
    homes = {type(environment).__module__}
    homes |= {tool.function.__module__ for tool in environment.toolbox.values()}
    packages = tuple(f"{home.rpartition('.')[0]}." for home in homes if "." in home)
    return [
        module
        for name, module in list(sys.modules.items())
        if isinstance(module, ModuleType)
        and (name in homes or (packages and name.startswith(packages)))
    ]


def reads_leave_no_trace(conduct: Conduct) -> Iterator[Problem]:
    """No read tool moves the state, and no tool at all changes the shared seed rows."""
    for name, _, fault in conduct.faults:
        if not conduct.environment.toolbox[name].writes and "read tool tried" in str(fault):
            yield f"tool {name}", f"it is declared a read and writes. {fault}"
    for step in conduct.steps:
        if not step.writes and step.before.diff() != step.after.diff():
            yield (
                f"tool {step.tool}",
                'it is declared a read and writes. Declare it @tool("write").',
            )
    if not _same_seed(conduct.environment, conduct.untouched):
        conduct.tampered = True
        guilty = [tool for tool in conduct.environment.toolbox.values() if _tampers(conduct, tool)]
        for where in [f"tool {tool.name}" for tool in guilty] or [conduct.environment.name]:
            yield (
                where,
                "it changes seed rows that all sessions share, behind the database's back. "
                "In a write tool take the row by its key, db.table[key], and change that.",
            )


def _same_seed(one: Environment, other: Environment) -> bool:
    if one.seed.digest != other.seed.digest:  # they differed from the start, which is told below
        return True
    return one.seed.full_digest() == one.seed.digest and one.seed.rows() == other.seed.rows()


def _tampers(conduct: Conduct, tool: Tool) -> bool:
    twin = _again(conduct.environment)
    for step in conduct.steps:
        if step.tool == tool.name:
            repeated(Session(twin.toolbox, twin.seed.fork()), step)
    return twin.seed.rows() != conduct.untouched.seed.rows()


def repeated(session: Session, step: Step) -> Step | None:
    """Make the call of `step` in `session`; return None where the tool does not survive it."""
    try:
        return session.call(step.tool, step.arguments)
    except ToolFault:
        return None


def tools_do_not_fail(conduct: Conduct) -> Iterator[Problem]:
    """Every call is answered or refused; no tool raises anything but ToolError."""
    told: set[str] = set()
    for name, arguments, fault in conduct.faults:
        if name in told or "read tool tried" in str(fault):
            continue
        told.add(name)
        yield f"tool {name}", f"called with {dict(arguments)}: {fault}"


def tools_can_be_reached(conduct: Conduct) -> Iterator[Problem]:
    """Every tool can be called with success by somebody who knows only what people know."""
    done = {step.tool for step in conduct.steps if step.error is None}
    for name, tool in conduct.environment.toolbox.items():
        if name in done or name in conduct.failing:
            continue
        refusals = {step.observation for step in conduct.steps if step.tool == name}
        why = f"Every call was refused, such as {min(refusals)}. " if refusals else ""
        needs = ", ".join(dict.fromkeys(slot for slot in _needs(tool))) or "its arguments"
        yield (
            f"tool {name}",
            f"no call of it succeeded. {why}Let some tool's answer hold {needs}, "
            "mark what people know with Is(...), or give the tool a propose. "
            "What an adapter wraps has its marks in references and knows.",
        )


def _needs(tool: Tool) -> Iterator[str]:
    for shape in (tool.accepts.fields or {}).values():
        slot = (shape.items or shape).slot
        if slot is not None:
            yield slot


def writes_take_effect(conduct: Conduct) -> Iterator[Problem]:
    """Every write tool changes something in at least one of its successful calls."""
    for name, tool in conduct.environment.toolbox.items():
        done = [step for step in conduct.steps if step.tool == name and step.error is None]
        if tool.writes and done and all(step.after is step.before for step in done):
            yield (
                f"tool {name}",
                f"none of its {len(done)} successful calls changed a row. "
                'Declare it @tool("read"), or raise ToolError where nothing can be done. '
                "An MCP server's go under reads.",
            )


def calls_repeat_exactly(conduct: Conduct) -> Iterator[Problem]:
    """The same call in the same state gives the same answer and state, at any time, anywhere."""
    if conduct.environment.seed.digest != conduct.untouched.seed.digest:
        yield (
            conduct.environment.name,
            "the seed rows differ from one load to the next. "
            "Draw them from random.Random(<a number>) and take the time from self.now.",
        )
    told: set[str] = set()
    with elsewhere(_modules(conduct.environment)):
        for step in conduct.steps:
            if step.tool in told or step.tool in conduct.failing:
                continue
            again = repeated(Session(conduct.environment.toolbox, step.before.fork()), step)
            if again is None or _outcome(again) != _outcome(step):
                told.add(step.tool)
                yield (
                    f"tool {step.tool}",
                    f"called again with {dict(step.arguments)} in the same state it gives another "
                    "answer or state. Take time, ids and chance from db.now, db.new_id and "
                    "db.random, and keep nothing outside the tables.",
                )


def _outcome(step: Step) -> tuple[str, str | None, str]:
    return step.observation, step.error, step.after.digest
