import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import orjson
import pytest

from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import problems_of, verify_run
from apigen_mt.environment import load_environment
from apigen_mt.errors import DatasetError
from tests.runs import run

LIBRARY = load_environment("library")
Row = dict[str, Any]


@cache
def stored() -> Path:
    folder = Path(mkdtemp())
    run(folder)
    return folder


def row(index: int = 0) -> Row:
    return copy.deepcopy(StoredRun(stored()).row(index))


def call(one: Row, write: bool = False) -> Row:
    return next(
        m
        for m in one["messages"]
        if m["tool_calls"] and LIBRARY.tool(m["tool_calls"][0]["function"]["name"]).writes == write
    )


def inside(one: Row, key: str, change: Callable[[Row], None]) -> None:
    content = orjson.loads(one[key])
    change(content)
    one[key] = orjson.dumps(content).decode()


def observation(one: Row) -> None:
    answer = next(m for m in one["messages"] if m["role"] == "tool")
    answer["content"] += " "


def argument(one: Row) -> None:
    call(one)["tool_calls"][0]["function"]["arguments"] = '{"card_number":"LC-9999"}'


def no_call(one: Row) -> None:
    place = one["messages"].index(call(one))
    del one["messages"][place : place + 2]


def unanswered(one: Row) -> None:
    place = one["messages"].index(call(one))
    del one["messages"][place + 1]


def unsaid(one: Row) -> None:
    for message in one["messages"]:
        if message["role"] == "user":
            message["content"] = message["content"].lower().replace("lc", "xx")


def gold(one: Row) -> None:
    inside(one, "blueprint", lambda b: b["actions"].pop())


def end_state(one: Row) -> None:
    inside(one, "blueprint", lambda b: b.update(end_digest="0" * 64))


def verdict(one: Row) -> None:
    inside(one, "verification", lambda v: v.update(end_digest="0" * 64))


def flat(one: Row) -> None:
    one["n_calls"] += 1


def policy(one: Row) -> None:
    one["messages"][0]["content"] += " Anything goes."


def tools(one: Row) -> None:
    one["tools"] = "[]"


def key_gone(one: Row) -> None:
    del one["tools"]


def key_new(one: Row) -> None:
    one["score"] = 1


def typed(one: Row) -> None:
    one["n_turns"] = "12"


def garbage(one: Row) -> None:
    one["blueprint"] = "{"


TAMPERINGS = [
    observation,
    argument,
    no_call,
    unanswered,
    unsaid,
    gold,
    end_state,
    verdict,
    flat,
    policy,
    tools,
    key_gone,
    key_new,
    typed,
    garbage,
]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_every_tampering_is_found(tamper):
    for index in range(8):
        changed = row(index)
        assert problems_of(changed, LIBRARY) == []
        tamper(changed)
        assert problems_of(changed, LIBRARY) != []


def test_a_good_run_holds():
    report = verify_run(StoredRun(stored()))
    assert report.holds
    assert (report.rows, report.failed, report.files) == (24, {}, [])


def copied(tmp_path: Path) -> Path:
    run(tmp_path)
    return tmp_path


def test_a_row_that_occurs_twice_and_a_changed_file_are_found(tmp_path):
    shard = copied(tmp_path) / "shard-00001.jsonl"
    lines = shard.read_bytes().splitlines(keepends=True)
    shard.write_bytes(b"".join([*lines, lines[0]]))
    report = verify_run(StoredRun(tmp_path))
    assert not report.holds
    assert any("occurs twice" in problem for found in report.failed.values() for problem in found)
    assert any("shard-00001.jsonl is not what the manifest says" in one for one in report.files)


def test_a_torn_line_is_loud(tmp_path):
    shard = copied(tmp_path) / "shard-00002.jsonl"
    shard.write_bytes(shard.read_bytes()[:-200])
    with pytest.raises(DatasetError, match=r"shard-00002\.jsonl, line 8: not JSON"):
        verify_run(StoredRun(tmp_path))


def test_a_missing_row_and_a_missing_run_are_named(tmp_path):
    with pytest.raises(DatasetError, match="has 24 rows; there is no row 24"):
        StoredRun(stored()).row(24)
    with pytest.raises(DatasetError, match=r"holds no run: plan\.json is missing"):
        StoredRun(tmp_path)
