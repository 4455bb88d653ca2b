import itertools

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.llm.line import Speaker
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.review import RUBRICS, Finding, Reason, Review
from apigen_mt.review.agreement import fleiss_kappa
from apigen_mt.review.committee import rule_on
from apigen_mt.review.feedback import ModelFeedback, PlainFeedback
from apigen_mt.review.reviewer import ModelJuror
from tests.journeys import accepted, journey
from tests.llm.virtual import Scripted, completion, gateway, virtually

BLUEPRINT = accepted("library")[0].trajectory.blueprint
PROMPTS = Prompts()


def verdict(**scores):
    given = {
        rubric: {"score": scores.get(rubric, 1), "reason": f"on {rubric}"} for rubric in RUBRICS
    }
    return completion(orjson.dumps({"reflection": "hm", **given}).decode())


def juror(*responses):
    transport = Scripted(*responses)
    speaker = Speaker("m", gateway(transport), 256)
    return transport, ModelJuror("strict", speaker, journey("library").environment, PROMPTS)


def test_a_juror_scores_each_rubric_with_a_reason():
    _, one = juror(verdict(completeness=0))
    review = virtually(one.review(BLUEPRINT))
    assert review.scores == {rubric: int(rubric != "completeness") for rubric in RUBRICS}
    assert review.reasons["correctness"] == "on correctness"
    assert review.reflection == "hm"
    assert not review.accepted
    (finding,) = review.findings
    assert (finding.reason, finding.source) == (Reason.OBJECTION, "strict")
    assert finding.detail == "completeness: on completeness"


def test_a_juror_sees_the_task_and_its_diff_and_no_vote():
    transport, one = juror(verdict())
    judged = BLUEPRINT.model_copy(update={"ruling": rule_on([review(True)])})
    virtually(one.review(judged))
    body = transport.sent[0][1].decode()
    assert BLUEPRINT.actions[0].tool in body
    assert "<diff>" in body
    assert "somebody" not in body  # the name of the juror before


@pytest.mark.parametrize("bad", ["", "no", '{"correctness": {"score": 7}}', "[1]"])
def test_a_seat_without_a_usable_answer_abstains(bad):
    responses = [completion(bad)] * 4
    _, one = juror(*responses)
    found = virtually(one.review(BLUEPRINT))
    assert found.abstained
    assert not found.scores
    assert found.findings[0].reason in (Reason.MALFORMED_REPLY, Reason.REFUSED)


def review(good, abstained=False):
    finding = Finding(reason=Reason.OBJECTION, detail="x", source="somebody")
    return Review(
        juror="somebody",
        scores={} if abstained else {rubric: int(good) for rubric in RUBRICS},
        accepted=good and not abstained,
        abstained=abstained,
        findings=() if good and not abstained else (finding,),
    )


@pytest.mark.parametrize("votes", [*itertools.product((True, False, None), repeat=4)])
def test_a_majority_of_those_who_vote_decides_and_most_seats_have_to_vote(votes):
    ruling = rule_on([review(bool(vote), vote is None) for vote in votes])
    cast = [vote for vote in votes if vote is not None]
    assert ruling.accepted == (len(cast) > 2 and sum(cast) * 2 > len(cast))
    assert ruling.accepted == (ruling.findings == ())
    assert len(ruling.reviews) == 4
    for rubric in RUBRICS:
        assert ruling.scores[rubric] == int(sum(cast) * 2 > len(cast))


def test_kappa_is_that_of_the_textbook():
    # Two raters, 10 subjects, 7 agreements (4 yes, 3 no): Pa = 0.7, Pe = 0.55^2 + 0.45^2.
    votes = [(0, 2)] * 4 + [(2, 0)] * 3 + [(1, 1)] * 3
    assert fleiss_kappa(votes) == pytest.approx((0.7 - 0.505) / (1 - 0.505), abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_kappa_is_at_most_one_and_blind_to_the_names_of_the_sides(votes):
    kappa = fleiss_kappa(votes)
    assert kappa == fleiss_kappa([(b, a) for a, b in votes])
    assert kappa is None or kappa <= 1.0


def test_full_agreement_is_one_and_no_variety_says_nothing():
    assert fleiss_kappa([(3, 0), (0, 3)]) == 1.0
    assert fleiss_kappa([(0, 3), (0, 3)]) is None
    assert fleiss_kappa([]) is None


FINDINGS = [
    Finding(reason=Reason.LEAK, detail="says 'x_1'", source="a"),
    Finding(reason=Reason.LEAK, detail="says 'x_1'", source="b"),
    Finding(reason=Reason.TRIVIAL, detail="nothing to do", source="b"),
]


def test_plain_feedback_hands_on_each_finding_once():
    changes = virtually(PlainFeedback().merge(BLUEPRINT, FINDINGS))
    assert changes == ("leak: says 'x_1'", "trivial: nothing to do")


def test_model_feedback_merges_findings_and_reflections_into_a_list():
    answer = completion('{"summary": "two things", "changes": ["drop x_1", "add a wish"]}')
    transport = Scripted(answer)
    feedback = ModelFeedback(Speaker("m", gateway(transport), 256), PROMPTS)
    assert virtually(feedback.merge(BLUEPRINT, FINDINGS)) == ("drop x_1", "add a wish")
    assert b"nothing to do" in transport.sent[0][1]
