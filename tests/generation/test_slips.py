from apigen_mt.records.review import Reason
from apigen_mt.records.trajectory import Accepted
from tests.journeys import accepted, slipped

UNREACHED = {Reason.NO_PLAN}
"""A reason of the author alone: it depends on the world, not on a slip."""


def seen() -> set[Reason]:
    found = set()
    for one in slipped():
        if isinstance(one, Accepted):
            rounds = one.trajectory.blueprint.rounds
            found |= {finding.reason for turn in rounds for finding in turn.findings}
        else:
            found |= {finding.reason for finding in one.findings}
            rounds = one.blueprint.rounds if one.blueprint else ()
            found |= {finding.reason for turn in rounds for finding in turn.findings}
    return found


def test_every_reason_occurs_when_roles_slip():
    assert seen() == set(Reason) - UNREACHED


def test_no_reason_occurs_when_nobody_slips():
    assert all(one.outcome.findings == () for one in accepted())
    assert all(one.trajectory.blueprint.rounds == () for one in accepted())


def test_feedback_saves_most_of_the_drafts_that_slipped():
    kept = [one for one in slipped() if isinstance(one, Accepted)]
    revised = [one for one in kept if one.trajectory.blueprint.rounds]
    assert len(revised) > 50
