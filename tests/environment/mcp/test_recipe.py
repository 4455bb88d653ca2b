import sys
from types import SimpleNamespace

import pytest

from apigen_mt.environment import load_environment
from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.environment.mcp.answer import answered
from apigen_mt.environment.mcp.extra import require_mcp
from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.errors import ConfigError, EnvironmentFault, ToolError
from tests.environment.mcp.servers import HERE

FILE = """
command: [python, server.py, "{state}"]
state: data/notes.json
policy: rules.md
reads: [list_notes]
"""


def test_a_file_describes_a_server_relative_to_itself(tmp_path):
    (tmp_path / "rules.md").write_text("Be kind to everybody here.\n")
    (tmp_path / "notes.yaml").write_text(FILE)
    recipe = Recipe.read(tmp_path / "notes.yaml")
    assert recipe.name == "notes"
    assert recipe.state == tmp_path / "data" / "notes.json"
    assert recipe.cwd == tmp_path
    assert recipe.policy == "Be kind to everybody here."
    assert recipe.pass_env == ("PATH",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("command: [a]\nstat: x", "unknown key 'stat'. .* Did you mean 'state'"),
        ("name: x", "neither command nor url"),
        ("command: [a]\nstate: x", 'put "{state}" into command or env'),
        ("command: [a]\nurl: http://127.0.0.1:80", 'put "{port}" there'),
        ("url: http://127.0.0.1:80\nstate: x", "set rereads: true"),
        ("command: [a]\ntimeout_s: soon", "timeout_s: input should be"),
        ("command: [a]\npolicy: none.md", "policy file .* cannot be read"),
        ("[]", "holds no keys"),
        ("a: [", "is not YAML"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path, text, says):
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(ConfigError, match=f"(?i){says}"):
        Recipe.read(tmp_path / "x.yaml")


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_environment("mcp:nowhere.yaml")


class Subclassed(McpEnvironment):
    name = "plain"
    command = (sys.executable, "plain_server.py", "{state}")
    state = "."
    policy = """
    Read and write.
    """
    settings = {"ignore": ["*"], "timeout_s": 5}


def test_a_subclass_is_described_beside_its_module():
    recipe = Subclassed().recipe
    assert recipe.name == "plain" and recipe.timeout_s == 5
    assert recipe.state == HERE == recipe.cwd
    assert Subclassed().policy_text == "Read and write."


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(EnvironmentFault, match=r"pip install 'apigen-mt\[mcp\]'"):
        require_mcp("MCP servers need")


def said(*texts, error=False, structured=None):
    content = [SimpleNamespace(type="text", text=one) for one in texts]
    return SimpleNamespace(content=content, is_error=error, structured_content=structured)


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (said('{"a": 1}'), {"a": 1}),
        (said("plain words"), "plain words"),
        (said("1", "two"), [1, "two"]),
        (said("ignored", structured={"a": 2}), {"a": 2}),
        (said(), []),
    ],
)
def test_an_answer_is_told_as_json(result, value):
    assert answered(result) == value


@pytest.mark.parametrize(
    ("result", "message", "code"),
    [
        (said('{"error": "No.", "code": "closed"}', error=True), "No.", "closed"),
        (said("No.", "Not now.", error=True), "No.\nNot now.", "tool_error"),
        (said(error=True), "The tool reported an error.", "tool_error"),
    ],
)
def test_a_refusal_keeps_its_code(result, message, code):
    with pytest.raises(ToolError) as raised:
        answered(result)
    assert (raised.value.message, raised.value.code) == (message, code)
