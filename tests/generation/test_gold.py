"""The gold report finds each defect that is planted, and nothing in what is sound."""

import pytest

from apigen_mt.generation.ambiguity import Search
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.foreign import blueprint_of, is_plain
from apigen_mt.records.blueprint import Action, Blueprint, Output
from apigen_mt.records.review import Reason
from tests.journeys import accepted, journey

RETAIL = journey().environment
CHECKER = Checker(RETAIL, search=True)


def blueprints() -> list[Blueprint]:
    return [one.trajectory.blueprint for one in accepted()]


def reported(one: Blueprint) -> set[Reason]:
    return {finding.reason for finding in CHECKER.report(one)}


def edited(one: Blueprint, place: int, **arguments: object) -> Blueprint:
    actions = list(one.actions)
    action = actions[place]
    actions[place] = action.model_copy(update={"arguments": {**action.arguments, **arguments}})
    return one.model_copy(update={"actions": tuple(actions)})


def writes(one: Blueprint) -> list[int]:
    return [n for n, action in enumerate(one.actions) if RETAIL.tool(action.tool).writes]


def test_sound_blueprints_have_an_empty_report():
    for one in blueprints():
        assert CHECKER.report(one) == ()


def test_a_gold_write_that_its_tool_rejects():
    for one in blueprints():
        if writes(one):
            again = (*one.actions, one.actions[writes(one)[-1]])
            found = reported(one.model_copy(update={"actions": again}))
            assert found & {Reason.TOOL_ERROR, Reason.NOT_MINIMAL, Reason.POLICY}
    cancel = next(one for one in blueprints() if "cancel_order" in str(one.actions))
    place = next(n for n, a in enumerate(cancel.actions) if a.tool == "cancel_order")
    twice = (*cancel.actions, cancel.actions[place])
    assert Reason.TOOL_ERROR in reported(cancel.model_copy(update={"actions": twice}))


def test_an_id_that_does_not_exist():
    planted = 0
    for one in blueprints():
        for place, action in enumerate(one.actions):
            if isinstance(action.arguments.get("order_id"), str):
                assert Reason.UNKNOWN_ROW in reported(edited(one, place, order_id="order_9"))
                planted += 1
                break
    assert planted > 20


def test_a_task_that_doing_nothing_solves():
    for one in blueprints()[:20]:
        reads = tuple(a for a in one.actions if not RETAIL.tool(a.tool).writes)
        idle = one.model_copy(update={"actions": reads, "goals": (), "outputs": ()})
        assert Reason.TRIVIAL in reported(idle)


def test_an_argument_from_nowhere():
    for one in blueprints():
        found = [n for n in writes(one) if "new_email" in one.actions[n].arguments]
        for place in found:
            assert Reason.INSUFFICIENT in reported(
                edited(one, place, new_email="x@nowhere.example")
            )


def test_a_plan_that_is_not_minimal():
    planted = 0
    for one in blueprints():
        for place in writes(one):
            action = one.actions[place]
            if action.tool == "update_user_address":
                detour = {**action.arguments["address"], "street": "1 Detour Road"}
                first = Action(tool=action.tool, arguments={**action.arguments, "address": detour})
                actions = (*one.actions[:place], first, *one.actions[place:])
                assert Reason.NOT_MINIMAL in reported(one.model_copy(update={"actions": actions}))
                planted += 1
    assert planted


def test_an_output_that_no_read_returns():
    for one in blueprints()[:20]:
        outputs = (*one.outputs, Output(kind="value", text="8123.45"))
        assert Reason.UNFOUNDED_OUTPUT in reported(one.model_copy(update={"outputs": outputs}))


def test_everything_is_reported_at_once():
    one = next(one for one in blueprints() if writes(one))
    outputs = (*one.outputs, Output(kind="value", text="8123.45"))
    actions = (*one.actions, Action(tool="get_order", arguments={"order_id": "order_9"}))
    found = reported(one.model_copy(update={"outputs": outputs, "actions": actions}))
    assert {Reason.UNKNOWN_ROW, Reason.UNFOUNDED_OUTPUT, Reason.INSUFFICIENT} <= found


def vague(one: Blueprint, argument: str, words: str) -> Blueprint | None:
    """The blueprint with `words` in place of how the user says one argument, or None."""
    for goal in one.goals:
        for key in goal.facts if goal.kind == "act" else ():
            if key.partition(".")[2] == argument:
                said = one.fact(key).said
                text = one.instruction.replace(said, words)
                goals = tuple(
                    each.model_copy(update={"want": each.want.replace(said, words)})
                    for each in one.goals
                )
                facts = tuple(
                    fact.model_copy(update={"said": fact.said.replace(said, words)})
                    for fact in one.facts
                )
                changes = {"instruction": text, "goals": goals, "facts": facts}
                return one.model_copy(update=changes)
    return None


@pytest.mark.parametrize(
    ("argument", "words", "share"),
    [("new_variant_ids", "another one of these", 0.6), ("payment_method_id", "my usual way", 0.02)],
)
def test_words_that_fit_two_rows_are_ambiguous(argument, words, share):
    """Often the world takes one method of payment only, and then nothing is open."""
    changed = [other for one in blueprints() if (other := vague(one, argument, words))]
    flagged = [one for one in changed if Reason.AMBIGUOUS in reported(one)]
    assert len(changed) > 4
    assert len(flagged) >= share * len(changed)


@pytest.mark.parametrize(("where", "open_"), [("", True), (" I'll collect it at Harbour.", False)])
def test_a_value_that_nobody_said_is_ambiguous(where, open_):
    library = journey("library").environment
    book = next(one for one in library.seed.table("books") if one["on_shelf"] == 0)
    member = next(
        one
        for one in library.seed.table("members")
        if not any(
            library.seed.table(table).where(member_id=one["member_id"], book_id=book["book_id"])
            for table in ("loans", "reservations")
        )
    )
    ids = {"member_id": member["member_id"], "book_id": book["book_id"]}
    record = {
        "instruction": f"I'm {member['card_number']}, reserve “{book['title']}” for me.{where}",
        "actions": [
            {"tool": "find_member", "arguments": {"card_number": member["card_number"]}},
            {"tool": "search_books", "arguments": {"title": book["title"]}},
            {"tool": "reserve_book", "arguments": {**ids, "pickup_branch": "Harbour"}},
        ],
    }
    found = Checker(library, search=True).report(blueprint_of(record, "library"))
    assert (Reason.AMBIGUOUS in {one.reason for one in found}) == open_
    assert open_ or not found


def test_the_planner_leaves_nothing_open():
    for env in ("retail", "library"):
        search = Search(journey(env).environment)
        for one in accepted(env):
            assert list(search.other_ways(one.trajectory.blueprint)) == []


def test_plain_tasks_are_checked_too():
    person = next(iter(RETAIL.seed.table("users")))
    order = RETAIL.seed.table("orders").where(user_id=person["user_id"])[0]
    record = {
        "id": "mine-1",
        "instruction": f"I'm {person['email']}. What did I pay for {order['order_id']}?",
        "actions": [
            {"name": "find_user_by_email", "kwargs": {"email": person["email"]}},
            {"tool": "get_order", "arguments": {"order_id": order["order_id"]}},
        ],
        "outputs": [order["total"]],
    }
    assert is_plain(record)
    one = blueprint_of(record, "retail")
    assert one.id == "mine-1"
    assert CHECKER.report(one) == ()
    wrong = blueprint_of({**record, "outputs": [1.23], "actions": record["actions"][:1]}, "retail")
    assert reported(wrong) == {Reason.UNFOUNDED_OUTPUT}
