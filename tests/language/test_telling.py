"""How a detail stands in a sentence of the user's."""

import pytest

from apigen_mt.environment import load_environment
from apigen_mt.language.telling import named
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Fact

TELECOM = load_environment("telecom")


@pytest.mark.parametrize(
    ("said", "literal", "sentence"),
    [
        ("April bill", False, "the April bill"),
        ("work line", False, "the work line"),
        ("Ana Gomez", False, "Ana Gomez"),
        ("“The Last Beekeeper”", False, "“The Last Beekeeper”"),
        ("a new travel voucher", False, "a new travel voucher"),
        ("a stolen phone", True, "a stolen phone"),
        ("post", True, "post"),
    ],
)
def test_a_thing_has_its_article_and_a_name_or_value_has_none(said, literal, sentence):
    fact = Fact(key="0.x", value="x", said=said, ask="which one", literal=literal)
    assert named(fact, said) == sentence


def test_an_amount_of_money_is_said_in_dollars_and_a_count_is_not():
    wording = Wording(TELECOM)
    assert wording.figure(TELECOM.tool("set_spending_limit"), "limit", 75.0) == "$75"
    assert wording.figure(TELECOM.tool("extend_due_date"), "days", 14) == "14"
