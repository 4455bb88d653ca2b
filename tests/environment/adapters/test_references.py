"""References into foreign state: rows are found, calls are bound, and whole runs come of it."""

from pathlib import Path
from typing import Any

import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import verify_run
from apigen_mt.environment import Environment, environment_of_class, environment_of_functions
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.errors import EnvironmentFault
from apigen_mt.promises import check
from tests.environment.adapters import clinic, shop

MARKS: dict[str, Any] = {
    "references": {"patient_id": "patients", "doctor_id": "doctors", "visit_id": "visits"},
    "people": "patients",
    "knows": ("phone",),
}
Plain = environment_of_class(clinic.Clinic)
Clinic = environment_of_class(clinic.Clinic, **MARKS)
POLICY = "Help the users of a shop. Ask for their email first."
Shop = environment_of_functions(
    shop.TOOLS,
    shop.DATA,
    name="shop",
    policy=POLICY,
    references=shop.REFERENCES,
    people="users",
    knows=["email"],
)
BOTH = [Clinic, Shop]


@pytest.mark.parametrize("make", BOTH)
def test_without_a_model_foreign_code_gives_trajectories_that_verify(
    make: type[Environment], tmp_path: Path
) -> None:
    ref = f"{__name__}:{'Clinic' if make is Clinic else 'Shop'}"
    summary = generate(RunConfig(env=ref, count=20, seed=3), out=tmp_path)
    assert summary.accepted == 20
    rows = list(StoredRun(tmp_path).rows())
    environment = make()
    first = {message["tool_calls"][0]["function"]["name"] for message in _calling(rows)}
    assert first == {"find_patient" if make is Clinic else "find_user"}
    tools = {
        call["function"]["name"]
        for row in rows
        for message in row["messages"]
        for call in message.get("tool_calls") or ()
    }
    assert {one.name for one in environment.toolbox.values() if one.writes} <= tools
    assert verify_run(StoredRun(tmp_path, ref)).holds


def _calling(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first message with calls of each row."""
    return [next(one for one in row["messages"] if one.get("tool_calls")) for row in rows]


@pytest.mark.parametrize("make", BOTH)
def test_with_references_nearly_every_promise_is_judged_and_held(make: type[Environment]) -> None:
    promises = check(make())
    assert {one.name for one in promises if one.held is None} == {"writes take effect"}
    assert [one for one in promises if one.held is False] == []


def test_rows_are_shown_with_their_key_and_follow_the_state() -> None:
    session = Clinic().session()
    seed = session.db.fork()
    assert seed.table("patients").get("p1") == {
        "patient_id": "p1",
        "name": "Bo Lindgren",
        "phone": "555-0137",
    }
    session.call("move_visit", {"visit_id": "v0", "day": "Friday"})
    session.call("cancel_visit", {"visit_id": "v1"})
    session.call("book_visit", {"patient_id": "p1", "doctor_id": "d3", "day": "Monday"})
    visits = session.db.table("visits")
    assert visits.get("v0")["day"] == "Friday" and seed.table("visits").get("v0")["day"] == "Monday"
    assert "v1" not in visits and "v12" in visits
    assert [one["visit_id"] for one in visits.where(patient_id="p1")] == ["v7", "v12"]
    assert len(visits) == len(seed.table("visits")) == 12


def test_references_do_not_move_the_digest_or_the_difference() -> None:
    calls = [("move_visit", {"visit_id": "v0", "day": "Friday"})]
    plain, typed = Plain().replay(calls).db, Clinic().replay(calls).db
    assert typed.digest == plain.digest == typed.full_digest()
    assert typed.diff() == plain.diff() != []


def test_the_tool_graph_has_edges_from_what_was_seen_in_answers() -> None:
    edges = ToolGraph(Shop()).edges
    assert ("find_user", "get_user", "ref:users") in edges
    assert ("get_user", "get_order", "ref:orders") in edges
    assert ("get_order", "get_product", "ref:products") in edges
    assert ("get_order", "add_products", "ref:products") in edges
    assert ToolGraph(Plain()).edges == []


class Nested:
    """A box in which the tables lie deeper; rows are told from each other by a field or an id."""

    def __init__(self) -> None:
        self.store = {"crates": {7: {"weight": 1}, 8: {"weight": 2}}}
        self.labels = [{"id": "L1", "crate": 7}, {"id": "L2", "crate": 9}]
        self._secret = {"S1": {"crate": 7}}

    def weigh(self, crate: int) -> dict[str, Any]:
        """Tell the weight of a crate.

        Args:
            crate: The number of the crate.
        """
        return {"crate": crate, **self.store["crates"][crate]}

    def read(self, label: str) -> dict[str, Any]:
        """Read what a label says.

        Args:
            label: The id of the label.
        """
        return next(one for one in self.labels if one["id"] == label)


NESTED = {"crate": "crates", "label": "labels"}


def test_tables_lie_at_any_depth_and_are_dictionaries_or_lists() -> None:
    environment = environment_of_class(Nested, references=NESTED)()
    assert environment.seed.table("crates").get(8) == {"crate": 8, "weight": 2}
    assert environment.seed.table("labels").get("L1") == {"id": "L1", "crate": 7}
    assert environment.tool("weigh").returns.slots == ("ref:crates",)


def test_a_reference_that_leads_nowhere_is_a_broken_promise() -> None:
    broken = check(environment_of_class(Nested, references=NESTED)())
    assert ("seed data is valid", "table labels, row L2, field crate") in {
        (one.name, one.where) for one in broken if one.held is False
    }


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        ({"patient_id": "patient"}, "no table 'patient' in its state. Did you mean 'patients'"),
        ({"patientid": "patients"}, "nothing is called 'patientid'. Did you mean 'patient_id'"),
        ({"find_patien.phone": "patients"}, "neither a tool nor a table.*mean 'find_patient'"),
        ({"find_patient.fone": "patients"}, "'find_patient' has no 'fone'. Did you mean 'phone'"),
        ({"find_patien()": "patients"}, r"'find_patien\(\)' names no tool. .* 'find_patient'"),
        ({"patient_id": 3}, "is not a name and what it stands for"),
    ],
)
def test_a_mark_that_marks_nothing_is_told_on_load(marks: Any, says: str) -> None:
    with pytest.raises(EnvironmentFault, match=f"(?s)Environment 'clinic'.*{says}|{says}"):
        environment_of_class(clinic.Clinic, references=marks)()


def test_what_is_private_is_no_table_and_the_message_says_so() -> None:
    with pytest.raises(EnvironmentFault, match="Private attributes are no tables: _secret"):
        environment_of_class(Nested, references={"label": "secrets"})()


def test_people_that_are_no_table_are_told_on_load() -> None:
    with pytest.raises(EnvironmentFault, match=r"no table 'patents' .* Did you mean 'patients'"):
        environment_of_class(clinic.Clinic, people="patents")()
