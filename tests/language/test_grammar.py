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


def test_an_expansion_depends_on_its_random_alone():
    template = "(a|b|c) (d|e(f|g))"
    assert expand(template, Random(4)) == expand(template, Random(4))
    assert len(every(template)) == 3 * 3


def test_each_alternative_of_a_group_gets_its_share():
    drawn = [expand("(a|b|c|d)", Random(seed)) for seed in range(400)]
    assert all(60 < drawn.count(letter) < 140 for letter in "abcd")


def test_a_template_without_braces_and_groups_is_itself():
    assert every("Nothing to see: 5 > 3.") == {"Nothing to see: 5 > 3."}
    assert fill("Nothing to see.", {}) == "Nothing to see."


@pytest.mark.parametrize("text", ["(a|b", "a|b)", "(a(b|c)", ")(", "((", "|"])
def test_an_unbalanced_template_is_no_disaster(text):
    assert isinstance(expand(text, Random(1)), str)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (5, "money", "$5"),
        (1204.5, "money", "$1,204.50"),
        (-3.25, "money", "-$3.25"),
        (0.1 + 0.2, "money", "$0.30"),
        ("2025-12-24T10:00:00", "date", "December 24, 2025"),
        ("soon", "date", "soon"),
        (["a", "b"], "list", "a and b"),
    ],
)
def test_a_format_says_a_value_as_people_write_it(value, form, text):
    assert fill(f"{{value:{form}}}", {"value": value}) == text


@pytest.mark.parametrize("template", ["{missing}", "{a.b.c}", "{a.0}", "{a.b.5}"])
def test_a_path_that_leads_nowhere_is_named(template):
    with pytest.raises(KeyError, match=template.strip("{}").replace(".", r"\.")):
        fill(template, {"a": {"b": [1]}})


def test_zero_and_false_are_values():
    assert fill("{a} {b}", {"a": 0, "b": False}) == "0 no"
