import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import orjson
import pytest
import yaml

from apigen_mt.errors import BudgetSpent, ConfigError, ModelError, Stopped
from apigen_mt.execution.run import generate
from apigen_mt.rehearsal import faults
from apigen_mt.rehearsal.reading import read
from apigen_mt.storage.lines import read_lines
from apigen_mt.storage.progress import progress_of
from tests.endpoint import rehearsing, settings

KEY = "canary-key-5b1d7c0e9f8a7b6c"


def rows(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("**/shard-*.jsonl"))]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean") / "run"
    with rehearsing() as (url, rehearsal):
        summary = generate(settings(url), folder)
    assert summary.accepted
    return folder, rehearsal.bill.summary()


def test_every_role_is_asked_and_rows_say_who_played_and_what_it_took(clean):
    folder, bill = clean
    assert set(bill["roles"]) == {"author", "juror", "caller", "agent"} | (
        {"feedback"} if "feedback" in bill["roles"] else set()
    )
    for row in read_lines(folder / "shard-00000.jsonl"):
        metadata = orjson.loads(row["metadata"])
        assert (metadata["author"], metadata["user"], metadata["agent"]) == ("default",) * 3
        assert metadata["usage"]["prompt_tokens"] > 1000
        reviews = orjson.loads(row["blueprint"])["ruling"]["reviews"]
        assert [one["juror"] for one in reviews] == ["strict", "plain", "curious"]


def test_the_manifest_has_forecast_spending_and_prompts(clean):
    folder, bill = clean
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    assert manifest["spent"]["calls"] == bill["answered"]
    assert manifest["spent"]["attempts"] == bill["requests"]
    assert manifest["spent"]["prompt_tokens"] == bill["prompt_tokens"]
    assert manifest["forecast"]["calls"] == bill["answered"]  # all items are in its sample
    assert set(manifest["prompts"]) >= {"author", "juror", "user", "agent"}


class Failing:
    """Fails the first, a middle and the last call of one role, each once."""

    def __init__(self, role, fault, places):
        self.role, self.fault, self.places = role, fault, places
        self.seen, self.failed = [], set()

    def __call__(self, number, asked):
        if read(asked).role != self.role:
            return None
        mark = orjson.dumps(asked)
        if mark not in self.seen:
            self.seen.append(mark)
        place = self.seen.index(mark)
        if place in self.places and place not in self.failed:
            self.failed.add(place)
            return self.fault
        return None


QUICK = [name for name in faults.TRANSIENT if name not in ("silence", "429_date")]


@pytest.mark.parametrize("fault", QUICK)
def test_a_passing_fault_at_any_call_of_any_role_changes_no_byte(fault, clean, tmp_path):
    folder, bill = clean
    for role in ("author", "juror", "caller", "agent"):
        count = bill["roles"][role]
        chooser = Failing(role, fault, {0, count // 2, count - 1})
        with rehearsing(chooser=chooser) as (url, rehearsal):
            generate(settings(url), tmp_path / role)
        assert rows(tmp_path / role) == rows(folder), role
        assert len(chooser.failed) >= min(3, count) - 1
        assert rehearsal.bill.retry_after_violations == 0
        assert rehearsal.bill.summary()["paid_twice"] == 0


def test_silence_ends_at_the_deadline(clean, tmp_path):
    folder, _ = clean
    with rehearsing(chooser=Failing("agent", "silence", {1})) as (url, _):
        generate(settings(url, model={"timeout_s": 0.5}), tmp_path / "run")
    assert rows(tmp_path / "run") == rows(folder)


@pytest.mark.parametrize("fault", ["slow", "huge"])
def test_a_body_without_end_is_given_up_and_asked_for_again(fault, clean, tmp_path):
    folder, _ = clean
    with rehearsing(chooser=Failing("agent", fault, {1})) as (url, rehearsal):
        generate(settings(url, model={"timeout_s": 0.5}), tmp_path / "run")
    assert rows(tmp_path / "run") == rows(folder)
    assert rehearsal.bill.faults[fault] == 1


def test_a_fifth_of_all_calls_failing_changes_no_byte(clean, tmp_path):
    folder, _ = clean
    with rehearsing(fault_rate=0.2, seed=5, chooser=None) as (url, rehearsal):
        generate(settings(url, model={"timeout_s": 1, "attempts": 9}), tmp_path / "run")
    bill = rehearsal.bill.summary()
    assert rows(tmp_path / "run") == rows(folder)
    assert sum(bill["faults"].values()) >= 5
    assert bill["most_attempts"] <= 9
    assert bill["paid_twice"] == 0
    assert bill["retry_after_violations"] == 0


@pytest.mark.parametrize("role", ["author", "caller", "agent", "juror"])
def test_a_fault_that_never_ends_rejects_items_with_a_reason(role, tmp_path):
    with rehearsing(chooser=lambda n, asked: "500" if read(asked).role == role else None) as (
        url,
        rehearsal,
    ):
        config = settings(url, model={"attempts": 3})
        summary = generate(config, tmp_path / "run")
    assert summary.accepted == 0
    reasons = summary.manifest.counts["reasons"]
    assert reasons["no_answer"] >= 1
    assert sum(reasons.values()) >= 2
    assert rehearsal.bill.summary()["most_attempts"] == 3


SPOILT = {
    "length_calls": "cut_off",
    "silent_length": "cut_off",
    "content_filter": "refused",
    "empty": "refused",
    "bad_arguments": "malformed_reply",
    "array_arguments": "malformed_reply",
}


@pytest.mark.parametrize("fault", SPOILT)
def test_an_answer_that_must_not_be_used_is_not(fault, tmp_path):
    """A call that was cut off is never made, even when it can be parsed."""

    def chooser(number, asked):
        calling = any(one.get("role") == "tool" for one in asked["messages"])
        return fault if read(asked).role == "agent" and calling else None

    with rehearsing(chooser=chooser) as (url, _):
        generate(settings(url), tmp_path / "run")
    rejects = list(read_lines(tmp_path / "run/rejects/shard-00000.jsonl"))
    assert SPOILT[fault] in {reason for one in rejects for reason in one["reasons"]}
    for one in rejects:
        calls = [call for message in one["messages"] for call in message["tool_calls"]]
        answers = [message for message in one["messages"] if message["role"] == "tool"]
        assert len(calls) == len(answers)


@pytest.mark.parametrize("fault", ["no_usage", "same_ids", "wrong_tool"])
def test_an_answer_with_a_small_flaw_is_used_in_good_order(fault, tmp_path):
    with rehearsing(chooser=Failing("agent", fault, {2, 3, 4})) as (url, _):
        generate(settings(url), tmp_path / "run")
    for path in (tmp_path / "run").glob("**/shard-*.jsonl"):
        for row in read_lines(path):
            ids = [call["id"] for message in row["messages"] for call in message["tool_calls"]]
            assert len(set(ids)) == len(ids)
            assert "" not in ids


@pytest.mark.parametrize("fault", faults.FATAL)
def test_what_no_attempt_mends_stops_the_run_or_its_item(fault, tmp_path):
    with rehearsing(chooser=lambda n, asked: fault if n > 8 else None) as (url, rehearsal):
        config = settings(url)
        if fault == "400_context":
            assert generate(config, tmp_path / "run").accepted < 2
            return
        with pytest.raises(ModelError):
            generate(config, tmp_path / "run")
    assert rehearsal.bill.requests <= 8 + 6  # three seats of two items may be under way


@pytest.mark.parametrize("fault", [None, "401", "echo_key", "echo_key_401", "echo_key_500"])
def test_a_key_is_in_no_file_and_in_no_message(fault, tmp_path, monkeypatch, caplog, capsys):
    monkeypatch.setenv("REHEARSAL_KEY", KEY)
    caplog.set_level(0)
    with rehearsing(chooser=lambda n, asked: fault if n > 5 else None) as (url, _):
        config = settings(url, model={"api_key_env": "REHEARSAL_KEY", "attempts": 2})
        try:
            generate(config, tmp_path / "run")
        except ModelError as error:
            assert KEY not in str(error)
            assert KEY not in repr(error.__cause__) + repr(error.__context__)
    held = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".journal" for path in held)
    for path in held:
        assert KEY.encode() not in path.read_bytes(), path
    said = capsys.readouterr()
    assert KEY not in caplog.text + said.out + said.err


def test_the_run_stops_at_its_calls_and_continues_with_more(clean, tmp_path):
    """What is in flight when a run stops comes back and is kept: nothing is asked twice."""
    folder, bill = clean
    with rehearsing() as (url, rehearsal):
        for calls in (10, 25):
            with pytest.raises(BudgetSpent):
                generate(settings(url, **{"limits.max_calls": calls}), tmp_path / "run")
            assert rehearsal.bill.requests == calls
        generate(settings(url, **{"limits.max_calls": 1000}), tmp_path / "run")
    assert rows(tmp_path / "run") == rows(folder)
    assert rehearsal.bill.summary()["answered"] == bill["answered"]
    manifest = orjson.loads((tmp_path / "run/manifest.json").read_bytes())
    assert manifest["spent"]["calls"] == bill["answered"]


def test_what_is_asked_side_by_side_comes_back_when_the_budget_ends_at_one_of_it(tmp_path):
    """Two seats are being answered when the third may not be asked any more."""
    with rehearsing(latency_ms=100) as (url, rehearsal):
        with pytest.raises(BudgetSpent):
            generate(settings(url, count=1, **{"limits.max_calls": 3}), tmp_path / "run")
        assert rehearsal.bill.answered == rehearsal.bill.requests == 3
    (told,) = progress_of(tmp_path / "run").values()
    assert sum(one.calls for one in told.spent.values()) == 3


@pytest.mark.parametrize("end", ["signal", "budget"])
def test_an_endpoint_that_hangs_does_not_hold_up_the_end(end, tmp_path):
    """Had the run waited for a deadline, that would be among the faults."""

    def chooser(number, asked):
        if end == "signal" and number == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return "silence" if number > 1 else None

    limits = {"limits.grace_s": 0.1, "limits.max_calls": 3 if end == "budget" else None}
    with rehearsing(chooser=chooser) as (url, _), pytest.raises((Stopped, BudgetSpent)):
        generate(settings(url, model={"timeout_s": 5}, count=1, **limits), tmp_path / "run")
    (told,) = progress_of(tmp_path / "run").values()
    assert told.faults == {}


def test_the_run_stops_at_its_dollars(tmp_path):
    with rehearsing() as (url, rehearsal), pytest.raises(BudgetSpent):
        generate(settings(url, **{"limits.max_cost": 0.02}), tmp_path / "run")
    assert rehearsal.bill.prompt_tokens / 1e6 + rehearsal.bill.completion_tokens * 2 / 1e6 >= 0.02


def test_dollars_need_a_price(tmp_path):
    config = settings("http://127.0.0.1:9/v1", model={"price": None}, **{"limits.max_cost": 1})
    with pytest.raises(ConfigError, match=r"models\.default\.price"):
        generate(config, tmp_path / "run")


RUN = """
import sys
from pathlib import Path
from apigen_mt.config import RunConfig
from apigen_mt.execution.run import generate
generate(RunConfig.read(Path(sys.argv[1])), sys.argv[2])
"""


def test_a_killed_run_repeats_no_answered_call_and_gives_the_same_bytes(clean, tmp_path):
    folder, bill = clean
    in_flight = 3
    with rehearsing(latency_ms=2) as (url, rehearsal):
        config = settings(url, model={"max_in_flight": in_flight})
        file = tmp_path / "run.yaml"
        file.write_text(yaml.safe_dump(config.model_dump(mode="json")))
        kills = 0
        for wanted in (5, 15, 30):
            process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(file), str(tmp_path / "run")]
            )
            while rehearsal.bill.answered < wanted and process.poll() is None:
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        generate(config, tmp_path / "run")
    summary = rehearsal.bill.summary()
    assert rows(tmp_path / "run") == rows(folder)
    assert summary["calls"] == bill["calls"]
    assert summary["paid_twice"] <= kills * in_flight
    assert summary["requests"] <= bill["requests"] + kills * in_flight


MIXES = {
    "planner, worded": {"wording": "default"},
    "model user, scripted agent": {"user": "default"},
    "scripted user, model agent": {"agent": "default"},
    "model author, scripted rest": {"author": "default"},
    "best of three with a critic": {"user": "default", "critic": "default"},
    "best of three by rules": {"user": "default"},
}


@pytest.mark.parametrize("name", MIXES)
def test_roles_are_mixed_freely(name, tmp_path):
    interplay = {"attempts": 1, "best_of": 3 if "best" in name else None}
    with rehearsing() as (url, rehearsal):
        config = settings(
            url,
            roles=MIXES[name],
            count=4,
            interplay=interplay,
            **{"review.seats": ["coverage", "discretion", "consistency"]},
        )
        summary = generate(config, tmp_path / "run")
    assert summary.accepted >= 1
    played = {"wording": "wording", "user": "caller", "agent": "agent", "author": "author"}
    wanted = {played[role] for role in MIXES[name] if role in played}
    assert wanted <= set(rehearsal.bill.roles)


def test_prompts_of_ones_own_are_used_and_another_prompt_is_another_run(tmp_path):
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    places = "\n\n".join(f"{{{{{one}}}}}" for one in ("instruction", "persona", "wishes", "manner"))
    text = f"# Caller\n\nYou write in Scots.\n\n{places}\n"
    (prompts / "user.md").write_text(text)
    seen = Counter()

    def chooser(number, asked):
        seen["Scots" in str(asked["messages"][0]["content"])] += read(asked).role == "caller"

    with rehearsing(chooser=chooser) as (url, _):
        config = settings(url, prompts=prompts)
        generate(config, tmp_path / "run")
        assert seen[True] > 0
        assert seen[False] == 0
        (prompts / "user.md").write_text(text.replace("Scots", "verse"))
        with pytest.raises(Exception, match="the prompt 'user' is another one now"):
            generate(config, tmp_path / "run")


def test_responses_are_replayed_without_any_endpoint(clean, tmp_path):
    folder, _ = clean
    model = {"provider": "replay", "responses": str(folder / "responses")}
    summary = generate(settings("http://127.0.0.1:9/v1", model=model), tmp_path / "run")
    assert summary.accepted
    first, second = (
        [orjson.loads(line)["messages"] for line in content.splitlines()]
        for content in (rows(folder)[-1], rows(tmp_path / "run")[-1])
    )
    assert first == second


def test_responses_may_go_with_their_shard_and_what_was_spent_stays_known(clean, tmp_path):
    folder, bill = clean
    with rehearsing() as (url, rehearsal):
        config = settings(url, **{"output.responses": "drop"})
        summary = generate(config, tmp_path / "run")
        assert generate(config, tmp_path / "run").manifest == summary.manifest
        assert rehearsal.bill.answered == bill["answered"]
    assert rows(tmp_path / "run") == rows(folder)
    assert not (tmp_path / "run" / "responses").exists()
    assert sum(one.calls for one in summary.manifest.usage.values()) == bill["answered"]


def test_a_missing_key_is_said_before_anything_is_asked(tmp_path):
    os.environ.pop("NO_SUCH_KEY", None)
    config = settings("http://127.0.0.1:9/v1", model={"api_key_env": "NO_SUCH_KEY"})
    with pytest.raises(ModelError, match="NO_SUCH_KEY is not set"):
        generate(config, tmp_path / "run")
