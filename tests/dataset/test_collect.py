import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.dataset.decontamination.collect import collect
from apigen_mt.dataset.decontamination.index import TaskIndex
from apigen_mt.environment import load_environment

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
FIND = {"name": "find_member", "arguments": {"card_number": "LC-1"}}
BORROW = {"name": "borrow_book", "arguments": {"member_id": "member_1", "book_id": "book_1"}}


@given(ANY_JSON)
def test_any_json_can_be_read(value):
    found = collect(value)
    assert collect(value) == found


def test_only_the_user_is_heard_in_a_conversation():
    found = collect(
        {
            "messages": [
                {"role": "system", "content": "you are a helpful agent"},
                {"role": "user", "content": "please lend me a book"},
                {"role": "assistant", "content": "which book may it be", "tool_calls": []},
                {"role": "tool", "content": '{"note": "a book like any other"}'},
                {"role": "user", "content": [{"type": "text", "text": "the one about bees"}]},
            ]
        }
    )
    assert found.texts == ["please lend me a book", "the one about bees"]


def test_what_no_user_says_is_skipped():
    task = {
        "system": "a system prompt of some length",
        "tools": [{"name": "find_member", "description": "finds a member by card"}],
        "policy": "do this and never that",
        "goal": "return the book about bees",
    }
    assert collect(task).texts == ["return the book about bees"]


def test_the_schema_of_a_tool_is_no_call():
    schema = {"type": "object", "properties": {"card_number": {"type": "string"}}}
    assert collect([{"name": "find_member", "parameters": schema}]).calls == []


@pytest.mark.parametrize(
    "calls",
    [
        [FIND, BORROW],
        {"actions": [FIND, BORROW]},
        {"turns": [[FIND], [BORROW]]},
        {
            "messages": [
                {"role": "assistant", "tool_calls": [{"function": FIND}]},
                {"role": "assistant", "tool_calls": [{"function": BORROW}]},
            ]
        },
        {"steps": [{"tool": "find_member", "input": {"card_number": "LC-1"}}, BORROW]},
        {"gold": json.dumps([FIND, BORROW])},
        {
            "gold": [
                "find_member(card_number='LC-1')",
                "borrow_book(member_id='member_1', book_id='book_1')",
            ]
        },
    ],
)
def test_calls_of_one_list_or_conversation_belong_together(calls):
    wanted = (
        ("find_member", {"card_number": "LC-1"}),
        ("borrow_book", {"member_id": "member_1", "book_id": "book_1"}),
    )
    assert wanted in collect(calls).calls


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "find_member(card_number=open('/etc/passwd').read())",
        "find_member('LC-1')",
        "find_member(card_number=" + "(" * 500 + ")" * 500 + ")",
    ],
)
def test_text_that_is_no_plain_call_is_never_run(text):
    assert collect([text]).calls == []


def test_a_task_as_deep_as_the_parser_allows_is_read():
    assert collect(json.loads("[" * 500 + "]" * 500)) == collect([])


@given(st.permutations([FIND, BORROW, FIND]), st.integers(0, 99))
def test_the_order_of_calls_decides_nothing(calls, seed):
    index = TaskIndex((), load_environment("library"))
    named = [(one["name"], one["arguments"]) for one in calls]
    shuffled = Random(seed).sample(named, len(named))
    assert index.marks(named) == index.marks(shuffled)
    assert index.marks(named) != index.marks(named[:2])
