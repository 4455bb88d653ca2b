"""What a rule stands against, read from its own examples."""

from dataclasses import replace

import pytest

from apigen_mt.environment import load_environment
from apigen_mt.errors import EnvironmentFault
from apigen_mt.generation.forbidden import forbidden

RETAIL = load_environment("retail")


def test_each_rule_is_of_the_kind_that_its_examples_show():
    kinds = {name: one.kind for name, one in forbidden(RETAIL).items()}
    assert set(kinds) == {rule.name for rule in RETAIL.rules}
    assert kinds["identify_first"] == kinds["look_before_changing"] == "duty"
    assert kinds["only_the_identified_customer"] == "person"
    assert kinds["two_cancellations"] == kinds["hand_over_last"] == "limit"
    assert forbidden(RETAIL)["two_cancellations"].before == ("cancel_order", "cancel_order")
    assert forbidden(RETAIL)["identify_first"].anonymous
    assert forbidden(load_environment("bank"))["two_wrong_answers"].kind == "manner"


def test_an_example_that_cannot_be_made_is_told_with_the_rule():
    def nobody(db):
        raise LookupError("nobody has three orders")

    class Broken(type(RETAIL)):
        rules = (replace(RETAIL.rules[0], fails=nobody),)

    with pytest.raises(EnvironmentFault, match=r"'identify_first'.*nobody has three orders"):
        forbidden(Broken())
