"""What goes wrong with tools in a task: which call is disturbed, how, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from apigen_mt.environment import Session
from apigen_mt.generation.draft import Draft
from apigen_mt.records.blueprint import Action, Goal, Output
from apigen_mt.records.disturbance import FOREVER, Disturbance, DisturbanceKind

_OUTAGE = (
    "The system behind it is down at the moment, so it didn't go through and nothing was changed; "
    "please try again later."
)


def disturb(draft: Draft) -> None:
    """Plan one disturbance: of a look-up, of a write, or of a write's whole system."""
    if "tool_failure" not in draft.due:
        return
    random = Random(f"{draft.scenario.seed}/failure")
    ways = [_transient, _unseen, _permanent]
    random.shuffle(ways)
    for way in ways:
        if way(draft, random):
            draft.due.discard("tool_failure")
            return


def _acts(draft: Draft, random: Random) -> list[tuple[int, Goal]]:
    """Return the wishes that end in a write, in random order."""
    found = [
        (place, goal)
        for place, goal in enumerate(draft.plan.goals)
        if goal.kind == "act" and not goal.regrets
    ]
    return random.sample(found, len(found))


def _transient(draft: Draft, random: Random) -> bool:
    """Let a call of an act fail once or twice."""
    for _, goal in _acts(draft, random):
        action = draft.plan.actions[random.choice(goal.actions)]
        writes = draft.environment.toolbox[action.tool].writes
        kinds: tuple[DisturbanceKind, ...] = ("timeout", "unavailable")
        kind = random.choice(kinds if writes else (*kinds, "incomplete"))
        times = random.choice((1, 1, 2))
        draft.disturbances.append(
            Disturbance(kind=kind, tool=action.tool, arguments=action.arguments, times=times)
        )
        return True
    return False


def _unseen(draft: Draft, random: Random) -> bool:
    """Let a write not arrive, or a look-up after it be stale; a look-up shows it."""
    for place, goal in _acts(draft, random):
        act = draft.plan.actions[goal.actions[-1]]
        look = next(_telling(draft, goal), None)
        if look is None:
            continue
        goals = list(draft.plan.goals)
        goals[place] = goal.model_copy(update={"read_back": look})
        draft.plan.goals[:] = goals
        silent = random.random() < 0.6
        disturbed = act if silent else look
        kind: DisturbanceKind = "silent" if silent else "stale"
        draft.disturbances.append(
            Disturbance(kind=kind, tool=disturbed.tool, arguments=disturbed.arguments)
        )
        return True
    return False


def _telling(draft: Draft, goal: Goal) -> Iterator[Action]:
    """Yield look-ups of a wish whose answer its write changes."""
    environment = draft.environment
    write = goal.actions[-1]
    for at in reversed(goal.actions[:-1]):
        look = draft.plan.actions[at]
        if environment.toolbox[look.tool].writes:
            continue
        before = draft.plan.session.trace[write].before
        after = draft.plan.session.trace[write].after
        answers = [
            Session(environment.toolbox, world.fork()).call(look.tool, look.arguments).observation
            for world in (before, after, environment.seed)
        ]
        if answers[0] != answers[1] and answers[0] == answers[2]:
            yield look


def _permanent(draft: Draft, random: Random) -> bool:
    """Take the last act back: its tool is down for good, and the agent has to say so."""
    plan = draft.plan
    last = len(plan.goals) - 1
    goal = plan.goals[last] if plan.goals else None
    if goal is None or goal.kind != "act" or goal.regrets or goal.pressed or goal.change:
        return False
    if goal.instead or goal.vague is not None or goal.actions[-1] != len(plan.actions) - 1:
        return False
    act = plan.actions[-1]
    if sum(one.kind == "act" for one in plan.goals) < 2 or _used_before(draft, act.tool):
        return False
    plan.actions.pop()
    plan.session.trace.pop()
    plan.goals[last] = goal.model_copy(
        update={
            "kind": "refuse",
            "actions": goal.actions[:-1],
            "because": _OUTAGE,
            "outputs": (len(plan.outputs),),
        }
    )
    plan.outputs.append(Output(kind="refusal", text=""))
    kind: DisturbanceKind = random.choice(("timeout", "unavailable"))
    draft.disturbances.append(
        Disturbance(kind=kind, tool=act.tool, arguments=act.arguments, times=FOREVER)
    )
    return True


def _used_before(draft: Draft, tool: str) -> bool:
    return sum(action.tool == tool for action in draft.plan.actions) > 1
