from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment.diff import RowChange, compare

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)
ROWS = st.dictionaries(st.sampled_from("abc"), JSON)


def test_a_nested_field_is_named_by_its_path() -> None:
    before = {"price": 3, "lock": {"code": 1}, "tags": ["a", "b"]}
    after = {"price": 3, "lock": {"code": 2}, "tags": ["a", "c"]}
    assert list(compare("bikes", "b1", before, after)) == [
        RowChange("bikes", "b1", "lock.code", "changed", 1, 2),
        RowChange("bikes", "b1", "tags.1", "changed", "b", "c"),
    ]


def test_lists_of_different_length_are_compared_whole() -> None:
    (change,) = compare("bikes", "b1", {"tags": ["a"]}, {"tags": ["a", "b"]})
    assert (change.field, change.before, change.after) == ("tags", ["a"], ["a", "b"])


def test_fields_and_rows_come_and_go() -> None:
    kinds = [
        next(compare("t", "k", before, after)).change
        for before, after in (({}, {"a": 1}), ({"a": 1}, {}), (None, {}), ({}, None))
    ]
    assert kinds == ["added", "removed", "added", "removed"]


def test_a_field_set_to_null_is_a_change() -> None:
    assert [change.field for change in compare("t", "k", {}, {"a": None})] == ["a"]


@given(ROWS, ROWS)
def test_two_rows_differ_if_and_only_if_a_change_is_told(before: dict, after: dict) -> None:  # type: ignore[type-arg]
    assert bool(list(compare("t", "k", before, after))) == (before != after)
