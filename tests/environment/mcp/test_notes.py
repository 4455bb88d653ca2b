"""A real server, over stdio and over HTTP."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.errors import ToolFault
from tests.environment.mcp.servers import notes

pytest.importorskip("mcp")
ADD = ("add_note", {"title": "eggs", "text": "six"})


@pytest.fixture(scope="module", params=["stdio", "http"])
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[McpEnvironment]:
    made = notes(tmp_path_factory.mktemp("notes"), http=request.param == "http", rereads=True)
    yield made
    made.close()


def test_tools_policy_and_effects_come_from_the_server(environment: McpEnvironment) -> None:
    told = {name: one.effect for name, one in environment.toolbox.items()}
    assert told["list_notes"] == "read"
    assert told["add_note"] == "write"
    assert environment.tool("add_note").description == "Write a note."
    assert environment.tool("add_note").parameters["required"] == ["title", "text"]
    assert environment.policy_text == "Keep the notes of one person, and nothing else."


def test_a_session_answers_in_json_and_shows_what_changed(environment: McpEnvironment) -> None:
    with environment.session() as session:
        assert session.call("list_notes", {}).result == {"result": ["milk"]}
        step = session.call(*ADD)
        assert step.result == {"title": "eggs", "text": "six"}
        assert step.changed and step.writes
        changes = [(one.field, one.change, one.after) for one in session.db.diff()]
        assert changes == [("content.eggs", "added", "six")]
        assert session.call("list_notes", {}).result == {"result": ["eggs", "milk"]}


def test_sessions_do_not_see_each_other(environment: McpEnvironment) -> None:
    with environment.session() as one, environment.session() as other:
        one.call(*ADD)
        assert other.call("list_notes", {}).result == {"result": ["milk"]}
        assert one.call("list_notes", {}).result == {"result": ["eggs", "milk"]}
    assert other.db.digest == environment.seed.digest != one.db.digest


def test_a_replay_reaches_the_same_digest(environment: McpEnvironment) -> None:
    with environment.replay([ADD]) as one, environment.replay([ADD]) as other:
        assert one.db.digest == other.db.digest == other.db.full_digest()


def test_a_refused_call_leaves_the_files_as_they_were(environment: McpEnvironment) -> None:
    with environment.session() as session:
        session.call(*ADD)
        again = session.call(*ADD)
        assert again.error == "tool_error" and "already" in again.observation
        half = session.call("add_note_badly", {"title": "half"})
        assert half.error == "tool_error" and not half.changed
        assert session.call("list_notes", {}).result == {"result": ["eggs", "milk"]}


def test_unfitting_arguments_do_not_reach_the_server(environment: McpEnvironment) -> None:
    with environment.session() as session:
        assert session.call("add_note", {"title": 3}).error == "invalid_arguments"
        assert session.call("nothing", {}).error == "unknown_tool"


def test_a_read_that_writes_is_found_out_and_undone(environment: McpEnvironment) -> None:
    with environment.session() as session:
        with pytest.raises(ToolFault, match=r"'peek' is a read and changed notes.json"):
            session.call("peek", {})
        assert session.db.digest == environment.seed.digest
        assert session.call("list_notes", {}).result == {"result": ["milk"]}


def test_only_named_variables_reach_the_server(
    environment: McpEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not-for-servers")
    with environment.session() as session:
        seen = set(session.call("environment", {}).result["result"])
    assert "OPENAI_API_KEY" not in seen and "HOME" not in seen
    assert seen & set(os.environ) <= {"PATH", "PYTHONPATH", "LC_CTYPE"}


def test_the_seed_file_itself_is_never_written(environment: McpEnvironment) -> None:
    assert environment.recipe.state is not None
    before = environment.recipe.state.read_bytes()
    environment.replay([ADD]).close()
    assert environment.recipe.state.read_bytes() == before


def test_a_fork_goes_on_from_its_own_state(environment: McpEnvironment, tmp_path: Path) -> None:
    with environment.replay([ADD]) as session, session.fork() as fork:
        fork.call("add_note", {"title": "tea", "text": "green"})
        assert fork.call("list_notes", {}).result == {"result": ["eggs", "milk", "tea"]}
        assert session.call("list_notes", {}).result == {"result": ["eggs", "milk"]}
