"""The telecom company keeps promises of its own: both sides, books, data and wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from apigen_mt.environment import Session
from tests.journeys import accepted
from tests.tool_envs.desk import TELECOM, cents
from tool_envs.telecom import cases, labels, radio
from tool_envs.telecom.data import NAMES
from tool_envs.telecom.matters import _WANTS, steps

Calls = list[tuple[str, dict[str, Any]]]


@cache
def troubles() -> list[tuple[str, Mapping[str, Any], Calls]]:
    """(trouble, person, steps) of every matter that somebody has."""
    db = TELECOM.env.seed
    return [
        (trouble, person, found)
        for person in db.customers
        for name in (None, *NAMES)
        for trouble in _WANTS
        if (found := steps(db, person, name, trouble))
    ]


def books_agree(db: Any) -> bool:
    """Whether each bill is the sum of its charges, and what is paid that of its payments."""
    due, paid = Counter[str](), Counter[str]()
    for row in db.charges:
        due[row["bill_id"]] += cents(row["amount"])
    for row in db.payments:
        paid[row["bill_id"]] += cents(row["amount"])
    return all(
        cents(bill["amount"]) == due[bill["bill_id"]]
        and cents(bill["paid"]) == paid[bill["bill_id"]]
        and (bill["status"] != "paid" or bill["paid"] == bill["amount"])
        for bill in db.bills
    )


# Two sides


def test_no_agent_tool_reads_or_writes_phones() -> None:
    env = TELECOM.env
    blind = type(env.seed).load({**env.seed.rows(), "phones": []}, env.now)
    done: Counter[str] = Counter()
    for customer in list(env.seed.customers)[::5]:
        key = {"customer_id": customer["customer_id"]}
        calls: Calls = [(name, dict(key)) for name in ("get_customer", "list_lines", "list_bills")]
        calls += [("list_payment_methods", key), ("list_tickets", key)]
        calls += [("list_plans", {}), ("list_packs", {})]
        for line in env.seed.lines.where(**key):
            one = {"line_id": line["line_id"]}
            calls += [("get_line", one), ("get_usage", one)]
            calls += [("get_network_status", {"area_id": line["area_id"]})]
            calls += [("get_plan", {"plan_id": line["plan_id"]})]
        for table, tool, name in (
            ("bills", "get_bill", "bill_id"),
            ("charges", "get_charge", "charge_id"),
            ("sims", "get_sim", "sim_id"),
            ("tickets", "get_ticket", "ticket_id"),
        ):
            rows = env.seed.table(table).where(**key)
            calls += [(tool, {name: row[name]}) for row in rows]
        for tool in ("find_customer_by_phone", "find_customer_by_number"):
            known = {**customer, "zip": customer["address"]["zip"]}
            names = env.tool(tool).parameters["required"]
            calls.append((tool, {name: known[name] for name in names}))
        whole, half = env.session(), Session(env.toolbox, blind.fork())
        for tool, arguments in calls:
            assert whole.call(tool, arguments).observation == half.call(tool, arguments).observation
            done[tool] += 1
    assert done.keys() == {tool.name for tool in env.tools if not tool.writes}
    for name in TELECOM.proposers:
        for arguments, step in TELECOM.tried[name][::4]:
            again = Session(env.toolbox, blind.fork()).call(name, arguments)
            assert again.observation == step.observation
            assert not any(table == "phones" for table, _, _ in step.touched)


def test_users_tools_touch_nothing_but_their_own_phone() -> None:
    for _, person, calls in troubles()[::3]:
        for step in TELECOM.env.replay(calls).trace:
            if step.by == "user":
                rows = {(table, row) for table, row, _ in step.touched}
                assert {table for table, _ in rows} <= {"phones"}
                own = {one["phone_id"] for one in TELECOM.env.seed.phones.where(
                    customer_id=person["customer_id"]
                )}  # fmt: skip
                assert {row for _, row in rows} <= own


def test_an_agent_cannot_use_the_phone_and_a_user_cannot_use_the_desk() -> None:
    env = TELECOM.env
    for tool in env.user_tools:
        assert env.session().call(tool.name, {}).error == "unknown_tool"
    assert env.session().call("list_plans", {}, "user").error == "unknown_tool"


# Troubles


def test_most_people_have_a_trouble_of_every_kind() -> None:
    people = {person["customer_id"] for _, person, _ in troubles()}
    assert 0.5 < len(people) / 400 < 0.8
    kinds = Counter(kind for kind, _, _ in troubles())
    assert kinds.keys() == _WANTS.keys()
    assert min(kinds.values()) > 12


def test_steps_work_keep_the_rules_and_end_with_what_works() -> None:
    env = TELECOM.env
    for kind, _, calls in troubles():
        person_first = _signed_in(calls)
        trace = env.replay(person_first).trace
        assert [step.error for step in trace] == [None] * len(trace)
        assert all(step.changed for step in trace if step.writes)
        assert any(step.by == "user" and step.changed for step in trace)
        broken = {rule.name for rule, _ in env.breaches(trace)}
        assert broken <= {"look_before_changing"}  # the planner adds what else is looked at
        if kind == "outage data":
            assert trace[-2].result == {"says": "“No connection”"}
        elif trace[-1].tool == "try_a_call":
            assert "worked" in trace[-1].result["heard"]
        else:
            assert "megabits" in trace[-1].result["says"]


def test_every_step_that_changes_something_is_necessary() -> None:
    env = TELECOM.env
    for _, _, calls in troubles()[::2]:
        session = env.replay(calls)
        end = session.db.digest
        for place, step in enumerate(session.trace):
            if step.changed:
                rest = env.replay([*calls[:place], *calls[place + 1 :]])
                assert rest.db.digest != end


def test_people_without_trouble_get_no_steps() -> None:
    env = TELECOM.env
    for _, person, calls in troubles()[::7]:
        session = env.replay(calls)
        after = session.db
        number = calls[-2][1].get("number") or calls[-1][1].get("number")
        phone = after.phones.where(number=number)[0]
        name = radio.line_of(after, phone)["name"]
        single = len(after.lines.where(customer_id=person["customer_id"])) == 1
        if calls[-1][0] == "run_speed_test":
            for trouble in ("data", "abroad", "speed", "calls"):
                left = steps(after, person, None if single else name, trouble)
                assert trouble == "speed" or left == []


# Money


def test_bills_of_the_seed_add_up() -> None:
    assert books_agree(TELECOM.env.seed)


@pytest.mark.parametrize("seed", range(5))
def test_bills_add_up_after_any_sequence_of_writes(seed: int) -> None:
    session, done = TELECOM.wander(seed)
    assert done.total() > 60
    assert books_agree(session.db)
    assert all(line["data_left_gb"] >= 0 for line in session.db.lines)


# Data and wording


def test_the_company_has_the_promised_size() -> None:
    db = TELECOM.env.seed
    assert len(db.customers) == 400
    assert len({one["number"] for one in db.lines}) == len(db.lines)
    assert len({one["customer_number"] for one in db.customers}) == 400
    assert all(
        one["email"].endswith((".example", "example.com", "example.net")) for one in db.customers
    )
    assert len(db.phones) == len(db.lines)


def test_a_customers_own_things_can_be_told_apart() -> None:
    db = TELECOM.env.seed
    for customer in db.customers:
        for table, label in (
            ("lines", labels.line_label),
            ("bills", labels.bill_label),
            ("sims", labels.sim_label),
            ("payment_methods", labels.method_label),
            ("tickets", labels.ticket_label),
        ):
            rows = db.table(table).where(customer_id=customer["customer_id"])
            names = [label(row)[0] for row in rows]
            assert len(set(names)) == len(names)


def test_every_tool_of_the_user_is_asked_for_and_told_of_in_several_ways() -> None:
    for tool in TELECOM.env.user_tools:
        said = TELECOM.env.phrasing.tools[tool.name]
        assert len(said.guide) >= 2
        assert len(said.told) >= 3


def _signed_in(calls: Calls) -> Calls:
    """Return calls after those that find the customer whose line comes first."""
    db = TELECOM.env.seed
    line = db.lines.get(calls[0][1]["line_id"])
    assert line is not None
    customer = db.customers.get(line["customer_id"])
    assert customer is not None
    return [cases._finding(customer), *calls]


def test_a_desk_that_looks_up_side_by_side_does_so_before_it_guides():
    together = 0
    for one in accepted("telecom"):
        matter = next((g for g in one.trajectory.blueprint.goals if g.kind == "guide"), None)
        if matter is None or "parallel_reads" not in one.trajectory.blueprint.scenario.behaviours:
            continue
        for message in one.trajectory.messages:
            names = [call.name for call in message.tool_calls]
            together += {"get_line", "get_usage"} <= set(names)
    assert together
