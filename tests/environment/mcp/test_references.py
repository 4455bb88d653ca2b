"""References into the JSON files of a server: rows, tool graph and calls come of them."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from apigen_mt.environment.exploration import explore
from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.errors import ConfigError, EnvironmentFault
from tests.environment.mcp.servers import HERE, VARIABLES

pytest.importorskip("mcp")
STATE = {
    "guests": {f"g{n}": {"name": f"Guest {n}", "email": f"g{n}@mail.com"} for n in range(3)},
    "bookings": {f"b{n}": {"guest_id": f"g{n % 3}", "title": f"Course {n}"} for n in range(6)},
}
MARKS: dict[str, Any] = {
    "references": {"guest_id": "guests", "find_guest()": "guests", "booking_id": "bookings"},
    "people": "guests",
    "knows": ["email"],
    "rereads": True,
}


def desk(folder: Path, **keys: Any) -> McpEnvironment:
    (folder / "desk.json").write_text(json.dumps(STATE))
    command = (sys.executable, str(HERE / "desk_server.py"), "{state}")
    given = {"name": "desk", "state": "desk.json", "pass_env": VARIABLES, **MARKS, **keys}
    return McpEnvironment.of(*command, home=folder, **given)


def test_a_server_that_may_be_explored_is_known_as_a_native_world(tmp_path: Path) -> None:
    environment = desk(tmp_path, explore=True)
    assert environment.seed.table("bookings").get("b4") == {
        "booking_id": "b4",
        "guest_id": "g1",
        "title": "Course 4",
    }
    assert environment.owned == [("bookings", "guest_id")]
    assert ToolGraph(environment).edges == [
        ("find_guest", "list_bookings", "ref:guests"),
        ("list_bookings", "cancel_booking", "ref:bookings"),
    ]
    steps = explore(environment, people=1, calls=20)
    assert {one.tool for one in steps if one.error is None} == set(environment.toolbox)
    environment.close()


def test_without_leave_to_explore_rows_are_known_and_nothing_is_called(tmp_path: Path) -> None:
    environment = desk(tmp_path)
    assert len(environment.seed.table("guests")) == 3
    assert environment.tool("cancel_booking").accepts.slots == ("ref:bookings",)
    assert environment.tool("list_bookings").returns.slots == ()
    assert environment.made_up is False
    environment.close()


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"people": "gests"}, "no table 'gests' in its state. Did you mean 'guests'"),
        ({"references": {"guestid": "guests"}}, "'guestid'. Did you mean 'guest_id'"),
    ],
)
def test_a_mark_that_marks_nothing_is_told_on_load(
    tmp_path: Path, keys: dict[str, Any], says: str
) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        desk(tmp_path, **keys)


def test_an_opaque_state_has_no_tables_and_the_message_says_why(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"\xff\x00")
    with pytest.raises(EnvironmentFault, match=r"No tables are found in desk\.db: no JSON"):
        desk(tmp_path, state="desk.db")


def test_exploring_takes_what_makes_it_safe_and_quick(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="it takes a command, a state, and rereads: true"):
        desk(tmp_path, explore=True, rereads=False)
