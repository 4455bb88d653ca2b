import pytest

from apigen_mt.generation.checks import Checker
from apigen_mt.records.blueprint import Action, Blueprint, Output
from apigen_mt.records.review import Reason
from tests.journeys import accepted, journey

RETAIL = journey().environment


def blueprint(where=lambda blueprint: True) -> Blueprint:
    return next(one.trajectory.blueprint for one in accepted() if where(one.trajectory.blueprint))


def writes(one: Blueprint) -> list[int]:
    return [n for n, action in enumerate(one.actions) if RETAIL.tool(action.tool).writes]


def reasons(changed: Blueprint) -> set[Reason]:
    execution, findings = Checker(RETAIL).check(changed)
    assert (execution is None) == bool(findings)
    return {one.reason for one in findings}


def test_a_sound_blueprint_passes_with_its_execution():
    sound = blueprint(writes)
    execution, findings = Checker(RETAIL).check(sound)
    assert findings == ()
    assert execution is not None
    assert execution.end_digest == sound.end_digest
    assert execution.diff == sound.diff
    assert len(execution.steps) == len(sound.actions)


def edit(one: Blueprint, place: int, **changes: object) -> Blueprint:
    actions = list(one.actions)
    actions[place] = actions[place].model_copy(update=changes)
    return one.model_copy(update={"actions": tuple(actions)})


def test_an_empty_part_is_a_format_error():
    assert reasons(blueprint().model_copy(update={"instruction": " "})) == {Reason.FORMAT}
    assert Reason.FORMAT in reasons(blueprint().model_copy(update={"actions": ()}))


def test_a_tool_that_is_not_there_is_found():
    assert Reason.UNKNOWN_TOOL in reasons(edit(blueprint(), 0, tool="get_usr"))


@pytest.mark.parametrize("arguments", [{}, {"email": 5}, {"email": "a@b.c", "extra": 1}])
def test_arguments_that_do_not_fit_are_found(arguments):
    changed = edit(blueprint(), 0, tool="find_user_by_email", arguments=arguments)
    assert Reason.INVALID_ARGUMENTS in reasons(changed)


def test_a_refused_action_is_found():
    changed = edit(blueprint(), 1, tool="get_order", arguments={"order_id": "order_0"})
    assert reasons(changed) == {Reason.UNKNOWN_ROW}


def test_a_broken_rule_is_found():
    sound = blueprint(writes)
    unidentified = sound.model_copy(
        update={"actions": sound.actions[len(sound.identify) :], "identify": (), "goals": ()}
    )
    assert Reason.POLICY in reasons(unidentified)


def test_a_write_that_changes_nothing_is_found():
    def wished(one: Blueprint) -> bool:
        tools = [action.tool for action in one.actions]
        return tools.count("add_to_wishes") == 1 and "hand_over_to_human" not in tools

    sound = blueprint(wished)
    calls = [(action.tool, action.arguments) for action in sound.actions]
    made = next(s for s in RETAIL.replay(calls).trace if s.tool == "add_to_wishes")
    undone = Action(tool="remove_from_wishes", arguments={"wish_id": made.result["wish_id"]})
    changed = sound.model_copy(update={"actions": (*sound.actions, undone)})
    assert reasons(changed) == {Reason.NOT_MINIMAL}


def test_an_argument_from_nowhere_is_found():
    sound = blueprint(writes)
    order = next(iter(RETAIL.seed.table("orders").where(user_id=sound.scenario.person)))
    guess = Action(tool="get_order", arguments={"order_id": order["order_id"]})
    known = sound.actions[: len(sound.identify)]
    changed = sound.model_copy(update={"actions": (*known, guess), "goals": (), "outputs": ()})
    assert reasons(changed) == {Reason.INSUFFICIENT}


def test_a_value_that_the_user_is_no_longer_said_to_know_is_found():
    def addressed(one: Blueprint) -> bool:
        return any(action.tool == "update_user_address" for action in one.actions)

    sound = blueprint(addressed)
    action = next(one for one in sound.actions if one.tool == "update_user_address")
    street = action.arguments["address"]["street"]
    facts = tuple(fact for fact in sound.facts if street not in fact.said)
    text = sound.instruction.replace(street, "somewhere")
    assert reasons(sound.model_copy(update={"instruction": text, "facts": facts})) == {
        Reason.INSUFFICIENT
    }


def test_a_goal_that_points_nowhere_is_a_format_error():
    sound = blueprint()
    goal = sound.goals[0].model_copy(update={"actions": (99,)})
    assert reasons(sound.model_copy(update={"goals": (goal,)})) == {Reason.FORMAT}


def test_the_first_check_that_fails_ends_the_list_and_reports_all_it_sees():
    sound = blueprint(lambda one: len(one.actions) > 1)
    changed = edit(edit(sound, 0, tool="get_usr"), 1, tool="get_ordr")
    execution, findings = Checker(RETAIL).check(changed)
    assert execution is None
    assert [one.reason for one in findings[:2]] == [Reason.UNKNOWN_TOOL, Reason.UNKNOWN_TOOL]
    assert ["get_usr" in findings[0].detail, "get_ordr" in findings[1].detail] == [True, True]
    assert {one.source for one in findings} == {"checks"}


def test_checking_leaves_the_environment_as_it_was():
    before = RETAIL.seed.digest
    Checker(RETAIL).check(blueprint(writes))
    assert RETAIL.seed.digest == before


def test_an_output_that_no_tool_returns_is_found():
    output = Output(kind="value", text="7777.77")
    sound = blueprint()
    changed = sound.model_copy(update={"outputs": (*sound.outputs, output)})
    assert reasons(changed) == {Reason.UNFOUNDED_OUTPUT}
