"""Questions: a wish to know something that a read answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from apigen_mt.environment import Question, Tool
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.plan import about_wish, argument_of
from apigen_mt.generation.tried import mark_of
from apigen_mt.generation.world import Lookup
from apigen_mt.language.grammar import expand, look_up, places
from apigen_mt.language.match import leaves
from apigen_mt.records.blueprint import Goal, Output

MOST_QUESTIONS = 10
"""How many lookups are tried for one question."""


def add_question(draft: Draft, name: str = "") -> bool:
    """Add a question that a read answers; with `name`, by that read if possible."""
    lookups = draft.world.lookups
    chosen = [
        lookup
        for lookup in lookups
        if name in ("", lookup.tool)
        and _askable(draft, draft.environment.toolbox[lookup.tool], lookup.arguments)
    ]
    draft.random.shuffle(chosen)
    if name:
        tool = draft.environment.toolbox[name]
        chosen.sort(key=lambda lookup: not draft.flows(tool, lookup.arguments))
    for lookup in chosen[:MOST_QUESTIONS]:
        tool = draft.environment.toolbox[lookup.tool]
        questions = _questions(draft, tool, lookup)
        if questions and _try(draft, tool, lookup.arguments, draft.random.choice(questions)):
            return True
    return bool(name) and add_question(draft)


def _askable(draft: Draft, tool: Tool, arguments: Mapping[str, Any]) -> bool:
    people = f"ref:{draft.environment.people}"
    slots = {slot for _, slot, _ in tool.slots(arguments)}
    named = all(slot.startswith("ref:") for slot in slots) or not any(
        draft.world.own.get(slot) for slot in slots
    )
    return named and (slots != {people} or bool(draft.wording.questions(tool)))


def _questions(draft: Draft, tool: Tool, lookup: Lookup) -> list[Question]:
    """Return what can be asked of a read: the author's questions, or its plain fields."""
    result, hints = lookup.result, draft.wording.questions(tool)
    if hints or not isinstance(result, dict):
        return [one for one in hints if _scalar(look_up(result, one.field))]
    return [
        Question(
            f"what's the {field.replace('_', ' ')} of {{{parameter}}}",
            field,
            f"The {field.replace('_', ' ')} is {{value}}.",
        )
        for parameter in tool.parameters.get("required", ())[:1]
        for field, value in result.items()
        if _scalar(value) and not field.endswith("_id")
    ]


def _try(draft: Draft, tool: Tool, arguments: dict[str, Any], question: Question) -> bool:
    mark = (f"{tool.name}.{question.field}", draft.main_row(tool, arguments))
    if mark in draft.taken:
        return False
    trial = draft.plan.copy()
    said = draft.describe(trial, tool, arguments, len(trial.goals))
    if said is None or not draft.reachable(trial, tool, arguments):
        return False
    first = len(draft.plan.actions)
    step = trial.do(tool, arguments)
    if step is None or draft.environment.breaches(trial.session.trace):
        return False
    value = look_up(step.result, question.field)
    want = draft.wording.render(
        expand(question.ask, draft.random), tool, arguments, draft.row, override=said
    )
    if want is None or not _scalar(value):
        return False
    used = set(places(question.ask))
    answering = trial.read[mark_of(tool, arguments)]
    fresh = [place for place in range(first, len(trial.actions)) if place != answering]
    indices = tuple(sorted((*fresh, answering)))
    text = next(iter(leaves(value)))
    trial.goals.append(
        Goal(
            kind="inform",
            tool=tool.name,
            arguments=arguments,
            want=want,
            actions=indices,
            facts=tuple(
                key for key in trial.needed if argument_of(key) in used or not about_wish(key)
            ),
            field=question.field,
            answer=question.answer,
            outputs=(len(trial.outputs),),
        )
    )
    unit: Literal["", "$"] = "$" if ":money}" in question.answer else ""
    trial.outputs.append(Output(kind="value", text=text, unit=unit))
    draft.keep(trial)
    draft.taken.add(mark)
    return True


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
