"""One worker process against an endpoint that answers at once: calls a second, CPU, memory.

    python benchmarks/worker.py [--items 300] [--env retail] [--latency-ms 20] [--json PATH]

The answers are those of the rehearsal, made before and looked up by the endpoint, so that what is
measured is the worker with all it does: prompts, calls, tools, journals, verification, rows. The
endpoint needs a core of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from apigen_mt import RunConfig
from apigen_mt.config import ModelConfig
from apigen_mt.config.models import LimitsConfig
from apigen_mt.execution.forecast import Rehearsed
from apigen_mt.llm.open import Models
from apigen_mt.llm.transport import Response
from apigen_mt.pipeline.wiring import wire
from apigen_mt.storage.shipped import shipped

CHILD = """
import resource, sys, time
from pathlib import Path
from apigen_mt import RunConfig, generate
config = RunConfig.read(Path(sys.argv[1]), sys.argv[3:])
start, before = time.perf_counter(), time.process_time()
summary = generate(config, sys.argv[2])
taken, cpu = time.perf_counter() - start, time.process_time() - before
calls = sum(one.calls for one in summary.manifest.usage.values())
print(calls, summary.accepted, taken, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
CONFIG = shipped("configs") / "rehearsal.yaml"


class Recorder(Rehearsed):
    """A rehearsal that keeps what it has answered."""

    kept: dict[str, str] = {}

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)

    async def send(self, body: bytes) -> Response:
        """Return what the rehearsal answers."""
        status, headers, content = await super().send(body)
        self.kept[sha256(body).hexdigest()] = content.decode()
        return status, headers, content


def record(config: RunConfig, path: Path) -> None:
    """Write the answers to every call of a run into a file."""

    async def play() -> None:
        models = Models(config.model_copy(update={"limits": LimitsConfig()}), carrier=Recorder)
        journey = wire(config, models.gateways)
        for index in range(config.count):
            async for _ in journey.travel(index):
                pass

    asyncio.run(play())
    with path.open("w", encoding="utf-8") as file:
        for pair in Recorder.kept.items():
            file.write(json.dumps(pair) + "\n")


@contextmanager
def endpoint(latency_ms: float, answers: Path) -> Iterator[str]:
    """Give the address of an endpoint in a process of its own."""
    script = Path(__file__).parent / "endpoint.py"
    words = [
        sys.executable,
        str(script),
        "--latency-ms",
        str(latency_ms),
        "--answers",
        str(answers),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def measured(address: str, words: list[str], out: Path) -> dict[str, Any]:
    """Make a run in a process of its own; return what it took."""
    urllib.request.urlopen(address).read()
    base = f"models.default.base_url={address}/v1"
    command = [sys.executable, "-c", CHILD, str(CONFIG), str(out), *words, base]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    calls, accepted, wall_s, cpu_s, peak = map(float, done.stdout.split())
    told = json.load(urllib.request.urlopen(address))
    return {
        "calls": int(calls),
        "accepted": int(accepted),
        "wall_s": round(wall_s, 2),
        "calls_per_s": round(calls / wall_s),
        "cpu_ms_a_call": round(cpu_s * 1000 / calls, 3),
        "calls_a_cpu_second": round(calls / cpu_s),
        "peak_mb": round(peak / 1024, 1),
        "most_in_flight": told["at_once"],
        "endpoint_busy": round(told["cpu_s"] / wall_s, 2),
    }


def between(third: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """Return what the calls took by which one run is longer: start and forecast are left out."""
    calls = whole["calls"] - third["calls"]
    cpu_ms = whole["cpu_ms_a_call"] * whole["calls"] - third["cpu_ms_a_call"] * third["calls"]
    return {
        "calls_per_s": round(calls / (whole["wall_s"] - third["wall_s"])),
        "cpu_ms_a_call": round(cpu_ms / calls, 3),
        "mb": round(whole["peak_mb"] - third["peak_mb"], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--env", default="retail")
    parser.add_argument("--latency-ms", type=float, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    settings = [
        f"env={options.env}",
        *("models.default.max_in_flight=256", "limits.items=256", "interplay.attempts=1"),
    ]
    found: dict[str, Any] = {"env": options.env, "latency_ms": options.latency_ms}
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        whole = [*settings, f"count={options.items}"]
        record(RunConfig.read(CONFIG, whole), folder / "answers.jsonl")
        with endpoint(options.latency_ms, folder / "answers.jsonl") as address:
            for name, items in (("a third", options.items // 3), ("whole", options.items)):
                words = [*settings, f"count={items}"]
                found[name] = measured(address, words, folder / name.replace(" ", "_"))
    found["between"] = between(found["a third"], found["whole"])
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
