from apigen_mt.records.review import ONLY_MODELS, ONLY_STORED, Reason
from apigen_mt.records.trajectory import Accepted, Rejection
from tests.journeys import accepted, journey, slipped

UNREACHED = {Reason.NO_PLAN, *ONLY_MODELS, *ONLY_STORED}
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
    for env in ("retail", "library"):
        for one in accepted(env):
            assert one.outcome.findings == ()
            for turn in one.trajectory.blueprint.rounds:  # parts that did not fit together
                assert turn.changes[0].startswith("leave out the part")


def test_feedback_saves_most_of_the_drafts_that_slipped():
    kept = [one for one in slipped() if isinstance(one, Accepted)]
    revised = [one for one in kept if one.trajectory.blueprint.rounds]
    assert len(revised) > 40


def test_a_revision_keeps_the_plan_of_the_first_draft():
    """What slipped was the draft, not the task: the accepted blueprint executes as checked."""
    environment = journey().environment
    for one in slipped():
        if isinstance(one, Accepted) and one.trajectory.blueprint.rounds:
            blueprint = one.trajectory.blueprint
            calls = [(action.tool, action.arguments) for action in blueprint.actions]
            session = environment.replay(calls, blueprint.scenario.seed)
            assert session.db.digest == blueprint.end_digest


def test_every_rejection_names_its_stage_and_a_source():
    sources = {"author": {"author"}, "check": {"checks"}, "interplay": {"verifier"}}
    for one in slipped():
        if isinstance(one, Rejection):
            assert one.findings
            found = {finding.source for finding in one.findings}
            assert found <= sources.get(one.stage, {"coverage", "discretion", "consistency"})
