"""Two parts that are sound by themselves, and what one does to the other."""

from collections.abc import Iterator
from functools import cache
from itertools import permutations

import pytest

from apigen_mt.generation.conflicts import conflicts
from apigen_mt.generation.recombine import join
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Reason
from tests.journeys import finish, journey

PEOPLE = range(550, 700)


def parts(env: str, *wanted: tuple[str, str]) -> Iterator[list[Blueprint]]:
    """Yield accepted parts of one person, each with one wish: a kind and a tool."""
    stage = journey(env)
    for index in PEOPLE:
        scenario = stage.sampler.sample(stage.environment, index)
        found = []
        for place, (kind, tool) in enumerate(wanted):
            changes = {"goals": (kind,), "tools": (tool,), "focus": None, "behaviours": ()}
            drawn = {"seed": scenario.seed + place, "parts": 1}
            part = finish(stage._write(scenario.model_copy(update={**changes, **drawn})))
            if isinstance(part, Blueprint) and [(g.kind, g.tool) for g in part.goals] == [
                (kind, tool)
            ]:
                found.append(part)
        if len(found) == len(wanted):
            yield found


@cache
def details(env: str, *wanted: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Return (reason, detail, wishes) of what is held against such parts once joined."""
    found = []
    for each in parts(env, *wanted):
        joined = join(each, each[0].scenario)
        for one in conflicts(joined, each, journey(env).environment):
            found.append((one.reason, one.detail, " | ".join(goal.want for goal in joined.goals)))
    return found


@pytest.mark.parametrize(
    ("env", "wanted", "reason", "detail"),
    [
        (
            "retail",
            (("act", "change_order_address"), ("act", "cancel_order")),
            Reason.CONTRADICTION,
            "goal 1 makes goal 0 pointless",
        ),
        (
            "retail",
            (("act", "update_user_email"), ("act", "update_user_email")),
            Reason.CONTRADICTION,
            "update_user_email changes again what update_user_email has changed",
        ),
        (
            "library",
            (("act", "renew_loan"), ("act", "return_book")),
            Reason.CONTRADICTION,
            "return_book changes again what renew_loan has changed",
        ),
        (
            "retail",
            (("act", "exchange_items"), ("refuse", "return_items")),
            Reason.CONTRADICTION,
            "goal 1 is for another reason refused",
        ),
        (
            "retail",
            (("act", "return_items"), ("act", "add_to_wishes")),
            Reason.CONTRADICTION,
            "means two different things",
        ),
        (
            "retail",
            (("act", "cancel_order"), ("refuse", "return_items")),
            Reason.TRIVIAL,
            "adds no write",
        ),
    ],
)
def test_parts_that_do_not_fit_are_told_apart(env, wanted, reason, detail):
    assert any(one == reason and detail in said for one, said, _ in details(env, *wanted)), details(
        env, *wanted
    )


def test_a_correction_before_a_cancellation_is_pointless_on_the_same_order_only():
    wanted = (("act", "change_order_address"), ("act", "cancel_order"))
    apart = 0
    for each in parts("retail", *wanted):
        one, other = (part.goals[0].arguments["order_id"] for part in each)
        found = conflicts(join(each, each[0].scenario), each, journey("retail").environment)
        assert bool(found) == (one == other)
        apart += one != other
    assert apart


def test_a_question_may_name_what_a_write_is_about():
    wanted = (("act", "return_items"), ("inform", "get_variant"))
    assert list(parts("retail", *wanted))
    assert not [said for _, said, _ in details("retail", *wanted) if "two different" in said]


def test_the_same_part_twice_does_not_fit():
    stage = journey("library")
    for part in next(parts("library", ("act", "renew_loan"))):
        again = [part, part]
        findings = conflicts(join(again, part.scenario), again, stage.environment)
        assert any("is there twice" in one.detail for one in findings)
        assert {one.source for one in findings} == {"recombination"}


def test_an_answer_that_another_part_changes_is_noticed():
    stage = journey("library")
    noticed = 0
    for index in PEOPLE:
        scenario = stage.sampler.sample(stage.environment, index)
        each = []
        for place, goals in enumerate((("act",), ("act", "inform", "inform"))):
            changes = {"goals": goals, "seed": scenario.seed + place, "parts": 1}
            part = finish(stage._write(scenario.model_copy(update={**changes, "focus": None})))
            assert isinstance(part, Blueprint)
            each.append(part)
        findings = conflicts(join(each, scenario), each, stage.environment)
        noticed += any(one.reason is Reason.UNFOUNDED_OUTPUT for one in findings)
    assert noticed


def test_a_wish_that_another_part_makes_possible_is_no_refusal():
    tools = [tool.name for tool in journey("library").environment.toolbox.values() if tool.writes]
    found = [
        detail
        for first, second in permutations(tools, 2)
        for _, detail, _ in details("library", ("act", first), ("refuse", second))
    ]
    assert any("no longer refused" in detail for detail in found)
