import json
import sys

import pytest

from tests.environment.mcp.servers import HERE
from tests.runs import apigen

pytest.importorskip("mcp")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "x").write_text("first")
    command = [sys.executable, str(HERE / "plain_server.py"), "{state}"]
    settings = {"command": command, "state": "kept", "policy": "Read the files with care."}
    (tmp_path / "plain.yaml").write_text(json.dumps(settings))
    return tmp_path


def test_a_server_is_shown_like_any_environment(folder):
    shown = apigen(folder, "env", "show", "mcp:plain.yaml", "--json")
    assert shown.returncode == 0 and shown.stderr == ""
    told = json.loads(shown.stdout)
    assert told["name"] == "plain" and told["tables"] == {"files": 1}
    assert [one["effect"] for one in told["tools"] if one["name"] in ("put", "get")] == [
        "write",
        "read",
    ]


def test_a_check_says_what_it_skips(folder):
    checked = apigen(folder, "env", "check", "mcp:plain.yaml")
    assert "skipped people are known: no people are given" in checked.stdout
    assert "Traceback" not in checked.stderr


def test_a_wrong_file_ends_with_one_line(folder):
    (folder / "plain.yaml").write_text("command: [no-such-program]")
    shown = apigen(folder, "env", "show", "mcp:plain.yaml")
    assert shown.returncode == 2
    assert shown.stderr.count("\n") == 1 and "'no-such-program' cannot be started" in shown.stderr


def test_a_procedural_run_does_not_try_out_a_foreign_server(folder):
    made = apigen(folder, "generate", "--env", "mcp:plain.yaml", "--count", "1", "--out", "runs")
    assert made.returncode == 2
    assert "Let a model write blueprints (roles.author)" in made.stderr


def test_the_state_is_for_one_connection(folder):
    refused = apigen(folder, "env", "serve", "library", "--http", "0", "--state", "s.json")
    assert refused.returncode == 2 and "Leave out --http" in refused.stderr
