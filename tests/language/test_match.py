import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.language.match import leaves, named_apart, normal, says, told_by


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("You get $1,204.50 back.", 1204.5),
        ("You get $45.10 back.", 45.1),
        ("It costs $12.", 12.0),
        ("It leaves on May 3, 2025.", "2025-05-03"),
        ("it leaves on the 3rd of may", "3"),
        ("TOMÁS okafor here", "Tomás Okafor"),
        ("it's no longer needed", "no longer needed"),
        ("send it to 12 Oak St, Denver", {"street": "12 Oak St", "city": "Denver"}),
        ("both, red and blue", ["red", "blue"]),
        ("That is 1,204.50 in all.", "1204.5"),
        ("That is 1204.5 in all.", "1,204.50"),
        ("It leaves on 2025-05-03.", "May 3, 2025"),
        ("It leaves on 2025-05-03T09:30:00.", "2025-05-03"),
        ("OMAR ŞAHIN", "Omar Şahin"),
        ("Lê Thảo, thanks", "lê thảo"),
        ("Toma\u0301s is my name", "Tomás"),
        ("d\u2019Angelo it is", "d'Angelo"),
        ("It is user 10001.", "user_10001"),
        ("Straße 5", "strasse 5"),
    ],
)
def test_a_value_is_said_whatever_its_dress(text, value):
    assert says(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("You have 50 points.", 5),
        ("It costs $5.50.", 5),
        ("order 15 and 25", 5),
        ("12 Oak St, Boulder", {"street": "12 Oak St", "city": "Denver"}),
        ("zip 2139", "02139"),
        ("delivery", "delivered"),
        ("May 13, 2025", "2025-05-03"),
        ("May 3, 2024", "2025-05-03"),
        ("May 3", "2025-05-03"),
        ("It costs $1,204.50.", 204.5),
        ("It costs $45.10.", 45.01),
        ("5000", 5),
        ("0.5", 5),
        ("Tomasz Okafor", "Tomás Okafor"),
        ("Okafor, Tomás", "Tomás Okafor"),
        ("both, red and blue", ["red", "green"]),
        ("", "anything"),
    ],
)
def test_a_part_of_a_token_says_nothing(text, value):
    assert not says(text, value)


@given(st.text(), st.text())
def test_what_is_said_stays_said_when_more_is_said(first, second):
    assert says(f"{first} {second}", first) or normal(first) == "  "


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_one_number_never_says_another(one, other):
    assert says(f"it is {one}.", other) == (one == other)


def test_null_and_empty_texts_have_no_leaves():
    assert leaves({"a": None, "b": "", "c": [True, 1.50, 2]}) == ["true", "1.5", "2"]
    assert told_by('{"a":[{"b":"x"}],"c":2.0}') == {"x", "2"}


def test_a_short_name_inside_a_longer_one_is_not_said():
    names = ("medium-firm foam pillow", "firm foam pillow", "soft foam pillow")
    assert named_apart(normal("I've added the medium-firm foam pillow"), names) == 1
    assert named_apart(normal("the firm foam pillow or the medium-firm foam pillow?"), names) == 2
