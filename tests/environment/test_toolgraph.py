import json

import pytest

from apigen_mt.environment import load_environment
from apigen_mt.environment.toolgraph import ToolGraph, learned, used_edges

LIBRARY = load_environment("library")
GRAPH = ToolGraph(LIBRARY)
BOOK = LIBRARY.seed.table("books").get("book_01")
LOAN = next(iter(LIBRARY.seed.table("loans")))


def told(name, arguments):
    step = LIBRARY.session().call(name, arguments)
    return learned(LIBRARY, LIBRARY.tool(name), arguments, step.observation)


def test_what_went_into_a_call_is_not_learned_from_it():
    found = told("list_loans", {"member_id": LOAN["member_id"]})
    assert ("ref:loans", LOAN["loan_id"]) in found
    assert ("is:title", LOAN["title"]) in found
    assert ("ref:members", LOAN["member_id"]) not in found


def test_the_name_of_a_row_is_not_learned_from_a_call_about_that_row():
    assert told("get_book", {"book_id": BOOK["book_id"]}) == []
    assert told("search_books", {"title": BOOK["title"]}) == [("ref:books", BOOK["book_id"])]


def test_a_title_known_in_part_is_learned_in_full():
    found = told("search_books", {"title": BOOK["title"][4:]})
    assert ("is:title", BOOK["title"]) in found


def test_an_edge_is_feasible_only_if_the_call_that_feeds_it_works():
    """Nobody renews a loan that is not there yet, and learns from it what to borrow."""
    edges = set(GRAPH.feasible)
    assert ("list_loans", "renew_loan", "ref:loans") in edges
    assert ("search_books", "reserve_book", "ref:books") in edges
    assert ("renew_loan", "borrow_book", "ref:books") not in edges
    assert ("reserve_book", "list_reservations", "ref:members") not in edges


@pytest.mark.parametrize("again", [False, True], ids=["at first", "after an echo"])
def test_values_flow_from_where_they_were_learned(again):
    loan = json.dumps(dict(LOAN))
    calls = [("list_loans", {"member_id": LOAN["member_id"]}, f"[{loan}]")]
    if again:
        calls.append(("renew_loan", {"loan_id": LOAN["loan_id"]}, loan))
    calls.append(("search_books", {"title": LOAN["title"]}, "[]"))
    renewed = ("list_loans", "renew_loan", "ref:loans")
    searched = ("list_loans", "search_books", "is:title")
    assert used_edges(LIBRARY, calls) == {searched, *([renewed] if again else [])}
