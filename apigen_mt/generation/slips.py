"""Drafts spoilt on purpose, one way for each thing that checks and jurors must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Output

Spoilt = Blueprint | None
Spoiler = Callable[[Blueprint, Environment, Random], Spoilt]


def spoil(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    """Return `blueprint` with one mistake that an author could make."""
    ways = list(SPOILERS.values())
    random.shuffle(ways)
    for way in ways:
        spoilt = way(blueprint, environment, random)
        if spoilt is not None:
            return spoilt
    return blueprint


def _with(blueprint: Blueprint, place: int, **changes: object) -> Blueprint:
    actions = list(blueprint.actions)
    actions[place] = actions[place].model_copy(update=changes)
    return blueprint.model_copy(update={"actions": tuple(actions)})


def _empty(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    return blueprint.model_copy(update={"instruction": ""})


def _misnamed(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    place = random.randrange(len(blueprint.actions))
    return _with(blueprint, place, tool=f"{blueprint.actions[place].tool}_now")


def _stray(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    place = random.randrange(len(blueprint.actions))
    arguments = {**blueprint.actions[place].arguments, "urgent": True}
    return _with(blueprint, place, arguments=arguments)


def _missing_row(
    blueprint: Blueprint, environment: Environment, random: Random
) -> Blueprint | None:
    for place, action in enumerate(blueprint.actions):
        tool = environment.every_tool[action.tool]
        for name, slot, value in tool.slots(action.arguments):
            if slot.startswith("ref:") and action.arguments[name] == value:
                return _with(blueprint, place, arguments={**action.arguments, name: f"{value}9"})
    return None


def _unidentified(
    blueprint: Blueprint, environment: Environment, random: Random
) -> Blueprint | None:
    """Leave out the look-up of the caller."""
    if not blueprint.identify or not environment.rules:
        return None
    kept = [place for place in range(len(blueprint.actions)) if place not in blueprint.identify]
    moved = {old: new for new, old in enumerate(kept)}
    goals = tuple(
        goal.model_copy(update={"actions": tuple(moved[at] for at in goal.actions if at in moved)})
        for goal in blueprint.goals
    )
    actions = tuple(blueprint.actions[place] for place in kept)
    changes = {"actions": actions, "goals": goals, "identify": ()}
    return blueprint.model_copy(update=changes) if actions else None


def _overwritten(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    """Write something that the next write replaces."""
    end = _end(blueprint.actions, blueprint, environment)
    for place, action in enumerate(blueprint.actions):
        for other in _others(action, blueprint, environment, random):
            actions = (*blueprint.actions[:place], other, *blueprint.actions[place:])
            if _end(actions, blueprint, environment) == end:
                return blueprint.model_copy(update={"actions": actions})
    return None


def _unsaid(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    """Use a value that nobody said and no tool returned."""
    guided = {at for goal in blueprint.goals if goal.kind == "guide" for at in goal.actions}
    for place, action in enumerate(blueprint.actions):
        if place in guided:
            continue
        for other in _others(action, blueprint, environment, random):
            actions = (*blueprint.actions[:place], other, *blueprint.actions[place + 1 :])
            if _end(actions, blueprint, environment) and _new(other, action, environment):
                return blueprint.model_copy(update={"actions": actions})
    return None


def _others(
    action: Action, blueprint: Blueprint, environment: Environment, random: Random
) -> Iterator[Action]:
    """Yield the same write with other arguments that the author of the tool proposes."""
    tool = environment.every_tool[action.tool]
    person = environment.seed.table(environment.people).get(blueprint.scenario.person)
    if not tool.writes or tool.propose is None or person is None:
        return
    for arguments in tool.propose(environment.seed, person, random):
        if arguments != action.arguments:
            yield Action(tool=action.tool, arguments=dict(arguments))


def _new(action: Action, old: Action, environment: Environment) -> bool:
    """Whether such arguments differ as are said, prose aside, and none that is looked up."""
    tool = environment.every_tool[action.tool]
    looked_up = {name for name, slot, _ in tool.slots(action.arguments) if slot.startswith("ref:")}
    differs = {
        name
        for name, value in action.arguments.items()
        if old.arguments.get(name) != value and not tool.prose(name)
    }
    return bool(differs) and not differs & looked_up


def _end(actions: Sequence[Action], blueprint: Blueprint, environment: Environment) -> str | None:
    """Return the end state of actions that succeed and break no rule, or None."""
    session = environment.replay(
        [(one.tool, one.arguments) for one in actions], blueprint.scenario.seed
    )
    if any(step.error for step in session.trace) or environment.breaches(session.trace):
        return None
    return session.db.digest


def _invented(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    output = Output(kind="value", text=f"{random.randint(7001, 9999)}.37")
    return blueprint.model_copy(update={"outputs": (*blueprint.outputs, output)})


def _telling(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    action = random.choice(blueprint.actions)
    text = f"{blueprint.instruction} Use {action.tool} for it."
    return blueprint.model_copy(update={"instruction": text})


def _forgetful(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    facts = [fact for fact in blueprint.facts if fact.said in blueprint.instruction]
    if not facts:
        return None
    fact = random.choice(facts)
    text = blueprint.instruction.replace(fact.said, "it")
    return blueprint.model_copy(update={"instruction": text})


def _confused(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    """Let the user believe something other than what the gold actions do."""
    for fact in blueprint.facts:
        if fact.literal and isinstance(fact.value, str):
            other = Fact(**{**fact.model_dump(), "value": f"not {fact.value}"})
            facts = tuple(other if one is fact else one for one in blueprint.facts)
            return blueprint.model_copy(update={"facts": facts})
    return None


def _hollow(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    """Keep nothing but the greeting."""
    kept = tuple(blueprint.actions[place] for place in blueprint.identify)
    if not kept:
        return None
    facts = tuple(fact for fact in blueprint.facts if "." not in fact.key)
    changes = {"actions": kept, "goals": (), "outputs": (), "facts": facts}
    return blueprint.model_copy(update=changes)


SPOILERS: dict[str, Spoiler] = {
    "no_instruction": _empty,
    "unknown_tool": _misnamed,
    "unknown_argument": _stray,
    "missing_row": _missing_row,
    "unknown_caller": _unidentified,
    "write_in_vain": _overwritten,
    "argument_from_nowhere": _unsaid,
    "output_from_nowhere": _invented,
    "tool_named": _telling,
    "fact_left_out": _forgetful,
    "fact_contradicted": _confused,
    "nothing_to_do": _hollow,
}
"""What can be wrong with a draft, by name."""
