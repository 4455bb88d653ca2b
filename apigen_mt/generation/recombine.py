"""Reverse recombination: blueprints of one person become one task (APIGen-MT, section 4.1.3).

The paper joins actions without executing them again. Here the joined actions run on one world,
because what one part changes may be what another part reads or refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from random import Random

from apigen_mt.records.blueprint import Action, Blueprint, Fact, Goal, Output
from apigen_mt.records.scenario import Scenario

SPARE = 2
"""Parts beyond those wanted, in case some do not fit."""
_WRITES = ("act", "substitute")
_ONCE = ("refuse", "out_of_scope", "hand_over", "missing_tool", "pressure")
"""Kinds of goal that a scenario draws once; spare parts leave them to the parts before."""


def split(scenario: Scenario) -> list[Scenario]:
    """Return the scenarios of the parts, some to spare: one person and persona, its goals shared.

    Each part has a seed and an order of tools of its own and writes something; only the first has
    the focus and the behaviours, because a caller mistypes or changes its mind once.
    """
    parts = []
    for place in range(scenario.parts + SPARE):
        drawn = sha256(f"{scenario.seed}/part/{place}".encode()).digest()
        seed = int.from_bytes(drawn[:8], "big") >> 1
        goals = list(scenario.goals[place :: scenario.parts][:2])
        if place >= scenario.parts:
            goals = [goal for goal in goals if goal.partition(":")[0] not in _ONCE]
        if not any(goal in _WRITES for goal in goals):
            goals = ["act", *goals][:2]
        parts.append(
            scenario.model_copy(
                update={
                    "seed": seed,
                    "goals": tuple(goals),
                    "tools": tuple(Random(seed).sample(scenario.tools, len(scenario.tools))),
                    "focus": scenario.focus if place == 0 else None,
                    "behaviours": scenario.behaviours if place == 0 else (),
                    "parts": 1,
                }
            )
        )
    return parts


def beside(scene: Scenario, parts: Sequence[Blueprint]) -> Scenario:
    """Return the scenario of one part, of the person whom the parts before it are about."""
    first = parts[0].scenario if parts else scene
    return scene.model_copy(update={"person": first.person, "rows": first.rows})


def join(parts: Sequence[Blueprint], scenario: Scenario) -> Blueprint:
    """Return one unchecked blueprint of accepted ones; its instruction is still to be written.

    Later parts lose the look-up of the caller, and reads that were made already with no write in
    between. What hands the matter over to a human comes last.
    """
    ordered = in_order(parts)
    whole = _Whole()
    for part in ordered:
        whole.add(part)
    return Blueprint(
        id=Blueprint.name(scenario, [[part.id for part in ordered]]),
        scenario=scenario,
        author=ordered[0].author,
        instruction=" ".join(part.instruction for part in ordered),
        facts=tuple(whole.facts.values()),
        goals=tuple(whole.goals),
        identify=ordered[0].identify,
        actions=tuple(whole.actions),
        outputs=tuple(whole.outputs),
        withheld=tuple(dict.fromkeys(name for part in ordered for name in part.withheld)),
        disturbances=tuple(one for part in ordered for one in part.disturbances),
        parts=tuple(part.id for part in ordered),
    )


def in_order(parts: Sequence[Blueprint]) -> list[Blueprint]:
    """Return parts as they come up: what hands the matter over to a human is the last."""
    return sorted(parts, key=lambda part: any(hands_over(goal) for goal in part.goals))


def hands_over(goal: Goal) -> bool:
    """Return whether a wish ends with a human taking over."""
    return goal.kind == "decline" and bool(goal.actions)


class _Whole:
    """A joined blueprint in the making."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.facts: dict[str, Fact] = {}
        self.goals: list[Goal] = []
        self.outputs: list[Output] = []
        self._writes: set[int] = set()

    def add(self, part: Blueprint) -> None:
        """Append one part with its indices and keys moved."""
        goals, outputs = len(self.goals), len(self.outputs)
        moved = self._append(part)
        needed = {key for goal in part.goals for key in goal.facts}
        needed |= {goal.change.fact for goal in part.goals if goal.change is not None}
        for fact in part.facts:
            if "." in fact.key or not goals or fact.key in needed:
                key = _moved_key(fact.key, goals)
                self.facts.setdefault(key, fact.model_copy(update={"key": key}))
        for goal in part.goals:
            places = sorted({moved[place] for place in goal.actions if place in moved})
            if goal.actions and goal.actions[-1] in moved:  # the call that serves it stays last
                last = moved[goal.actions[-1]]
                places = [*(place for place in places if place != last), last]
            change = goal.change
            if change is not None:
                change = change.model_copy(update={"fact": _moved_key(change.fact, goals)})
            self.goals.append(
                goal.model_copy(
                    update={
                        "actions": tuple(places),
                        "facts": tuple(_moved_key(key, goals) for key in goal.facts),
                        "outputs": tuple(outputs + place for place in goal.outputs),
                        "change": change,
                    }
                )
            )
        self.outputs += part.outputs

    def _append(self, part: Blueprint) -> dict[int, int]:
        """Append actions; return where each of the part's went, those left out to their like."""
        first = not self.actions
        writing = {
            goal.actions[-1]
            for goal in part.goals
            if goal.actions and (goal.kind == "act" or hands_over(goal))
        }
        moved: dict[int, int] = {}
        for place, action in enumerate(part.actions):
            if not first and place in part.identify:
                continue
            known = self._made(action) if place not in writing else None
            if known is None:
                known = len(self.actions)
                self.actions.append(action)
                if place in writing:
                    self._writes.add(known)
            moved[place] = known
        return moved

    def _made(self, action: Action) -> int | None:
        """Return where an equal read stands after the last write, if there is one."""
        start = max(self._writes, default=-1) + 1
        for place in range(start, len(self.actions)):
            if self.actions[place] == action:
                return place
        return None


def _moved_key(key: str, goals: int) -> str:
    """Return the key of a fact about a wish, whose number moves; others keep theirs."""
    place, dot, rest = key.partition(".")
    return f"{int(place) + goals}.{rest}" if dot and place.isdigit() else key
