"""Folders and files of strangers end in one clear message: no traceback, no hang, no odd path."""

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard

from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import problems_of
from apigen_mt.environment import load_environment
from apigen_mt.errors import DatasetError
from apigen_mt.storage.compression import LONGEST
from apigen_mt.storage.journal import frame
from apigen_mt.storage.lines import parse, read_lines
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.seal import complete
from apigen_mt.storage.shard import ShardEntry
from apigen_mt.untrusted.jsontext import DEEPEST, read_json
from tests.runs import apigen
from tests.safety.runs import change, foreign, made

SHARD = "shard-00000.jsonl"


def nested(depth: int) -> bytes:
    return b'{"a":' + b"[" * depth + b"]" * depth + b"}"


LINES = {
    "nested a little too deeply": nested(DEEPEST + 1),
    "nested as deeply as a parser takes": nested(900),
    "nested beyond any parser": nested(100_000),
    "an endless number": b'{"a":1' + b"0" * 400 + b"}",
    "an infinite number": b'{"a":1e999}',
    "no number": b'{"a":NaN}',
    "a lone surrogate": rb'{"a":"\ud800"}',
    "no UTF-8": b'{"a":"\xff"}',
    "a NUL": b'{"a":"\x00"}',
    "no object": b"[1]",
    "nothing": b"",
    "half an object": b'{"a":',
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_is_no_object_to_work_with_is_one_error_with_its_number(name, tmp_path):
    (tmp_path / SHARD).write_bytes(b'{"a":1}\n' + LINES[name] + b"\n")
    with pytest.raises(DatasetError, match=r"line 2: not "):
        list(read_lines(tmp_path / SHARD))


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("verify", "nested as deeply as a parser takes"),
        ("show", "nested a little too deeply"),
        ("show", "an endless number"),
        ("stats", "a lone surrogate"),
    ],
)
def test_commands_end_with_one_message_on_such_a_line(verb, name, tmp_path):
    folder = foreign(tmp_path)
    (folder / SHARD).write_bytes(LINES[name] + b"\n")
    words = ("--json",) if verb == "show" else ()
    done = apigen(tmp_path, "dataset", verb, "run", *words)
    assert done.returncode == 2, done.stdout
    assert done.stderr.startswith("apigen-mt: ")
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stderr) < 400


def test_what_is_read_can_be_written_again():
    deepest = nested(DEEPEST - 1)
    assert orjson.dumps(read_json(deepest)) == deepest
    with pytest.raises(ValueError, match="deep"):
        read_json(nested(DEEPEST))


def test_a_line_without_end_is_given_up(tmp_path):
    (tmp_path / SHARD).write_bytes(b'{"a":"' + b"x" * LONGEST + b'"}\n')
    with pytest.raises(DatasetError, match="a line is longer than 64 MiB"):
        list(read_lines(tmp_path / SHARD))


def test_a_small_file_that_unpacks_to_a_huge_line_is_given_up(tmp_path):
    packed = zstandard.ZstdCompressor().compress(b" " * (LONGEST + 2))
    assert len(packed) < 20_000
    (tmp_path / f"{SHARD}.zst").write_bytes(packed)
    with pytest.raises(DatasetError, match="a line is longer than 64 MiB"):
        list(read_lines(tmp_path / f"{SHARD}.zst"))


ROW = {
    "keys are missing": {},
    "the wrong types": {"messages": 5, "blueprint": [], "n_turns": "x"},
}


@pytest.mark.parametrize("name", ROW)
def test_a_row_that_is_none_is_told_by_every_command(name, tmp_path):
    folder = foreign(tmp_path)
    row = StoredRun(folder).row(0)
    spoilt = {**row, **ROW[name]} if ROW[name] else {"id": row["id"]}
    (folder / SHARD).write_bytes(orjson.dumps(spoilt) + b"\n")
    for verb, code in (("verify", 1), ("show", 2), ("stats", 2)):
        done = apigen(tmp_path, "dataset", verb, "run")
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        assert (verb == "stats") != ("key '" in done.stdout + done.stderr)


GONE = object()
VALUES = (None, -1, 1e308, 10**18, True, "", "\x00", "../../x", "x" * 9999, [], {}, [[]], GONE)
TEXTS = ("blueprint", "verification", "metadata", "user_actions", "tools")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key in value if isinstance(value, dict) else range(len(value)):
        inner = value[key]
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))
        else:
            yield (*path, key)


def spoil(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a row with one value anywhere in it, also in its JSON texts, taken out or replaced."""
    spoilt = copy.deepcopy(row)
    for key in TEXTS:
        spoilt[key] = orjson.loads(spoilt[key])
    *way, last = chance.choice(list(places(spoilt)))
    inner: Any = spoilt
    for key in way:
        inner = inner[key]
    value = chance.choice(VALUES)
    if value is GONE:
        del inner[last]
    else:
        inner[last] = copy.deepcopy(value)
    return {key: orjson.dumps(one).decode() if key in TEXTS else one for key, one in spoilt.items()}


@pytest.mark.parametrize("seed", range(4))
def test_any_value_anywhere_in_a_row_is_a_problem_and_never_a_crash(seed):
    chance, library = random.Random(seed), load_environment("library")
    rows = list(StoredRun(made()).rows())
    told = 0
    for _ in range(100):
        told += bool(problems_of(spoil(chance.choice(rows), chance), library))
    assert told > 50


PLANS: dict[str, dict[str, Any]] = {
    "as many shards as stars": {"config__count": 10**15, "config__output__shard_size": 1},
    "no items": {"config__count": 0},
    "items that are no number": {"config__count": "8"},
    "shards of nothing": {"config__output__shard_size": 0},
    "no output": {"config__output": None},
    "no environment": {"config__env": ["library"]},
    "a list for a config": {"config": []},
    "more than there are": {"config__count": 10**30},
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_that_no_run_has_neither_hangs_nor_crashes(name, tmp_path):
    folder = foreign(tmp_path)
    change(folder / "plan.json", **PLANS[name])
    if name == "as many shards as stars":  # looked for are the shards that are there
        assert len(StoredRun(folder).manifest.shards) == 1
        return
    with pytest.raises(DatasetError, match=r"plan\.json cannot be read"):
        StoredRun(folder)


PATHS = ["../secret.jsonl", "/etc/passwd", "shard-00000.jsonl/../../x", "shard-00000.jsonl\n", ""]


@pytest.mark.parametrize("name", [*PATHS, "a\x00b", "x" * 10_000, f"shard-{chr(0x966) * 5}.jsonl"])
def test_an_entry_leads_to_no_file_but_its_shards(name, tmp_path):
    folder = foreign(tmp_path)
    (tmp_path / "secret.jsonl").write_text("{}\n")
    change(folder / "manifests/shard-00000.json", name=name)
    with pytest.raises(DatasetError, match=r"shard-00000\.json cannot be read"):
        Manifest.read(folder)


@pytest.mark.parametrize("mark", ["../../secret", "shard-00000.r-../../x", "shard-00000.a001-zz"])
def test_a_decision_moves_no_file_but_its_parts(mark, tmp_path):
    folder = foreign(tmp_path)
    secret = tmp_path / ".secret.part"
    secret.write_text("mine")
    entry = orjson.loads((folder / "manifests/shard-00000.json").read_bytes())
    decision = {"mark": mark, "entry": entry, "revision": True}
    (folder / "manifests/shard-00000.sealing").write_bytes(orjson.dumps(decision))
    with pytest.raises(DatasetError, match="sealing cannot be read"):
        complete(folder, 0)
    assert secret.read_text() == "mine"


RECORDS: dict[str, Callable[[], bytes]] = {
    "no item": lambda: frame({"key": 1}),
    "a list": lambda: frame([1]),
    "rows that are no texts": lambda: frame({"item": 0, "rows": [1], "rejects": [], "reasons": []}),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_journal_that_is_none_is_one_error(name, tmp_path):
    folder = foreign(tmp_path)
    (folder / "manifests/shard-00000.json").unlink()
    (folder / "journal").mkdir()
    path = folder / "journal/shard-00000.a001-00000000.journal"
    path.write_bytes(RECORDS[name]() * 2)
    with pytest.raises(DatasetError, match="not the record of an item"):
        StoredRun(folder)


def test_names_of_ours_fit_the_pattern_they_are_held_to():
    entry = orjson.loads((Path(made()) / "manifests/shard-00000.json").read_bytes())
    for name in ("shard-00000.jsonl", "shard-00012.jsonl.zst", "shard-1234567.jsonl"):
        assert ShardEntry.model_validate({**entry, "name": name}).name == name
    assert parse(b'{"a": 1}', "here") == {"a": 1}
