"""Each checker on conversations written by hand: one shows the behaviour, others nearly do."""

import pytest

from apigen_mt.config import BehaviourMix
from apigen_mt.generation.behaviours import planned
from apigen_mt.records.blueprint import Change, Vague
from apigen_mt.records.disturbance import FOREVER, Disturbance
from apigen_mt.verification.behaviours import CHECKERS
from tests.journeys import accepted, journey
from tests.verification.scene import LIBRARY, Scene, act, action, fact, refusal

LOAN = next(one for one in LIBRARY.seed.table("loans") if not one["renewed"])
MEMBER = LIBRARY.seed.table("members").get(LOAN["member_id"])
BOOKS = [one for one in LIBRARY.seed.table("books") if one["on_shelf"] > 1]
BOOK = next(
    one
    for one in BOOKS
    if not LIBRARY.seed.table("loans").where(book_id=one["book_id"], member_id=LOAN["member_id"])
)
OTHER = next(one for one in BOOKS if one["book_id"] != BOOK["book_id"])
FIND = ("find_member", {"card_number": MEMBER["card_number"]})
LOANS = ("list_loans", {"member_id": MEMBER["member_id"]})
LOOK = ("get_book", {"book_id": BOOK["book_id"]})
LOOK_ELSEWHERE = ("get_book", {"book_id": OTHER["book_id"]})
RETURN = ("return_book", {"loan_id": LOAN["loan_id"]})
BORROW = ("borrow_book", {"member_id": MEMBER["member_id"], "book_id": BOOK["book_id"]})
RETURNED = act("return_book", **RETURN[1])
OFFER = f"I'll take “{LOAN['title']}” back. Shall I go ahead?"


def greeted(*goals, **blueprint) -> Scene:
    scene = Scene(*goals, **blueprint)
    scene.user(f"hi, my card is {MEMBER['card_number']}").call(FIND)
    return scene


def returned(scene: Scene) -> Scene:
    return scene.agent(OFFER).user("yes").call(RETURN).agent("Done. Anything else?")


@pytest.mark.parametrize(
    ("question", "shown"),
    [("Which of your loans is it?", True), ("Anything else?", False), (OFFER, False)],
)
def test_missing_parameter(question, shown):
    goal = RETURNED.model_copy(update={"facts": ("0.loan_id",)})
    scene = greeted(goal, facts=(fact("0.loan_id", LOAN["title"]),)).agent(question)
    returned(scene.user(f"it's {LOAN['title']}").call(LOANS))
    assert ("missing_parameter" in scene.behaviours()) == shown


def test_a_detail_that_another_wish_told_before_may_be_missing_in_this_one():
    goal = RETURNED.model_copy(update={"facts": ("0.loan_id",)})
    scene = Scene(goal, facts=(fact("0.loan_id", LOAN["title"]),))
    scene.user(f"is {LOAN['title']} overdue? card {MEMBER['card_number']}").call(FIND, LOANS)
    scene.agent("It isn't. Anything else?").user("take a book back").agent("Which of your loans?")
    assert "missing_parameter" in returned(scene.user(LOAN["title"])).behaviours()


def test_a_detail_told_unasked_is_no_missing_parameter():
    goal = RETURNED.model_copy(update={"facts": ("0.loan_id",)})
    scene = Scene(goal, facts=(fact("0.loan_id", LOAN["title"]),))
    scene.user(f"I'd like to return {LOAN['title']}, card {MEMBER['card_number']}").call(FIND)
    assert "missing_parameter" not in returned(scene.call(LOANS)).behaviours()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("I'm afraid I can't return a book from here. What I can do is renew it.", True),
        ("I'm afraid I can't return a book from here.", False),
        ("Of course, I can do that.", False),
    ],
)
def test_missing_tool(answer, shown):
    goal = RETURNED.model_copy(update={"kind": "refuse", "outputs": (0,), "want": "return a book"})
    scene = greeted(goal, withheld=("return_book",), outputs=(refusal(),)).agent(answer)
    assert ("missing_tool" in scene.behaviours()) == shown


@pytest.mark.parametrize(
    ("reply", "shown"), [("wait, make that the other one", True), ("yes, the other one", False)]
)
def test_mind_change(reply, shown):
    change = Change(argument="loan_id", before="x", said_before="this one", fact="0.loan_id")
    goal = RETURNED.model_copy(update={"change": change, "facts": ("0.loan_id",)})
    scene = greeted(goal, facts=(fact("0.loan_id", "the other one"),)).call(LOANS)
    assert ("mind_change" in returned(scene.agent(OFFER).user(reply)).behaviours()) == shown


@pytest.mark.parametrize("in_order", [True, False])
def test_regret(in_order):
    second = act("borrow_book", **BORROW[1]).model_copy(
        update={"regrets": True, "facts": ("1.book_id",)}
    )
    goals = (RETURNED, second) if in_order else (second, RETURNED)
    scene = greeted(*goals, facts=(fact("1.book_id", "the lighthouse one"),)).call(LOANS, LOOK)
    returned(scene).user("sorry, rather the lighthouse one").agent("Shall I?").user("yes")
    scene.call(BORROW).agent("Done. Anything else?")
    assert ("regret" in scene.behaviours()) == in_order


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("I see the red one and the blue one. Which one do you mean?", True),
        ("I see the red one. Is it that?", False),
        ("There are the red one and the blue one.", False),
    ],
)
def test_near_duplicates(question, shown):
    vague = Vague(argument="loan_id", said="one", fits=("red one", "blue one"))
    goal = RETURNED.model_copy(update={"vague": vague, "facts": ("0.loan_id",)})
    scene = greeted(goal, facts=(fact("0.loan_id", "blue one"),)).call(LOANS)
    returned(scene.agent(question).user("the blue one"))
    assert ("near_duplicates" in scene.behaviours()) == shown


@pytest.mark.parametrize(
    ("calls", "shown"),
    [((LOOK, LOOK_ELSEWHERE), True), ((LOOK,), False), ((LOOK, ("get_book", {})), False)],
)
def test_parallel_reads(calls, shown):
    assert ("parallel_reads" in greeted().call(*calls).behaviours()) == shown


@pytest.mark.parametrize(("count", "shown"), [(8, True), (4, False)])
def test_read_heavy(count, shown):
    scene = greeted(RETURNED).call(LOANS)
    for book in list(LIBRARY.seed.table("books"))[:count]:
        scene.call(("get_book", {"book_id": book["book_id"]}))
    assert ("read_heavy" in returned(scene).behaviours()) == shown


def test_looking_up_one_thing_many_times_is_not_read_heavy():
    scene = greeted(RETURNED).call(LOANS)
    for _ in range(9):
        scene.call(LOOK)
    assert "read_heavy" not in returned(scene).behaviours()


@pytest.mark.parametrize("kind", ["timeout", "unavailable", "incomplete", "silent"])
@pytest.mark.parametrize("again", [True, False])
def test_tool_failure(kind, again):
    planned_ = Disturbance(kind=kind, tool=RETURN[0], arguments=RETURN[1])
    scene = greeted(RETURNED, disturbances=(planned_,)).call(LOANS).agent(OFFER).user("yes")
    scene.call(RETURN)
    if again:
        scene.call(RETURN)
    assert ("tool_failure" in scene.agent("Done.").behaviours()) == again


@pytest.mark.parametrize("again", [True, False])
def test_a_stale_answer_is_noticed_by_looking_again(again):
    planned_ = Disturbance(kind="stale", tool=LOANS[0], arguments=LOANS[1])
    scene = greeted(RETURNED, disturbances=(planned_,)).call(LOANS).agent(OFFER).user("yes")
    scene.call(RETURN).call(LOANS)
    if again:
        scene.call(LOANS)
    assert ("tool_failure" in scene.agent("Done.").behaviours()) == again


@pytest.mark.parametrize(
    ("answer", "shown"),
    [("I'm sorry, I can't return it: the system is down.", True), ("All done!", False)],
)
def test_a_tool_that_is_down_for_good_is_told_of(answer, shown):
    down = Disturbance(kind="unavailable", tool=RETURN[0], arguments=RETURN[1], times=FOREVER)
    goal = RETURNED.model_copy(update={"kind": "refuse", "outputs": (0,), "want": "return it"})
    scene = greeted(goal, disturbances=(down,), outputs=(refusal(),)).call(LOANS)
    scene.agent(OFFER).user("yes").call(RETURN).call(RETURN).agent(answer)
    assert ("tool_failure" in scene.behaviours()) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("can we make this quick?", True),
        ("please hurry", True),
        ("quick question: who wrote it?", False),
        ("no hurry at all", False),
        ("put me on the waiting list", False),
    ],
)
def test_impatient_user(text, shown):
    scene = greeted().agent("Hello.").user(text).agent("Sure.")
    assert ("impatient_user" in scene.behaviours()) == shown


@pytest.mark.parametrize(
    ("second", "answer", "shown"),
    [
        ("I need your card number. What is it?", "LC-1", True),
        ("Never mind.", "LC-1", False),
        ("I need your card number. What is it?", "what do you mean?", False),
    ],
)
def test_confused_user(second, answer, shown):
    scene = Scene().user("hi").agent("Which card number is it?").user("sorry, what do you mean?")
    scene.agent(second).user(answer).agent("Thanks.")
    assert ("confused_user" in scene.behaviours()) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("i'd like to retrun my laon and renew anohter", True),
        ("i'd like to retrun something", False),
        ("i'd like to return something else again", False),
    ],
)
def test_typos(text, shown):
    scene = Scene(instruction="I'd like to return my loan and renew another.")
    assert ("typos" in scene.user(text).agent("Sure.").behaviours()) == shown


@pytest.mark.parametrize(("found", "shown"), [(True, True), (False, False)])
def test_mistaken_identity(found, shown):
    wrong = fact("card_number", MEMBER["card_number"]).model_copy(update={"mistaken": "LC-0"})
    scene = Scene(facts=(wrong,)).user("LC-0").call(("find_member", {"card_number": "LC-0"}))
    if found:
        scene.agent("Could you check that?").user(MEMBER["card_number"]).call(FIND)
    assert ("mistaken_identity" in scene.behaviours()) == shown


@pytest.mark.parametrize(("looked", "shown"), [(True, True), (False, False)])
def test_a_refusal_follows_the_look_up_that_decides_it(looked, shown):
    goal = act("borrow_book", member_id="m", book_id=BOOK["book_id"]).model_copy(
        update={"kind": "refuse", "actions": (0,), "outputs": (0,), "want": "borrow the book"}
    )
    scene = greeted(goal, actions=(action(LOOK[0], **LOOK[1]),), outputs=(refusal(),))
    if looked:
        scene.call(LOOK)
    scene.agent("I'm afraid I can't lend you the book.")
    assert ("refusal" in scene.behaviours()) == shown


@pytest.mark.parametrize("met_before", [True, False])
def test_the_same_wish_may_be_refused_once_it_was_met_but_not_met_and_refused(met_before):
    wish = act("borrow_book", **BORROW[1])
    refused = wish.model_copy(update={"kind": "refuse", "outputs": (0,), "want": "lend the book"})
    gold = {"actions": (action(BORROW[0], **BORROW[1]),)} if met_before else {}
    goals = (wish, refused) if met_before else (refused,)
    scene = greeted(*goals, outputs=(refusal(),), **gold).call(BORROW).user("borrow it once more")
    scene.agent("I'm afraid I can't lend you the book.")
    assert ("refusal" in scene.behaviours()) == met_before


def test_there_is_a_checker_for_each_target_and_for_what_follows_from_others():
    assert set(CHECKERS) == {*BehaviourMix.model_fields, "several_writes", "recombined"}


@pytest.mark.parametrize("env", ["retail", "library"])
def test_what_was_drawn_and_planned_has_happened(env):
    environment = journey(env).environment
    promised = kept = 0
    for one in accepted(env):
        blueprint = one.trajectory.blueprint
        calls = [(action.tool, action.arguments) for action in blueprint.actions]
        trace = environment.replay(calls, blueprint.scenario.seed).trace
        due = planned(blueprint, environment, trace) & set(blueprint.scenario.behaviours)
        promised += len(due)
        kept += len(due & set(one.outcome.behaviours))
    assert kept >= 0.97 * promised > 60
