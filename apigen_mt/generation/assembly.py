"""From a task that a model has written to a blueprint.

The model names the calls that serve a wish; the look-ups that lead to their arguments are added
here, by the same means as the planner's, and so is what befalls tools. Nothing is mended: what does
not execute stays as it is, for the checks to say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from apigen_mt.environment import Environment, Step, Tool
from apigen_mt.generation.absences import lacking
from apigen_mt.generation.caller import identify
from apigen_mt.generation.draft import Draft, references
from apigen_mt.generation.failures import disturb
from apigen_mt.generation.refusals import evidence
from apigen_mt.generation.task import Task, TaskAction, TaskWish
from apigen_mt.generation.turns import Turns
from apigen_mt.language.grammar import sentence, spoken
from apigen_mt.language.match import leaves, says
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal, Output
from apigen_mt.records.review import Round
from apigen_mt.records.scenario import Scenario


class Assembly:
    """Turns a task on one scenario into a blueprint."""

    def __init__(self, environment: Environment, wording: Wording, scenario: Scenario) -> None:
        self.environment = environment
        self.scenario = scenario
        self._draft = Draft(environment, wording, scenario)
        self._turns = Turns(self._draft)
        self.reachable = not environment.people or identify(self._draft)

    @property
    def caller(self) -> list[dict[str, str]]:
        """What the caller says of itself, for the author's prompt."""
        told = []
        for fact in self._draft.plan.facts.values():
            one = {"ask": fact.ask, "said": fact.said}
            told.append({**one, "mistaken": fact.mistaken} if fact.mistaken else one)
        return told

    @property
    def missing(self) -> Tool | None:
        """The write that is taken away where the scenario wants a wish without a tool."""
        if "missing_tool" not in self.scenario.behaviours:
            return None
        names = [one for one in self.scenario.tools if one not in self._draft.hand_overs]
        return self.environment.toolbox[names[0]] if names else None

    def build(self, task: Task, author: str, rounds: tuple[Round, ...]) -> Blueprint:
        """Return the blueprint of a task; it is unchecked."""
        for wish in task.wishes:
            self._add(wish)
        self._disturb()
        return self._draft.blueprint(author, task.instruction, rounds, task.thought)

    def _add(self, wish: TaskWish) -> None:
        if wish.kind == "missing":
            self._add_missing(wish)
        elif wish.kind == "refuse" and wish.actions and self._valid(wish.actions[-1]):
            self._add_refusal(wish, wish.actions[-1])
        else:
            self._add_served(wish)

    def _add_served(self, wish: TaskWish) -> None:
        """Add a wish with its calls executed: an act, a question, a hand-over, steps of a guide."""
        plan = self._draft.plan
        first, place = len(plan.actions), len(plan.goals)
        last = wish.actions[-1] if wish.actions else TaskAction(tool="")
        if wish.kind == "act" and self._valid(last):
            self._turns.prepare(wish, self.environment.toolbox[last.tool], last.arguments)
        answer: Any = None
        for action in wish.actions if wish.kind != "forbidden" else ():
            answer = self._do(action)
        facts = () if wish.kind == "guide" else self._facts(wish, last, place)
        goal = Goal(
            kind="decline" if wish.kind in ("decline", "hand_over") else wish.kind,
            tool=last.tool,
            arguments=last.arguments,
            want=wish.want,
            actions=self._places(first, last),
            facts=facts,
            field=_path(answer, wish.outputs[0]) if wish.outputs else "",
            answer=wish.because or "That's done." if wish.kind == "guide" else "It's {value}.",
            because=wish.because,
            pressed=wish.pressed,
        )
        self._keep(self._turns.take(wish, goal), _outputs(wish))

    def _add_refusal(self, wish: TaskWish, call: TaskAction) -> None:
        """Add a wish that the world or a rule refuses: the look-ups that show it, and why."""
        draft, plan = self._draft, self._draft.plan
        first, tool = len(plan.actions), self.environment.toolbox[call.tool]
        self._find(tool, call.arguments)
        if tool.writes:
            plan.inspect(tool, call.arguments, draft.random, True)
        because = self._objection(draft.probe(tool, call.arguments)) or wish.because
        words = next((one for one in wish.outputs if says(because, one)), "")
        goal = Goal(
            kind="refuse",
            tool=call.tool,
            arguments=call.arguments,
            want=wish.want,
            actions=tuple(range(first, len(plan.actions))),
            facts=self._facts(wish, call, len(plan.goals)),
            because=because,
        )
        self._keep(goal, [Output(kind="refusal", text=words or evidence(because, plan))])

    def _add_missing(self, wish: TaskWish) -> None:
        """Add a wish whose tool is taken away; a request out of scope where none is to go."""
        call = wish.actions[-1] if wish.actions else TaskAction(tool="")
        tool = self.environment.toolbox.get(call.tool, self.missing)
        if tool is None or not tool.writes:
            goal = Goal(kind="decline", tool="", want=wish.want, because=wish.because)
        else:
            why = lacking(self._draft, tool)
            given = call.arguments if call.tool == tool.name else {}
            goal = Goal(kind="refuse", tool=tool.name, arguments=given, want=wish.want, because=why)
            self._draft.withheld[:] = dict.fromkeys([*self._draft.withheld, tool.name])
        self._keep(goal, [Output(kind="refusal", text="")])

    def _keep(self, goal: Goal, outputs: list[Output]) -> None:
        plan = self._draft.plan
        places = range(len(plan.outputs), len(plan.outputs) + len(outputs))
        plan.goals.append(goal.model_copy(update={"outputs": tuple(places)}))
        plan.outputs += outputs

    def _objection(self, step: Step) -> str:
        """Return what stands against a call as things are: the tool's words, a rule's, nothing."""
        if step.error is not None:
            return str(orjson.loads(step.observation)["error"])
        broken = self.environment.breaches([*self._draft.plan.session.trace, step])
        return f"{sentence(broken[0][0].explains)}." if broken else ""

    def _disturb(self) -> None:
        """Plan what goes wrong with tools, where every call of the task works by itself."""
        plan, toolbox = self._draft.plan, self.environment.toolbox
        acts = [goal for goal in plan.goals if goal.kind == "act"]
        sound = all(goal.actions and goal.tool in toolbox for goal in acts)
        if sound and all(step.error is None for step in plan.session.trace):
            disturb(self._draft)

    def _valid(self, action: TaskAction) -> bool:
        tool = self.environment.toolbox.get(action.tool)
        return tool is not None and tool.problem(action.arguments) is None

    def _do(self, action: TaskAction) -> Any:
        """Add the look-ups for a call, and the call; return its answer, or None."""
        plan, tool = self._draft.plan, self.environment.every_tool.get(action.tool)
        if tool is not None and tool.problem(action.arguments) is None:
            if self._valid(action):
                self._find(tool, action.arguments)
                if tool.writes:
                    self._inspect(tool, action.arguments)
            step = plan.do(tool, action.arguments)
            if step is not None:
                return step.result
        plan.session.call(action.tool, action.arguments)  # refused; the checks will say why
        plan.actions.append(Action(tool=action.tool, arguments=action.arguments))
        plan.seen.append(frozenset())
        plan.told.append((action.tool, ()))
        return None

    def _find(self, tool: Tool, arguments: Mapping[str, Any]) -> None:
        """Add the look-ups for every row that a call names, as far as there are any."""
        draft = self._draft
        for slot, value in references(tool, arguments):
            draft.world.widen(slot, value)
        draft.reachable(draft.plan, tool, arguments)

    def _inspect(self, tool: Tool, arguments: Mapping[str, Any]) -> None:
        """Look at what a write names; where look-ups are to go together, at a neighbour as well."""
        draft, plan = self._draft, self._draft.plan
        beside = 1 if "parallel_reads" in draft.due else None
        before = len(plan.actions)
        plan.inspect(tool, arguments, draft.random, True, siblings=beside)
        if len(plan.actions) > before + 1:
            draft.due.discard("parallel_reads")

    def _places(self, first: int, last: TaskAction) -> tuple[int, ...]:
        """Return where the actions of a wish stand; its last may have been made before, a read."""
        actions = self._draft.plan.actions
        made = list(range(first, len(actions)))
        call = Action(tool=last.tool, arguments=last.arguments)
        if call in actions[:first] and call not in actions[first:]:
            made.append(max(at for at, one in enumerate(actions) if one == call))
        return tuple(made)

    def _facts(self, wish: TaskWish, action: TaskAction, place: int) -> tuple[str, ...]:
        """Note what the caller knows for a wish; return the keys."""
        tool = self.environment.toolbox.get(action.tool)
        said = {one.argument: one.said for one in wish.says}
        keys = []
        for name, value in action.arguments.items():
            text = self._said(tool, name, value, said) if tool is not None else ""
            if not text:
                continue
            key = f"{place}.{name}"
            self._draft.plan.facts[key] = Fact(
                key=key,
                value=value,
                said=text,
                ask=self._draft.wording.ask(name),
                literal=not _refers(tool, name, value),
            )
            keys.append(key)
        return tuple(keys)

    def _said(self, tool: Tool, name: str, value: Any, said: Mapping[str, str]) -> str:
        """Return how the caller says an argument; nothing where the agent finds it out."""
        if tool.prose(name) or name not in tool.parameters["properties"]:
            return ""
        slots = [slot for one, slot, _ in tool.slots({name: value}) if one == name]
        if f"ref:{self.environment.people}" in slots:
            return ""
        return said.get(name) or ("" if _refers(tool, name, value) else spoken(value))


def _refers(tool: Tool | None, name: str, value: Any) -> bool:
    slots = tool.slots({name: value}) if tool is not None else ()
    return any(one == name and slot.startswith("ref:") for one, slot, _ in slots)


def _outputs(wish: TaskWish) -> list[Output]:
    if wish.pressed:
        told = wish.outputs if wish.kind == "inform" else []
        return [*(Output(kind="value", text=one) for one in told), Output(kind="refusal", text="")]
    if wish.kind in ("hand_over", "act", "guide") or (wish.kind == "decline" and wish.actions):
        return []
    if wish.kind in ("refuse", "decline", "forbidden"):
        return [Output(kind="refusal", text=wish.outputs[0] if wish.outputs else "")]
    return [Output(kind="value", text=text) for text in wish.outputs]


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
