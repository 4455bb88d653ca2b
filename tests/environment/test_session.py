import re
from copy import deepcopy
from datetime import datetime
from typing import Any

import orjson
import pytest

from apigen_mt.environment import Session, Tool, ToolError, tool
from apigen_mt.errors import ToolFault
from tests.environment.kiosk import BikeId, GuestId, Kiosk, KioskDatabase, Note, RentalId

RENT = {"guest_id": "guest_1", "bike_ids": ["bike_1"]}


def kiosk_with(*tools: Tool) -> Session:
    """Return a session of a kiosk which has `tools` besides its own."""
    environment = type("OtherKiosk", (Kiosk,), {"tools": (*Kiosk.tools, *tools)})()
    session: Session = environment.session()
    return session


def holds_its_digest(session: Session) -> bool:
    return session.db.digest == session.db.full_digest()


def test_an_answer_is_json_text_and_the_same_as_a_value() -> None:
    step = Kiosk().session().call("find_guest", {"phone": "5550001"})
    assert orjson.loads(step.observation) == step.result
    assert step.result == {"guest_id": "guest_1", "name": "Ida", "phone": "5550001"}
    assert (step.error, step.writes, step.changed) == (None, False, False)


def test_an_unknown_tool_is_answered_with_the_known_ones() -> None:
    step = Kiosk().session().call("find_gest", {})
    assert step.error == "unknown_tool"
    assert "find_guest" in step.observation
    assert step.result is None


def test_unfit_arguments_are_answered_with_their_path_and_the_tool_is_not_called() -> None:
    step = Kiosk().session().call("rent_bikes", RENT | {"bike_ids": ["bike_1", 7]})
    assert step.error == "invalid_arguments"
    assert (
        "argument 'bike_ids.1': 7 is not of type 'string'"
        in orjson.loads(step.observation)["error"]
    )


@pytest.mark.parametrize("text", ["\ud83d", "a\udc00b"])
def test_half_a_surrogate_pair_is_answered_as_unfit(text: str) -> None:
    session = Kiosk().session()
    assert session.call("find_guest", {"phone": text}).error == "invalid_arguments"
    assert session.call(text, {}).error == "unknown_tool"


def test_a_refused_call_leaves_the_state_as_it_was() -> None:
    session = Kiosk().session()
    before = session.db.digest
    step = session.call("rent_bikes", RENT | {"bike_ids": ["bike_1", "bike_2"]})
    assert step.error == "not_free"
    assert session.db.digest == before
    assert session.db.diff() == []
    assert session.db.table("bikes")["bike_1"]["free"] is True


def test_a_refused_call_gives_back_the_ids_it_took() -> None:
    @tool("write")
    def refuse(db: KioskDatabase) -> str:
        """Take an id and refuse."""
        raise ToolError(db.new_id("rental"))

    session, other = kiosk_with(refuse), kiosk_with(refuse)
    session.call("refuse", {})
    assert session.call("rent_bikes", RENT).result == other.call("rent_bikes", RENT).result


def test_a_read_that_asks_for_a_new_id_moves_nothing() -> None:
    @tool("read")
    def foresee(db: KioskDatabase) -> list[str]:
        """Foresee an id."""
        return [db.new_id("rental"), db.new_id("rental")]

    session, other = kiosk_with(foresee), kiosk_with(foresee)
    foreseen = session.call("foresee", {}).result
    assert foreseen[0] == foreseen[1]
    assert session.call("rent_bikes", RENT).result == other.call("rent_bikes", RENT).result


def test_two_writes_that_do_not_meet_lead_to_one_state_in_either_order() -> None:
    calls = [
        ("rent_bikes", RENT),
        ("rent_bikes", RENT | {"guest_id": "guest_2", "bike_ids": []}),
    ]
    states = {Kiosk().replay(some).db.digest for some in (calls, calls[::-1])}
    assert len(states) == 1


def test_what_a_write_inserted_can_be_read_back() -> None:
    session = Kiosk().session()
    rental = session.call("rent_bikes", RENT | {"note": "blue one"}).result
    listed = session.call("list_rentals", {"guest_id": "guest_1"}).result
    assert listed == [rental]
    assert rental == RENT | {"rental_id": rental["rental_id"], "note": "blue one"}
    assert holds_its_digest(session)


def test_new_ids_never_meet_a_key_in_use() -> None:
    session = Kiosk().session()
    made = [session.call("rent_bikes", RENT | {"bike_ids": []}).result["rental_id"] for _ in "abc"]
    assert len(set(made)) == 3
    assert all(re.fullmatch(r"rental_\d{5}", key) for key in made)


def test_doing_and_undoing_leads_back_to_the_same_digest() -> None:
    session = Kiosk().session()
    before = session.db.digest
    rental = session.call("rent_bikes", RENT).result
    assert session.db.digest != before
    session.call("end_rental", {"rental_id": rental["rental_id"]})
    assert session.db.digest == before == session.db.full_digest()
    assert session.db.diff() == []


def test_a_row_inserted_and_deleted_in_one_call_leaves_no_trace() -> None:
    @tool("write")
    def come_and_go(db: KioskDatabase) -> str:
        """Insert a guest and delete it."""
        guest = db.guests.insert({"guest_id": db.new_id("guest"), "name": "X", "phone": "1"})
        guest["name"] = "Y"
        assert db.guests[guest["guest_id"]]["name"] == "Y"
        db.guests.delete(guest["guest_id"])
        return guest["guest_id"]

    session = kiosk_with(come_and_go)
    step = session.call("come_and_go", {})
    assert not step.changed
    assert session.db.diff() == []
    assert step.result not in session.db.table("guests")
    assert holds_its_digest(session)


def test_a_row_deleted_and_inserted_again_in_one_call_is_the_new_one() -> None:
    @tool("write")
    def replace(db: KioskDatabase) -> str:
        """Replace a guest."""
        db.guests.delete("guest_1")
        db.guests.insert({"guest_id": "guest_1", "name": "New", "phone": "1"})
        return "done"

    session = kiosk_with(replace)
    session.call("replace", {})
    assert {(one.field, one.after) for one in session.db.diff()} == {
        ("name", "New"),
        ("phone", "1"),
    }
    assert [row["guest_id"] for row in session.db.table("guests")] == ["guest_1", "guest_2"]
    assert holds_its_digest(session)


def test_a_reference_to_a_table_not_opened_before_resolves() -> None:
    @tool("write")
    def move(db: KioskDatabase, rental_id: RentalId) -> str:
        """Move a rental."""
        db.rentals[rental_id]["guest_id"] = "guest_1"
        return "done"

    assert kiosk_with(move).call("move", {"rental_id": "rental_1"}).changed


def _break_type(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["free"] = "no"  # type: ignore[typeddict-item]


def _break_inside(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["lock"]["code"] = 1.5  # type: ignore[typeddict-item]


def _break_extra(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["colour"] = "red"  # type: ignore[typeddict-unknown-key]


def _break_missing(db: KioskDatabase) -> None:
    del db.bikes["bike_1"]["kind"]  # type: ignore[misc]


def _break_reference(db: KioskDatabase) -> None:
    db.rentals["rental_1"]["bike_ids"].append("bike_9")


def _break_deletion(db: KioskDatabase) -> None:
    db.guests.delete("guest_2")


def _break_deletion_of_what_was_just_referred_to(db: KioskDatabase) -> None:
    guest = db.guests.insert({"guest_id": "guest_9", "name": "X", "phone": "1"})
    db.rentals["rental_1"]["guest_id"] = guest["guest_id"]
    db.guests.delete("guest_9")


def _break_key(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["bike_id"] = "bike_7"


def _break_insert(db: KioskDatabase) -> None:
    db.guests.insert({"guest_id": "guest_2", "name": "X", "phone": "1"})


def _break_number(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["lock"]["code"] = 1 << 80


def _break_float(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["price"] = float("nan")


def _break_frozen(db: KioskDatabase) -> None:
    for bike in db.bikes:
        bike["free"] = False


def _break_where(db: KioskDatabase) -> None:
    db.bikes.where(kind="city")[0]["tags"].append("x")


def _break_with_an_accident(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["free"] = False
    raise KeyError("oops")


def _break_answer(db: KioskDatabase) -> Any:
    db.bikes["bike_1"]["free"] = False
    return {1, 2}


@pytest.mark.parametrize(
    ("accident", "says"),
    [
        (_break_type, "Table 'bikes', row 'bike_1': field 'free'"),
        (_break_inside, "field 'lock.code'"),
        (_break_extra, "field 'colour': extra inputs are not permitted"),
        (_break_missing, "field 'kind': field required"),
        (_break_reference, "bike_ids 'bike_9' names no row of 'bikes'"),
        (_break_deletion, "row 'guest_2': it was deleted and row 'rental_1' of 'rentals' still"),
        (_break_deletion_of_what_was_just_referred_to, "'guest_9' names no row of 'guests'"),
        (_break_key, "its key was changed to 'bike_7'"),
        (_break_insert, "cannot insert a row with key 'guest_2'"),
        (_break_number, "64-bit"),
        (_break_float, "finite number"),
        (_break_frozen, "this value is read-only"),
        (_break_where, "this value is read-only"),
        (_break_with_an_accident, "failed with KeyError: 'oops'"),
        (_break_answer, "answered with something that is no JSON"),
    ],
)
def test_a_faulty_write_is_raised_and_the_state_is_as_it_was(accident: Any, says: str) -> None:
    @tool("write")
    def spoil(db: KioskDatabase) -> Any:
        """Spoil something."""
        db.guests["guest_1"]["name"] = "Spoilt"
        return accident(db)

    session = kiosk_with(spoil)
    before = session.db.digest
    with pytest.raises(ToolFault) as raised:
        session.call("spoil", {})
    assert says in str(raised.value)
    assert session.trace == []
    assert session.db.digest == session.db.full_digest() == before
    assert session.db.diff() == []
    assert session.call("rent_bikes", RENT).error is None


def _mutate(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["free"] = False


def _mutate_inside(db: KioskDatabase) -> None:
    db.bikes["bike_1"]["lock"]["code"] += 1


def _insert(db: KioskDatabase) -> None:
    db.guests.insert({"guest_id": "guest_9", "name": "X", "phone": "1"})


def _delete(db: KioskDatabase) -> None:
    db.guests.delete("guest_1")


@pytest.mark.parametrize("change", [_mutate, _mutate_inside, _insert, _delete])
def test_a_read_that_writes_is_raised_and_the_base_is_untouched(change: Any) -> None:
    @tool("read")
    def peek(db: KioskDatabase) -> str:
        """Look, and touch."""
        change(db)
        return "done"

    session = kiosk_with(peek)
    with pytest.raises(ToolFault):
        session.call("peek", {})
    assert session.db.rows() == Kiosk().seed.rows()
    assert holds_its_digest(session)


def test_neither_arguments_nor_answers_are_shared_with_the_database() -> None:
    @tool("write")
    def set_tags(db: KioskDatabase, bike_id: BikeId, tags: list[str]) -> list[str]:
        """Set the tags of a bike."""
        db.bikes[bike_id]["tags"] = tags
        tags.append("seen")
        return tags

    session = kiosk_with(set_tags)
    arguments: dict[str, Any] = {"bike_id": "bike_1", "tags": ["a"]}
    given = deepcopy(arguments)
    step = session.call("set_tags", arguments)
    assert arguments == given
    assert step.arguments == given
    arguments["tags"].append("later")
    step.result.append("later")
    assert session.db.table("bikes")["bike_1"]["tags"] == ["a", "seen"]
    assert holds_its_digest(session)


def test_a_row_kept_by_the_tool_after_its_call_changes_nothing() -> None:
    kept: list[Any] = []

    @tool("write")
    def keep(db: KioskDatabase, guest_id: GuestId) -> str:
        """Keep a row."""
        kept.append(db.guests[guest_id])
        kept[0]["name"] = "Kept"
        return "done"

    session = kiosk_with(keep)
    session.call("keep", {"guest_id": "guest_1"})
    kept[0]["name"] = "Changed"
    assert session.db.table("guests")["guest_1"]["name"] == "Kept"
    assert holds_its_digest(session)


def test_free_text_is_kept_and_decides_nothing() -> None:
    @tool("write")
    def remark(db: KioskDatabase, rental_id: RentalId, note: Note) -> str:
        """Write a remark."""
        db.rentals[rental_id]["note"] = note
        return "done"

    session = kiosk_with(remark)
    step = session.call("remark", {"rental_id": "rental_1", "note": "new words"})
    assert step.before.digest == step.after.digest
    assert step.after.table("rentals")["rental_1"]["note"] == "new words"
    assert step.before.table("rentals")["rental_1"]["note"] == "hi"
    assert [one.field for one in session.db.diff()] == ["note"]


def test_each_step_holds_the_states_around_it() -> None:
    session = Kiosk().session()
    first = session.call("rent_bikes", RENT)
    second = session.call("rent_bikes", RENT | {"bike_ids": ["bike_3"]})
    assert first.after.digest == second.before.digest
    assert first.before.digest == Kiosk().seed.digest
    assert [len(list(step.after.table("rentals"))) for step in (first, second)] == [2, 3]
    assert session.trace == [first, second]


def test_a_session_forks_with_its_state_and_an_empty_trace() -> None:
    session = Kiosk().session()
    session.call("rent_bikes", RENT)
    twin = session.fork()
    assert twin.trace == []
    assert twin.call("list_rentals", {"guest_id": "guest_1"}).result
    twin.call("end_rental", {"rental_id": "rental_00001"})
    assert session.call("list_rentals", {"guest_id": "guest_1"}).result


def test_time_and_chance_come_from_the_session() -> None:
    @tool("write")
    def draw(db: KioskDatabase) -> list[Any]:
        """Draw a number and tell the time."""
        db.guests["guest_1"]["name"] += "!"
        return [db.random.random(), db.now.isoformat()]

    def drawn(seed: int) -> list[Any]:
        environment = type("Drawing", (Kiosk,), {"tools": (draw,)})()
        session = environment.session(seed)
        return [session.call("draw", {}).result for _ in range(2)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1)[0][0] != drawn(1)[1][0]
    assert drawn(1)[0][1] == datetime(2025, 5, 15, 10, 0).isoformat()


def test_the_same_calls_give_the_same_observations_and_digest() -> None:
    calls = [
        ("find_guest", {"phone": "5550001"}),
        ("rent_bikes", RENT),
        ("rent_bikes", RENT),
        ("end_rental", {"rental_id": "rental_1"}),
    ]
    runs = [Kiosk().session(), Kiosk().session()]
    seen = [[run.call(name, arguments).observation for name, arguments in calls] for run in runs]
    assert seen[0] == seen[1]
    assert runs[0].db.digest == runs[1].db.digest


def test_a_row_goes_together_with_those_that_refer_to_it() -> None:
    @tool("write")
    def forget(db: KioskDatabase, guest_id: GuestId) -> str:
        """Forget a guest and what they rented."""
        for rental in db.rentals.where(guest_id=guest_id):
            db.rentals.delete(rental["rental_id"])
        db.guests.delete(guest_id)
        return "done"

    session = kiosk_with(forget)
    session.call("rent_bikes", RENT)
    for guest in ("guest_1", "guest_2"):
        assert session.call("forget", {"guest_id": guest}).error is None
    assert list(session.db.table("rentals")) == []
    assert holds_its_digest(session)


def test_a_row_cannot_go_while_a_row_inserted_later_refers_to_it() -> None:
    @tool("write")
    def forget(db: KioskDatabase, guest_id: GuestId) -> str:
        """Forget a guest."""
        db.guests.delete(guest_id)
        return "done"

    session = kiosk_with(forget)
    session.call("rent_bikes", RENT)
    with pytest.raises(ToolFault, match=r"row 'rental_\d{5}' of 'rentals' still refers to it"):
        session.call("forget", {"guest_id": "guest_1"})


def test_a_call_taken_over_leaves_what_making_it_leaves() -> None:
    made, session = Kiosk().session(), Kiosk().session()
    made.call("rent_bikes", RENT)
    session.take(session.fork().call("rent_bikes", RENT))
    assert session.db.digest == made.db.digest != Kiosk().seed.digest
    assert session.db.diff() == made.db.diff()
    again = [one.call("rent_bikes", RENT).observation for one in (session, made)]
    assert again[0] == again[1]
    assert [step.tool for step in session.trace] == ["rent_bikes", "rent_bikes"]


def test_a_snapshot_of_the_state_is_the_same_object_until_a_write() -> None:
    session = Kiosk().session()
    first = session.state
    session.call("find_guest", {"phone": "5550001"})
    assert session.state is first
    assert session.fork().state is first
    session.call("rent_bikes", RENT)
    assert session.state is not first
