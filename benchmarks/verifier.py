"""How often the verifier is wrong: mutants it passes, harmless edits it rejects, per environment.

    python benchmarks/verifier.py --count 300 --json

Generates a run in each environment and puts the verifier to its own test; exits with 1 where recall
or false rejects are not as promised.
"""

import argparse
import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apigen_mt import RunConfig, generate, load_environment
from apigen_mt.dataset.run import StoredRun
from apigen_mt.environment.catalog import known_environments
from apigen_mt.mutation.trial import examine


def trial(env: str, count: int, seed: int) -> dict[str, Any]:
    """Return what the verifier makes of edits of `count` fresh trajectories."""
    with TemporaryDirectory() as folder:
        generate(RunConfig(env=env, count=count, seed=seed), out=Path(folder))
        rows = StoredRun(folder).trajectories(count)
        return asyncio.run(examine(load_environment(env), rows, seed)).told()


def main() -> int:
    """Print the figures, and say whether all of them are as promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--env", action="append", help="environment; by default every built-in")
    parser.add_argument("--count", type=int, default=200, help="trajectories an environment")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = {
        env: trial(env, args.count, args.seed) for env in args.env or sorted(known_environments())
    }
    if args.json:
        print(json.dumps(found, indent=2))
    else:
        names = [row["operator"] for row in next(iter(found.values()))["operators"]]
        print(f"{'rejected / tried':34}" + "".join(f"{env:>16}" for env in found))
        for place, name in enumerate(names):
            rows = [told["operators"][place] for told in found.values()]
            print(f"{name:34}" + "".join(f"{r['rejected']:>8} /{r['tried']:>6}" for r in rows))
        for key in ("recall", "false_rejects"):
            print(f"{key:34}" + "".join(f"{told[key]:>16.4f}" for told in found.values()))
    return 0 if all(told["holds"] for told in found.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
