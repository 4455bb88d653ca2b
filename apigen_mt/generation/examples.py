"""Accepted blueprints that ship with the program, as examples for authors."""

from __future__ import annotations

from functools import cache
from random import Random

import orjson

from apigen_mt.environment import Environment
from apigen_mt.storage.shipped import shipped

MOST_EXAMPLES = 3


@cache
def example_ids(environment: str) -> tuple[str, ...]:
    """Return the ids of the shipped blueprints of an environment, in file order."""
    files = sorted((shipped("blueprints") / environment).glob("*.jsonl"))
    return tuple(
        str(orjson.loads(line)["id"]) for file in files for line in file.read_bytes().splitlines()
    )


def sample_examples(environment: Environment, rates: dict[str, float], random: Random) -> list[str]:
    """Return the ids of a few examples for one item; none where none ship."""
    known = example_ids(environment.name)
    most = min(MOST_EXAMPLES, len(known))
    wanted = sum(random.random() < rates.get("examples", 0.5) for _ in range(most))
    return random.sample(known, wanted)
