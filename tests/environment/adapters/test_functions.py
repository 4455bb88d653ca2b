import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment import Environment, environment_of_functions, never, told_error
from apigen_mt.environment.adapters.functions import NestedDatabase
from apigen_mt.environment.adapters.views import DataView
from apigen_mt.environment.frozen import thaw
from apigen_mt.errors import EnvironmentFault, SeedDataError, ToolFault
from apigen_mt.promises.check import check
from tests.environment.adapters import depot

POLICY = "Ship parcels when somebody asks for it, and remove none that has been shipped."
Depot = environment_of_functions(depot.TOOLS, depot.DATA, name="depot", policy=POLICY)
KEYS = st.sampled_from(["P0", "P1", "P2", "P5", "P9", "new"])
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("get_parcel"), st.fixed_dictionaries({"parcel_id": KEYS})),
        st.tuples(st.just("count_parcels"), st.just({})),
        st.tuples(st.just("dump_vans"), st.just({})),
        st.tuples(
            st.just("load_parcel"),
            st.fixed_dictionaries(
                {"parcel_id": KEYS, "van_id": st.sampled_from(["V1", "V2", "V8", "V9"])}
            ),
        ),
        st.tuples(st.just("remove_parcel"), st.fixed_dictionaries({"parcel_id": KEYS})),
        st.tuples(
            st.just("copy_parcel"), st.fixed_dictionaries({"parcel_id": KEYS, "new_id": KEYS})
        ),
        st.tuples(st.just("close_day"), st.fixed_dictionaries({"keep_vans": st.booleans()})),
    ),
    max_size=12,
)
INVOKES = {one.get_info()["function"]["name"]: one.invoke for one in depot.TOOLS}


@pytest.fixture(scope="module")
def environment() -> Environment:
    return Depot()


def data_of(db: Any) -> dict[str, Any]:
    assert isinstance(db, NestedDatabase)
    return db.data()


def bare(calls: list[tuple[str, dict[str, Any]]]) -> tuple[dict[str, Any], list[Any]]:
    """Run the functions on a deep copy; an error brings back what was there before."""
    data, answers = copy.deepcopy(depot.DATA), []
    for name, arguments in calls:
        before = copy.deepcopy(data)
        try:
            answer: Any = INVOKES[name](data, **arguments)
        except Exception:
            answer = "Error: it raised"
        if isinstance(answer, str) and answer.startswith("Error"):
            data, answer = before, None
        elif isinstance(answer, str) and answer[:1] == "{":
            answer = json.loads(answer)
        answers.append(copy.deepcopy(answer))
    return data, answers


@given(CALLS)
def test_functions_do_to_the_view_what_they_do_to_a_deep_copy(calls: list[Any]) -> None:
    environment = Depot()
    environment.__dict__["observed"] = OBSERVED
    session = environment.replay(calls)
    data, answers = bare(calls)
    assert json.dumps(data_of(session.db), sort_keys=True) == json.dumps(data, sort_keys=True)
    assert [step.result for step in session.trace] == answers
    again = environment_of_functions(depot.TOOLS, data, name="depot", policy=POLICY)()
    assert session.db.digest == session.db.full_digest() == again.seed.digest
    assert data_of(environment.seed) == depot.DATA


OBSERVED = Depot().observed


def test_which_tools_write_is_found_by_observing(environment: Environment) -> None:
    effects = {name: tool.effect for name, tool in environment.toolbox.items()}
    reads = {one.get_info()["function"]["name"] for one in depot.READS}
    assert effects == {name: "read" if name in reads else "write" for name in INVOKES}


def test_every_promise_is_held_or_said_not_to_apply() -> None:
    promises = check(Depot())
    assert [one for one in promises if one.held is False] == []
    assert {one.name for one in promises if one.held is None} == set(Depot().unjudged)


def test_the_data_given_and_the_seed_stay_as_they_were(environment: Environment) -> None:
    before = copy.deepcopy(depot.DATA)
    session = environment.replay([("close_day", {"keep_vans": False})])
    assert session.trace[-1].changed
    assert before == depot.DATA
    assert environment.seed.digest == environment.seed.full_digest()
    assert environment.session().db.diff() == []


def test_an_error_after_a_partial_write_leaves_the_data_as_it_was(
    environment: Environment,
) -> None:
    step = environment.session().call("load_parcel", {"parcel_id": "P0", "van_id": "V8"})
    assert (step.error, step.changed) == ("refused", False)
    assert "van V8 not found" in step.observation
    assert data_of(step.after) == depot.DATA


def test_an_exception_is_told_by_its_name(environment: Environment) -> None:
    step = environment.session().call("remove_parcel", {"parcel_id": "nope"})
    assert json.loads(step.observation) == {"error": "nope", "code": "key_error"}


def test_error_strings_may_stay_answers() -> None:
    class Lenient(Depot):  # type: ignore[misc, valid-type]
        refused = staticmethod(never)
        writes = frozenset({"load_parcel"})

    step = Lenient().session().call("load_parcel", {"parcel_id": "P0", "van_id": "V8"})
    assert step.error is None
    assert step.result == "Error: van V8 not found"
    assert step.changed


def test_arguments_are_validated_before_the_call(environment: Environment) -> None:
    step = environment.session().call("get_parcel", {"parcel_id": 5})
    assert step.error == "invalid_arguments"
    assert "parcel_id" in step.observation


def test_the_difference_names_table_row_and_field(environment: Environment) -> None:
    session = environment.replay([("load_parcel", {"parcel_id": "P0", "van_id": "V1"})])
    places = {(one.table, one.row, one.field) for one in session.db.diff()}
    assert places == {
        ("parcels", "P0", "value.status"),
        ("parcels", "P0", "value.weights"),
        ("vans", "V1", "value.load"),
        ("shipped_today", "value", "value"),
        ("log", "value", "value"),
    }


def test_a_read_that_writes_is_a_fault_which_names_the_next_step() -> None:
    Wrong = environment_of_functions(
        depot.TOOLS, depot.DATA, name="depot", policy=POLICY, writes=("load_parcel",)
    )
    session = Wrong().session()
    for call in (("close_day", {"keep_vans": True}), ("remove_parcel", {"parcel_id": "P0"})):
        with pytest.raises(ToolFault, match=r"read tool tried to write.*writes="):
            session.call(*call)
    assert session.db.diff() == []


def test_writes_that_name_no_tool_are_refused() -> None:
    Wrong = environment_of_functions(
        depot.TOOLS, depot.DATA, name="depot", policy=POLICY, writes=("load_parcels",)
    )
    with pytest.raises(EnvironmentFault, match="Did you mean 'load_parcel'"):
        Wrong().session()


class Drifted:
    @staticmethod
    def invoke(data: Any, place: str) -> str:
        return place

    @staticmethod
    def get_info() -> dict[str, Any]:
        properties = {"spot": {"type": "string"}}
        return {"name": "drifted", "parameters": {"type": "object", "properties": properties}}


def test_a_schema_that_is_not_the_codes_is_told() -> None:
    Wrong = environment_of_functions([Drifted], {"t": {}}, name="x", policy="Do nothing at all.")
    with pytest.raises(EnvironmentFault, match="its schema has 'spot'"):
        Wrong().session()
    assert [one.name for one in check(Wrong()) if one.held is False] == ["schemas are valid"]


class Unsaid:
    told: Any = None

    @staticmethod
    def invoke(data: Any) -> str:
        return "said"

    @classmethod
    def get_info(cls) -> Any:
        if isinstance(cls.told, Exception):
            raise cls.told
        return cls.told


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (RuntimeError("not today"), r"get_info\(\) failed with RuntimeError: not today"),
        ("unsaid", "gives 'unsaid', which names no function"),
        ({"function": {"description": "?"}}, "which names no function"),
        ({"name": "unsaid", "parameters": {"properties": ["x"]}}, "Give a JSON Schema"),
    ],
)
def test_a_definition_that_cannot_be_used_is_told(told: Any, says: str) -> None:
    tool = type("Tool", (Unsaid,), {"told": told})
    Wrong = environment_of_functions([tool], {"t": {}}, name="x", policy="Do nothing at all.")
    with pytest.raises(EnvironmentFault, match=says):
        Wrong().session()


@pytest.mark.parametrize(
    ("data", "says"),
    [({}, "no state"), ({"_x": {}}, "cannot be called"), ([1], "Give a dictionary")],
)
def test_data_that_is_no_nested_dict_is_refused(data: Any, says: str) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        environment_of_functions(depot.TOOLS, data, name="x", policy="Do nothing.")


def test_data_which_json_cannot_tell_is_refused() -> None:
    Wrong = environment_of_functions(
        depot.TOOLS, lambda: {"t": {"a": {1, 2}}}, name="x", policy="Do nothing at all."
    )
    with pytest.raises(SeedDataError, match="table 't', row 'a'"):
        Wrong().seed  # noqa: B018


def test_tables_may_have_names_that_databases_use() -> None:
    names = ("rows", "digest", "random", "table", "fork", "commit", "now")
    data = {name: {"a": {"n": 1}} for name in names}

    class Bump:
        @staticmethod
        def invoke(data: Any, name: str) -> str:
            data[name]["a"]["n"] += 1
            return "done"

        @staticmethod
        def get_info() -> dict[str, Any]:
            return depot._info("bump", "Add one.", name="string")

    Odd = environment_of_functions([Bump], data, name="odd", policy="Add one when asked to.")
    session = Odd().session()
    for name in names:
        assert session.call("bump", {"name": name}).error is None
    assert data_of(session.fork().db) == {name: {"a": {"n": 2}} for name in names}


def views() -> tuple[DataView, dict[str, Any]]:
    db = Depot().session().db
    db.begin()
    return DataView(db), copy.deepcopy(depot.DATA)  # type: ignore[arg-type]


def test_a_view_behaves_like_the_dictionary_it_stands_for() -> None:
    view, plain = views()
    for data in (view, plain):
        parcels = data["parcels"]
        parcels.update({"P7": {"id": "P7"}}, P8={"id": "P8"})
        assert parcels.pop("P7") == {"id": "P7"} and parcels.pop("P7", 3) == 3
        parcels |= {"P6": {"id": "P6"}}
        assert parcels.popitem()[0] == "P6" and "P6" not in parcels
        with pytest.raises(KeyError):
            parcels["P6"]
        with pytest.raises(KeyError):
            del parcels["P6"]
        data["vans"].clear()
        assert not data["vans"] and len(data["vans"]) == 0
    assert view == plain and dict(view) == plain and {**view} == plain
    assert list(view) == list(plain) and list(reversed(view)) == list(reversed(plain))
    assert list(view["parcels"]) == list(plain["parcels"])
    assert view["parcels"].copy() == plain["parcels"] == view["parcels"] | {}
    assert json.dumps(view) == json.dumps(plain)
    assert json.dumps(view, indent=1) == json.dumps(plain, indent=1)
    assert copy.deepcopy(view) == plain == pickle.loads(pickle.dumps(view))
    assert type(copy.deepcopy(view)["parcels"]) is dict
    assert repr(view["vans"]) == "{}" and isinstance(view["vans"], dict)


def test_a_table_that_was_not_there_is_refused() -> None:
    view, _ = views()
    with pytest.raises(ToolFault, match="added a table 'new'"):
        view["new"] = {}
    with pytest.raises(ToolFault, match="removed the table"):
        del view["vans"]
    with pytest.raises(ToolFault, match="Keys are texts"):
        view["vans"][3] = {}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("Error: no such order", "no such order"),
        ("error", "error"),
        ("Errors are rare", None),
        ({"error": "gone"}, "gone"),
        ({"error": None, "ok": 1}, None),
        (["Error"], None),
    ],
)
def test_error_answers_are_known_by_their_form(answer: Any, message: str | None) -> None:
    assert told_error(answer) == message


def test_forks_share_all_rows_that_nobody_wrote(environment: Environment) -> None:
    one = environment.replay([("load_parcel", {"parcel_id": "P0", "van_id": "V1"})]).db
    for name in one.declared():
        seed = {row["key"]: row for row in environment.seed.table(name)}
        touched = {place.row for place in one.diff() if place.table == name}
        for row in one.table(name):
            assert (row is seed[row["key"]]) == (row["key"] not in touched)
    assert thaw(one.rows())["vans"][0] == {"key": "V1", "value": {"load": ["P0"]}}
