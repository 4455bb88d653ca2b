"""What happens to a wish of a model-written task on the way: taken back, mistaken, searched for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.generation.draft import Draft
from apigen_mt.generation.duplicates import MOST_NAMED, shown
from apigen_mt.generation.searches import MOST_SIBLINGS, container
from apigen_mt.generation.task import TaskWish
from apigen_mt.language.match import leaves, normal
from apigen_mt.language.wording import noun
from apigen_mt.records.blueprint import Change, Goal, Vague

_EMPTY = frozenset("a an the my one of from in on with that".split())


class Turns:
    """Reads what a task says of its wishes' turns, as far as the world bears it out."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def prepare(self, wish: TaskWish, tool: Tool, arguments: Mapping[str, Any]) -> None:
        """Add the look-ups that a turn takes before the act: neighbours, what was wanted first."""
        draft, plan = self._draft, self._draft.plan
        hidden = container(draft, tool, arguments) if "read_heavy" in draft.due else None
        if hidden is not None and hidden not in {one.argument for one in wish.says}:
            plan.search(tool, arguments, hidden, MOST_SIBLINGS)
        if wish.vague is not None:
            for name, slot, value in tool.slots(arguments):
                if name == wish.vague.argument and slot.startswith("ref:"):
                    plan.show(slot, value)
        if wish.first is not None and wish.first.value is not None:
            before = {**arguments, wish.first.argument: wish.first.value}
            if tool.problem(before) is None:
                draft.reachable(plan, tool, before)

    def take(self, wish: TaskWish, goal: Goal) -> Goal:
        """Return a goal with the turns that its task tells of and that fit the facts."""
        if goal.kind != "act":
            return goal
        goals = self._draft.plan.goals
        before = goals[-1] if goals else None
        turns: dict[str, Any] = {"change": self._change(wish, goal), "vague": None}
        if turns["change"] is None:
            turns["vague"] = self._vague(wish, goal)
        if before is not None and wish.instead and before.kind == "refuse":
            turns["instead"] = True
        if before is not None and wish.regrets and before.kind == "act":
            turns |= self._regret(goal, before)
        return goal.model_copy(update=turns)

    def _change(self, wish: TaskWish, goal: Goal) -> Change | None:
        if wish.first is None:
            return None
        name, said = wish.first.argument, wish.first.said
        key = next((one for one in goal.facts if one.partition(".")[2] == name), None)
        if key is None or not said:
            return None
        before = said if wish.first.value is None else wish.first.value
        return Change(argument=name, before=before, said_before=said, fact=key)

    def _vague(self, wish: TaskWish, goal: Goal) -> Vague | None:
        """Return the words that fit several rows which look-ups show before one is needed."""
        tool = self._draft.environment.toolbox.get(goal.tool)
        if wish.vague is None or tool is None or not wish.vague.said:
            return None
        name, said = wish.vague.argument, wish.vague.said
        known = any(key.partition(".")[2] == name for key in goal.facts)
        for parameter, slot, key in tool.slots(goal.arguments):
            if parameter != name or not slot.startswith("ref:") or not known:
                continue
            fits = self._fitting(slot, key, said)
            if 2 <= len(fits) <= MOST_NAMED:
                return Vague(argument=name, said=said, fits=tuple(fits))
        return None

    def _fitting(self, slot: str, key: Any, said: str) -> list[str]:
        """Return what the rows are called that were shown and have all that is said in them."""
        rows, table = shown(self._draft.plan, slot, key), slot[4:]
        words = set(normal(said).split()) - _EMPTY - set(normal(noun(table)).split())
        names: dict[str, None] = {}
        for other in rows.of(slot):
            row = rows.find(table, other) or {}
            labels = self._draft.wording.labels(table, row)
            if words <= set(normal(" ".join([*labels, *leaves(row)])).split()):
                names[labels[0]] = None
        mine = rows.find(table, key)
        meant = mine is not None and self._draft.wording.labels(table, mine)[0] in names
        return list(names) if meant else []

    def _regret(self, goal: Goal, before: Goal) -> dict[str, Any]:
        """Return what makes a goal take back the one before; nothing where it does not."""
        facts, place = self._draft.plan.facts, len(self._draft.plan.goals)
        differs = [
            name
            for name, value in goal.arguments.items()
            if before.arguments.get(name) != value and f"{place}.{name}" in goal.facts
        ]
        theirs = [f"{place - 1}.{name}" for name in differs]
        if goal.tool != before.tool or len(differs) != 1 or theirs[0] not in facts:
            return {}
        mine = f"{place}.{differs[0]}"
        want = f"have {facts[mine].said} instead of {facts[theirs[0]].said}"
        return {"regrets": True, "want": want, "facts": (mine,), "change": None, "vague": None}
