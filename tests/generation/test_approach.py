"""Which calls of a read a person's world is explored with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from apigen_mt.environment import Is, Ref, tool
from apigen_mt.generation.approach import MOST_CALLS_OF_ONE_TOOL, Approach


@tool("read")
def get_letter(db: Any, letter_id: Annotated[str, Ref("letters")]) -> dict[str, str]:
    """Return a letter."""
    return {}


@tool("read")
def find_person(db: Any, email: Annotated[str, Is("email")]) -> dict[str, str]:
    """Return a person."""
    return {}


@tool("read")
def list_letters(db: Any, year: int, email: Annotated[str, Is("email")]) -> dict[str, str]:
    """Return the letters of a year."""
    return {}


@tool("read")
def compare_letters(
    db: Any, one: Annotated[str, Ref("letters")], other: Annotated[str, Ref("notes")]
) -> dict[str, str]:
    """Compare a letter with a note."""
    return {}


OWN = {"is:email": "ann@x.org"}


def never(schema: Mapping[str, Any]) -> Any:
    raise AssertionError("nothing is to be drawn")


def test_what_is_known_by_heart_is_asked_for_once():
    approach = Approach(find_person, OWN, 5)
    assert list(approach.untried({}, never)) == [{"email": "ann@x.org"}]
    assert list(approach.untried({}, never)) == []


def test_values_that_come_to_light_are_tried_once_and_not_too_many():
    approach, values = Approach(get_letter, OWN, 99), {"ref:letters": ["a", "b"]}
    assert list(approach.untried({}, never)) == []
    assert [one["letter_id"] for one in approach.untried(values, never)] == ["a", "b"]
    values["ref:letters"] += "cdefghi"
    rest = [one["letter_id"] for one in approach.untried(values, never)]
    assert rest == ["c", "d", "e"] and len(rest) + 2 == MOST_CALLS_OF_ONE_TOOL
    assert list(approach.untried(values, never)) == []


def test_a_read_is_not_called_more_often_than_it_may():
    approach = Approach(get_letter, OWN, 2)
    assert len(list(approach.untried({"ref:letters": list("abcd")}, never))) == 2


def test_a_draw_is_tried_again_only_where_it_is_another_one():
    approach, years = Approach(list_letters, OWN, 9), iter([2001, 2001, 2002, None])
    found = [list(approach.untried({}, lambda schema: next(years))) for _ in range(4)]
    assert found == [
        [{"year": 2001, "email": "ann@x.org"}],
        [],
        [{"year": 2002, "email": "ann@x.org"}],
        [],
    ]


def test_a_read_with_two_open_parameters_is_not_guessed_at():
    values = {"ref:letters": ["a"], "ref:notes": ["b"]}
    assert list(Approach(compare_letters, OWN, 5).untried(values, never)) == []
