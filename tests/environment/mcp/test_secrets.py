"""Tokens go to the server that wants them, and nowhere else."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.errors import ConfigError, EnvironmentFault, ToolFault
from tests.environment.mcp.guarded import guarded
from tests.runs import apigen

pytest.importorskip("mcp")
TOKEN = "tok-5f3a91c07e"
KEYS = {"bearer_env": "GUARDED_TOKEN", "headers_env": {"X-Team": "GUARDED_TEAM"}}


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("GUARDED_TOKEN", TOKEN)
    monkeypatch.setenv("GUARDED_TEAM", "blue")
    with guarded(TOKEN) as found:
        yield found


@pytest.fixture
def environment(url: str, caplog: pytest.LogCaptureFixture) -> Iterator[McpEnvironment]:
    caplog.set_level(logging.DEBUG)
    made = McpEnvironment.of(url=url, name="guarded", **KEYS)
    yield made
    made.close()
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(made.recipe) + repr(vars(made._desk)) + made.policy_text


def test_the_token_opens_the_door_and_is_kept_out_of_what_the_server_says(
    environment: McpEnvironment,
) -> None:
    with environment.session() as session:
        assert session.call("look", {}).result == "all is well"
        refused = session.call("fail", {})
        assert refused.error == "invalid_arguments" and TOKEN not in refused.observation
    assert environment.policy_text == "You came with Bearer [hidden] [hidden], as one does."


def test_an_answer_that_holds_the_token_is_not_kept(environment: McpEnvironment) -> None:
    with environment.session() as session:
        with pytest.raises(ToolFault, match="holds the secret in GUARDED_TOKEN") as raised:
            session.call("echo", {})
        assert TOKEN not in str(raised.value)


def test_a_wrong_token_is_refused_and_not_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDED_TOKEN", "tok-wrong")
    with pytest.raises(EnvironmentFault, match="did not introduce itself") as raised:
        McpEnvironment.of(url=url, **KEYS).toolbox  # noqa: B018
    assert "tok-wrong" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "says"), [("", "GUARDED_TOKEN is not set"), ("a\nb", "no header can carry")]
)
def test_a_variable_that_cannot_be_used_is_named(
    url: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUARDED_TOKEN", value)
    with pytest.raises(EnvironmentFault, match=says):
        McpEnvironment.of(url=url, **KEYS).toolbox  # noqa: B018


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"command": ["true"], "bearer_env": "X"}, "for HTTP; give a url"),
        ({"url": "https://me:secret@example.org/mcp"}, "put it into headers_env"),
    ],
)
def test_a_secret_in_the_wrong_place_is_refused(keys: dict, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as raised:
        McpEnvironment.of(**keys).recipe  # noqa: B018
    assert "secret@" not in str(raised.value)


def test_no_command_prints_the_token(url: str, tmp_path: Path) -> None:
    (tmp_path / "guarded.yaml").write_text(json.dumps({"url": url, **KEYS}))
    for words in (("env", "show"), ("env", "check"), ("generate", "--env")):
        done = apigen(tmp_path, *words, "mcp:guarded.yaml")
        assert "Traceback" not in done.stderr
        assert TOKEN not in done.stdout + done.stderr
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or TOKEN not in path.read_text()
