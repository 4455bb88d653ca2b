"""Which expected outputs count as said, in conversations written by hand."""

import pytest

from apigen_mt.records.blueprint import Action, Goal, Output
from apigen_mt.verification.outputs import missing
from apigen_mt.verification.refusals import refusals
from tests.verification.scene import Scene, refusal

EXCHANGE = Goal(
    kind="refuse",
    tool="exchange",
    want="replace the shoes in size 8 with the shoes in size 10 in my order from May 11",
    because="The items of an order can be changed only once.",
    outputs=(0,),
)
RESERVE = Goal(
    kind="decline",
    tool="reserve",
    want="reserve an item without ordering it",
    because="What's in stock goes to whoever orders first.",
    outputs=(1,),
)
OUTPUTS = (refusal(), refusal("goes to whoever orders first"))


def lacking(*replies: str) -> list[str]:
    scene = Scene(EXCHANGE, RESERVE, outputs=OUTPUTS)
    for reply in replies:
        scene.user("and can I?").agent(reply)
    return [output.text for output in missing(scene.messages, scene.blueprint)]


ONE = "I'm afraid I can't do that. The items of an order can be changed only once."
OTHER = "I can't do that. I can't reserve anything; what's in stock goes to whoever orders first."


def test_each_refusal_is_said_by_itself_in_any_order():
    assert lacking(ONE, OTHER) == lacking(OTHER, ONE) == []


def test_a_refusal_of_one_wish_is_none_of_another():
    assert lacking("Anything else?", OTHER) == [""]
    assert lacking(ONE, "Anything else?") == ["goes to whoever orders first"]


def test_one_message_may_refuse_two_wishes_in_two_sentences():
    assert lacking(f"I can't change that order a second time. {OTHER}") == []


def test_a_number_is_said_by_itself_and_after_the_look_up():
    book = {"book_id": "book_07"}
    goal = Goal(
        kind="inform",
        tool="get_book",
        arguments=book,
        want="how many",
        actions=(0,),
        outputs=(0,),
    )
    actions = (Action(tool="get_book", arguments=book),)
    count = Output(kind="value", text="3")

    def told(*parts: str) -> bool:
        scene = Scene(goal, outputs=(count,), actions=actions).user("how many?")
        for part in parts:
            if part == "look":
                scene.call(("get_book", book))
            else:
                scene.agent(part)
        return not list(missing(scene.messages, scene.blueprint))

    assert told("look", "There are 3 copies.")
    assert not told("look", "It stands on shelf F3.")
    assert not told("There are 3 copies.", "look", "There you go.")


@pytest.mark.parametrize(
    ("offer", "refuses"),
    [
        ("I'd block your SIM. It can't be unblocked, only replaced. May I go ahead?", False),
        ("I'd cancel it. That can't be changed any more after that. May I go ahead?", False),
        ("I can't make calls, so someone will call you back. Shall I pass it on?", True),
        ("It can't be unblocked, only replaced.", True),
    ],
)
def test_a_notice_of_what_a_yes_makes_impossible_is_no_refusal(offer, refuses):
    assert bool(list(refusals(offer))) == refuses
