import pytest

from apigen_mt.records.review import Finding, Reason, Review
from apigen_mt.review.committee import Committee, rule_on
from apigen_mt.review.rules import RUBRICS, SEATS, RuleJuror
from tests.journeys import accepted, finish, journey

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
    ruling = finish(committee().review(BLUEPRINT))
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
    ruling = finish(committee().review(BLUEPRINT.model_copy(update=change)))
    assert not ruling.accepted
    assert reason in {one.reason for one in ruling.findings}


FLAWS = {
    Reason.LEAK: {"instruction": f"{BLUEPRINT.instruction} Use get_order."},
    Reason.MISSING_FACT: {"instruction": BLUEPRINT.instruction.replace(SAID.said, "it")},
    Reason.CONTRADICTION: {
        "facts": tuple(
            one.model_copy(update={"value": "another"}) if one is SAID else one
            for one in BLUEPRINT.facts
        )
    },
    Reason.TRIVIAL: {"diff": (), "outputs": ()},
}
RUBRIC = {
    Reason.LEAK: "satisfaction",
    Reason.MISSING_FACT: "completeness",
    Reason.CONTRADICTION: "correctness",
    Reason.TRIVIAL: "creativity",
}
LOOKS_FOR = {
    "coverage": {Reason.MISSING_FACT, Reason.CONTRADICTION, Reason.TRIVIAL},
    "discretion": {Reason.LEAK, Reason.MISSING_FACT, Reason.TRIVIAL},
    "consistency": set(FLAWS),
}


@pytest.mark.parametrize("seat", LOOKS_FOR)
@pytest.mark.parametrize("flaw", FLAWS)
def test_a_juror_finds_what_it_looks_for_and_nothing_else(seat, flaw):
    juror = RuleJuror(seat, journey().environment)
    verdict = finish(juror.review(BLUEPRINT.model_copy(update=FLAWS[flaw])))
    found = {one.reason for one in verdict.findings}
    assert found == ({flaw} if flaw in LOOKS_FOR[seat] else set())
    assert verdict.accepted == (not found)
    assert verdict.scores == {
        rubric: int(rubric not in {RUBRIC[one] for one in found}) for rubric in RUBRICS
    }
    assert {one.source for one in verdict.findings} <= {seat}


@pytest.mark.parametrize("kind", ["act", "decline"])
def test_a_gold_write_that_is_not_the_wish_contradicts_it(kind):
    writing, place = next(
        (one.trajectory.blueprint, place)
        for one in accepted()
        for place, goal in enumerate(one.trajectory.blueprint.goals)
        if goal.kind == kind and goal.actions
    )
    goal = writing.goals[place]
    other = goal.model_copy(update={"arguments": {**goal.arguments, "note": "x"}})
    goals = (*writing.goals[:place], other, *writing.goals[place + 1 :])
    ruling = finish(committee().review(writing.model_copy(update={"goals": goals})))
    assert Reason.CONTRADICTION in {one.reason for one in ruling.findings}


def test_the_same_objection_of_two_jurors_is_held_against_the_draft_once():
    twin = Finding(reason=Reason.LEAK, detail="the same", source="a")
    twins = [review(name, False).model_copy(update={"findings": (twin,)}) for name in "ab"]
    assert rule_on(twins).findings == (twin,)


@pytest.mark.parametrize(
    ("verdicts", "accepted_"),
    [("y", True), ("n", False), ("yyn", True), ("ynn", False), ("yynn", False), ("yyynn", True)],
)
def test_more_than_half_of_the_seats_must_accept(verdicts, accepted_):
    reviews = [review(str(seat), vote == "y") for seat, vote in enumerate(verdicts)]
    ruling = rule_on(reviews)
    assert ruling.accepted is accepted_
    assert bool(ruling.findings) is not accepted_
    assert ruling.reviews == tuple(reviews)


def test_jurors_judge_without_sight_of_one_another():
    environment = journey().environment
    flawed = BLUEPRINT.model_copy(update=FLAWS[Reason.LEAK])
    alone = [finish(RuleJuror(seat, environment).review(flawed)) for seat in SEATS]
    assert finish(committee().review(flawed)).reviews == tuple(alone)
