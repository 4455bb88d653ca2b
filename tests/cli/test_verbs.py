import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.runs import apigen


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    words = (
        "generate",
        "--env",
        "library",
        "--count",
        "12",
        "--seed",
        "3",
        "--out",
        "lib",
        "--json",
    )
    made = apigen(folder, *words)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["accepted"] == 12
    assert made.stderr == ""
    return folder


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("env", "list"), "retail"),
        (("env", "show", "library"), "tools"),
        (("env", "check", "library"), "promises"),
        (("config", "show", "--env", "library"), "sampler"),
        (("dataset", "show", "lib", "--index", "2"), "messages"),
        (("dataset", "stats", "lib"), "edges"),
        (("dataset", "verify", "lib"), "holds"),
        (("generate", "--env", "library", "--dry-run"), "shards"),
    ],
)
def test_every_verb_speaks_json_and_plain_words(stored, words, key):
    plain = apigen(stored, *words)
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip()
    assert "\x1b" not in plain.stdout
    spoken = apigen(stored, *words, "--json")
    assert spoken.returncode == 0, spoken.stderr
    assert key in json.loads(spoken.stdout)


def test_a_conversation_is_shown_with_its_gold_actions_and_the_diff(stored):
    shown = apigen(stored, "dataset", "show", "lib", "--index", "1").stdout
    for part in ("user   ", "agent  ", "> find_member(", "Gold actions", "State diff"):
        assert part in shown


def test_both_phases_run_alone(stored):
    made = apigen(stored, "blueprint", "generate", "--env", "library", "-n", "6", "-o", "b.jsonl")
    assert made.returncode == 0, made.stderr
    assert "6 blueprints accepted" in made.stdout
    assert "6 of 6 blueprints hold" in apigen(stored, "blueprint", "check", "b.jsonl").stdout
    played = apigen(stored, "rollout", "b.jsonl", "--out", "rows.jsonl", "--json")
    assert json.loads(played.stdout)["accepted"] == 6
    assert len((stored / "rows.jsonl").read_text().splitlines()) == 6


def test_a_blueprint_that_does_not_hold_fails_the_check(stored):
    apigen(stored, "blueprint", "generate", "--env", "library", "-n", "3", "-o", "c.jsonl")
    lines = (stored / "c.jsonl").read_text().splitlines()
    broken = json.loads(lines[1])
    broken["actions"] = broken["actions"][1:]
    (stored / "c.jsonl").write_text("\n".join([lines[0], json.dumps(broken), lines[2], ""]))
    checked = apigen(stored, "blueprint", "check", "c.jsonl")
    assert checked.returncode == 1
    assert "2 of 3 blueprints hold" in checked.stdout


def test_the_shown_config_is_a_config(stored):
    shown = apigen(stored, "config", "show", "--env", "library", "slip=0.25").stdout
    assert yaml.safe_load(shown)["slip"] == 0.25
    (stored / "again.yaml").write_text(shown)
    assert apigen(stored, "config", "show", "--config", "again.yaml").stdout == shown


def test_quiet_is_quiet_and_a_dry_run_writes_nothing(stored):
    words = ("generate", "--env", "library", "--count", "4", "--out")
    quiet = apigen(stored, *words, "quiet", "--quiet")
    assert (quiet.stdout, quiet.stderr) == ("", "")
    assert "Would generate 4 items" in apigen(stored, *words, "dry", "--dry-run").stdout
    assert not (stored / "dry").exists()


def test_a_run_that_keeps_nothing_fails(stored):
    words = ("generate", "--env", "library", "-n", "1", "--out", "none", "--quiet", "slip=1.0")
    assert apigen(stored, *words).returncode == 1


def module(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.py").write_text(text)


BAD = [
    (("generate", "--env", "retial"), "Unknown environment 'retial'.*Did you mean 'retail'"),
    (("env", "check", "nowhere.mod:Env"), "importing nowhere.mod failed"),
    (("env", "check", "fails:Env"), "importing fails failed with ZeroDivisionError"),
    (("env", "check", "empty:Env"), "has no such class.*no subclass of Environment"),
    (("generate", "--env", "nopolicy:Env"), "policy file .*gone.md cannot be read"),
    (("generate", "--env", "badrow:Env"), "table 'things', row 't1': field 'size'.*got 'big'"),
    (("generate", "--count", "0"), "'count' is 0"),
    (("generate", "--count", "-4"), "'count' is -4"),
    (("generate", "cuont=4"), "Did you mean 'count'"),
    (("generate", "--config", "none.yaml"), "none.yaml cannot be read"),
    (("dataset", "show", "nothing"), "holds no run"),
    (("dataset", "show", "lib", "--index", "99"), "there is no row 99"),
    (("blueprint", "check", "none.jsonl"), "none.jsonl cannot be read"),
]

ENVIRONMENT = """
from typing import Annotated
from apigen_mt import Database, Environment
from apigen_mt.environment import Ref, Row, Table, tool

class Thing(Row):
    thing_id: Annotated[str, Ref("things")]
    size: int

class Things(Database):
    things: Table[Thing]

@tool("read")
def get_thing(db: Things, thing_id: Annotated[str, Ref("things")]) -> Thing:
    \"\"\"Get a thing.\"\"\"
    return db.things[thing_id]

class Env(Environment):
    name = "things"
    database = Things
    tools = (get_thing,)
    policy = POLICY
    def rows(self):
        return {"things": [{"thing_id": "t1", "size": SIZE}]}
"""


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_gets_one_message_and_exit_code_2(stored, words, message):
    import re

    module(stored, "fails", "1 / 0")
    module(stored, "empty", "x = 1")
    module(stored, "nopolicy", ENVIRONMENT.replace("POLICY", '"gone.md"').replace("SIZE", "1"))
    module(stored, "badrow", ENVIRONMENT.replace("POLICY", '"Be kind."').replace("SIZE", '"big"'))
    out = ("--out", "bad") if words[0] == "generate" else ()
    done = apigen(stored, *words, *out)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert re.search(message, done.stderr.replace("\n", " ")), done.stderr
    assert not (stored / "bad").exists()


def test_help_is_light_and_there_for_every_verb(stored):
    script = (
        "import sys; from apigen_mt.cli import main\n"
        "sys.argv = ['apigen-mt', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'networkx', 'jsonschema', 'litellm', 'openai', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    for words in (["generate"], ["rollout"], ["env"], ["blueprint"], ["dataset"], ["config"]):
        assert apigen(stored, *words, "--help").returncode == 0


def test_text_from_data_is_shown_as_it_is(tmp_path, capsys):
    from apigen_mt.cli.screen import print_conversation

    blueprint = json.dumps({"instruction": "[red]x", "actions": [], "outputs": [], "diff": []})
    message = {"role": "user", "content": "[bold]hi[/bold] \x1b[31m", "tool_calls": []}
    row = {
        "id": "i",
        "environment": "e",
        "behaviours": [],
        "n_user_turns": 1,
        "n_calls": 0,
        "n_writes": 0,
        "blueprint": blueprint,
        "messages": [message],
    }
    print_conversation(row, 0)
    shown = capsys.readouterr().out
    assert "[bold]hi[/bold]" in shown
    assert "[red]x" in shown
    assert "\x1b" not in shown


def test_a_run_without_models_loads_no_client(tmp_path):
    script = (
        "import sys; from apigen_mt import RunConfig, generate; "
        "generate(RunConfig(env='library', count=2), sys.argv[1]); "
        "print(sorted({'aiohttp', 'openai', 'litellm', 'httpx'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "run")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
