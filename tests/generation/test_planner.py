from dataclasses import replace
from itertools import pairwise
from typing import Annotated

import pytest

from apigen_mt.config import InterplayConfig, SamplerConfig
from apigen_mt.environment import Database, Environment, Is, Ref, Row, Table, ToolError, tool
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.behaviours import absent
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.planner import Planner
from apigen_mt.generation.sampler import ScenarioSampler
from apigen_mt.language.match import leaves, normal, says
from apigen_mt.pipeline.cast import Stage
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Finding, Reason, Round
from apigen_mt.records.trajectory import Accepted
from apigen_mt.review.committee import Committee
from apigen_mt.review.rules import RuleJuror
from apigen_mt.verification.verify import Verifier
from tests.journeys import accepted, finish, journey, travelled


def blueprints(env: str) -> list[Blueprint]:
    return [one.trajectory.blueprint for one in accepted(env)]


both = pytest.mark.parametrize("env", ["retail", "library"])


@both
def test_gold_actions_execute_and_break_no_rule(env):
    environment = journey(env).environment
    for blueprint in blueprints(env):
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        session = environment.replay(calls, blueprint.scenario.seed)
        assert [step.error for step in session.trace] == [None] * len(calls)
        assert environment.breaches(session.trace) == []
        assert session.db.digest == blueprint.end_digest


@both
def test_no_gold_write_can_be_left_out(env):
    environment = journey(env).environment
    dropped = 0
    for blueprint in blueprints(env):
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        regretted = {
            before.actions[-1] for before, goal in pairwise(blueprint.goals) if goal.regrets
        }
        for place, (name, _) in enumerate(calls):
            if environment.tool(name).writes and place not in regretted:
                dropped += 1
                without = environment.replay(
                    [*calls[:place], *calls[place + 1 :]], blueprint.scenario.seed
                )
                assert without.db.digest != blueprint.end_digest
    assert dropped > 60


@both
def test_every_gold_argument_is_known_to_the_user_or_found_by_a_read_before(env):
    """Followed anew here, without the checker: what is said or returned is all there is."""
    environment = journey(env).environment
    for blueprint in blueprints(env):
        said = normal(blueprint.instruction)
        returned: set[str] = set()
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        for step in environment.replay(calls, blueprint.scenario.seed).trace:
            tool = environment.tool(step.tool)
            for name, value in step.arguments.items():
                if not tool.prose(name) and not isinstance(value, bool):
                    for leaf in leaves(value):
                        assert leaf in returned or normal(leaf) in said, (step.tool, name, leaf)
            returned |= set(leaves(step.result))


@both
def test_every_expected_value_comes_from_the_read_that_the_question_is_about(env):
    environment = journey(env).environment
    asked = 0
    for blueprint in blueprints(env):
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        trace = environment.replay(calls, blueprint.scenario.seed).trace
        for goal in blueprint.goals:
            if goal.kind != "inform":
                continue
            asked += 1
            output = blueprint.outputs[goal.outputs[0]]
            answers = [trace[place].result for place in goal.actions]
            assert output.kind == "value"
            assert output.text in {leaf for answer in answers for leaf in leaves(answer)}
            assert "{" not in goal.want
    assert asked > 20


@both
def test_what_is_refused_is_impossible_or_forbidden_at_that_point(env):
    environment = journey(env).environment
    for blueprint in blueprints(env):
        done = []
        for goal in blueprint.goals:
            done += [place for place in goal.actions if place not in done]
            if goal.kind != "refuse" or goal.tool in absent(blueprint):
                continue
            places = sorted({*blueprint.identify, *done})
            calls = [(blueprint.actions[n].tool, blueprint.actions[n].arguments) for n in places]
            session = environment.replay(
                [*calls, (goal.tool, goal.arguments)], blueprint.scenario.seed
            )
            assert session.trace[-1].error or environment.breaches(session.trace)


@both
def test_every_number_in_a_goal_leads_somewhere(env):
    for blueprint in blueprints(env):
        keys = {fact.key for fact in blueprint.facts}
        assert len(keys) == len(blueprint.facts)
        for goal in blueprint.goals:
            assert set(goal.facts) <= keys
            assert all(0 <= place < len(blueprint.actions) for place in goal.actions)
            assert all(0 <= place < len(blueprint.outputs) for place in goal.outputs)
            assert list(goal.actions) == sorted(set(goal.actions))
        told = [place for goal in blueprint.goals for place in goal.outputs]
        assert sorted(told) == list(range(len(blueprint.outputs)))


@both
def test_wishes_that_are_refused_write_nothing(env):
    environment = journey(env).environment
    refused = [g for b in blueprints(env) for g in b.goals if g.kind == "refuse"]
    assert refused
    for blueprint in blueprints(env):
        for goal in blueprint.goals:
            if goal.kind == "refuse":
                tools = [blueprint.actions[place].tool for place in goal.actions]
                assert not any(environment.tool(name).writes for name in tools)
                assert goal.because
                assert blueprint.outputs[goal.outputs[0]].kind == "refusal"


@both
def test_an_alternative_follows_a_refusal_about_the_same_thing(env):
    found = 0
    for blueprint in blueprints(env):
        for before, goal in zip(blueprint.goals, blueprint.goals[1:], strict=False):
            if goal.instead:
                found += 1
                assert before.kind == "refuse"
                keys = [str(value) for value in before.arguments.values()]
                assert any(str(value) in keys for value in goal.arguments.values())
    assert found


@both
def test_a_change_of_mind_changes_one_argument(env):
    changes = [(b, g) for b in blueprints(env) for g in b.goals if g.change]
    assert changes
    environment = journey(env).environment
    for blueprint, goal in changes:
        assert goal.change.before != goal.arguments[goal.change.argument]
        assert set(goal.arguments) == set(environment.tool(goal.tool).taken(goal.arguments))
        assert goal.change.said_before in goal.want or goal.change.said_before in (
            blueprint.instruction
        )
        assert blueprint.fact(goal.change.fact).value == goal.arguments[goal.change.argument]


@both
def test_no_write_touches_what_another_has_changed(env):
    environment = journey(env).environment
    for blueprint in blueprints(env):
        if any(goal.regrets for goal in blueprint.goals):
            continue
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        touched = [s.touched for s in environment.replay(calls, 0).trace if s.changed]
        for place, one in enumerate(touched):
            assert not any(one & other for other in touched[place + 1 :])


@both
def test_instructions_name_no_tool_no_parameter_and_no_hidden_key(env):
    environment = journey(env).environment
    names = {name for name in environment.toolbox if "_" in name}
    for one in environment.toolbox.values():
        names |= {name for name in one.parameters["properties"] if "_" in name}
    for blueprint in blueprints(env):
        assert not [name for name in names if name in blueprint.instruction]
        hidden = [fact.value for fact in blueprint.facts if not fact.literal]
        for key in hidden:
            assert not says(blueprint.instruction, key), key


def test_items_write_one_to_six_times_or_only_ask():
    environment = journey().environment
    counts = {
        sum(environment.tool(action.tool).writes for action in b.actions)
        for b in blueprints("retail")
    }
    assert {1, 2, 3, 4} <= counts
    assert max(counts) <= 7  # six wishes, and one matter handed over


def test_a_revision_keeps_the_round_that_led_to_it():
    stage = journey()
    draft = finish(stage.author.draft(stage.sampler.sample(stage.environment, 1)))
    finding = Finding(reason=Reason.LEAK, detail="x", source="test")
    turn = Round(number=0, findings=(finding,))
    revised = finish(stage.author.revise(draft, turn))
    assert [one.findings for one in revised.rounds] == [(finding,)]
    assert revised.actions == draft.actions


class Pot(Row):
    pot_id: Annotated[str, Ref("pots")]
    gardener_id: Annotated[str, Ref("gardeners")]
    plant: str
    thirsty: bool


class Gardener(Row):
    gardener_id: Annotated[str, Ref("gardeners")]
    nickname: Annotated[str, Is("nickname")]


class GardenDatabase(Database):
    gardeners: Table[Gardener]
    pots: Table[Pot]


@tool("read")
def find_gardener(db: GardenDatabase, nickname: Annotated[str, Is("nickname")]) -> Gardener:
    """Find a gardener by nickname.

    Args:
        nickname: The nickname.
    """
    found = db.gardeners.where(nickname=nickname)
    if not found:
        raise ToolError("Nobody has that nickname.")
    return found[0]


@tool("read")
def list_pots(db: GardenDatabase, gardener_id: Annotated[str, Ref("gardeners")]) -> list[Pot]:
    """List a gardener's pots.

    Args:
        gardener_id: The gardener.
    """
    return db.pots.where(gardener_id=gardener_id)


@tool("write")
def water_pot(db: GardenDatabase, pot_id: Annotated[str, Ref("pots")]) -> Pot:
    """Water a pot that is thirsty.

    Args:
        pot_id: The pot.
    """
    pot = db.pots[pot_id]
    if not pot["thirsty"]:
        raise ToolError("The plant has enough water.", code="wet")
    pot["thirsty"] = False
    return pot


class Garden(Environment):
    """Two tables, no hints at all."""

    name = "garden"
    database = GardenDatabase
    people = "gardeners"
    policy = "Ask for the nickname, and for a clear yes before you water."
    tools = (find_gardener, list_pots, water_pot)

    def rows(self):
        plants = ("basil", "mint", "thyme", "sage")
        return {
            "gardeners": [{"gardener_id": f"g{n}", "nickname": f"Nick{n}"} for n in range(4)],
            "pots": [
                {
                    "pot_id": f"p{n}",
                    "gardener_id": f"g{n % 4}",
                    "plant": plants[n // 4],
                    "thirsty": n % 3 > 0,
                }
                for n in range(16)
            ],
        }


def test_an_environment_without_hints_gets_sensible_words():
    garden = Garden()
    sampler = ScenarioSampler(SamplerConfig(), 1, ToolGraph(garden))
    planner = Planner(garden)
    drafts = [finish(planner.draft(sampler.sample(garden, index))) for index in range(30)]
    wants = {goal.want for draft in drafts if draft for goal in draft.goals}
    assert "water the pot “basil”" in wants
    assert all(draft is not None for draft in drafts)
    assert all("My nickname is Nick" in draft.instruction for draft in drafts)
    assert not any("_" in normal(draft.instruction) for draft in drafts)


def test_an_environment_without_hints_is_played_and_kept():
    garden = Garden()
    stage = replace(
        journey(),
        environment=garden,
        sampler=ScenarioSampler(SamplerConfig(), 1, ToolGraph(garden)),
        author=Planner(garden),
        checker=Checker(garden),
        jury=Committee([RuleJuror("coverage", garden)]),
        interplay=Stage(garden, InterplayConfig()),
        verifier=Verifier(garden),
    )
    outcomes = travelled(stage, range(20))
    assert all(isinstance(one, Accepted) for one in outcomes)
    spoken = [
        message.content
        for one in outcomes
        for message in one.trajectory.messages[1:]
        if message.role in ("user", "assistant")
    ]
    for text in spoken:
        assert not {"{", "}", "_"} & set(text.replace("###STOP###", "")), text
        assert not [key for key in ("gardener id", "pot id") if key in text.casefold()], text
    assert any("water the pot “" in text for text in spoken)


def test_nothing_to_do_is_said_so():
    class Bare(Garden):
        name = "bare"
        tools = (list_pots,)

    bare = Bare()
    sampler = ScenarioSampler(SamplerConfig(), 1, ToolGraph(bare))
    assert finish(Planner(bare).draft(sampler.sample(bare, 0))) is None
