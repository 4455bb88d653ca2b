"""What an item starts from: tools, rows, rules, persona, examples, each with its own sampler.

A sampler is a function of (environment, rates, random); any of them can be replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from random import Random

from apigen_mt.config import BehaviourMix, SamplerConfig
from apigen_mt.environment import Environment
from apigen_mt.environment.toolgraph import Edge, ToolGraph
from apigen_mt.generation.examples import sample_examples
from apigen_mt.generation.forbidden import rules_of
from apigen_mt.generation.offers import offered
from apigen_mt.generation.people import Rates, sample_person, sample_rows
from apigen_mt.language.voice import draw_persona
from apigen_mt.records.scenario import Persona, Scenario

NEED_WRITES = frozenset(
    "missing_parameter mind_change regret near_duplicates read_heavy tool_failure alternative "
    "limit pressure hand_over".split()
)
"""Behaviours that an item without writes cannot have."""
_NEED_ACTS = NEED_WRITES - {"alternative", "hand_over"}
"""Behaviours for which an item needs an act of its own."""
_STRIDES = {
    name: prime**0.5 % 1.0
    for name, prime in zip(
        ("recombined", "rule", *BehaviourMix.model_fields),
        (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83),
        strict=False,
    )
}
"""An irrational number for each thing that is drawn by share."""


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


def sample_persona(environment: Environment, rates: Rates, random: Random) -> Persona:
    """Return who is writing, and how."""
    return draw_persona(random)


def sample_goals(
    config: SamplerConfig, behaviours: Sequence[str], random: Random, reading: bool
) -> tuple[str, ...]:
    """Return the kinds of goal to compose, in the order in which they come up."""
    goals: list[str] = []
    if not reading:
        writes = random.choices(range(1, len(config.writes) + 1), config.writes)[0]
        goals += ["act"] * writes
        if "alternative" in behaviours:
            goals[random.randrange(len(goals))] = "substitute"
    if "information" in behaviours:
        for _ in range(random.choice((1, 2, 2, 3) if reading else (1, 1, 2))):
            goals.insert(random.randint(0, len(goals)), "inform")
    if "refusal" in behaviours and "alternative" not in behaviours:
        goals.insert(random.randint(0, len(goals)), "refuse")
    if "dual_control" in behaviours:
        acts = goals.count("act")
        if acts > 1 or (acts and len(goals) > 1 and not _NEED_ACTS.intersection(behaviours)):
            goals.remove("act")
        goals.insert(0, "guide")
    for name in ("missing_tool", "out_of_scope", "hand_over", "pressure"):
        if name in behaviours:
            goals.insert(random.randint(0, len(goals)), name)
    return tuple(goals)


def in_mood(persona: Persona, behaviours: Sequence[str]) -> Persona:
    """Return a persona that shows the moods among `behaviours`, and no other of them."""
    moods = [
        text
        for name, text in (("impatient_user", "short of time"), ("confused_user", "easily lost"))
        if name in behaviours
    ]
    typing = "typos" in behaviours
    return persona.model_copy(
        update={
            "description": ", ".join([persona.description.rstrip("."), *moods]) + ".",
            "impatient": "impatient_user" in behaviours,
            "confused": "confused_user" in behaviours,
            "typos": 0.15 if typing else 0.0,
            "casing": "lower" if typing else persona.casing,
        }
    )


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
    focus_on_writes: bool = True
    """Whether an edge that leads to a write may be the focus of an item."""

    def sample(self, environment: Environment, index: int) -> Scenario:
        """Return the scenario of item `index`."""
        seed = item_seed(self.run_seed, environment.name, index)
        random = Random(seed)
        rates: Rates = {
            "rules": random.uniform(0.2, 0.8),
            "rows": random.uniform(0.4, 1.0),
            "examples": random.uniform(0.0, 1.0),
        }
        aims = {"reads_per_write", "hops", "evenness"}
        rates |= self.config.model_dump(include=aims, exclude_none=True)
        person = self.person(environment, rates, random)
        behaviours = self._behaviours(environment, index)
        reading = self._reads_only(behaviours, index)
        goals = sample_goals(self.config, behaviours, random, reading)
        persona = self.persona(environment, rates, random)
        return Scenario(
            environment=environment.name,
            index=index,
            seed=seed,
            person=person,
            tools=self.tools(environment, rates, random),
            goals=tuple(self._about_rule(environment, goal, behaviours, index) for goal in goals),
            rows=sample_rows(environment, rates, random, person),
            rules=self.rules(environment, rates, random),
            persona=in_mood(persona, behaviours),
            examples=tuple(self.examples(environment, rates, random)),
            behaviours=behaviours,
            focus=self._focus(behaviours, index),
            parts=self._parts(seed, index),
            rates={name: round(rate, 4) for name, rate in rates.items()},
        )

    def _behaviours(self, environment: Environment, index: int) -> tuple[str, ...]:
        """Return what is to happen in an item, by shares that hold in every stretch of items."""
        mix = self.config.behaviours
        shares = ((name, getattr(mix, name)) for name in offered(environment))
        found = [name for name, share in shares if self._due(name, share, index)]
        if "refusal" in found and self._due("alternative", mix.alternative / mix.refusal, index):
            found.append("alternative")
        elif "refusal" in found and rules_of(environment, ("limit",)):
            share = mix.limit / max(mix.refusal - mix.alternative, 1e-9)
            found += ["limit"] if self._due("limit", share, index) else []
        return tuple(sorted(found))

    def _about_rule(
        self, environment: Environment, goal: str, behaviours: Sequence[str], index: int
    ) -> str:
        """Return a kind of goal with the rule that it is about, one after the other."""
        kinds: tuple[str, ...] = ()
        if goal == "refuse" and "limit" in behaviours:
            kinds = ("limit",)
        elif goal == "pressure":
            kinds = ("duty", "person")
        rules = rules_of(environment, kinds)
        return f"{goal}:{rules[int(self._place('rule', index) * len(rules))]}" if rules else goal

    def _reads_only(self, behaviours: Sequence[str], index: int) -> bool:
        """Whether an item writes nothing; drawn among those whose behaviours need no write."""
        if NEED_WRITES.intersection(behaviours) or "information" not in behaviours:
            return False
        mix, open_ = self.config.behaviours, 1.0
        for name in NEED_WRITES:
            open_ *= 1 - getattr(mix, name)
        share = self.config.read_only / max(mix.information * open_, 1e-9)
        return Random(f"{self.run_seed}/{index}/read_only").random() < share

    def _due(self, name: str, share: float, index: int) -> bool:
        """Whether `name` is due in item `index`.

        The multiples of an irrational number spread evenly, so that any stretch of items holds its
        share nearly exactly; behaviours have irrationals of their own and meet as if by chance.
        """
        return self._place(name, index) < share

    def _place(self, name: str, index: int) -> float:
        """Return where item `index` falls between 0 and 1 for what is called `name`."""
        drawn = sha256(f"{self.run_seed}/{name}".encode()).digest()
        phase = int.from_bytes(drawn[:8], "big") / 2**64
        return float((phase + index * _STRIDES[name]) % 1.0)

    def _parts(self, seed: int, index: int) -> int:
        """Return how many blueprints to join; drawn apart, so that other draws stay as they are."""
        due = self._due("recombined", self.config.recombined, index)
        return Random(f"{seed}/parts").choice((2, 2, 3)) if due else 1

    def _focus(self, behaviours: Sequence[str], index: int) -> Edge | None:
        """Return an edge of the tool graph to use; one that takes no question where none is due."""
        edges = self.graph.feasible if "information" in behaviours else self._acting
        if not self.focus_on_writes:
            edges = self._asking if "information" in behaviours else []
        if not edges:
            return None
        # A walk with a stride prime to the number of edges meets each edge once a lap.
        return edges[(index * 7919 + self.run_seed) % len(edges)]

    @cached_property
    def _asking(self) -> list[Edge]:
        """The edges that a task can use without a write."""
        toolbox = self.graph.environment.toolbox
        return [
            edge
            for edge in self.graph.feasible
            if not (toolbox[edge[0]].writes or toolbox[edge[1]].writes)
        ]

    @cached_property
    def _acting(self) -> list[Edge]:
        """The edges that a task can use without a question."""
        people, toolbox = f"ref:{self.graph.environment.people}", self.graph.environment.toolbox
        return [
            (source, target, slot)
            for source, target, slot in self.graph.feasible
            if toolbox[target].writes and (toolbox[source].writes or slot != people)
        ]
