import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import mkdtemp
from typing import Any

import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.decontamination.compare import compare, drop
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import verify_run
from apigen_mt.environment import Environment, load_environment
from apigen_mt.errors import DatasetError
from apigen_mt.storage import disk
from tests.dataset.paraphrase import paraphrase
from tests.runs import apigen, content, run

Row = dict[str, Any]
RETAIL = load_environment("retail")

pytestmark = pytest.mark.xdist_group("decontaminate")


@cache
def stored(env: str = "retail", seed: int = 7) -> StoredRun:
    folder = Path(mkdtemp())
    generate(RunConfig(env=env, count=120, seed=seed), folder)
    return StoredRun(folder)


@cache
def rows(env: str = "retail", seed: int = 7) -> tuple[Row, ...]:
    return tuple(stored(env, seed).rows())


def blueprint(row: Row) -> Row:
    return json.loads(row["blueprint"])


def turns(row: Row) -> list[str]:
    said = [one["content"] for one in row["messages"] if one["role"] == "user"]
    return [one.replace("###STOP###", "").strip() for one in said]


def calls(row: Row, name: str = "name", arguments: str = "arguments") -> list[Row]:
    return [{name: one["tool"], arguments: one["arguments"]} for one in blueprint(row)["actions"]]


def gold_and_prose(row: Row) -> Row:
    return {
        "user_id": row["id"],
        "instruction": blueprint(row)["instruction"],
        "actions": calls(row, arguments="kwargs"),
        "outputs": [],
    }


def nested(row: Row) -> Row:
    return {
        "id": row["id"],
        "description": {"purpose": "A task of a test set, with notes that no row has."},
        "user_scenario": {
            "persona": None,
            "instructions": {"domain": "shop", "task_instructions": blueprint(row)["instruction"]},
        },
        "initial_state": {"note": "nothing of this is said by anybody at any time"},
        "evaluation_criteria": {"actions": [{"action_id": "a", **one} for one in calls(row)]},
    }


def reordered_calls(row: Row) -> Row:
    return {"name": row["id"], "ground_truth": list(reversed(calls(row, "tool_name", "args")))}


def spelled_calls(row: Row) -> Row:
    spelled = [
        f"{one['name']}({', '.join(f'{k}={v!r}' for k, v in one['arguments'].items())})"
        for one in calls(row)
    ]
    return {"id": row["id"], "question": [], "ground_truth": [spelled[:2], spelled[2:]]}


def instruction(row: Row) -> Row:
    return {"id": row["id"], "prompt": f"Please play this: {blueprint(row)['instruction']}"}


def share_gpt(row: Row) -> Row:
    said = [{"from": "human", "value": one} for one in turns(row)]
    return {"conversations": [{"from": "system", "value": "You help people."}, *said]}


def open_ai(row: Row) -> Row:
    return {"messages": row["messages"], "tools": row["tools"]}


def calls_in_turns(row: Row) -> Row:
    wired = [{"type": "function", "function": one} for one in calls(row)]
    for one in wired:
        one["function"]["arguments"] = json.dumps(one["function"]["arguments"])
    return {"messages": [{"role": "assistant", "content": None, "tool_calls": wired}]}


SCHEMAS = [
    gold_and_prose,
    nested,
    reordered_calls,
    spelled_calls,
    instruction,
    share_gpt,
    open_ai,
    calls_in_turns,
    dict,
]


def lines(path: Path, tasks: Iterable[Any]) -> Path:
    path.write_text("\n".join(json.dumps(one) for one in tasks))
    return path


def listed(path: Path, tasks: Iterable[Any]) -> Path:
    path.write_text(json.dumps(list(tasks)))
    return path


def keyed(path: Path, tasks: Iterable[Any]) -> Path:
    path.write_text(json.dumps({f"task {place}": one for place, one in enumerate(tasks)}))
    return path


def held(path: Path, tasks: Iterable[Any]) -> Path:
    path.write_text(json.dumps({"version": "1.0.2", "tasks": list(tasks)}))
    return path


def recall(planted: Path, count: int, env: str = "retail") -> float:
    found = compare(stored(env), [planted])
    return sum(row["id"] in found.offenders for row in rows(env)[:count]) / count


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.__name__)
def test_planted_rows_are_found_in_every_schema(schema, tmp_path):
    assert recall(lines(tmp_path / "t.jsonl", map(schema, rows())), len(rows())) >= 0.99


@pytest.mark.parametrize("form", [listed, keyed, held], ids=lambda form: form.__name__)
def test_planted_rows_are_found_in_every_form_of_file(form, tmp_path):
    assert recall(form(tmp_path / "t.json", map(gold_and_prose, rows())), len(rows())) >= 0.99


def test_only_the_rows_that_were_planted_offend_and_the_task_is_named(tmp_path):
    planted = lines(tmp_path / "t.jsonl", map(gold_and_prose, rows()[10:20]))
    found = compare(stored(), [planted], RETAIL)
    assert set(found.offenders) == {row["id"] for row in rows()[10:20]}
    assert {one.file for matches in found.offenders.values() for one in matches} == {str(planted)}
    reasons = {one.reason for one in found.offenders[rows()[10]["id"]]}
    assert {"gold_actions", "ngrams_8", "ngrams_13", "near_duplicate"} <= reasons


both = pytest.mark.parametrize("env", ["retail", "library"])


@both
@pytest.mark.parametrize(
    "texts",
    [lambda row: [blueprint(row)["instruction"]], turns],
    ids=["instruction", "turns"],
)
def test_light_paraphrase_is_found(texts: Callable[[Row], list[str]], env, tmp_path):
    random = Random(1)
    tasks = ({"id": row["id"], "text": paraphrase(texts(row), random)} for row in rows(env))
    assert recall(lines(tmp_path / "t.jsonl", tasks), len(rows(env)), env) >= 0.95


def same_gold(world: Environment, row: Row, other: Row) -> bool:
    def gold(one: Row, writes: bool) -> list[str]:
        actions = blueprint(one)["actions"]
        found = [
            json.dumps([action["tool"], _bare(action)], sort_keys=True)
            for action in actions
            if world.tool(action["tool"]).writes or not writes
        ]
        return sorted(found)

    def _bare(action: Row) -> Row:
        tool = world.tool(action["tool"])
        return {k: v for k, v in action["arguments"].items() if not tool.prose(k)}

    mine = gold(row, True)
    return (bool(mine) and mine == gold(other, True)) or gold(row, False) == gold(other, False)


@both
@pytest.mark.parametrize("schema", [gold_and_prose, instruction, share_gpt, dict])
def test_another_seed_gives_no_alarm_beyond_equal_gold_actions(schema, env, tmp_path):
    others, world = rows(env, 8), load_environment(env)
    found = compare(stored(env), [lines(tmp_path / "t.jsonl", map(schema, others))])
    mine = {row["id"]: row for row in rows(env)}
    alarms = [
        name
        for name in found.offenders
        if not any(same_gold(world, mine[name], other) for other in others)
    ]
    assert len(alarms) <= (env == "library")  # 40 members want much the same
    assert found.tasks == len(others)


def test_dropped_rows_lie_with_the_rejects_and_the_run_verifies(tmp_path):
    run(tmp_path / "run")
    stored = StoredRun(tmp_path / "run")
    chosen = [row for place, row in enumerate(stored.rows()) if place in (1, 2, 9)]
    planted = lines(tmp_path / "t.jsonl", map(nested, chosen))
    found = compare(stored, [planted])
    assert {row["id"] for row in chosen} <= set(found.offenders)
    manifest = drop(stored, found)
    again = StoredRun(tmp_path / "run")
    assert again.manifest == manifest
    assert manifest.counts["accepted"] == 24 - len(found.offenders)
    assert manifest.counts["reasons"] == {"contaminated": len(found.offenders)}
    rejected = list(again.rejects())
    assert {one["blueprint"]["id"] for one in rejected} >= {row["task_id"] for row in chosen}
    assert all("shared with task" in one["findings"][0]["detail"] for one in rejected)
    assert verify_run(again).holds
    assert compare(again, [planted]).offenders == {}


@pytest.mark.parametrize("operation", ["replace", "remove", "link", "sync_folder"])
def test_dropping_again_after_an_interruption_comes_to_the_same_bytes(
    operation, tmp_path, monkeypatch
):
    run(tmp_path / "a")
    planted = lines(tmp_path / "t.jsonl", map(nested, StoredRun(tmp_path / "a").rows()))
    copytree(tmp_path / "a", tmp_path / "fresh")
    drop(StoredRun(tmp_path / "a"), compare(StoredRun(tmp_path / "a"), [planted]))
    real, stops = getattr(disk, operation), 0
    for place in range(40):
        copy = tmp_path / str(place)
        copytree(tmp_path / "fresh", copy)
        left = [place]

        def pulled(*words, left=left):
            if not left[0]:
                raise KeyboardInterrupt  # as if the machine had stopped here
            left[0] -= 1
            return real(*words)

        stored = StoredRun(copy)
        found = compare(stored, [planted])
        with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
            patch.setattr(disk, operation, pulled)
            drop(stored, found)
            break
        stops += 1
        drop(StoredRun(copy), compare(StoredRun(copy), [planted]))
        assert content(copy) == content(tmp_path / "a"), place
    assert stops >= 3 or operation == "link"


def test_a_continued_run_stays_clean(tmp_path):
    run(tmp_path / "run")
    stored = StoredRun(tmp_path / "run")
    planted = lines(tmp_path / "t.jsonl", [nested(stored.row(3))])
    drop(stored, compare(stored, [planted]))
    before = content(tmp_path / "run")
    run(tmp_path / "run")
    assert content(tmp_path / "run") == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("t.json", "hello", r"t\.json, line 1: not JSON .*As one value it is no JSON either"),
        ("t.jsonl", '{"a": 1}\n{"a"', r"t\.jsonl, line 2: not JSON"),
        ("t.json", "{}", r"has no tasks: neither a text of three words nor a tool call"),
        ("t.jsonl", "", r"has no tasks"),
        ("t.json", '["\ud800"]', r"not JSON"),
    ],
)
def test_a_file_that_holds_no_tasks_is_named(name, text, message, tmp_path):
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(DatasetError, match=message):
        compare(stored(), [tmp_path / name], RETAIL)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"none\.json cannot be read: No such file"):
        compare(stored(), [tmp_path / "none.json"], RETAIL)


def test_the_verb_fails_on_offenders_and_passes_once_they_are_dropped(tmp_path):
    run(tmp_path / "run")
    row = StoredRun(tmp_path / "run").row(0)
    lines(tmp_path / "t.jsonl", [nested(row)])
    lines(tmp_path / "u.jsonl", ["something else that nobody asked"])
    words = ("dataset", "decontaminate", "run", "--against", "u.jsonl")
    clean = apigen(tmp_path, *words)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "0 of 24 rows share too much with 1 tasks" in clean.stdout
    told = apigen(tmp_path, *words, "t.jsonl", "--json")
    assert told.returncode == 1
    assert row["id"] in json.loads(told.stdout)["offenders"]
    shown = apigen(tmp_path, *words, "t.jsonl")
    assert shown.returncode == 1
    assert "gold_actions" in shown.stdout
    assert "Leave them out with --drop" in shown.stdout
    dropped = apigen(tmp_path, *words, "t.jsonl", "--drop")
    assert dropped.returncode == 0
    assert "Left out: " in dropped.stdout
    assert apigen(tmp_path, *words, "t.jsonl").returncode == 0
    assert apigen(tmp_path, "dataset", "verify", "run").returncode == 0
    wrong = apigen(tmp_path, *words, "none.json")
    assert wrong.returncode == 2
    assert "none.json cannot be read" in wrong.stderr
