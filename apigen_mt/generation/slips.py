"""Drafts spoilt on purpose, one way for each thing that checks and jurors must find."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.records.blueprint import Action, Blueprint, Fact, Output

Spoilt = Blueprint | None
Spoiler = Callable[[Blueprint, Environment, Random], Spoilt]


def spoil(blueprint: Blueprint, environment: Environment, random: Random) -> Blueprint:
    """Return `blueprint` with one mistake that an author could make."""
    ways = list(SPOILERS)
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
        tool = environment.toolbox[action.tool]
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
    dropped = set(blueprint.identify)
    kept = tuple(one for place, one in enumerate(blueprint.actions) if place not in dropped)
    return blueprint.model_copy(update={"actions": kept, "identify": ()}) if kept else None


def _padded(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    """Write twice where the second time changes nothing more."""
    for place, action in enumerate(blueprint.actions):
        if not environment.toolbox[action.tool].writes:
            continue
        session = environment.session(blueprint.scenario.seed)
        for one in blueprint.actions[: place + 1]:
            session.call(one.tool, one.arguments)
        step = session.call(action.tool, action.arguments)
        if step.error is None and not step.changed:
            actions = (*blueprint.actions[: place + 1], *blueprint.actions[place:])
            return blueprint.model_copy(update={"actions": actions})
    return None


def _unread(blueprint: Blueprint, environment: Environment, random: Random) -> Spoilt:
    """Leave out every read that no rule asks for, so that keys come from nowhere."""
    kept: list[Action] = []
    for place, action in enumerate(blueprint.actions):
        if place in blueprint.identify or environment.toolbox[action.tool].writes:
            kept.append(action)
    if len(kept) == len(blueprint.actions) or len(kept) == len(blueprint.identify):
        return None
    session = environment.session(blueprint.scenario.seed)
    for action in kept:
        session.call(action.tool, action.arguments)
    if environment.breaches(session.trace):
        return None
    return blueprint.model_copy(update={"actions": tuple(kept)})


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


SPOILERS: tuple[Spoiler, ...] = (
    _empty,
    _misnamed,
    _stray,
    _missing_row,
    _unidentified,
    _padded,
    _unread,
    _invented,
    _telling,
    _forgetful,
    _confused,
    _hollow,
)
