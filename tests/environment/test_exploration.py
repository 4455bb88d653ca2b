import datetime
import random
import sys
import time

import pytest

from apigen_mt.environment import Tool, tool
from apigen_mt.environment.exploration import Fault, explore
from apigen_mt.errors import ToolFault
from apigen_mt.promises.elsewhere import elsewhere
from tests.environment.kiosk import Kiosk, KioskDatabase, RentalId, find_guest
from tests.promises.broken import ToolFails


def test_exploration_finds_a_successful_call_of_every_tool() -> None:
    for environment in (Kiosk(), Kiosk()):
        done = {step.tool for step in explore(environment) if step.error is None}
        assert done == set(environment.toolbox)


def test_the_same_seed_explores_the_same_way_and_another_differs() -> None:
    def calls(seed: int) -> list[tuple[str, object]]:
        return [(step.tool, step.arguments) for step in explore(Kiosk(), seed)]

    assert calls(1) == calls(1)
    assert calls(1) != calls(2)


def test_exploration_keeps_to_its_budget_and_leaves_the_environment_alone() -> None:
    environment = Kiosk()
    before = environment.seed.digest
    assert len(explore(environment, calls=9)) == 9
    assert environment.seed.digest == environment.seed.full_digest() == before


def test_writes_start_from_the_seed_state_each_time() -> None:
    steps = [step for step in explore(Kiosk()) if step.tool == "rent_bikes" and not step.error]
    seed = Kiosk().seed.digest
    assert len([step for step in steps if step.before.digest == seed]) > 1
    assert all(step.changed for step in steps)


def test_what_only_a_write_makes_possible_is_found_after_it() -> None:
    class Empty(Kiosk):
        def rows(self):  # type: ignore[no-untyped-def]
            return super().rows() | {"rentals": []}

    ended = [step for step in explore(Empty()) if step.tool == "end_rental" and not step.error]
    assert ended
    assert ended[0].before.digest != Empty().seed.digest


def test_people_do_not_know_keys_of_their_own() -> None:
    @tool("read")
    def by_key(db: KioskDatabase, rental_id: RentalId) -> str:
        """Look up.

        Args:
            rental_id: The rental.
        """
        return rental_id

    class Closed(Kiosk):
        tools: tuple[Tool, ...] = (by_key, find_guest)

    assert {step.tool for step in explore(Closed())} == {"find_guest"}


def test_a_fault_is_raised_unless_there_is_a_list_for_it() -> None:
    with pytest.raises(ToolFault):
        explore(ToolFails())
    faults: list[Fault] = []
    assert explore(ToolFails(), faults=faults)
    assert {name for name, _, _ in faults} == {"weigh_bike"}


def test_arguments_fit_the_schema() -> None:
    unfit = [step for step in explore(Kiosk()) if step.error == "invalid_arguments"]
    assert unfit == []


def test_elsewhere_the_clock_is_ahead_and_chance_is_another_and_then_all_is_as_before() -> None:
    state, today = random.getstate(), datetime.date.today()
    here = random.random()
    random.setstate(state)
    own = sys.modules[__name__]
    with elsewhere([own]):
        assert datetime.date.today().year >= today.year + 3
        assert datetime.datetime.now().year >= today.year + 3
        assert time.time() > datetime.datetime(today.year + 3, 1, 1).timestamp()
        assert type(datetime.date(2024, 1, 1)) is type(today)
        assert isinstance(today, datetime.date)
        assert random.random() != here
    assert random.getstate() == state
    assert datetime.date.today() == today
