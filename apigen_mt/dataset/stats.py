"""What a run's data looks like in numbers, put together from one reading of its rows."""

from __future__ import annotations

from typing import Any

from apigen_mt.dataset.conduct import Conduct
from apigen_mt.dataset.difficulty import Difficulty
from apigen_mt.dataset.diversity import Diversity
from apigen_mt.dataset.gold import Gold
from apigen_mt.dataset.phases import measure_phases
from apigen_mt.dataset.policy import PolicyCoverage
from apigen_mt.dataset.run import TRIAL, StoredRun
from apigen_mt.dataset.shares import share
from apigen_mt.dataset.sizes import Sizes
from apigen_mt.dataset.usage import Usage
from apigen_mt.environment import Environment, load_environment


def measure(run: StoredRun, environment: Environment | None = None) -> dict[str, Any]:
    """Return the figures of a run as one JSON object; rows are read once, one at a time."""
    world = environment or load_environment(run.ref)
    usage, sizes, conduct = Usage(world), Sizes(), Conduct()
    difficulty, diversity, policy = Difficulty(), Diversity(), PolicyCoverage(world)
    for row in run.rows():
        usage.add(row)
        sizes.add(row)
        conduct.add(row)
        gold = Gold.of(row, world)
        difficulty.add(gold)
        diversity.add(row, gold)
        policy.add(gold)
    counts = run.counts
    return {
        "environment": run.manifest.environment,
        "counts": counts,
        "yield": {
            "items": share(counts["items_kept"], counts["items"]),
            "attempts": share(counts["accepted"], counts["accepted"] + counts["rejected"]),
        },
        **measure_phases(run),
        "models": {"forecast": run.manifest.forecast, "spent": run.spent},
        **sizes.told(),
        **usage.told(),
        "difficulty": difficulty.told(),
        "diversity": diversity.told(),
        "policy": policy.told(),
        **conduct.told(run.manifest.config["sampler"]["behaviours"], world),
        "verifier": run.kept(TRIAL),
        "distinct_first_turns": sizes.distinct,
        "distinct_call_sequences": usage.distinct,
    }
