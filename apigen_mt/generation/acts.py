"""Wishes that are met: a write, the reads before it, and at times a change of mind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from apigen_mt.environment import Step, Tool
from apigen_mt.generation.behaviours import side_by_side
from apigen_mt.generation.changes import add_regret, find_change
from apigen_mt.generation.draft import Draft, references
from apigen_mt.generation.duplicates import near_duplicate
from apigen_mt.generation.plan import Plan, about_wish, argument_of
from apigen_mt.generation.searches import MOST_SIBLINGS, container
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import HEAVY, Change, Goal, Vague

SHOWN_BY_ACTS = frozenset("near_duplicates mind_change missing_parameter read_heavy regret".split())
"""Behaviours that an act can show, and one act seldom all of them."""
_SOUGHT = SHOWN_BY_ACTS | {"parallel_reads"}
"""What an act is chosen for while it is due."""
_SHOWN_LATER = frozenset(("missing_parameter", "regret"))
"""What is decided by the words of a wish, or after its write."""
_WITHOUT_CHANGE = frozenset(("near_duplicates", "regret"))
"""What no wish shows beside a change of mind."""


def add_act(draft: Draft, names: Iterable[str], instead_of: Goal | None = None) -> bool:
    """Add a write, the first of `names` that this world allows; return whether one was found.

    While something is due that a write can show, one that shows it is looked for first; many
    look-ups before all, since few writes take them.
    """
    used = Counter(goal.tool for goal in draft.plan.goals)
    aiming = "evenness" in draft.scenario.rates
    ordered = sorted(dict.fromkeys(names), key=lambda one: 0 if aiming else used[one])
    due = _SOUGHT & draft.due if instead_of is None else frozenset()
    most = 3 if "read_heavy" in due else 2
    for sought in filter(None, (due & {"read_heavy"}, due)):
        first = _candidates(draft, ordered, None, most)
        if any(_try(draft, *one, None, sought) for one in first):
            return True
    return any(_try(draft, *one, instead_of) for one in _candidates(draft, ordered, instead_of))


def _candidates(
    draft: Draft, names: Sequence[str], instead_of: Goal | None, most: int | None = None
) -> Iterator[tuple[Tool, dict[str, Any], list[dict[str, Any]]]]:
    """Yield (tool, arguments, all bindings of the tool), the most wanted first, `most` a tool."""
    for name in names:
        tool = draft.environment.toolbox[name]
        if not tool.writes or name in draft.hand_overs or name in draft.withheld:
            continue
        ordered = draft.wanted(tool)
        if instead_of is not None:
            refused = draft.environment.toolbox[instead_of.tool]
            shared = {
                one
                for one in references(refused, instead_of.arguments)
                if one[0] != f"ref:{draft.environment.people}"
            }
            ordered = [one for one in ordered if shared & set(references(tool, one))]
        for arguments in sorted(ordered, key=lambda one: not draft.flows(tool, one))[:most]:
            yield tool, arguments, ordered


def _try(
    draft: Draft,
    tool: Tool,
    arguments: dict[str, Any],
    bindings: list[dict[str, Any]],
    instead_of: Goal | None,
    sought: Set[str] = frozenset(),
) -> bool:
    """Add one write if it fits; with `sought` only if it shows some of that."""
    mark = (tool.name, draft.main_row(tool, arguments))
    if mark in draft.taken or not draft.accepted(tool, arguments):
        return False
    if _undoes(draft, draft.probe(tool, arguments)) or _voids(draft, tool, arguments):
        return False
    done = _planned(draft, tool, arguments, bindings, instead_of, sought)
    if done is None:
        return False
    goal, shows = done.goals[-1], _shows(draft, done)
    if "read_heavy" in shows and "read_heavy" not in draft.scenario.behaviours:
        return False
    kept = draft.plan
    draft.keep(done)
    regrets = "regret" in draft.due and goal.change is None and goal.vague is None
    if regrets and add_regret(draft, tool, arguments, bindings):
        shows.add("regret")
    if sought and not shows & sought:
        draft.plan = kept
        return False
    draft.due -= shows
    draft.taken.add(mark)
    if goal.change is not None:
        before_change = {**arguments, goal.change.argument: goal.change.before}
        draft.taken.add((tool.name, draft.main_row(tool, before_change)))
    return True


def _planned(
    draft: Draft,
    tool: Tool,
    arguments: dict[str, Any],
    bindings: list[dict[str, Any]],
    instead_of: Goal | None,
    sought: Set[str],
) -> Plan | None:
    """Return the plan with a wish for one write, its look-ups and the write; None if it cannot be.

    With `sought` it is given up as soon as it can show nothing of that. The draft's own plan stays
    as it is.
    """
    trial = draft.plan.copy()
    place = len(trial.goals)
    said = draft.describe(trial, tool, arguments, place)
    if said is None:
        return None
    hidden = container(draft, tool, arguments) if "read_heavy" in draft.due else None
    if hidden is not None and hidden in said:
        del said[hidden]
        trial.needed.remove(f"{place}.{hidden}")
        trial.search(tool, arguments, hidden, MOST_SIBLINGS)
    if not draft.reachable(trial, tool, arguments) or _contradicts(draft, trial):
        return None
    change = find_change(draft, trial, tool, arguments, bindings, place)
    if sought and sought <= ({"mind_change"} if change is None else _WITHOUT_CHANGE):
        return None
    facts = tuple(trial.needed)
    if change is not None:
        trial.inspect(tool, {**arguments, change.argument: change.before}, draft.random, True)
    done = _carry_out(draft, trial, tool, arguments, HEAVY if sought == {"read_heavy"} else 0)
    if done is None:
        return None
    vague = near_duplicate(draft, done, tool, arguments, said) if change is None else None
    if sought and not sought & (_SHOWN_LATER | _done_so(draft, done, change, vague)):
        return None
    want = _worded(draft, tool, arguments, said, change, vague)
    if want is None or (hidden is not None and _gives_away(draft, tool, arguments, hidden, want)):
        return None
    done.goals.append(
        Goal(
            kind="act",
            tool=tool.name,
            arguments=arguments,
            want=want,
            why="" if instead_of else draft.why(tool),
            actions=tuple(range(len(draft.plan.actions), len(done.actions))),
            facts=facts,
            change=change,
            vague=vague,
            instead=instead_of is not None,
        )
    )
    return done


def _worded(
    draft: Draft,
    tool: Tool,
    arguments: Mapping[str, Any],
    said: Mapping[str, str],
    change: Change | None,
    vague: Vague | None,
) -> str | None:
    """Return a wish as it is first told, with what changes or is called vaguely, or None."""
    words = dict(said)
    if change is not None:
        words[change.argument] = change.said_before
    if vague is not None:
        words[vague.argument] = vague.said
    want = draft.render_want(tool, arguments, words, "missing_parameter" in draft.due)
    return want if vague is None else _vaguely(draft, tool, arguments, words, vague)


def _vaguely(
    draft: Draft, tool: Tool, arguments: Mapping[str, Any], words: Mapping[str, str], vague: Vague
) -> str | None:
    """Return a wish that calls a row by words that fit others too, or None."""
    for _ in range(6):
        want = draft.render_want(tool, arguments, words)
        want = want.replace("my my ", "my ").replace("the my ", "my ") if want else ""
        if normal(vague.said) in normal(want):
            return want
    return None


def _shows(draft: Draft, plan: Plan) -> set[str]:
    """Return what the last wish of a plan shows, which the draft's own plan lacks."""
    goal = plan.goals[-1]
    told = normal(f"{goal.want} {goal.why}")
    skipped = {goal.vague.argument} if goal.vague is not None else set()
    skipped |= {goal.change.argument} if goal.change is not None else set()
    facts = [plan.facts[key] for key in goal.facts if about_wish(key)]
    untold = [one for one in facts if argument_of(one.key) not in skipped]
    shows = _done_so(draft, plan, goal.change, goal.vague)
    if any(normal(one.said) not in told for one in untold):
        shows.add("missing_parameter")
    return shows


def _done_so(draft: Draft, plan: Plan, change: Change | None, vague: Vague | None) -> set[str]:
    """Return what the way shows in which a wish is met, whatever its words are."""
    first = len(draft.plan.actions)
    signs = {
        "near_duplicates": vague is not None,
        "mind_change": change is not None,
        "parallel_reads": side_by_side(
            range(first, len(plan.actions)), plan.actions, draft.environment, plan.session.trace
        ),
        "read_heavy": len(plan.actions) - first > HEAVY,
    }
    return {name for name, shown in signs.items() if shown}


def _gives_away(
    draft: Draft, tool: Tool, arguments: Mapping[str, Any], name: str, want: str
) -> bool:
    """Whether a wish names the row that the agent is to find by what is in it."""
    said = draft.said(tool, name, arguments[name])
    return said is None or normal(said) in normal(want)


def _carry_out(
    draft: Draft, trial: Plan, tool: Tool, arguments: Mapping[str, Any], least: int
) -> Plan | None:
    """Return the plan with the write made, after as many reads as the policy asks for.

    None if it cannot be made so, or after fewer reads than `least`.
    """
    siblings = _siblings(draft, trial)
    aiming = "read_heavy" in draft.due or bool(siblings)
    for thorough in (True,) if aiming else (False, True):
        trial.inspect(tool, arguments, draft.random, thorough, siblings=siblings)
        _look_around(draft, trial)
        if len(trial.actions) - len(draft.plan.actions) < least:
            return None
        done = trial.copy()
        step = done.do(tool, arguments)
        if step is None or not step.changed:
            return None
        if not draft.environment.breaches(done.session.trace):
            return done
    return None


def _siblings(draft: Draft, trial: Plan) -> int | None:
    """Return how many neighbours of a row are opened on the way to it, or None for chance."""
    aim = draft.scenario.rates.get("reads_per_write")
    if aim is None:
        return None
    made = len(trial.actions) - len(draft.plan.actions)
    return max(int(aim) - made - 1, 0)  # the row itself is opened too


def _look_around(draft: Draft, trial: Plan) -> None:
    """Add look-ups of what else the person has, until there are as many as the run aims at."""
    aim = draft.scenario.rates.get("reads_per_write")
    if aim is not None:
        drawn = int(aim) + (draft.random.random() < aim % 1)
        trial.look_around(len(draft.plan.actions) + drawn)


def _contradicts(draft: Draft, trial: Plan) -> bool:
    """Whether the wish calls something by a name that meant another row in an earlier wish.

    Nobody takes the wool sweater off a list and then puts the wool sweater on it.
    """
    earlier = {fact.said: fact.value for fact in draft.plan.facts.values() if not fact.literal}
    mine = [trial.facts[key] for key in trial.needed if not trial.facts[key].literal]
    return any(earlier.get(fact.said, fact.value) != fact.value for fact in mine)


def _voids(draft: Draft, tool: Tool, arguments: Mapping[str, Any]) -> bool:
    """Whether a write makes an earlier wish about the same row pointless.

    Nobody corrects the address of an order and then cancels it: after the cancellation alone, the
    correction would have been refused.
    """
    row = draft.main_row(tool, arguments)
    for goal in draft.plan.goals:
        earlier = draft.environment.toolbox.get(goal.tool)
        if goal.kind != "act" or earlier is None or not row:
            continue
        if draft.main_row(earlier, goal.arguments) == row:
            alone = draft.tried.would(draft.start, tool, arguments)
            after = draft.start.fork()
            after.take(alone)
            again = draft.tried.would(after, earlier, goal.arguments)
            if alone.error is None and again.error is not None:
                return True
    return False


def _undoes(draft: Draft, newest: Step) -> bool:
    """Return whether a write touches again what an earlier one changed.

    Writes that keep apart are also minimal: without one of them its fields stay as they were.
    """
    return any(newest.overlaps(step) for step in draft.plan.session.trace if step.changed)
