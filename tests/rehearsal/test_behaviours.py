"""Behaviours that were drawn are asked for and shown, whoever writes, plays and answers."""

import asyncio
from collections import Counter

from apigen_mt.execution.forecast import Rehearsed
from apigen_mt.llm.open import Models
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.trajectory import Accepted
from tests.endpoint import settings

NOBODY = {role: "procedural" for role in ("author", "feedback", "user", "critic", "agent")}
RULES = ["coverage", "discretion", "consistency"]
OFTEN = {
    "mind_change": 0.3,
    "near_duplicates": 0.3,
    "regret": 0.2,
    "missing_tool": 0.2,
    "tool_failure": 0.3,
    "mistaken_identity": 0.3,
    "parallel_reads": 0.4,
    "hand_over": 0.2,
    "alternative": 0.2,
    "refusal": 0.3,
    "impatient_user": 0.2,
    "confused_user": 0.2,
    "typos": 0.2,
}
COUNT = 24


def shares(env, *models):
    """Return how often each behaviour was drawn in what was kept, and shown where it was drawn."""
    config = settings(
        "http://127.0.0.1:9/v1",
        {**NOBODY, **{role: "default" for role in models}},
        env=env,
        count=COUNT,
        **{"review.seats": RULES, "sampler.behaviours": OFTEN, "seed": 7},
    )

    async def run():
        stage = wire(config, Models(config, carrier=Rehearsed).gateways)
        return [one for index in range(COUNT) async for one in stage.travel(index)]

    drawn, shown = Counter(), Counter()
    kept = [one for one in asyncio.run(run()) if isinstance(one, Accepted)]
    for one in kept:
        due = set(one.trajectory.blueprint.scenario.behaviours)
        drawn.update(due)
        shown.update(due & set(one.outcome.behaviours))
    return len(kept), drawn, shown


def test_a_model_human_does_what_the_plan_says():
    kept, drawn, shown = shares("retail", "wording", "user")
    assert kept >= 0.8 * COUNT
    assert shown.total() >= 0.9 * drawn.total()
    for name in ("mind_change", "missing_parameter", "near_duplicates", "mistaken_identity"):
        assert shown[name] >= 0.8 * drawn[name] > 0, name
    for name in ("impatient_user", "confused_user", "typos"):
        assert shown[name] >= 0.7 * drawn[name] > 0, name


def test_a_model_human_acts_on_its_own_device():
    _, drawn, shown = shares("telecom", "user")
    assert shown["dual_control"] >= 0.8 * drawn["dual_control"] > 0


def test_a_model_author_writes_what_was_drawn():
    kept, drawn, shown = shares("retail", "author", "feedback")
    assert kept >= 0.7 * COUNT
    assert shown.total() >= 0.75 * drawn.total()
    for name in ("mind_change", "missing_tool", "tool_failure", "alternative", "refusal"):
        assert shown[name] >= 0.6 * drawn[name] > 0, name


def test_a_model_agent_recovers_and_refuses():
    kept, drawn, shown = shares("retail", "author", "feedback", "user", "agent")
    assert kept >= 0.5 * COUNT
    assert shown.total() >= 0.7 * drawn.total()
    for name in ("tool_failure", "refusal", "missing_tool", "parallel_reads", "mind_change"):
        assert shown[name], name
