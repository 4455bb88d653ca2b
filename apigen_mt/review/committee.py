"""Votes become a ruling: the majority on each rubric, and of the verdicts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Finding, Review, Ruling


class Juror(Protocol):
    """One seat."""

    async def review(self, blueprint: Blueprint) -> Review:
        """Return this juror's review, made without sight of any other."""
        ...


class Committee:
    """Asks every juror and counts; a tie rejects."""

    def __init__(self, jurors: Sequence[Juror]) -> None:
        self.jurors = jurors

    async def review(self, blueprint: Blueprint) -> Ruling:
        """Return the ruling on a checked blueprint."""
        return rule_on(await asyncio.gather(*(juror.review(blueprint) for juror in self.jurors)))


def rule_on(reviews: Sequence[Review]) -> Ruling:
    """Return the majority's ruling; objections of a losing minority are kept in the reviews."""
    seats = len(reviews)
    accepted = sum(review.accepted for review in reviews) * 2 > seats
    rubrics = reviews[0].scores
    findings: dict[tuple[str, str], Finding] = {}
    if not accepted:
        for review in reviews:
            for finding in review.findings:
                findings.setdefault((finding.reason, finding.detail), finding)
    return Ruling(
        reviews=tuple(reviews),
        scores={
            rubric: int(sum(review.scores[rubric] for review in reviews) * 2 > seats)
            for rubric in rubrics
        },
        accepted=accepted,
        findings=tuple(findings.values()),
    )
