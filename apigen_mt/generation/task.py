"""A task as a language model writes it, and the blueprint that it becomes.

The model names the calls that serve a wish; the look-ups that lead to their arguments are added
here, by the same means as the planner's, so that gold actions are whole. Nothing is mended: what
does not execute stays as it is, for the checks to say so.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from apigen_mt.environment import Environment
from apigen_mt.generation.caller import identify
from apigen_mt.generation.draft import Draft
from apigen_mt.language.grammar import spoken
from apigen_mt.language.match import leaves
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Action, Blueprint, Change, Fact, Goal, Output
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario

MOST_WISHES = 12


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Saying(_Part):
    """How the caller says an argument."""

    argument: str
    said: str


class TaskAction(_Part):
    """One call."""

    tool: str
    arguments: dict[str, Any] = {}


class TaskWish(_Part):
    """One wish and what serves it."""

    kind: Literal["act", "inform", "refuse", "decline", "forbidden"]
    want: str
    because: str = ""
    actions: list[TaskAction] = Field([], max_length=8)
    outputs: list[str] = Field([], max_length=8)
    says: list[Saying] = Field([], max_length=16)
    first: Saying | None = None
    pressed: str = ""


class Task(_Part):
    """What an author answers with (APIGen-MT, figure 8: thought, instruction, actions, outputs)."""

    thought: str = ""
    instruction: str
    wishes: list[TaskWish] = Field(max_length=MOST_WISHES)


class Assembly:
    """Turns tasks on one scenario into blueprints."""

    def __init__(self, environment: Environment, wording: Wording, scenario: Scenario) -> None:
        self.environment = environment
        self.scenario = scenario
        self._draft = Draft(environment, wording, scenario)
        self.reachable = not environment.people or identify(self._draft)

    @property
    def caller(self) -> list[dict[str, str]]:
        """What the caller says of itself, for the author's prompt."""
        told = []
        for fact in self._draft.plan.facts.values():
            one = {"ask": fact.ask, "said": fact.said}
            told.append({**one, "mistaken": fact.mistaken} if fact.mistaken else one)
        return told

    def build(self, task: Task, author: str, rounds: tuple[Round, ...]) -> Blueprint:
        """Return the blueprint of a task; it is unchecked."""
        for wish in task.wishes:
            self._add(wish)
        plan = self._draft.plan
        actions = [action.model_dump() for action in plan.actions]
        return Blueprint(
            id=Blueprint.name(self.scenario, [task.instruction, actions]),
            scenario=self.scenario,
            author=author,
            reasoning=task.thought,
            instruction=task.instruction,
            facts=tuple(plan.facts.values()),
            goals=tuple(plan.goals),
            identify=plan.identify,
            actions=tuple(plan.actions),
            outputs=tuple(plan.outputs),
            rounds=rounds,
        )

    def _add(self, wish: TaskWish) -> None:
        plan = self._draft.plan
        place, first = len(plan.goals), len(plan.actions)
        answer: Any = None
        for action in wish.actions:
            answer = self._do(action)
        last = wish.actions[-1] if wish.actions else TaskAction(tool="")
        outputs = self._outputs(wish)
        plan.goals.append(
            Goal(
                kind=wish.kind,
                tool=last.tool,
                arguments=last.arguments,
                want=wish.want,
                actions=tuple(range(first, len(plan.actions))),
                facts=tuple(self._facts(wish, last, place)),
                field=_path(answer, wish.outputs[0]) if wish.outputs else "",
                answer="It's {value}.",
                because=wish.because,
                pressed=wish.pressed,
                change=self._change(wish, last, place),
                outputs=tuple(range(len(plan.outputs), len(plan.outputs) + len(outputs))),
            )
        )
        plan.outputs += outputs

    def _change(self, wish: TaskWish, action: TaskAction, place: int) -> Change | None:
        """Return the change of mind that a wish tells of, if it fits the facts."""
        key = f"{place}.{wish.first.argument}" if wish.first is not None else ""
        if wish.first is None or wish.kind != "act" or key not in self._draft.plan.facts:
            return None
        said = wish.first.said
        return Change(argument=wish.first.argument, before=said, said_before=said, fact=key)

    def _do(self, action: TaskAction) -> Any:
        """Add the look-ups for a call, and the call; return its answer, or None."""
        plan, tool = self._draft.plan, self.environment.toolbox.get(action.tool)
        if tool is not None and tool.problem(action.arguments) is None:
            self._draft.reachable(plan, tool, action.arguments)
            if tool.writes:
                plan.inspect(tool, action.arguments, self._draft.random, True)
            step = plan.do(tool, action.arguments)
            if step is not None:
                return step.result
        plan.session.call(action.tool, action.arguments)  # refused; the checks will say why
        plan.actions.append(Action(tool=action.tool, arguments=action.arguments))
        plan.seen.append(frozenset())
        plan.told.append((action.tool, ()))
        return None

    def _outputs(self, wish: TaskWish) -> list[Output]:
        if wish.kind in ("refuse", "decline", "forbidden"):
            if wish.kind == "decline" and wish.actions:
                return []
            return [Output(kind="refusal", text=wish.outputs[0] if wish.outputs else "")]
        told = [Output(kind="value", text=text) for text in wish.outputs]
        return [*told, Output(kind="refusal", text="")] if wish.pressed else told

    def _facts(self, wish: TaskWish, action: TaskAction, place: int) -> list[str]:
        """Note what the caller knows for a wish; return the keys."""
        plan, keys = self._draft.plan, []
        tool = self.environment.toolbox.get(action.tool)
        said = {one.argument: one.said for one in wish.says}
        for name, value in action.arguments.items():
            if tool is None or tool.prose(name) or name not in tool.parameters["properties"]:
                continue
            slots = [slot for one, slot, _ in tool.slots({name: value}) if one == name]
            refers = any(slot.startswith("ref:") for slot in slots)
            if f"ref:{self.environment.people}" in slots:
                continue
            text = said.get(name) or ("" if refers else spoken(value))
            if not text:
                continue
            key = f"{place}.{name}"
            plan.facts[key] = Fact(
                key=key,
                value=value,
                said=text,
                ask=self._draft.wording.ask(name),
                literal=not refers,
            )
            keys.append(key)
        return keys


def _path(result: Any, text: str, path: str = "") -> str:
    """Return the path of the first place in an answer that says `text`, or nothing."""
    if isinstance(result, dict | list):
        items = result.items() if isinstance(result, dict) else enumerate(result)
        for key, value in items:
            found = _path(value, text, f"{path}.{key}" if path else str(key))
            if found:
                return found
        return ""
    return path if leaves(result) == [text] else ""
