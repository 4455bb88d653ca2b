import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment import Environment, environment_of_class, never
from apigen_mt.environment.adapters.told import told
from apigen_mt.errors import EnvironmentFault, SeedDataError, ToolFault
from apigen_mt.promises.check import NAMES, check
from tests.environment.adapters.lamps import House, Locked, Rare, Slow, Stubborn, Till

SCENARIO = {"rooms": {"hall": {"door": 20, "stairs": 0}, "attic": {"bulb": 5}}}
Lamps = environment_of_class(House, scenario=SCENARIO)
KEPT = Lamps().observed
Coins = environment_of_class(Till, scenario={"balance": 20})
CALLS = st.lists(
    st.one_of(
        st.tuples(
            st.just("enter"),
            st.fixed_dictionaries({"room": st.sampled_from(["hall", "attic", "cellar"])}),
        ),
        st.tuples(
            st.just("set_lamp"),
            st.fixed_dictionaries(
                {
                    "lamp": st.sampled_from(["door", "stairs", "bulb"]),
                    "level": st.sampled_from([0, 1, 1.0, 50.5, 100, -3]),
                }
            ),
        ),
        st.tuples(st.sampled_from(["list_lamps", "version", "make"]), st.just({})),
        st.tuples(st.just("wait"), st.fixed_dictionaries({"minutes": st.integers(0, 9)})),
    ),
    max_size=10,
)


def fresh() -> House:
    house = House()
    house._load_scenario(copy.deepcopy(SCENARIO))
    return house


def observed() -> Environment:
    environment = Lamps()
    environment.__dict__["observed"] = KEPT
    return environment


def state(db: Any) -> dict[str, Any]:
    return {row["key"]: row["value"] for row in db.table("house")}


@given(CALLS)
def test_calls_do_what_calling_the_class_does(calls: list[Any]) -> None:
    session = observed().replay(calls)
    house, answers = fresh(), []
    for name, arguments in calls:
        before = copy.deepcopy(house)
        try:
            given = dict(arguments)
            places = [given.pop("minutes")] if name == "wait" else []
            answer = getattr(house, name)(*places, **given)
        except ValueError:
            answer = {"error": ""}
        if isinstance(answer, dict) and "error" in answer:
            house, answer = before, None
        answers.append(told(answer))
    assert [step.result for step in session.trace] == answers
    expected = {key: told(value) for key, value in vars(house).items() if key[0] != "_"}
    assert json.dumps(state(session.db)) == json.dumps(expected)
    assert session.db.digest == session.db.full_digest()
    assert session.fork().db.digest == session.db.digest


@given(CALLS, CALLS)
def test_forks_do_not_see_each_other(first: list[Any], second: list[Any]) -> None:
    environment = observed()
    session = environment.replay(first)
    digest, twin = session.db.digest, session.fork()
    for call in second:
        twin.call(*call)
    assert session.db.digest == digest
    assert twin.db.digest == environment.replay([*first, *second]).db.digest


def test_schemas_come_from_signatures_and_docstrings() -> None:
    tools = {name: tool.parameters for name, tool in observed().toolbox.items()}
    assert list(tools) == ["list_lamps", "enter", "set_lamp", "wait", "version", "make"]
    lamp = tools["set_lamp"]
    assert lamp["required"] == ["lamp", "level"]
    assert lamp["properties"]["level"] == {"type": "number", "description": "From 0 to 100."}
    assert lamp["properties"]["mood"]["enum"] == ["warm", "cold"]
    assert lamp["additionalProperties"] is False
    assert tools["wait"]["required"] == ["minutes"]
    assert observed().toolbox["enter"].description == "Go into a room of the place where we are."


def test_what_writes_is_found_out_private_attributes_included() -> None:
    writes = {name for name, tool in observed().toolbox.items() if tool.writes}
    assert writes == {"enter", "set_lamp"}


def test_a_private_change_lasts_and_moves_no_digest() -> None:
    session = observed().session()
    entered = session.call("enter", {"room": "hall"})
    assert not entered.changed and entered.after is not entered.before
    assert session.call("list_lamps", {}).result == {"door": 20, "stairs": 0}


def test_rich_arguments_become_what_annotations_say() -> None:
    session = observed().replay([("enter", {"room": "hall"})])
    assert session.call("set_lamp", {"lamp": "door", "level": 3, "mood": "cold"}).error is None
    assert state(session.db)["log"] == ["door COLD"]
    wrong = session.call("set_lamp", {"lamp": "door", "level": 3, "mood": "blue"})
    assert wrong.error == "invalid_arguments"


def test_exceptions_and_error_answers_leave_no_trace() -> None:
    session = observed().replay([("enter", {"room": "hall"})])
    raised = session.call("set_lamp", {"lamp": "door", "level": 300})
    assert json.loads(raised.observation) == {
        "error": "The level goes from 0 to 100.",
        "code": "value_error",
    }
    refused = session.call("set_lamp", {"lamp": "moon", "level": 3})
    assert refused.error == "refused"
    assert state(session.db)["log"] == [] and session.db.diff() == []


def test_error_answers_may_stay_answers() -> None:
    Plain = environment_of_class(House, scenario=SCENARIO, refused=never, writes=("set_lamp",))
    step = Plain().session().call("set_lamp", {"lamp": "moon", "level": 3})
    assert step.error is None and step.changed
    assert step.result == {"error": "There is no such lamp."}


def test_the_difference_is_told_by_attribute_and_path() -> None:
    session = observed().replay(
        [("enter", {"room": "hall"}), ("set_lamp", {"lamp": "door", "level": 3})]
    )
    places = {(one.row, one.field): one.after for one in session.db.diff()}
    assert places[("root", "value.rooms.hall.lamps.door")] == 3
    assert set(places) == {
        ("root", "value.rooms.hall.lamps.door"),
        ("log", "value"),
        ("codes", "value"),
    }


def test_several_classes_make_one_world() -> None:
    Both = environment_of_class(House, Till, scenario={"House": SCENARIO, "Till": {"balance": 9}})
    session = Both().replay([("enter", {"room": "attic"}), ("pay", {"amount": 4})])
    assert [step.error for step in session.trace] == [None, None]
    assert {(one.table, one.row) for one in session.db.diff()} == {
        ("till", "balance"),
        ("till", "receipts"),
    }


def test_a_scenario_goes_to_the_constructor_or_becomes_attributes() -> None:
    assert Coins().session().call("show", {}).result == {
        "$class": "Till",
        "balance": 20,
        "receipts": {},
    }
    Dimmed = environment_of_class(Locked, scenario={"colour": "red"}, load=_coloured)
    assert Dimmed().seed.table("locked").get("colour")["value"] == "red"
    with pytest.raises(SeedDataError, match=r"Mend the scenario, or give load"):
        environment_of_class(Till, scenario=[1])().seed  # noqa: B018


def _coloured(kind: type, scenario: Any) -> Any:
    made = Stubborn()
    made.colour = scenario["colour"]  # type: ignore[attr-defined]
    return made


def test_types_may_be_told_and_not_held_against_arguments() -> None:
    Loose = environment_of_class(Till, scenario={"balance": 20}, typed=False, writes=("pay",))
    session = Loose().session()
    assert session.call("pay", {"amount": 0.5}).result == 19.5
    assert session.call("pay", {"coins": 1}).error == "invalid_arguments"
    assert session.toolbox["pay"].parameters["properties"]["amount"]["type"] == "integer"
    assert Coins().session().call("pay", {"amount": 0.5}).error == "invalid_arguments"


def test_an_instance_that_cannot_be_pickled_is_copied() -> None:
    session = environment_of_class(Stubborn)().replay([("add", {}), ("add", {}), ("look", {})])
    assert [step.result for step in session.trace] == [1, 2, "here"]
    with pytest.raises(EnvironmentFault, match="Give it __deepcopy__"):
        environment_of_class(Locked)().seed  # noqa: B018


def test_a_read_that_writes_is_a_fault_which_names_the_next_step() -> None:
    session = environment_of_class(Rare)().session()
    assert not session.toolbox["guess"].writes
    with pytest.raises(ToolFault, match=r"read tool tried to write.*writes=\('guess', ...\)"):
        session.call("guess", {"word": "xyzzy"})
    assert session.db.diff() == []


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ((), "No class is given"),
        ((Till(),), "Give the class, not an instance"),
        ((Slow,), "look is asynchronous"),
        ((type("Bare", (), {"x": 1}),), "has no public method"),
        ((Till, type("Till", (Till,), {})), "Two classes are called Till"),
    ],
)
def test_what_cannot_be_wrapped_is_told(classes: Any, says: str) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        environment_of_class(*classes)


@pytest.mark.parametrize("make", [Lamps, Coins, environment_of_class(Stubborn)])
def test_every_promise_is_held_or_said_not_to_apply(make: type[Environment]) -> None:
    promises = check(make())
    assert [one for one in promises if one.held is False] == []
    assert [one.name for one in promises] == list(NAMES)
    assert {one.name for one in promises if one.held is None} == set(make().unjudged)


def test_a_subclass_adds_a_policy_and_says_what_writes() -> None:
    class Mine(Lamps):  # type: ignore[misc, valid-type]
        name = "mine"
        policy = "Set lamps for people who live in the house."
        writes = frozenset({"enter", "set_lamp"})

    assert Mine().policy_text.startswith("Set lamps")
    assert Mine().digest != Lamps().digest
    assert Mine().seed.digest == Lamps().seed.digest


@pytest.mark.parametrize(
    ("value", "json_value"),
    [
        ({3: 1, "a": (1, 2)}, {"3": 1, "a": [1, 2]}),
        ({2, 1, 10}, [1, 2, 10]),
        (float("nan"), "nan"),
        (1 << 70, str(1 << 70)),
        (date(2025, 5, 1), "2025-05-01"),
        (b"ab", "YWI="),
        ({"x": {True: None}}, {"x": {"true": None}}),
        (range(3), [0, 1, 2]),
    ],
)
def test_any_value_has_its_json(value: Any, json_value: Any) -> None:
    told_value = told(value)
    if isinstance(value, set):
        assert sorted(told_value) == json_value
    else:
        assert told_value == json_value


def test_a_reference_back_is_told_as_a_path() -> None:
    assert told(fresh().root)["rooms"]["hall"]["parent"] == {"$at": ""}
    with pytest.raises(TypeError, match=r"a\.0 is a function"):
        told({"a": [fresh]})
