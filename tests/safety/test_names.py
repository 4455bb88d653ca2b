"""Keys of rows, names of tools and ids of calls never become paths."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from apigen_mt import RunConfig, generate
from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.verify import verify_run
from apigen_mt.environment import load_environment
from apigen_mt.rehearsal.answer import answer
from apigen_mt.rehearsal.reading import read
from tests.endpoint import rehearsing, settings

OURS = re.compile(
    r"(\.lock|plan\.json|manifest\.json|events\.jsonl"
    r"|(rejects/)?shard-[0-9]{5}\.jsonl|manifests/shard-[0-9]{5}\.json"
    r"|responses/shard-[0-9]{5}\.a[0-9]{3}-[0-9a-f]{8}\.journal)"
)
HOSTILE = [
    "../../../outside",
    "/tmp/outside",
    "a/../../outside",
    "..\\..\\outside",
    "nul\x00outside",
    "outside" * 1500,
    "\u202eedistuo\ufeff",
    "ｏｕｔｓｉｄｅ／．．",  # noqa: RUF001
    "~/outside",
    "$(touch outside)",
    "C:outside",
    "shard-00000.jsonl",
]
_Library: Any = type(load_environment("library"))


class Odd(_Library):
    """The library, its books and their keys named by somebody who means harm."""

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        tables = super().rows()
        renamed: dict[str, str] = {}
        for table, rows in tables.items():
            key = table.rstrip("s") + "_id"
            for place, row in enumerate(rows):
                if key in row:
                    renamed[row[key]] = f"{HOSTILE[place % len(HOSTILE)]}-{place}"
        return {
            table: [
                {
                    name: renamed.get(value, value) if isinstance(value, str) else value
                    for name, value in row.items()
                }
                for row in rows
            ]
            for table, rows in tables.items()
        }


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_keys_of_rows_reach_no_path(tmp_path):
    ref = f"{__name__}:Odd"
    summary = generate(RunConfig(env=ref, count=30, seed=1), tmp_path / "deep/er/run")
    run = StoredRun(summary.folder, ref)
    text = b"".join(path.read_bytes() for path in summary.folder.glob("**/*.jsonl"))
    assert b"../../../outside" in text  # such rows did take part
    assert summary.accepted
    assert verify_run(run).holds
    assert files(tmp_path) == {f"deep/er/run/{one}" for one in files(summary.folder)}
    assert [one for one in files(summary.folder) if not OURS.fullmatch(one)] == []


@pytest.mark.parametrize("place", ["name", "arguments", "id"])
def test_calls_of_a_model_reach_no_path(place, tmp_path, monkeypatch):
    def spoil(answer: dict[str, Any], word: str) -> None:
        for call in answer["choices"][0]["message"].get("tool_calls") or ():
            if place == "name":
                call["function"]["name"] = word
            elif place == "id":
                call["id"] = word
            else:
                call["function"]["arguments"] = orjson.dumps({"card_number": word}).decode()

    words = iter(HOSTILE * 100)

    def answered(asked: dict[str, Any]) -> dict[str, Any]:
        found = answer(asked)
        if read(asked).role == "agent":
            spoil(found, next(words))
        return found

    monkeypatch.setattr("apigen_mt.rehearsal.server.answer", answered)
    with rehearsing() as (url, _):
        summary = generate(settings(url), tmp_path / "deep/er/run")
    text = b"".join(path.read_bytes() for path in summary.folder.glob("**/*.journal"))
    assert b"../../../outside" in text
    assert files(tmp_path) == {f"deep/er/run/{one}" for one in files(summary.folder)}
    assert [one for one in files(summary.folder) if not OURS.fullmatch(one)] == []
