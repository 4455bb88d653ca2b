from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment import load_environment
from apigen_mt.language.consent import Rows, unmentioned
from apigen_mt.language.grounding import Ledger

LIBRARY = load_environment("library")
BORROW, RESERVE = LIBRARY.tool("borrow_book"), LIBRARY.tool("reserve_book")


def test_a_value_is_grounded_once_the_user_says_it_or_a_tool_returns_it():
    ledger = Ledger(LIBRARY)
    arguments = {"member_id": "member_01", "book_id": "book_02", "pickup_branch": "Harbour"}
    missing = [name for name, _ in ledger.ungrounded(RESERVE, arguments)]
    assert missing == ["member_id", "book_id", "pickup_branch"]
    ledger.hear("to Harbour please")
    ledger.observe('[{"member_id":"member_01","book_id":"book_02"}]')
    assert list(ledger.ungrounded(RESERVE, arguments)) == []


def test_a_value_that_only_contains_the_one_said_is_not_grounded():
    ledger = Ledger(LIBRARY)
    ledger.observe('{"member_id":"member_01","book_id":"book_021"}')
    arguments = {"member_id": "member_01", "book_id": "book_02"}
    assert list(ledger.ungrounded(BORROW, arguments)) == [("book_id", "book_02")]


@given(
    st.from_regex(r"book_[a-z]{6}", fullmatch=True), st.from_regex(r"[a-z ]{0,40}", fullmatch=True)
)
def test_what_was_never_said_or_returned_is_always_reported(key, chatter):
    ledger = Ledger(LIBRARY)
    ledger.hear(chatter)
    ledger.observe('{"member_id":"member_01"}')
    said = f" {chatter} "
    if f" {key.replace('_', ' ')} " not in said:
        arguments = {"member_id": "member_01", "book_id": key}
        assert ("book_id", key) in list(ledger.ungrounded(BORROW, arguments))


def test_a_confirmation_of_other_details_is_found_out():
    rows = Rows()
    session = LIBRARY.session()
    step = session.call("search_books", {"title": "e"})
    rows.observe(LIBRARY.tool("search_books"), step.observation)
    book = step.result[0]
    arguments = {"member_id": "m", "book_id": book["book_id"], "pickup_branch": "Harbour"}
    good = f"I'll put you down for {book['title']}, to collect at Harbour. Shall I go ahead?"
    assert list(unmentioned(good, LIBRARY, RESERVE, arguments, rows)) == []
    other = good.replace("Harbour", "Northside")
    assert list(unmentioned(other, LIBRARY, RESERVE, arguments, rows)) == ["pickup_branch"]
    vague = "I'll put you down for a book, to collect at Harbour. Shall I go ahead?"
    assert list(unmentioned(vague, LIBRARY, RESERVE, arguments, rows)) == ["book_id"]


def test_only_sums_of_money_add_up():
    ledger = Ledger(LIBRARY)
    ledger.observe('{"price":70.95,"items":[{"price":120}],"street":"1283 Linden Avenue"}')
    ledger.hear("size 7, please")
    assert (
        list(ledger.invented("That's $190.95, or $141.90 for two, a difference of $49.05.")) == []
    )
    assert list(ledger.invented("That would be $1290.")) == ["$1,290.00"]
