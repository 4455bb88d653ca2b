import importlib.util

import pytest

from apigen_mt.environment import known_environments, load_environment
from apigen_mt.errors import EnvironmentRefError
from apigen_mt.promises.check import NAMES, check
from tests.environment.kiosk import Kiosk
from tests.promises.broken import BROKEN, Case


def present() -> list[str]:
    """Return the registered environments whose package is there."""
    return [
        name
        for name, path in known_environments().items()
        if importlib.util.find_spec(path.partition(":")[0])
    ]


@pytest.mark.parametrize("name", present())
def test_every_registered_environment_holds_every_promise(name: str) -> None:
    promises = check(name)
    assert [one for one in promises if not one.held] == []
    assert [one.name for one in promises] == list(NAMES)


def test_a_correct_environment_given_as_an_object_holds_every_promise() -> None:
    assert [one.name for one in check(Kiosk()) if one.held] == list(NAMES)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.environment.__name__)
def test_a_broken_promise_is_named_with_its_place_and_no_other(case: Case) -> None:
    broken = [one for one in check(case.environment()) if not one.held]
    assert [one.name for one in broken] == [case.promise], broken
    assert case.where in broken[0].where
    assert case.says in broken[0].problem
    assert "\n" not in broken[0].problem


def test_there_is_a_broken_environment_for_every_promise() -> None:
    assert {case.promise for case in BROKEN} == set(NAMES)


def test_every_wrong_seed_row_is_told_not_only_the_first() -> None:
    class Spoilt(Kiosk):
        def rows(self):  # type: ignore[no-untyped-def]
            rows = super().rows()
            for bike in rows["bikes"]:
                bike["price"] = "much"
            rows["rentals"][0]["guest_id"] = "nobody"
            return rows

    where = [one.where for one in check(Spoilt()) if not one.held]
    assert where == [
        *(f"table bikes, row bike_{number}" for number in range(1, 6)),
        "table rentals, row rental_1, field guest_id",
    ]


def test_checking_leaves_the_environment_as_it_was() -> None:
    environment = load_environment("library")
    before, rows = environment.seed.digest, environment.seed.rows()
    check(environment)
    assert environment.seed.digest == environment.seed.full_digest() == before
    assert environment.seed.rows() == rows


def test_the_same_seed_gives_the_same_promises() -> None:
    assert check(Kiosk(), seed=3) == check(Kiosk(), seed=3)


def test_a_reference_to_nothing_is_raised() -> None:
    with pytest.raises(EnvironmentRefError, match="Did you mean 'library'"):
        check("libary")
