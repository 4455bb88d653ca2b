"""Traces and metrics of a run, with the in-memory exporters of OpenTelemetry itself."""

import gzip
import os
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from apigen_mt.errors import BudgetSpent, ConfigError
from apigen_mt.execution import switch
from apigen_mt.execution.otel import Otel
from apigen_mt.execution.run import generate
from apigen_mt.storage.lines import read_lines
from tests.endpoint import rehearsing, settings
from tests.runs import command, config, content

KEY = "canary-key-0f4e8a91c7d2b6e3"


@pytest.fixture
def heard(monkeypatch):
    """Switch telemetry on for this process; give what tells spans and metrics."""
    spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
    monkeypatch.setenv(switch.SWITCH, "http://127.0.0.1:9")
    monkeypatch.delenv("TRACEPARENT", raising=False)
    made = Otel(SimpleSpanProcessor(spans), metrics)
    monkeypatch.setitem(switch._heard, os.getpid(), made)
    yield spans, metrics
    metrics.shutdown()


def named(spans, name):
    return [one for one in spans.get_finished_spans() if one.name.split()[0] == name]


def points(metrics):
    """Return the sum of each metric by its attributes."""
    found = {}
    data = metrics.get_metrics_data()
    for metric in data.resource_metrics[0].scope_metrics[0].metrics:
        for point in metric.data.data_points:
            told = tuple(sorted(point.attributes.items()))
            value = point.value if hasattr(point, "value") else (point.count, point.sum)
            found[metric.name, told] = value
    return found


def total(found, name):
    return sum(value for (metric, _), value in found.items() if metric == name)


def test_run_shard_item_and_call_are_spans_inside_one_another(heard, tmp_path):
    spans, _ = heard
    with rehearsing() as (url, rehearsal):
        generate(settings(url, **{"output.shard_size": 1}), tmp_path / "run")
    (run,) = named(spans, "run")
    shards, items, calls = (named(spans, name) for name in ("shard", "item", "chat"))
    assert len(shards) == 2
    assert {one.parent.span_id for one in shards} == {run.context.span_id}
    assert sorted(one.attributes["apigen.item"] for one in items) == [0, 1]
    assert {one.parent.span_id for one in items} == {one.context.span_id for one in shards}
    assert {one.parent.span_id for one in calls} <= {one.context.span_id for one in items}
    assert len(calls) == rehearsal.bill.summary()["answered"]
    assert {one.context.trace_id for one in spans.get_finished_spans()} == {run.context.trace_id}
    assert run.attributes["apigen.environment"] == "library"


def test_calls_have_the_names_of_the_semantic_conventions(heard, tmp_path):
    spans, metrics = heard
    with rehearsing() as (url, rehearsal):
        summary = generate(settings(url), tmp_path / "run")
    bill, calls = rehearsal.bill, named(spans, "chat")
    one = calls[0].attributes
    assert calls[0].name == "chat rehearsal"
    assert one["gen_ai.operation.name"] == "chat"
    assert one["gen_ai.request.model"] == "rehearsal"
    assert one["gen_ai.provider.name"] == "openai"
    assert one["server.address"] == "127.0.0.1"
    assert one["apigen.http_attempts"] == 1
    tokens = ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
    sums = [sum(call.attributes[name] for call in calls) for name in tokens]
    assert sums == [bill.prompt_tokens, bill.completion_tokens]
    roles = Counter(call.attributes["apigen.role"] for call in calls)
    assert set(roles) >= {"author", "juror", "user", "agent"}
    found = points(metrics)
    assert total(found, "apigen.calls") == len(calls)
    assert total(found, "apigen.cost") == pytest.approx(
        bill.prompt_tokens / 1e6 + bill.completion_tokens * 2 / 1e6
    )
    assert summary.manifest.usage["agent"].calls == roles["agent"]


def test_items_are_counted_with_their_outcome_and_reasons(heard, tmp_path):
    spans, metrics = heard
    summary = generate(config(slip=0.5), tmp_path / "run")
    counts, found = summary.manifest.counts, points(metrics)
    outcomes = Counter(one.attributes["apigen.outcome"] for one in named(spans, "item"))
    assert outcomes["accepted"] == counts["items_kept"]
    assert outcomes.total() == counts["items"]
    assert counts["reasons"]
    for reason, count in counts["reasons"].items():
        assert found["apigen.rejections", (("apigen.reason", reason),)] == count
    assert total(found, "apigen.items") == counts["items"]
    ((durations, _),) = [one for (name, _), one in found.items() if name == "apigen.item.duration"]
    assert durations == counts["items"]


def test_faults_are_counted_by_kind_and_answers_from_disk_are_not_counted_again(heard, tmp_path):
    spans, metrics = heard
    with rehearsing(chooser=lambda n, asked: "500" if n in (2, 5) else None) as (url, rehearsal):
        with pytest.raises(BudgetSpent):
            generate(settings(url, **{"limits.max_calls": 10}), tmp_path / "run")
        generate(settings(url), tmp_path / "run")
        answered = rehearsal.bill.summary()["answered"]
    found = points(metrics)
    assert total(found, "apigen.faults") == 2
    assert {dict(told)["error.type"] for name, told in found if name == "apigen.faults"} == {
        "status 500"
    }
    assert total(found, "apigen.calls") == answered
    recalled = [one for one in named(spans, "chat") if one.attributes.get("apigen.recalled")]
    assert recalled
    failed = [one for one in named(spans, "run") if not one.status.is_ok]
    assert [one.attributes["error.type"] for one in failed] == ["BudgetSpent"]


@pytest.mark.parametrize("fault", [None, "echo_key", "echo_key_500"])
def test_neither_keys_nor_words_are_told(fault, heard, tmp_path, monkeypatch):
    spans, metrics = heard
    monkeypatch.setenv("TOLD_KEY", KEY)
    with rehearsing(chooser=lambda n, asked: fault if n > 20 else None) as (url, _):
        model = {"api_key_env": "TOLD_KEY", "attempts": 2}
        try:
            generate(settings(url, model=model), tmp_path / "run")
        except Exception as error:
            assert KEY not in str(error)
    told = "".join(one.to_json() for one in spans.get_finished_spans())
    told += metrics.get_metrics_data().to_json()
    assert KEY not in told
    words = [
        message["content"]
        for path in (tmp_path / "run").glob("**/shard-*.jsonl")
        for row in read_lines(path)
        for message in row["messages"]
        if len(message["content"]) > 20
    ]
    assert words
    assert [one for one in words if orjson.dumps(one)[1:-1].decode() in told] == []


def test_a_run_is_part_of_a_trace_that_is_named_to_it(heard, tmp_path, monkeypatch):
    spans, _ = heard
    trace = "0af7651916cd43dd8448eb211c80319c"
    monkeypatch.setenv("TRACEPARENT", f"00-{trace}-b7ad6b7169203331-01")
    generate(config(count=8), tmp_path / "run")
    assert {f"{one.context.trace_id:032x}" for one in spans.get_finished_spans()} == {trace}


def test_telemetry_changes_no_byte(heard, tmp_path):
    generate(config(), tmp_path / "told")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(switch.SWITCH)
        generate(config(), tmp_path / "silent")
    assert content(tmp_path / "told") == content(tmp_path / "silent")


GENERATE = ("generate", "--env", "library", "-n", "4", "--out", "run", "--quiet")
LOOK = (
    "import atexit, sys; atexit.register(lambda: print('opentelemetry' in sys.modules));"
    "from apigen_mt.cli import main; main()"
)
WITHOUT = "import sys; sys.modules['opentelemetry'] = None; from apigen_mt.cli import main; main()"


def started(script, folder, *words, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_the_switch_nothing_of_it_is_imported(tmp_path):
    assert started(LOOK, tmp_path, *GENERATE).stdout == "False\n"
    off = {switch.SWITCH: "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}
    assert started(LOOK, tmp_path, *GENERATE, **off).stdout == "False\n"
    assert started(LOOK, tmp_path, "--help", **{switch.SWITCH: "x"}).stdout.endswith("False\n")


def test_with_the_switch_and_without_the_extra_it_is_said_what_to_install(tmp_path):
    done = started(WITHOUT, tmp_path, *GENERATE, **{switch.SWITCH: "http://127.0.0.1:9"})
    assert done.returncode == 2
    assert "pip install 'apigen-mt[otel]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "run").exists()


@contextmanager
def collecting():
    """Give the address of a collector on this machine, and the spans that have come there."""
    spans = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            if self.path == "/v1/traces":
                for resource in ExportTraceServiceRequest.FromString(content).resource_spans:
                    spans.extend(one for scope in resource.scope_spans for one in scope.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", spans
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_worker_processes_tell_a_collector_and_their_shards_are_parts_of_the_run(tmp_path):
    words = (*command(*GENERATE)[2:], "--workers", "2", "output.shard_size=1")
    with collecting() as (url, spans):
        done = started(words[0], tmp_path, *words[1:], **{switch.SWITCH: url})
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (run,) = [one for one in spans if one.name == "run"]
    shards = [one for one in spans if one.name == "shard"]
    items = [one for one in spans if one.name == "item"]
    assert len(shards) == len(items) == 4
    assert {one.parent_span_id for one in shards} == {run.span_id}
    assert {one.parent_span_id for one in items} == {one.span_id for one in shards}
    assert {one.trace_id for one in spans} == {run.trace_id}


def test_a_collector_that_is_gone_stops_no_run(tmp_path):
    words = (*command(*GENERATE)[2:], "--workers", "2", "output.shard_size=2")
    done = started(words[0], tmp_path, *words[1:], **{switch.SWITCH: "http://127.0.0.1:9"})
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "run").glob("shard-*.jsonl"))) == 2


def test_an_error_of_something_else_is_not_taken_for_a_missing_extra(monkeypatch):
    monkeypatch.setenv(switch.SWITCH, "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "apigen_mt.execution.otel", None)
    switch._heard.pop(os.getpid(), None)
    with pytest.raises(ImportError) as failed:
        switch.telemetry()
    assert not isinstance(failed.value, ConfigError)
