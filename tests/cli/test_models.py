import json
import signal
import subprocess

import pytest
import yaml

from tests.endpoint import rehearsing, settings
from tests.runs import apigen, command


def write(folder, url, **flags):
    config = settings(url, **flags).model_dump(mode="json")
    (folder / "run.yaml").write_text(yaml.safe_dump(config))


def test_a_run_is_foretold_made_measured_and_shown(tmp_path):
    with rehearsing() as (url, _):
        write(tmp_path, url, count=4)
        told = apigen(tmp_path, "generate", "--config", "run.yaml", "--dry-run")
        assert told.returncode == 0, told.stderr
        assert "agent" in told.stdout
        assert "cost" in told.stdout
        assert not (tmp_path / "runs").exists()
        done = apigen(tmp_path, "generate", "--config", "run.yaml", "--out", "run")
        assert done.returncode == 0, done.stderr
    assert "calls as agent" in done.stdout
    measured = apigen(tmp_path, "dataset", "stats", "run", "--json")
    figures = json.loads(measured.stdout)
    assert figures["models"]["spent"]["calls"] == figures["models"]["forecast"]["calls"]
    assert 0 < figures["phase_1"]["with_feedback"] <= 1
    assert set(figures["jury"]["seats"]) == {"strict", "plain", "curious"}
    assert "kappa" in apigen(tmp_path, "dataset", "stats", "run").stdout
    assert "reviews" in apigen(tmp_path, "dataset", "show", "run").stdout.lower()
    assert apigen(tmp_path, "dataset", "verify", "run").returncode == 0


def test_a_budget_that_is_spent_is_no_success_and_no_mistake(tmp_path):
    with rehearsing() as (url, _):
        write(tmp_path, url)
        stopped = apigen(
            tmp_path, "generate", "-c", "run.yaml", "--out", "run", "--max-calls", "7", "-q"
        )
        assert stopped.returncode == 1
        assert "--max-calls continues" in stopped.stderr
        assert "Traceback" not in stopped.stderr
        done = apigen(tmp_path, "generate", "-c", "run.yaml", "--out", "run", "-q")
        assert done.returncode == 0, done.stderr


def test_an_endpoint_that_is_not_there_is_said_in_one_line(tmp_path):
    write(tmp_path, "http://127.0.0.1:9/v1")
    failed = apigen(tmp_path, "generate", "-c", "run.yaml", "--out", "run", "-q")
    assert failed.returncode == 2
    assert failed.stderr.startswith("apigen-mt: Nobody answers at http://127.0.0.1:9/v1")
    assert len(failed.stderr.splitlines()) == 1


def test_blueprints_and_rollouts_with_models_pay_for_nothing_twice(tmp_path):
    with rehearsing() as (url, rehearsal):
        write(tmp_path, url, count=4)
        for _ in range(2):
            made = apigen(tmp_path, "blueprint", "generate", "-c", "run.yaml", "-o", "b.jsonl")
            assert made.returncode == 0, made.stderr
            played = apigen(tmp_path, "rollout", "b.jsonl", "-c", "run.yaml", "-o", "rows.jsonl")
            assert played.returncode == 0, played.stderr
        assert rehearsal.bill.summary()["paid_twice"] == 0
    assert (tmp_path / "rows.responses").is_dir()


def test_the_ablation_prints_both_rates_and_pays_for_first_drafts_once(tmp_path):
    with rehearsing() as (url, rehearsal):
        write(tmp_path, url, count=12)
        found = apigen(tmp_path, "blueprint", "ablation", "-c", "run.yaml", "--json")
        assert found.returncode == 0, found.stderr
        assert rehearsal.bill.summary()["paid_twice"] == 0
        rates = json.loads(found.stdout)["rates"]
        assert rates["with"] > rates["without"]
        plain = apigen(tmp_path, "blueprint", "ablation", "-c", "run.yaml")
    assert "without feedback" in plain.stdout
    assert "with, at most 3 revisions" in plain.stdout


def test_the_endpoint_says_where_it_is_and_stops_at_ctrl_c():
    with subprocess.Popen(
        command("rehearse", "--port", "0"), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 75)
    assert line.startswith("Rehearsing at http://127.0.0.1:")


@pytest.mark.parametrize("flag", ["--max-cost", "--max-calls"])
def test_negative_budgets_are_refused(tmp_path, flag):
    refused = apigen(tmp_path, "generate", flag, "-1")
    assert refused.returncode == 2
