"""Promises of a foreign server: what can be judged is, and the rest is said to be skipped."""

from pathlib import Path

import pytest

from apigen_mt.promises import check
from tests.environment.mcp.servers import notes, plain

pytest.importorskip("mcp")
TRIES = {
    "read_note": ({"title": "milk"},),
    "add_note": ({"title": "tea", "text": "green"},),
    "add_note_badly": ({"title": "half"},),
}


def test_what_cannot_apply_is_skipped_with_the_reason(tmp_path: Path) -> None:
    environment = plain(tmp_path, reads=("put",), policy="Read the files, and leave them alone.")
    promises = check(environment)
    skipped = {one.name: one.problem for one in promises if one.held is None}
    environment.close()
    assert set(skipped) == {
        "references resolve",
        "people are known",
        "phrasing fits",
        "tools can be reached",
        "writes are all or nothing",
    }
    assert "no arguments are known for die, hang" in skipped["tools can be reached"]


def test_broken_promises_of_a_server_are_found(tmp_path: Path) -> None:
    environment = notes(tmp_path, rereads=True, tries=TRIES)
    broken = {(one.name, one.where) for one in check(environment) if one.held is False}
    environment.close()
    assert ("reads leave no trace", "tool peek") in broken
    assert ("tools can be reached", "tool add_note_badly") in broken
    assert {name for name, _ in broken} == {
        "tools are described",
        "reads leave no trace",
        "tools can be reached",
    }


def test_a_server_that_remembers_outside_its_files_does_not_repeat_exactly(tmp_path: Path) -> None:
    environment = plain(tmp_path, policy="Count the calls, whatever they are.")
    broken = {(one.name, one.where) for one in check(environment) if one.held is False}
    environment.close()
    assert ("calls repeat exactly", "tool pid") in broken
