"""Laws of the database: what a fork sees, and what its digest says."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from apigen_mt.environment import Database, ToolError
from apigen_mt.environment.shape import without_prose
from apigen_mt.errors import EnvironmentFault, SeedDataError, ToolFault
from tests.environment.kiosk import Kiosk, KioskDatabase, kiosk_rows

GUESTS = st.sampled_from([f"guest_{number}" for number in range(1, 6)])
BIKES = st.sampled_from([f"bike_{number}" for number in range(1, 6)])
RENTALS = st.sampled_from([f"rental_{number}" for number in range(1, 6)])
NAMES = st.sampled_from(["Ida", "Ole", "", "Zoë"])
NOTES = st.sampled_from(["", "soon", "late"])
State = dict[str, dict[str, Any]]


def state_of(db: Database) -> State:
    """Return the rows of `db` as plain values by table and key."""
    keys = {name: spec.key for name, spec in db.declared().items()}
    rows: dict[str, list[Any]] = orjson.loads(orjson.dumps(db.rows()))
    return {name: {row[keys[name]]: row for row in rows[name]} for name in rows}


def without_notes(state: State) -> State:
    specs = KioskDatabase.declared()
    return {
        name: {key: without_prose(specs[name].shape, row) for key, row in rows.items()}
        for name, rows in state.items()
    }


class Forks(RuleBasedStateMachine):
    """Writes, failed writes and forks of forks, beside a model made of plain dictionaries."""

    forks = Bundle("forks")

    def __init__(self) -> None:
        super().__init__()
        self.base = Kiosk().seed
        self.seed_state = state_of(self.base)
        self.models: list[tuple[Database, State]] = []

    def model(self, db: Database) -> State:
        return next(state for own, state in self.models if own is db)

    @initialize(target=forks)
    def first(self) -> Database:
        db = self.base.fork()
        self.models.append((db, state_of(db)))
        return db

    @rule(target=forks, db=forks)
    def fork(self, db: Database) -> Any:
        if len(self.models) > 5:
            return multiple()
        twin = db.fork()
        self.models.append((twin, orjson.loads(orjson.dumps(self.model(db)))))
        return twin

    @rule(db=forks, key=GUESTS, name=NAMES, keep=st.booleans())
    def put_guest(self, db: Database, key: str, name: str, keep: bool) -> None:
        db.begin()
        guests = db.table("guests")
        row = {"guest_id": key, "name": name, "phone": "1"}
        if key in guests:
            guests[key].update(row)
        else:
            guests.insert(row)
        self.end(db, keep)
        if keep:
            self.model(db)["guests"][key] = row

    @rule(db=forks, key=BIKES, code=st.integers(1, 3), tags=st.lists(NAMES, max_size=2))
    def change_bike(self, db: Database, key: str, code: int, tags: list[str]) -> None:
        db.begin()
        bike = db.table("bikes")[key]
        bike["lock"]["code"] = code
        bike["tags"][:] = tags
        db.commit()
        tags.append("shared?")
        model = self.model(db)["bikes"][key]
        model["lock"]["code"], model["tags"] = code, tags[:-1]

    @rule(db=forks, key=RENTALS, bike=BIKES, note=NOTES, keep=st.booleans())
    def put_rental(self, db: Database, key: str, bike: str, note: str, keep: bool) -> None:
        row = {"rental_id": key, "guest_id": "guest_1", "bike_ids": [bike], "note": note}
        if "guest_1" not in self.model(db)["guests"]:
            return
        db.begin()
        rentals = db.table("rentals")
        if key in rentals:
            rentals.delete(key)
        rentals.insert(row)
        self.end(db, keep)
        if keep:
            self.model(db)["rentals"][key] = row

    @rule(db=forks, key=RENTALS, keep=st.booleans())
    def delete_rental(self, db: Database, key: str, keep: bool) -> None:
        db.begin()
        if key not in self.model(db)["rentals"]:
            with pytest.raises(ToolError):
                db.table("rentals").delete(key)
            return db.rollback()
        db.table("rentals").delete(key)
        self.end(db, keep)
        if keep:
            del self.model(db)["rentals"][key]

    @rule(db=forks, key=BIKES)
    def fail(self, db: Database, key: str) -> None:
        db.begin()
        db.table("guests").insert({"guest_id": "guest_7", "name": "x", "phone": "1"})
        db.table("bikes")[key]["free"] = "maybe"
        with pytest.raises(ToolFault):
            db.commit()
        db.rollback()

    @rule(db=forks, kind=st.sampled_from(["city", "cargo"]), free=st.booleans(), bike=BIKES)
    def where(self, db: Database, kind: str, free: bool, bike: str) -> None:
        for table, fields in (
            ("bikes", {"kind": kind, "free": free}),
            ("bikes", {"free": free}),
            ("rentals", {"guest_id": "guest_1"}),
            ("rentals", {"bike_ids": [bike]}),
            ("rentals", {"note": "soon", "guest_id": "guest_1"}),
            ("guests", {"name": "Ida"}),
        ):
            naive = [
                row
                for row in db.table(table)
                if all(row.get(name) == want for name, want in fields.items())
            ]
            assert db.table(table).where(**fields) == naive

    def end(self, db: Database, keep: bool) -> None:
        if keep:
            db.commit()
        else:
            db.rollback()

    @invariant()
    def every_fork_is_what_its_model_says(self) -> None:
        for db, model in self.models:
            assert state_of(db) == model
            assert {name: len(db.table(name)) for name in model} == {
                name: len(rows) for name, rows in model.items()
            }

    @invariant()
    def the_incremental_digest_is_the_full_one(self) -> None:
        for db, _ in self.models:
            assert db.digest == db.full_digest()

    @invariant()
    def digests_are_equal_if_and_only_if_states_are_but_for_free_text(self) -> None:
        for one, its in self.models:
            for other, others in self.models:
                same = without_notes(its) == without_notes(others)
                assert (one.digest == other.digest) == same

    @invariant()
    def the_diff_leads_from_the_seed_to_the_state(self) -> None:
        for db, model in self.models:
            assert bool(db.diff()) == (model != self.seed_state)

    @invariant()
    def the_base_is_as_it_was(self) -> None:
        assert state_of(self.base) == self.seed_state
        assert self.base.digest == self.base.full_digest()


TestForks = Forks.TestCase


@given(st.permutations(kiosk_rows()["bikes"]))
def test_the_digest_does_not_depend_on_the_order_of_seed_rows(bikes: list[Any]) -> None:
    rows = kiosk_rows() | {"bikes": bikes}
    assert KioskDatabase.load(rows, Kiosk.now).digest == Kiosk().seed.digest


@given(st.permutations(["bike_1", "bike_3", "bike_4"]))
def test_the_digest_does_not_depend_on_the_order_of_writes(order: list[str]) -> None:
    def after(keys: list[str]) -> Database:
        db = Kiosk().seed.fork()
        for key in keys:
            db.begin()
            db.table("bikes")[key]["free"] = False
            db.commit()
        return db

    one, other = after(order), after(sorted(order))
    assert one.digest == other.digest
    assert one.rows() == other.rows()
    assert one.diff() == other.diff()


def test_rows_come_in_seed_order_and_then_as_inserted() -> None:
    db = Kiosk().seed.fork()
    db.begin()
    for key in ("guest_9", "guest_4"):
        db.table("guests").insert({"guest_id": key, "name": "x", "phone": "5550001"})
    db.table("guests")["guest_1"]["name"] = "Changed"
    keys = ["guest_1", "guest_2", "guest_9", "guest_4"]
    assert list(db.table("guests").keys()) == keys
    db.commit()
    assert list(db.table("guests").keys()) == keys
    found = db.table("guests").where(phone="5550001")
    assert [row["guest_id"] for row in found] == ["guest_1", "guest_9", "guest_4"]


def test_a_write_sees_its_own_changes_before_they_are_kept() -> None:
    db = Kiosk().seed.fork()
    db.begin()
    db.table("bikes")["bike_1"]["free"] = False
    assert [row["bike_id"] for row in db.table("bikes").where(free=False)] == ["bike_1", "bike_2"]
    assert db.table("bikes").get("bike_1")["free"] is False
    db.table("bikes").delete("bike_2")
    assert "bike_2" not in db.table("bikes")
    db.rollback()
    assert [row["bike_id"] for row in db.table("bikes").where(free=False)] == ["bike_2"]


def test_a_missing_row_is_refused_in_words_for_the_agent() -> None:
    with pytest.raises(ToolError, match="There is no guest 'nobody'") as refused:
        Kiosk().seed.table("guests")["nobody"]
    assert refused.value.code == "not_found"
    assert Kiosk().seed.table("guests").get("nobody") is None


def test_rows_outside_a_write_refuse_every_change() -> None:
    row = Kiosk().seed.table("bikes")["bike_1"]
    for change in (
        lambda: row.update(free=False),
        lambda: row["lock"].pop("code"),
        lambda: row["tags"].append("x"),
        lambda: row["tags"].sort(),
        lambda: row.setdefault("a", 1),
    ):
        with pytest.raises(TypeError, match="read-only"):
            change()


def test_a_table_that_is_not_declared_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="KioskDatabase has no table 'cars'"):
        Kiosk().seed.table("cars")


def test_a_database_without_tables_or_keys_says_what_to_declare() -> None:
    class Empty(Database):
        pass

    with pytest.raises(EnvironmentFault, match=r"declares no table\. Add one"):
        Empty.declared()


def test_seed_values_are_not_shared_with_the_rows_given() -> None:
    rows = kiosk_rows()
    db = KioskDatabase.load(rows, Kiosk.now)
    rows["bikes"][0]["tags"].append("later")
    rows["bikes"][0]["lock"]["code"] = 0
    assert db.digest == db.full_digest() == Kiosk().seed.digest


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_seed_numbers_are_finite(value: float) -> None:
    rows = kiosk_rows()
    rows["bikes"][0]["price"] = value
    with pytest.raises(SeedDataError, match="table 'bikes', row 'bike_1': field 'price'"):
        KioskDatabase.load(rows, Kiosk.now)
