"""Who calls in an item, and which of their rows are drawn."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from apigen_mt.environment import Environment
from apigen_mt.records.scenario import Scenario

Rates = dict[str, float]


def sample_person(environment: Environment, rates: Rates, random: Random) -> str:
    """Return the key of the person who calls, or nothing where nobody is identified."""
    if not environment.people:
        return ""
    return random.choice(_callers(environment))


@lru_cache(maxsize=8)
def _callers(environment: Environment) -> list[str]:
    return list(environment.seed.table(environment.people).keys())


def sample_rows(
    environment: Environment, rates: Rates, random: Random, person: str
) -> tuple[str, ...]:
    """Return rows that belong to the person, as `table/key`, a share of them."""
    if not person:
        return ()
    found = [f"{environment.people}/{person}"]
    for table, field_name in environment.owned:
        for row in environment.seed.table(table).where(**{field_name: person}):
            key = row[environment.seed.declared()[table].key]
            if random.random() < rates.get("rows", 0.7):
                found.append(f"{table}/{key}")
    return tuple(found)


def elsewhere(environment: Environment, scenario: Scenario, turn: int) -> Scenario:
    """Return the scenario with another person, for what the first one's world does not offer."""
    random = Random(f"{scenario.seed}/person/{turn}")
    person = sample_person(environment, scenario.rates, random)
    rows = sample_rows(environment, scenario.rates, random, person)
    return scenario.model_copy(update={"person": person, "rows": rows})
