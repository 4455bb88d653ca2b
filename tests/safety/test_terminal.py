"""Nothing in data steers a terminal: not in a text, an id, a reason, a name, or an error."""

import io
import re

import orjson
import pytest

from apigen_mt.cli import figures, overlap, progress, screen
from apigen_mt.cli.exits import closing
from apigen_mt.dataset.decontamination.compare import Contamination, Match
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.stats import measure
from apigen_mt.dataset.verify import Report
from apigen_mt.environment import load_environment
from apigen_mt.errors import DatasetError
from apigen_mt.execution.phases import Tally
from apigen_mt.execution.run import RunSummary
from apigen_mt.promises import Promise
from tests.runs import apigen
from tests.safety.runs import change, foreign, made

EVIL = (
    "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil\x1b\\\x9b31m\x08\r\x00\u202emoc\u2066\u2028"
    "[bold]x[/nothing][red]"
)
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def spoilt_row():
    row = StoredRun(made()).row(0)
    blueprint = orjson.loads(row["blueprint"])
    blueprint["instruction"] = EVIL
    blueprint["actions"][0]["tool"] = EVIL
    blueprint["outputs"] = [{"kind": "value", "text": EVIL}]
    review = {"juror": EVIL, "accepted": False, "scores": {EVIL: 0}, "findings": [{"detail": EVIL}]}
    blueprint["ruling"] = {"reviews": [review]}
    blueprint["rounds"] = [{"number": 0, "changes": [EVIL], "findings": []}]
    change = {"table": EVIL, "row": EVIL, "field": EVIL, "before": EVIL, "after": 1}
    blueprint["diff"] = [{**change, "change": kind} for kind in ("added", "removed", "set")]
    for message in row["messages"]:
        message["content"] += EVIL
        for call in message["tool_calls"]:
            call["function"]["name"] = EVIL
            call["function"]["arguments"] = orjson.dumps({EVIL: EVIL}).decode()
    return {
        **row,
        "id": EVIL,
        "environment": EVIL,
        "behaviours": [EVIL],
        "blueprint": orjson.dumps(blueprint).decode(),
    }


def spoilt_figures():
    told = measure(StoredRun(made()))
    told["environment"] = EVIL
    told["counts"]["reasons"] = {EVIL: 1}
    told["tools"]["unused"] = [EVIL]
    told["behaviour_shares"] = {EVIL: 0.5}
    told["turn_labels"] = {EVIL: 1}
    told["diversity"]["splits"] = {EVIL: 1}
    told["policy"]["rules"] = {EVIL: {"complied": 1, "refused": 1}}
    told["models"]["spent"] = {
        "calls": 1,
        "cost": 0,
        "roles": {EVIL: {"calls": 1, "prompt_tokens": 1, "completion_tokens": 1, "cost": 0}},
    }
    return told


def summary():
    manifest = StoredRun(made()).manifest
    entry = manifest.shards[0].model_copy(update={"reasons": {EVIL: 1}})
    changed = manifest.model_copy(update={"environment": EVIL, "shards": (entry,)})
    return RunSummary(made().with_name(EVIL.replace("/", "")), changed, 1)


def finish(message):
    def act():
        with pytest.raises(SystemExit), closing():
            raise DatasetError(message)

    return act


def reported():
    with progress.progress_bar(10, silent=False) as tell:
        tell(10, 1, [EVIL])


COMMANDS = {
    "show": lambda: screen.print_conversation(spoilt_row(), 0),
    "stats": lambda: figures.print_stats(spoilt_figures()),
    "verify": lambda: screen.print_report(Report(rows=1, failed={EVIL: [EVIL]}, files=[EVIL])),
    "blueprint check": lambda: screen.print_findings("x", {EVIL: [f"{EVIL}: {EVIL}"]}, False),
    "env list": lambda: screen.print_environments({EVIL: EVIL}),
    "env check": lambda: screen.print_promises(
        [Promise(name=EVIL, held=held, where=EVIL, problem=EVIL) for held in (True, False, None)]
    ),
    "decontaminate": lambda: overlap.print_contamination(
        Contamination(rows=1, offenders={EVIL: [Match("ngrams_8", EVIL, EVIL, 1.0)]}), True
    ),
    "generate": lambda: figures.print_summary(summary()),
    "rollout": lambda: figures.print_counts(EVIL, Tally(reasons={EVIL: 1}), EVIL, False),
    "progress": reported,
    "an error": finish(EVIL),
    "json": lambda: screen.print_json({EVIL: [EVIL]}),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_prints_of_data_steers_no_terminal(name, capsys):
    COMMANDS[name]()
    said = capsys.readouterr()
    shown = said.out + said.err
    assert "[red]" in shown  # the data was printed, and its markup is only text
    assert STEERS.findall(shown) == []


def test_colours_of_our_own_do_reach_a_terminal(monkeypatch):
    screened = screen.Screen(file=io.StringIO(), force_terminal=True, color_system="standard")
    screened.print(screen.Text.assemble(("good", "green"), EVIL))
    shown = screened.file.getvalue()
    assert "\x1b[32mgood\x1b[0m" in shown
    assert "\x1b[2J" not in shown


def test_json_with_odd_characters_says_the_same(capsys):
    screen.print_json({"a": EVIL})
    assert orjson.loads(capsys.readouterr().out) == {"a": EVIL}


def test_a_line_from_data_does_not_look_like_a_line_of_ours(capsys):
    screen.print_report(Report(rows=2, failed={"x\n9 of 9 rows hold.": ["y\n9 of 9 rows hold."]}))
    lines = capsys.readouterr().out.splitlines()
    assert [one for one in lines if one.startswith("9 of 9")] == []


@pytest.mark.parametrize("verb", ["verify", "show", "stats"])
def test_the_command_line_itself_prints_a_spoilt_run_safely(verb, tmp_path):
    folder = foreign(tmp_path)
    row = StoredRun(folder).row(0)
    spoilt = {**row, "id": EVIL, "n_calls": 99}
    (folder / "shard-00000.jsonl").write_bytes(orjson.dumps(spoilt) + b"\n")
    change(folder / "manifests/shard-00000.json", reasons={EVIL: 3})
    done = apigen(tmp_path, "dataset", verb, "run")
    assert "Traceback" not in done.stderr
    assert "[red]" in done.stdout
    assert STEERS.findall(done.stdout + done.stderr) == []


def test_an_environment_of_somebody_elses_is_shown_safely(capsys):
    class Evil(type(load_environment("library"))):
        name = EVIL
        policy = EVIL

    screen.print_environment(Evil())
    shown = capsys.readouterr().out
    assert "[red]" in shown
    assert STEERS.findall(shown) == []
