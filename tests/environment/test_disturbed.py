import pytest

from apigen_mt.environment import OUTAGES, error_in
from apigen_mt.records.disturbance import FOREVER, Disturbance
from tests.environment.kiosk import Kiosk

RENT = {"guest_id": "guest_1", "bike_ids": ["bike_1"]}
LIST = {"guest_id": "guest_1"}


def disturbed(kind, tool="rent_bikes", arguments=None, times=1):
    planned = Disturbance(kind=kind, tool=tool, arguments=arguments, times=times)
    return Kiosk().session(disturbances=(planned,))


@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.parametrize("times", [1, 2])
def test_an_outage_changes_nothing_and_passes(kind, times):
    session = disturbed(kind, times=times)
    before = session.db.digest
    for _ in range(times):
        step = session.call("rent_bikes", RENT)
        assert (step.error, error_in(step.observation)) == (kind, kind)
        assert session.db.digest == before
    assert session.call("rent_bikes", RENT).changed


def test_an_outage_for_good_never_passes():
    session = disturbed("unavailable", times=FOREVER)
    assert {session.call("rent_bikes", RENT).error for _ in range(20)} == {"unavailable"}


def test_a_lost_write_answers_as_if_it_had_worked():
    session, other = disturbed("silent"), Kiosk().session()
    lost = session.call("rent_bikes", RENT)
    assert lost.observation == other.call("rent_bikes", RENT).observation
    assert (lost.error, lost.changed, lost.arrived) == (None, False, False)
    assert session.call("list_rentals", LIST).result == []
    again = session.call("rent_bikes", RENT)
    assert again.changed and again.arrived
    assert session.db.digest == other.db.digest


def test_a_stale_look_up_tells_of_the_start_once_something_has_changed():
    session = disturbed("stale", tool="list_rentals")
    assert session.call("list_rentals", LIST).arrived  # nothing to be stale about yet
    session.call("rent_bikes", RENT)
    stale = session.call("list_rentals", LIST)
    assert (stale.result, stale.arrived) == ([], False)
    assert len(session.call("list_rentals", LIST).result) == 1


def test_only_the_call_that_is_meant_is_disturbed():
    session = disturbed("timeout", arguments={**RENT, "note": "any"})
    assert session.call("rent_bikes", {**RENT, "bike_ids": []}).error is None
    assert session.call("rent_bikes", {**RENT, "note": "blue"}).error == "timeout"  # prose aside


def test_other_calls_in_between_move_nothing():
    session = disturbed("timeout")
    for _ in range(5):
        session.call("list_rentals", LIST)
    assert session.call("rent_bikes", RENT).error == "timeout"


def test_what_did_not_arrive_breaks_no_rule_and_is_not_told_by_another_session():
    kiosk = Kiosk()
    session = kiosk.session(disturbances=(Disturbance(kind="silent", tool="rent_bikes"),))
    session.call("rent_bikes", RENT)
    assert kiosk.breaches(session.trace) == []
    assert kiosk.session().call("rent_bikes", RENT).changed


def test_a_session_without_a_tool_does_not_know_it():
    session = Kiosk().session(without=("rent_bikes",))
    step = session.call("rent_bikes", RENT)
    assert step.error == "unknown_tool"
    assert "rent_bikes" not in step.observation.partition("Tools:")[2]
    assert "rent_bikes" not in Kiosk().published(("rent_bikes",))
