"""How the two phases went: acceptance with and without feedback, success, how jurors agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.shares import share
from apigen_mt.records.review import RUBRICS
from apigen_mt.review.agreement import fleiss_kappa

Ballots = defaultdict[str, list[tuple[int, int]]]
"""Rubric to (against, for) of each draft."""


def measure_phases(run: StoredRun) -> dict[str, Any]:
    """Return rates of both phases and the committee's agreement.

    Phase 1 counts items: blueprints accepted as first drafts, and after feedback. Phase 2 counts
    both ways, because the paper does not say which one its 67 % is: blueprints with a success, and
    successes among attempts.
    """
    first, revised, refused = set[str](), set[str](), 0
    attempts, successes, played = 0, 0, set[str]()
    won: set[str] = set()
    ballots: Ballots = defaultdict(list)
    seats: dict[str, Counter[str]] = defaultdict(Counter)
    seen: set[str] = set()
    for blueprint, kept, reached in _blueprints(run):
        name = blueprint["id"] if blueprint is not None else ""
        if not reached:
            refused += 1
        elif name not in seen:
            (revised if blueprint and blueprint.get("rounds") else first).add(name)
        if reached:
            attempts += 1
            successes += kept
            played.add(name)
            if kept:
                won.add(name)
        if blueprint is not None and name not in seen:
            seen.add(name)
            for ruling in _rulings(blueprint):
                _count(ruling, ballots, seats)
    items = len(first) + len(revised) + refused
    return {
        "phase_1": {
            "items": items,
            "without_feedback": share(len(first), items),
            "with_feedback": share(len(first) + len(revised), items),
        },
        "phase_2": {
            "attempts": attempts,
            "success_by_attempt": share(successes, attempts),
            "success_by_blueprint": share(len(won), len(played)),
        },
        "jury": {
            "drafts": len(ballots["accepted"]),
            "kappa": {name: fleiss_kappa(ballots[name]) for name in ("accepted", *RUBRICS)},
            "seats": {name: dict(sorted(counts.items())) for name, counts in seats.items()},
        },
    }


def _blueprints(run: StoredRun) -> Iterator[tuple[Mapping[str, Any] | None, bool, bool]]:
    """Yield (blueprint, success, whether it was accepted and played) of each row and rejection."""
    for row in run.rows():
        yield orjson.loads(row["blueprint"]), True, True
    for one in run.rejects():
        left_out = one["stage"] == "output"
        yield one["blueprint"], left_out, left_out or one["stage"] == "interplay"


def _rulings(blueprint: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for turn in blueprint.get("rounds", ()):
        if turn.get("ruling"):
            yield turn["ruling"]
    if blueprint.get("ruling"):
        yield blueprint["ruling"]


def _count(ruling: Mapping[str, Any], ballots: Ballots, seats: dict[str, Counter[str]]) -> None:
    voting = [one for one in ruling["reviews"] if not one.get("abstained")]
    for one in ruling["reviews"]:
        vote = "abstained" if one.get("abstained") else "for" if one["accepted"] else "against"
        seats[one["juror"]][vote] += 1
    pro = sum(one["accepted"] for one in voting)
    ballots["accepted"].append((len(voting) - pro, pro))
    for rubric in RUBRICS:
        pro = sum(one["scores"].get(rubric, 0) for one in voting)
        ballots[rubric].append((len(voting) - pro, pro))
