import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment.frozen import FrozenDict, FrozenList, freeze, thaw

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON)
def test_freezing_and_thawing_keep_the_value(value: Any) -> None:
    frozen = freeze(value)
    assert frozen == value
    assert thaw(frozen) == value
    assert freeze(frozen) is frozen or not isinstance(value, dict | list)


@given(JSON)
def test_frozen_values_survive_pickle_and_deep_copy_as_what_they_are(value: Any) -> None:
    frozen = freeze(value)
    for twin in (pickle.loads(pickle.dumps(frozen)), copy.deepcopy(frozen)):
        assert twin == frozen
        assert type(twin) is type(frozen)


def test_a_frozen_copy_shares_nothing_with_the_original() -> None:
    value: dict[str, Any] = {"a": [1, {"b": 2}]}
    frozen = freeze(value)
    value["a"][1]["b"] = 3
    assert frozen == {"a": [1, {"b": 2}]}
    thawed = thaw(frozen)
    thawed["a"].append(4)
    assert frozen == {"a": [1, {"b": 2}]}


def _union(row: Any) -> None:
    row |= {"a": 2}


def _repeat(row: Any) -> None:
    row *= 2


@pytest.mark.parametrize(
    "name",
    ["__setitem__", "__delitem__", "clear", "pop", "popitem", "setdefault", "update"],
)
def test_a_frozen_dictionary_refuses_every_change(name: str) -> None:
    row = FrozenDict({"a": 1})
    with pytest.raises(TypeError, match="read-only"):
        getattr(row, name)("a")
    with pytest.raises(TypeError, match="read-only"):
        _union(row)
    assert row == {"a": 1}


@pytest.mark.parametrize(
    "name",
    "__setitem__ __delitem__ append clear extend insert pop remove reverse sort".split(),
)
def test_a_frozen_list_refuses_every_change(name: str) -> None:
    items = FrozenList([2, 1])
    with pytest.raises(TypeError, match="read-only"):
        getattr(items, name)(0)
    with pytest.raises(TypeError, match="read-only"):
        _repeat(items)
    assert items == [2, 1]
