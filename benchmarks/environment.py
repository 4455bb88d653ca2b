"""Forks, digests and replays, beside deep copy and full hashing of the same database in one run.

    python benchmarks/environment.py [--scales 1,10,100] [--json PATH]

The peers copy the whole database for each conversation and hash all of it for each check; here
both are done to the same rows with the same tools, so the ratios compare like with like.
"""

from __future__ import annotations

import argparse
import copy
import gc
import hashlib
import importlib.util
import json
import platform
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import orjson

from apigen_mt.environment import Database, Environment, Is, Ref, Row, Session, Table, tool
from apigen_mt.environment.exploration import explore
from apigen_mt.environment.frozen import thaw

Task = list[tuple[str, dict[str, Any]]]
LOOKUPS = 4


class Target(NamedTuple):
    """A figure that must not be above (or, for rates, below) its limit."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the value is on the right side of its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


# The database measured


class Person(Row):
    """Somebody who comes by."""

    person_id: Annotated[str, Ref("people")]
    email: Annotated[str, Is("email")]
    visits: list[int]


class StandIn(Database):
    """One table of people."""

    people: Table[Person]


@tool("read")
def find_person(db: StandIn, email: Annotated[str, Is("email")]) -> Person:
    """Find a person by email."""
    return db.people.where(email=email)[0]


@tool("write")
def visit(db: StandIn, person_id: Annotated[str, Ref("people")]) -> Person:
    """Note a visit."""
    person = db.people[person_id]
    person["visits"].append(1)
    return person


class Synthetic(Environment):
    """Stands in where the retail environment is not installed."""

    name = "synthetic"
    database = StandIn
    policy = "Note each visit of a person once, and nothing else."
    people = "people"
    tools = (find_person, visit)

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale

    def rows(self) -> dict[str, list[Any]]:
        """Return two thousand people, times the scale."""
        count = 2000 * self.scale
        return {
            "people": [
                {"person_id": f"p{place}", "email": f"p{place}@a.example", "visits": [1, 2, 3]}
                for place in range(count)
            ]
        }


def environment_at(scale: int) -> Environment:
    if importlib.util.find_spec("tool_envs.retail") is None:
        return Synthetic(scale)
    from tool_envs.retail import Retail

    return Retail(scale=scale)


def typical_tasks(environment: Environment, count: int = 40) -> list[Task]:
    """Return tasks of four look-ups and one write each, all of which succeed from the seed."""
    steps = explore(environment, calls=1200, people=12)
    done = [step for step in steps if step.error is None]
    reads = [(step.tool, dict(step.arguments)) for step in done if not step.writes]
    seed = environment.seed.digest
    writes = [step for step in done if step.changed and step.before.digest == seed]
    spread: dict[str, list[Task]] = {}
    for place, step in enumerate(writes):
        lookups = [reads[(place * LOOKUPS + one) % len(reads)] for one in range(LOOKUPS)]
        task = [*lookups, (step.tool, dict(step.arguments))]
        spread.setdefault(step.tool, []).append(task)
    most = max(map(len, spread.values()))
    mixed = [tasks[turn] for turn in range(most) for tasks in spread.values() if turn < len(tasks)]
    return mixed[:count]


def play(environment: Environment, task: Task) -> Session:
    session = environment.session()
    for name, arguments in task:
        session.call(name, arguments)
    return session


# What the peers do


def nested_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, nested_tuples(inner)) for key, inner in sorted(value.items()))
    if isinstance(value, list):
        return tuple(nested_tuples(inner) for inner in value)
    return value


def tuple_hash(rows: Any) -> str:
    return hashlib.sha256(str(nested_tuples(rows)).encode()).hexdigest()


def json_hash(rows: Any) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


# Measuring


def seconds(act: Callable[[], Any], repeats: int = 5, loops: int = 1) -> float:
    """Return the time of one call: the best of `repeats` runs of `loops` calls each."""
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        for _ in range(loops):
            act()
        best = min(best, (time.perf_counter() - start) / loops)
    return best


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def at_scale(scale: int) -> dict[str, float]:
    """Return the figures of one database size, peers' ways included."""
    environment = environment_at(scale)
    seed = environment.seed
    rows = {name: [thaw(row) for row in table] for name, table in seed.rows().items()}
    gc.collect()
    gc.freeze()
    tasks = typical_tasks(environment)
    finished = [play(environment, task).db for task in tasks]
    slow = 3 if scale <= 10 else 1
    figures = {
        "rows": float(sum(map(len, rows.values()))),
        "fork_us": 1e6 * seconds(seed.fork, loops=20_000),
        "fork_after_task_us": 1e6 * seconds(finished[0].fork, loops=20_000),
        "replay_us": 1e6 * replay_seconds(environment, tasks),
        "write_and_digest_us": 1e6 * written_digest_seconds(environment, tasks),
        "digest_us": 1e6 * seconds(lambda: finished[0].digest, loops=20_000),
        "deepcopy_ms": 1e3 * seconds(lambda: copy.deepcopy(rows), slow),
        "tuple_hash_ms": 1e3 * seconds(lambda: tuple_hash(rows), slow),
        "json_hash_ms": 1e3 * seconds(lambda: json_hash(rows), slow),
        "orjson_hash_ms": 1e3
        * seconds(
            lambda: hashlib.sha256(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)).digest(), slow
        ),
        "full_digest_ms": 1e3 * seconds(seed.full_digest, slow),
    }
    gc.unfreeze()
    return figures


def replay_seconds(environment: Environment, tasks: list[Task]) -> float:
    """Return the time of one gold replay: session, calls with every check on, digest."""

    def all_tasks() -> None:
        for task in tasks:
            assert play(environment, task).db.digest

    return seconds(all_tasks, repeats=7, loops=5) / len(tasks)


def written_digest_seconds(environment: Environment, tasks: list[Task]) -> float:
    """Return the time of the write alone, commit included: what keeps the digest up to date."""

    def all_writes() -> None:
        for task in tasks:
            assert environment.session().call(*task[-1]).after.digest

    return seconds(all_writes, repeats=7, loops=5) / len(tasks)


def memory(environment: Environment, count: int = 10_000) -> dict[str, float]:
    """Return what live forks cost, each after a task of its own."""
    tasks = typical_tasks(environment)
    assert [play(environment, task) for task in tasks]
    gc.collect()
    before = resident_mb()
    live: list[Any] = [play(environment, tasks[n % len(tasks)]).db for n in range(count)]
    gc.collect()
    figures = {"rss_mb_of_10000_forks": (resident_mb() - before) * 10_000 / count}
    del live
    gc.collect()
    tracemalloc.start()
    some = len(tasks) * 25
    for kind in ("fork", "trace"):
        start, _ = tracemalloc.get_traced_memory()
        sessions = (play(environment, tasks[n % len(tasks)]) for n in range(some))
        live = [one.db if kind == "fork" else one for one in sessions]
        gc.collect()
        figures[f"bytes_per_{kind}"] = (tracemalloc.get_traced_memory()[0] - start) / some
        del live
    tracemalloc.stop()
    return figures


def targets(scales: dict[int, dict[str, float]], cost: dict[str, float]) -> list[Target]:
    first = scales[min(scales)]
    forks = [figures["fork_us"] for figures in scales.values()]
    return [
        Target("fork", first["fork_us"], 5, "us"),
        Target("fork, largest to smallest database", max(forks) / first["fork_us"], 1.5, "x"),
        Target("write, commit and digest after a task", first["write_and_digest_us"], 100, "us"),
        Target("gold replays per second", 1e6 / first["replay_us"], 2000, "/s", at_least=True),
        Target("a live fork after a task", cost["bytes_per_fork"] / 1024, 32, "KB"),
        Target("10,000 live forks after a task", cost["rss_mb_of_10000_forks"], 500, "MB"),
    ]


def report(scales: dict[int, dict[str, float]], cost: dict[str, float]) -> None:
    names = list(next(iter(scales.values())))
    print(f"{'':24}" + "".join(f"{scale:>12}x" for scale in scales))
    for name in names:
        print(f"{name:24}" + "".join(f"{one[name]:>13,.2f}" for one in scales.values()))
    for title, key in (
        ("deep copy / fork", "deepcopy_ms"),
        ("tuple hash / write", "tuple_hash_ms"),
    ):
        under = "fork_us" if key == "deepcopy_ms" else "write_and_digest_us"
        ratios = [1e3 * one[key] / one[under] for one in scales.values()]
        print(f"{title:24}" + "".join(f"{ratio:>12,.0f}x" for ratio in ratios))
    peers = [
        (1e3 * (one["deepcopy_ms"] + one["tuple_hash_ms"]) + one["replay_us"]) / one["replay_us"]
        for one in scales.values()
    ]
    print(f"{'peers way / replay':24}" + "".join(f"{ratio:>12,.0f}x" for ratio in peers))
    print()
    for name, value in cost.items():
        print(f"{name:24}{value:>13,.1f}")
    print()
    for target in targets(scales, cost):
        sign = ">=" if target.at_least else "<="
        verdict = "met" if target.met else "NOT MET"
        limit = f"{sign} {target.limit:,g} {target.unit}"
        print(f"{target.name:40}{target.value:>10,.2f} {target.unit:4}{limit:>16}   {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", default="1,10,100", help="database sizes, times the usual one")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    options = parser.parse_args()
    cost = memory(environment_at(1))
    scales = {scale: at_scale(scale) for scale in map(int, options.scales.split(","))}
    report(scales, cost)
    if options.json:
        figures = {
            "python": platform.python_version(),
            "environment": environment_at(1).name,
            "scales": {str(scale): one for scale, one in scales.items()},
            "memory": cost,
            "targets": [one._asdict() | {"met": one.met} for one in targets(scales, cost)],
        }
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
