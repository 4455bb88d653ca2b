"""Whether an offer covers the write that follows it."""

import pytest

from apigen_mt.environment import load_environment
from apigen_mt.language.consent import Rows, unmentioned

LIBRARY, RETAIL = load_environment("library"), load_environment("retail")
RESERVE = LIBRARY.tool("reserve_book")


def shown(environment, *calls) -> Rows:
    """The rows that some calls have shown."""
    rows = Rows()
    for step in environment.replay(calls).trace:
        assert step.error is None
        rows.observe(environment.tool(step.tool), step.observation)
    return rows


BOOKS = list(LIBRARY.seed.table("books"))[:2]
SEEN = shown(LIBRARY, *(("get_book", {"book_id": book["book_id"]}) for book in BOOKS))
WANTED, OTHER = BOOKS
ARGUMENTS = {
    "member_id": "member_01",
    "book_id": WANTED["book_id"],
    "pickup_branch": "Harbour",
}


@pytest.mark.parametrize(
    ("offer", "lacking"),
    [
        (f"I'll reserve “{WANTED['title']}” at Harbour. Shall I go ahead?", []),
        (f"I'LL RESERVE {WANTED['title'].upper()} AT HARBOUR. OK?", []),
        (f"At Harbour, the one by {WANTED['author']}. Is that right?", []),
        (f"I'll reserve {WANTED['book_id']} at Harbour. Is that right?", []),
        (f"I'll reserve “{WANTED['title']}”. Shall I go ahead?", ["pickup_branch"]),
        (f"I'll reserve “{WANTED['title']}” at Northside. OK?", ["pickup_branch"]),
        ("I'll reserve it at Harbour. Shall I go ahead?", ["book_id"]),
        (f"I'll reserve “{OTHER['title']}” at Harbour. Shall I go ahead?", ["book_id"]),
        ("Shall I go ahead?", ["pickup_branch", "book_id"]),
        (
            f"“{WANTED['title']}” can be had. I'll reserve “{OTHER['title']}” at Harbour. OK?",
            ["book_id"],
        ),
        (f"“{OTHER['title']}” is out. I'll reserve “{WANTED['title']}” at Harbour. OK?", []),
    ],
)
def test_every_detail_of_a_write_must_be_in_the_offer(offer, lacking):
    assert list(unmentioned(offer, LIBRARY, RESERVE, ARGUMENTS, SEEN)) == lacking


def test_a_row_of_which_only_the_key_was_seen_cannot_be_asked_for():
    offer = "I'll put you down, to collect at Harbour. Shall I go ahead?"
    assert list(unmentioned(offer, LIBRARY, RESERVE, ARGUMENTS, Rows())) == []


def test_a_value_of_the_call_calls_no_row_that_happens_to_have_it_too():
    telecom = load_environment("telecom")
    sim = next(one for one in telecom.seed.table("sims") if one["kind"] == "SIM card")
    rows = shown(telecom, ("get_sim", {"sim_id": sim["sim_id"]}))
    arguments = {"sim_id": sim["sim_id"], "kind": "SIM card"}
    for called, lacking in (("your SIM", ["sim_id"]), (f"the one with {sim['last_four']}", [])):
        offer = f"I'll swap {called} for a new SIM card. Shall I go ahead?"
        tool = telecom.tool("replace_sim")
        assert list(unmentioned(offer, telecom, tool, arguments, rows)) == lacking


def siblings():
    """Two versions of a product that differ in one detail, and rows that show both."""
    product = next(iter(RETAIL.seed.table("products")))["product_id"]
    rows = shown(RETAIL, ("get_product", {"product_id": product}))
    return rows, list(rows.of("ref:variants"))


def test_an_offer_that_fits_another_row_better_is_not_for_this_one():
    rows, keys = siblings()
    tool = RETAIL.tool("add_to_wishes")
    label = RETAIL.phrasing.labels["variants"]
    names = {key: label(rows.find("variants", key))[0] for key in keys}
    for key in keys:
        for offered in keys:
            offer = f"I'll add the {names[offered]} to your list. Shall I go ahead?"
            arguments = {"user_id": "user_10001", "variant_id": key}
            lacking = list(unmentioned(offer, RETAIL, tool, arguments, rows))
            assert lacking == ([] if offered == key else ["variant_id"])


def test_a_fuller_view_of_a_row_replaces_a_poorer_one():
    order = next(iter(RETAIL.seed.table("orders")))
    calls = [
        ("list_orders", {"user_id": order["user_id"]}),
        ("get_order", {"order_id": order["order_id"]}),
    ]
    poor = shown(RETAIL, calls[0]).find("orders", order["order_id"])
    for some in (calls, calls[::-1]):
        full = shown(RETAIL, *some).find("orders", order["order_id"])
        assert poor is None or len(full) >= len(poor)
        assert "items" in full
