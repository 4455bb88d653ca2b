"""Kills workers and the process above them at random moments, and looks what a run has lost.

    python benchmarks/crash.py [--items 10000] [--kills 25] [--fault-rate 0.2] [--json PATH]

A run is made twice against the rehearsal endpoint: undisturbed, and with faulty calls and SIGKILLs,
started again by the same command each time that nobody is left. Exit code 1 where an accepted item
is lost, doubled or torn, where an answer that was on disk is asked for again, where more calls are
repeated than were in flight at the kills, or where a byte differs.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from apigen_mt.dataset.run import StoredRun
from apigen_mt.storage.journal import journals, read_journal
from apigen_mt.storage.shard import REJECTS
from apigen_mt.storage.shipped import shipped

PROGRAM = [sys.executable, "-m", "apigen_mt"]


@dataclass(frozen=True)
class Trial:
    """What is run, and how it is disturbed."""

    items: int
    kills: int
    fault_rate: float
    workers: int
    in_flight: int
    shard: int
    seed: int
    env: str
    roles: tuple[str, ...]

    def command(self, url: str, out: Path) -> list[str]:
        """Return the command that starts the run, and continues it."""
        players = [f"roles.{role}={name}" for role, name in self._players().items()]
        return [
            *(
                *PROGRAM,
                "generate",
                "--quiet",
                "--config",
                str(shipped("configs") / "rehearsal.yaml"),
            ),
            *("--env", self.env, "--count", str(self.items), "--seed", str(self.seed)),
            *("--workers", str(self.workers), "--out", str(out)),
            f"models.default.base_url={url}",
            f"models.default.max_in_flight={self.in_flight}",
            f"limits.items={self.in_flight}",
            f"output.shard_size={self.shard}",
            *("models.default.timeout_s=1", "models.default.attempts=12"),
            *("interplay.attempts=1", "interplay.best_of=1"),
            "review.seats=[coverage,discretion,consistency]",
            *players,
        ]

    def _players(self) -> dict[str, str]:
        everybody = ("author", "feedback", "user", "critic", "agent")
        return {role: "default" if role in self.roles else "procedural" for role in everybody}


@contextmanager
def endpoint(fault_rate: float) -> Iterator[str]:
    """Give the address of a rehearsal endpoint in a process of its own."""
    words = [*PROGRAM, "rehearse", "--port", "0", "--fault-rate", str(fault_rate)]
    with subprocess.Popen(words, stdout=-1, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[2].removesuffix("/v1")
        finally:
            process.terminate()


def bill(address: str) -> dict[str, Any]:
    """Return what the endpoint has answered so far."""
    with urllib.request.urlopen(f"{address}/bill") as response:
        found: dict[str, Any] = json.load(response)
    return found


def undisturbed(trial: Trial, out: Path) -> tuple[dict[str, Any], float]:
    """Make the run without faults and kills; return the bill and the seconds it took."""
    with endpoint(0.0) as address:
        start = time.perf_counter()
        subprocess.run(trial.command(f"{address}/v1", out), check=True)
        return bill(address), time.perf_counter() - start


def disturbed(trial: Trial, out: Path, calls: int) -> tuple[dict[str, Any], Counter[str], float]:
    """Make the run with faults and kills; return the bill, who was killed, and the seconds."""
    random = Random(trial.seed)
    moments = sorted(random.uniform(0.01, 0.95) * calls for _ in range(trial.kills))
    killed: Counter[str] = Counter()
    with endpoint(trial.fault_rate) as address:
        start = time.perf_counter()
        command = trial.command(f"{address}/v1", out)
        run = subprocess.Popen(command)
        while True:
            ended = run.poll()
            if ended == 0:
                break
            if ended is not None:
                raise SystemExit(f"the run ended with {ended} where nobody had killed it")
            if moments and bill(address)["answered"] >= moments[0]:
                moments.pop(0)
                who = _kill(run, random)
                killed[who] += 1
                if who != "worker":
                    run = subprocess.Popen(command)
            time.sleep(0.002)
        return bill(address), killed, time.perf_counter() - start


def _kill(run: subprocess.Popen[bytes], random: Random) -> str:
    """Kill a worker, the process above the workers, or all of them; return who it was."""
    workers = _children(run.pid)
    random.shuffle(workers)
    who = random.choice(["worker", "worker", "orchestrator", "everybody"]) if workers else "early"
    victims = [run.pid] if who != "worker" else workers[:1]
    for one in victims if who != "everybody" else [*workers, run.pid]:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    if who != "worker":
        run.wait()
        for one in workers:  # those whose parent has died hear of it, and end
            while Path(f"/proc/{one}").exists() and _state(one) != "Z":
                time.sleep(0.001)
    return who


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def held(out: Path) -> dict[str, Any]:
    """Return what lies in a run's folder: digests, ids, and what does not hold."""
    run = StoredRun(out)
    ids = Counter(row["id"] for row in run.rows())
    digests, wrong = {}, 0
    for entry in run.manifest.shards:
        for path, digest in (
            (out / entry.name, entry.sha256),
            (out / REJECTS / entry.name, entry.rejects_sha256),
        ):
            content = path.read_bytes()
            digests[str(path.relative_to(out))] = sha256(content).hexdigest()
            wrong += digests[str(path.relative_to(out))] != digest
            wrong += bool(content) and not content.endswith(b"\n")
    keys = Counter(
        record["key"]
        for path in journals(out / "responses")
        for _, record in read_journal(path)
        if "body" in record
    )
    return {
        "rows": ids.total(),
        "ids": set(ids),
        "doubled": ids.total() - len(ids),
        "torn": wrong,
        "digests": digests,
        "open_shards": len(run.manifest.numbers) - len(run.manifest.shards),
        "asked_again": keys.total() - len(keys),
        "left_over": len([*out.rglob("*.part"), *out.rglob("*.sealing"), *out.glob("journal/*")]),
    }


def measure(trial: Trial, folder: Path) -> dict[str, Any]:
    """Make both runs and compare them."""
    clean_bill, clean_s = undisturbed(trial, folder / "clean")
    paid, killed, taken_s = disturbed(trial, folder / "killed", clean_bill["answered"])
    clean, found = held(folder / "clean"), held(folder / "killed")
    in_flight = trial.workers * trial.in_flight
    return {
        "items": trial.items,
        "rows": found["rows"],
        "kills": killed.total(),
        "killed": dict(killed),
        "faulty_calls": sum(paid["faults"].values()),
        "calls": clean_bill["answered"],
        "lost": len(clean["ids"] - found["ids"]),
        "doubled": found["doubled"],
        "torn": found["torn"],
        "open_shards": found["open_shards"],
        "left_over": found["left_over"],
        "answers_on_disk_asked_again": found["asked_again"],
        "calls_repeated": paid["paid_twice"],
        "calls_repeated_at_most": killed.total() * in_flight,
        "same_bytes": clean["digests"] == found["digests"],
        "retry_after_violations": paid["retry_after_violations"],
        "clean_s": round(clean_s, 1),
        "disturbed_s": round(taken_s, 1),
    }


def holds(found: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled, torn or needlessly paid for."""
    none = ("lost", "doubled", "torn", "open_shards", "left_over", "answers_on_disk_asked_again")
    return (
        not any(found[name] for name in none)
        and found["calls_repeated"] <= found["calls_repeated_at_most"]
        and found["same_bytes"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--fault-rate", type=float, default=0.2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--shard", type=int, default=250)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--env", default="library")
    parser.add_argument("--roles", default="user", help="those that are models, by commas")
    parser.add_argument("--json", type=Path)
    options = vars(parser.parse_args())
    path = options.pop("json")
    trial = Trial(**{**options, "roles": tuple(options["roles"].split(","))})
    with tempfile.TemporaryDirectory() as folder:
        found = measure(trial, Path(folder))
    if path is not None:
        path.write_text(json.dumps(found, indent=2))
    for name, value in found.items():
        print(f"{name:28} {value}")
    raise SystemExit(0 if holds(found) else 1)


if __name__ == "__main__":
    main()
