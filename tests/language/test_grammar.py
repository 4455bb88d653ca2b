from random import Random

import pytest

from apigen_mt.language.grammar import expand, fill, listed, look_up, places, sentence, spoken


def every(template: str) -> set[str]:
    return {expand(template, Random(seed)) for seed in range(200)}


def test_alternatives_nest_and_may_be_empty():
    assert every("(a|b(c|d)|)x") == {"ax", "bcx", "bdx", "x"}


def test_brackets_without_alternatives_stay():
    assert every("lamp (brass) a|b") == {"lamp (brass) a|b"}


def test_placeholders_reach_into_values_and_format_them():
    fields = {"result": {"total": 1204.5, "items": [{"name": "lamp"}]}, "due": "2025-05-03"}
    text = fill("{result.total:money}, {result.items.0.name}, {due:date}", fields)
    assert text == "$1,204.50, lamp, May 3, 2025"
    assert places("{a.b} and {c:money}") == ["a", "c"]


def test_a_placeholder_without_a_value_is_an_error():
    with pytest.raises(KeyError, match=r"result\.refund"):
        fill("{result.refund:money}", {"result": {}})


def test_values_are_spoken_as_people_speak():
    assert spoken(["a", "b", "c"]) == "a, b and c"
    assert spoken({"street": "1 A St", "unit": None}) == "1 A St"
    assert spoken(2.50) == "2.5"
    assert spoken("2025-05-03") == "May 3, 2025"
    assert listed([]) == ""
    assert sentence("“the night ferry” is due") == "“The night ferry” is due"
    assert look_up({"a": [1]}, "a.5") is None
