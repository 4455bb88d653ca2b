"""What a run's data looks like in numbers: sizes, coverage, diversity, what first turns tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
import polars as pl

from apigen_mt.dataset.difficulty import Difficulty
from apigen_mt.dataset.diversity import Diversity
from apigen_mt.dataset.gold import Gold
from apigen_mt.dataset.phases import measure_phases
from apigen_mt.dataset.policy import PolicyCoverage
from apigen_mt.dataset.run import TRIAL, StoredRun
from apigen_mt.environment import Environment, load_environment
from apigen_mt.environment.toolgraph import ToolGraph, used_edges
from apigen_mt.generation.offers import offered
from apigen_mt.language.match import heard, normal


def measure(run: StoredRun, environment: Environment | None = None) -> dict[str, Any]:
    """Return the figures of a run as one JSON object; rows are read once, one at a time."""
    world = environment or load_environment(run.ref)
    graph = ToolGraph(world)
    feasible = set(graph.feasible)
    used: set[tuple[str, str, str]] = set()
    tools: Counter[str] = Counter()
    behaviours: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    difficulty, diversity, policy = Difficulty(), Diversity(), PolicyCoverage(world)
    flat: list[dict[str, Any]] = []
    first_turns: set[int] = set()
    skeletons: set[int] = set()
    for row in run.rows():
        calls = _calls(row)
        used |= used_edges(world, calls) & feasible
        tools.update(name for name, _, _ in calls)
        behaviours.update(row["behaviours"])
        labels.update(one for one in row["turn_labels"] if one)
        first = next(one["content"] for one in row["messages"] if one["role"] == "user")
        first_turns.add(hash(first))
        skeletons.add(hash(tuple(name for name, _, _ in calls)))
        flat.append(_flat(row, first))
        gold = Gold.of(row, world)
        difficulty.add(gold)
        diversity.add(row, gold)
        policy.add(gold)
    counts = run.manifest.counts
    return {
        "environment": run.manifest.environment,
        "counts": counts,
        "yield": {
            "items": _share(counts["items_kept"], counts["items"]),
            "attempts": _share(counts["accepted"], counts["accepted"] + counts["rejected"]),
        },
        **measure_phases(run),
        "models": {"forecast": run.manifest.forecast, "spent": run.manifest.spent},
        **_sizes(flat),
        "tools": {
            "used": len(tools),
            "of": len(world.toolbox),
            "calls": dict(tools.most_common()),
            "unused": sorted(set(world.toolbox) - set(tools)),
        },
        "edges": {
            "used": len(used),
            "feasible": len(feasible),
            "share": _share(len(used), len(feasible)),
            "unused": [" > ".join(edge) for edge in sorted(feasible - used)],
        },
        "difficulty": difficulty.told(),
        "diversity": diversity.told(),
        "policy": policy.told(),
        "behaviours": dict(sorted(behaviours.items())),
        "behaviour_shares": {
            name: _share(behaviours[name], len(flat)) for name in sorted(behaviours)
        },
        "behaviour_targets": _targets(run, world),
        "turn_labels": dict(sorted(labels.items())),
        "verifier": run.kept(TRIAL),
        "distinct_first_turns": _share(len(first_turns), len(flat)),
        "distinct_call_sequences": _share(len(skeletons), len(flat)),
    }


def _targets(run: StoredRun, environment: Environment) -> dict[str, float]:
    """Return the shares that the run was to have of what its environment offers."""
    mix: dict[str, float] = run.manifest.config["sampler"]["behaviours"]
    possible = {*offered(environment), "alternative"}
    return {name: share for name, share in mix.items() if name in possible}


def _calls(row: Mapping[str, Any]) -> list[tuple[str, dict[str, Any], str]]:
    """Return (tool, arguments, answer) of every call that was not refused."""
    answers = {m["tool_call_id"]: m["content"] for m in row["messages"] if m["role"] == "tool"}
    found = []
    for message in row["messages"]:
        for call in message["tool_calls"]:
            answer = answers.get(call["id"], "null")
            if not answer.startswith('{"error":'):
                arguments = orjson.loads(call["function"]["arguments"])
                found.append((call["function"]["name"], arguments, answer))
    return found


def _flat(row: Mapping[str, Any], first: str) -> dict[str, Any]:
    blueprint = orjson.loads(row["blueprint"])
    said = normal(first)
    facts = {normal(fact["said"]) for fact in blueprint["facts"]}
    told = sum(heard(said, fact) for fact in facts)
    return {
        "turns": row["n_turns"],
        "user_turns": row["n_user_turns"],
        "calls": row["n_calls"],
        "writes": row["n_writes"],
        "outputs": row["n_outputs"],
        "characters": sum(len(one["content"]) for one in row["messages"]),
        "first_turn_tells": told / len(facts) if facts else 0.0,
    }


def _sizes(flat: list[dict[str, Any]]) -> dict[str, Any]:
    """Return mean, least and most of each figure."""
    if not flat:
        return {"sizes": {}, "first_turn_tells": None}
    frame = pl.DataFrame(flat)
    sizes = {
        name: {
            "mean": round(float(frame[name].mean()), 2),  # type: ignore[arg-type]
            "least": frame[name].min(),
            "most": frame[name].max(),
        }
        for name in frame.columns
        if name != "first_turn_tells"
    }
    return {
        "sizes": sizes,
        "first_turn_tells": round(float(frame["first_turn_tells"].mean()), 3),  # type: ignore[arg-type]
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
