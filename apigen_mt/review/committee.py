"""Votes become a ruling: the majority on each rubric, and of the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from apigen_mt.llm.chorus import together
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import RUBRICS, Finding, Review, Ruling


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
        return rule_on(await together(juror.review(blueprint) for juror in self.jurors))


def rule_on(reviews: Sequence[Review]) -> Ruling:
    """Return the majority's ruling.

    Seats that abstain do not count, but more than half of all seats have to vote. A tie rejects.
    Objections of a losing minority are kept in the reviews.
    """
    voting = [review for review in reviews if not review.abstained]
    quorum = len(voting) * 2 > len(reviews)
    accepted = quorum and sum(review.accepted for review in voting) * 2 > len(voting)
    findings: dict[tuple[str, str], Finding] = {}
    if not accepted:
        for review in voting if quorum else reviews:
            for finding in review.findings:
                findings.setdefault((finding.reason, finding.detail), finding)
    return Ruling(
        reviews=tuple(reviews),
        scores={
            rubric: int(sum(review.scores[rubric] for review in voting) * 2 > len(voting))
            for rubric in RUBRICS
        },
        accepted=accepted,
        findings=tuple(findings.values()),
    )
