"""What an item starts from: tools, rows, rules, persona, examples, each with its own sampler.

A sampler is a function of (environment, rates, random); any of them can be replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from apigen_mt.config import SamplerConfig
from apigen_mt.environment import Environment
from apigen_mt.environment.toolgraph import ToolGraph
from apigen_mt.generation.examples import sample_examples
from apigen_mt.language.voice import draw_persona
from apigen_mt.records.scenario import Persona, Scenario

Rates = dict[str, float]


def item_seed(run_seed: int, environment: str, index: int) -> int:
    """Return the seed of item `index`: 63 bits that depend on these three alone."""
    drawn = sha256(f"{run_seed}/{environment}/{index}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") >> 1


def sample_tools(environment: Environment, rates: Rates, random: Random) -> tuple[str, ...]:
    """Return the write tools in the order in which the author should try them."""
    tools = [tool.name for tool in environment.toolbox.values() if tool.writes]
    return tuple(random.sample(tools, len(tools)))


def sample_rules(environment: Environment, rates: Rates, random: Random) -> tuple[str, ...]:
    """Return the policy rules that the author should have in mind."""
    return tuple(
        rule.name for rule in environment.rules if random.random() < rates.get("rules", 0.5)
    )


def sample_person(environment: Environment, rates: Rates, random: Random) -> str:
    """Return the key of the person who calls, or nothing where nobody is identified."""
    if not environment.people:
        return ""
    keys = list(environment.seed.table(environment.people).keys())
    return random.choice(keys)


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


def sample_persona(environment: Environment, rates: Rates, random: Random) -> Persona:
    """Return who is writing, and how."""
    return draw_persona(random)


def sample_goals(config: SamplerConfig, rates: Rates, random: Random) -> tuple[str, ...]:
    """Return the kinds of goal to compose, in the order in which they come up."""
    goals: list[str] = []
    if random.random() >= rates["read_only"]:
        writes = random.choices(range(1, len(config.writes) + 1), config.writes)[0]
        goals += ["act"] * writes
        if random.random() < rates["alternatives"]:
            goals[random.randrange(len(goals))] = "substitute"
    else:
        goals += ["inform"] * random.choice((1, 2, 2, 3))
    if random.random() < rates["questions"] and "inform" not in goals:
        for _ in range(random.choice((1, 1, 2))):
            goals.insert(random.randint(0, len(goals)), "inform")
    if random.random() < rates["refusals"]:
        place = random.randint(0, len(goals))
        goals.insert(place, "refuse")
        if random.random() < 0.15:
            goals = [goal for goal in goals if goal not in ("act", "substitute")]
    if random.random() < rates["declines"]:
        goals.insert(random.randint(0, len(goals)), "decline")
    return tuple(goals)


ExampleSampler = Callable[[Environment, Rates, Random], Sequence[str]]


@dataclass(frozen=True)
class ScenarioSampler:
    """Draws the scenario of an item; the same seed and index give the same scenario."""

    config: SamplerConfig
    run_seed: int
    graph: ToolGraph
    tools: Callable[[Environment, Rates, Random], tuple[str, ...]] = sample_tools
    rules: Callable[[Environment, Rates, Random], tuple[str, ...]] = sample_rules
    person: Callable[[Environment, Rates, Random], str] = sample_person
    persona: Callable[[Environment, Rates, Random], Persona] = sample_persona
    examples: ExampleSampler = sample_examples

    def sample(self, environment: Environment, index: int) -> Scenario:
        """Return the scenario of item `index`."""
        seed = item_seed(self.run_seed, environment.name, index)
        random = Random(seed)
        rates = self._rates(random, seed)
        person = self.person(environment, rates, random)
        goals = sample_goals(self.config, rates, random)
        return Scenario(
            environment=environment.name,
            index=index,
            seed=seed,
            person=person,
            tools=self.tools(environment, rates, random),
            goals=goals,
            rows=sample_rows(environment, rates, random, person),
            rules=self.rules(environment, rates, random),
            persona=self.persona(environment, rates, random),
            examples=tuple(self.examples(environment, rates, random)),
            behaviours=self._behaviours(rates, random),
            focus=self._focus(index),
            parts=self._parts(seed, rates["recombined"]),
            rates={name: round(rate, 4) for name, rate in rates.items()},
        )

    def _rates(self, random: Random, seed: int) -> Rates:
        rates: Rates = {
            "rules": random.uniform(0.2, 0.8),
            "rows": random.uniform(0.4, 1.0),
            "examples": random.uniform(0.0, 1.0),
        }
        spread = self.config.spread
        for name in (
            "read_only",
            "refusals",
            "alternatives",
            "declines",
            "questions",
            "mind_changes",
            "mistakes",
        ):
            share: float = getattr(self.config, name)
            rates[name] = min(1.0, share * random.uniform(1 - spread, 1 + spread))
        drift = Random(f"{seed}/recombined").uniform(1 - spread, 1 + spread)
        joined = self.config.recombined
        rates["recombined"] = min(1.0, joined * drift) if joined < 1 else 1.0
        return rates

    def _parts(self, seed: int, share: float) -> int:
        """Return how many blueprints to join; drawn apart, so that other draws stay as they are."""
        random = Random(f"{seed}/parts")
        return random.choice((2, 2, 3)) if random.random() < share else 1

    def _behaviours(self, rates: Rates, random: Random) -> tuple[str, ...]:
        found = []
        if random.random() < rates["mind_changes"]:
            found.append("mind_change")
        if random.random() < rates["mistakes"]:
            found.append("mistake")
        return tuple(found)

    def _focus(self, index: int) -> tuple[str, str, str] | None:
        edges = self.graph.feasible
        if not edges:
            return None
        # A walk with a stride prime to the number of edges meets each edge once a lap.
        return edges[(index * 7919 + self.run_seed) % len(edges)]
