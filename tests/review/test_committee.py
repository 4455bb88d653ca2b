import pytest

from apigen_mt.records.review import Finding, Reason, Review
from apigen_mt.review.committee import Committee, rule_on
from apigen_mt.review.rules import RUBRICS, SEATS, RuleJuror
from tests.journeys import accepted, journey

BLUEPRINT = next(
    one.trajectory.blueprint
    for one in accepted()
    if any(not f.literal for f in one.trajectory.blueprint.facts)
)


def review(juror: str, verdict: bool) -> Review:
    finding = Finding(reason=Reason.LEAK, detail=f"seen by {juror}", source=juror)
    return Review(
        juror=juror,
        scores={rubric: int(verdict or rubric != "satisfaction") for rubric in RUBRICS},
        accepted=verdict,
        findings=() if verdict else (finding,),
    )


def test_a_majority_accepts_and_the_minoritys_objection_is_kept_in_its_review():
    ruling = rule_on([review("a", True), review("b", False), review("c", True)])
    assert ruling.accepted
    assert ruling.scores["satisfaction"] == 1
    assert ruling.findings == ()
    assert ruling.reviews[1].findings[0].detail == "seen by b"


def test_a_majority_rejects_with_every_objection():
    ruling = rule_on([review("a", False), review("b", False), review("c", True)])
    assert not ruling.accepted
    assert ruling.scores["satisfaction"] == 0
    assert {one.source for one in ruling.findings} == {"a", "b"}


def test_a_tie_rejects():
    assert not rule_on([review("a", True), review("b", False)]).accepted


def committee() -> Committee:
    environment = journey().environment
    return Committee([RuleJuror(seat, environment) for seat in SEATS])


def test_a_sound_blueprint_is_accepted_by_all():
    ruling = committee().review(BLUEPRINT)
    assert ruling.accepted
    assert all(one.accepted for one in ruling.reviews)
    assert set(ruling.scores.values()) == {1}


HIDDEN = next(fact for fact in BLUEPRINT.facts if not fact.literal)
SAID = next(fact for fact in BLUEPRINT.facts if "." not in fact.key)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"instruction": f"{BLUEPRINT.instruction} Use get_order."}, Reason.LEAK),
        ({"instruction": f"{BLUEPRINT.instruction} The order_id is there."}, Reason.LEAK),
        ({"instruction": f"{BLUEPRINT.instruction} It is {HIDDEN.value}."}, Reason.LEAK),
        ({"instruction": BLUEPRINT.instruction.replace(SAID.said, "it")}, Reason.MISSING_FACT),
        (
            {
                "facts": tuple(
                    one.model_copy(update={"value": "another"}) if one is SAID else one
                    for one in BLUEPRINT.facts
                )
            },
            Reason.CONTRADICTION,
        ),
        ({"diff": (), "outputs": ()}, Reason.TRIVIAL),
    ],
)
def test_the_committee_finds_what_is_wrong(change, reason):
    ruling = committee().review(BLUEPRINT.model_copy(update=change))
    assert not ruling.accepted
    assert reason in {one.reason for one in ruling.findings}
