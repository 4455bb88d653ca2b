"""From a model's task to a blueprint: what the model says, and what is added to it."""

import pytest

from apigen_mt.generation.assembly import Assembly
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.task import Task
from apigen_mt.language.wording import Wording
from apigen_mt.records.review import Reason
from tests.journeys import journey

STAGE = journey("library")
LIBRARY = STAGE.environment
LOANS = LIBRARY.seed.table("loans")
LOAN, OTHER = next(
    (one, other)
    for one in LOANS
    for other in LOANS
    if one["member_id"] == other["member_id"]
    and one["loan_id"] < other["loan_id"]
    and not one["renewed"]
    and not LIBRARY.seed.table("reservations").where(book_id=one["book_id"])
)
RENEWED = next(one for one in LOANS if one["renewed"])
BOOK = next(one for one in LIBRARY.seed.table("books") if not one["on_shelf"])


def built(*wishes, behaviours=(), person=LOAN["member_id"]):
    """Return the blueprint of a task for one member, and what the checks find."""
    scene = STAGE.sampler.sample(LIBRARY, 0).model_copy(
        update={"person": person, "behaviours": behaviours, "rows": ()}
    )
    task = Task.model_validate({"instruction": "I want something.", "wishes": wishes})
    blueprint = Assembly(LIBRARY, Wording(LIBRARY), scene).build(task, "m", ())
    return blueprint, Checker(LIBRARY).check(blueprint)[1]


def wish(kind, tool, says=(), **rest):
    arguments = rest.pop("arguments")
    return {
        "kind": kind,
        "want": rest.pop("want", "have it done"),
        "actions": [{"tool": tool, "arguments": arguments}],
        "says": [{"argument": name, "said": said} for name, said in says],
        **rest,
    }


def renewing(loan=LOAN, **rest):
    said = loan["title"]
    arguments = {"loan_id": loan["loan_id"]}
    return wish("act", "renew_loan", [("loan_id", said)], arguments=arguments, **rest)


def reserving(branch, **rest):
    arguments = {
        "member_id": LOAN["member_id"],
        "book_id": BOOK["book_id"],
        "pickup_branch": branch,
    }
    says = [("book_id", BOOK["title"]), ("pickup_branch", branch)]
    return wish("act", "reserve_book", says, arguments=arguments, **rest)


def test_a_refusal_has_the_look_ups_that_decide_it_and_the_tools_own_reason():
    refused = wish("refuse", "renew_loan", arguments={"loan_id": RENEWED["loan_id"]})
    blueprint, findings = built(refused, person=RENEWED["member_id"])
    (goal,) = blueprint.goals
    assert findings == ()
    assert [blueprint.actions[at].tool for at in goal.actions] == ["list_loans"]
    assert "renewed" in goal.because
    assert not any(action.tool == "renew_loan" for action in blueprint.actions)


def test_a_refusal_of_what_works_is_sent_back():
    _, findings = built({**renewing(), "kind": "refuse"})
    assert {one.reason for one in findings} == {Reason.CONTRADICTION}


def test_a_missing_tool_is_withheld_and_must_not_be_used():
    missing = wish("missing", "return_book", arguments={"loan_id": OTHER["loan_id"]})
    blueprint, findings = built(missing, renewing())
    assert blueprint.withheld == ("return_book",)
    assert blueprint.goals[0].kind == "refuse"
    assert findings == ()
    back = wish("act", "return_book", arguments={"loan_id": OTHER["loan_id"]})
    _, findings = built(missing, back)
    assert Reason.UNKNOWN_TOOL in {one.reason for one in findings}


@pytest.mark.parametrize("value", ["Harbour", None])
def test_a_change_of_mind_keeps_the_value_of_before(value):
    first = {"argument": "pickup_branch", "said": "Harbour", "value": value}
    blueprint, _ = built(reserving("Main Street", first=first))
    change = blueprint.goals[0].change
    assert change is not None
    assert (change.before, change.said_before) == ("Harbour", "Harbour")
    assert blueprint.fact(change.fact).said == "Main Street"


def test_words_that_fit_several_rows_name_them():
    arguments = {"loan_id": LOAN["loan_id"]}
    says = [("loan_id", LOAN["title"])]
    vague = {"argument": "loan_id", "said": "a loan"}
    wanted = wish("act", "renew_loan", says, arguments=arguments, vague=vague, want="renew a loan")
    blueprint, _ = built(wanted, behaviours=("near_duplicates",))
    found = blueprint.goals[0].vague
    mine = [one["title"] for one in LOANS.where(member_id=LOAN["member_id"])]
    assert found is not None
    assert len(found.fits) == len(set(mine))
    one_alone = {"argument": "loan_id", "said": f"“{LOAN['title']}”"}
    blueprint, _ = built({**wanted, "vague": one_alone}, behaviours=("near_duplicates",))
    assert blueprint.goals[0].vague is None


def test_a_regret_is_one_only_after_the_same_act():
    again = reserving("Harbour", regrets=True)
    blueprint, _ = built(reserving("Main Street"), again)
    later = blueprint.goals[1]
    assert later.regrets
    assert later.want == "have Harbour instead of Main Street"
    blueprint, _ = built(renewing(), again)
    assert not blueprint.goals[1].regrets


def test_something_instead_follows_a_refusal():
    refused = wish("refuse", "renew_loan", arguments={"loan_id": RENEWED["loan_id"]})
    blueprint, _ = built(refused, renewing(instead=True), renewing(OTHER, instead=True))
    assert [goal.instead for goal in blueprint.goals] == [False, True, False]


def test_failures_are_added_where_every_call_works():
    blueprint, _ = built(renewing(), reserving("Harbour"), behaviours=("tool_failure",))
    assert len(blueprint.disturbances) == 1
    broken = wish("act", "renew_loan", arguments={"loan_id": "loan_0"})
    blueprint, _ = built(broken, behaviours=("tool_failure",))
    assert blueprint.disturbances == ()
