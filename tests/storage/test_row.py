import orjson
import pytest

from apigen_mt.storage.row import KEYS, from_wire, parts, to_row, to_wire
from tests.journeys import accepted, journey

TOOLS = journey().environment.published_tools


def rows():
    return [orjson.loads(to_row(one, TOOLS, {"policy_version": "1"})) for one in accepted()]


def test_every_row_has_the_same_keys_and_types():
    for row in rows():
        assert {key: type(value) for key, value in row.items()} == KEYS
        for message in row["messages"]:
            assert set(message) == {"role", "content", "tool_calls", "tool_call_id", "name"}
            assert isinstance(message["content"], str)
            for call in message["tool_calls"]:
                assert isinstance(orjson.loads(call["function"]["arguments"]), dict)
        for key in ("tools", "blueprint", "verification", "metadata"):
            orjson.loads(row[key])


def test_a_row_gives_back_what_was_stored():
    for one, row in zip(accepted(), rows(), strict=True):
        blueprint, outcome, messages = parts(row)
        assert blueprint == one.trajectory.blueprint
        assert outcome == one.outcome
        assert [to_wire(message) for message in messages] == row["messages"]


def test_flat_columns_agree_with_the_messages():
    for row in rows():
        assert row["n_user_turns"] == sum(m["role"] == "user" for m in row["messages"])
        assert row["n_calls"] == sum(len(m["tool_calls"]) for m in row["messages"])
        assert row["reward"] == 1


def test_a_message_that_is_none_is_refused():
    with pytest.raises(ValueError, match="cannot be read"):
        from_wire({"role": "assistant", "tool_calls": [{"id": "x"}]})
