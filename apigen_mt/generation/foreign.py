"""Tasks written elsewhere: an instruction, gold actions and expected outputs, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from apigen_mt.records.blueprint import Action, Blueprint, Output
from apigen_mt.records.scenario import Persona, Scenario


class PlainAction(BaseModel):
    """One gold call; `name` and `kwargs` are understood as well."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    tool: str = Field(alias="name")
    arguments: dict[str, Any] = Field({}, alias="kwargs")


class PlainTask(BaseModel):
    """A task without a scenario."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    instruction: str
    actions: list[PlainAction]
    outputs: list[str | int | float] = []


def is_plain(record: Any) -> bool:
    """Return whether a record is a task without a scenario."""
    return isinstance(record, Mapping) and "actions" in record and "scenario" not in record


def blueprint_of(record: Mapping[str, Any], environment: str) -> Blueprint:
    """Return a plain task as a blueprint; its user knows what the instruction says.

    Raises:
        pydantic.ValidationError: a part is missing or has the wrong type.
    """
    task = PlainTask.model_validate(record)
    scenario = Scenario(
        environment=environment,
        index=0,
        seed=0,
        person="",
        tools=(),
        goals=(),
        rows=(),
        rules=(),
        persona=Persona(description=""),
    )
    actions = tuple(Action(tool=one.tool, arguments=one.arguments) for one in task.actions)
    content = [task.instruction, [one.model_dump() for one in actions]]
    return Blueprint(
        id=task.id or Blueprint.name(scenario, content),
        scenario=scenario,
        author="plain",
        instruction=task.instruction,
        actions=actions,
        outputs=tuple(Output(kind="value", text=str(one)) for one in task.outputs),
    )
