"""The retail environment keeps its own promises: rules, money, data and wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest

from apigen_mt.environment import Session, Step
from apigen_mt.language.grammar import places
from tool_envs.retail import Retail, cases, labels
from tool_envs.retail.catalog import LINES

ID = re.compile(r"\b(user|pay|prod|var|order|ship|slip|wish|handover)_\w+")
PROPOSERS = [tool.name for tool in Retail.tools if tool.propose]


@cache
def retail() -> Retail:
    return Retail()


@cache
def tried() -> dict[str, list[tuple[dict[str, Any], Step]]]:
    """Every proposal of every third customer, each in a session of its own."""
    env = retail()
    found: dict[str, list[tuple[dict[str, Any], Step]]] = {name: [] for name in PROPOSERS}
    for user in list(env.seed.users)[::3]:
        for name in PROPOSERS:
            propose = env.tool(name).propose
            assert propose is not None
            for arguments in propose(env.seed, user, Random(user["user_id"])):
                found[name].append((arguments, env.session().call(name, arguments)))
    return found


def play(calls: Any) -> Session:
    session = retail().session()
    for name, arguments in calls:
        session.call(name, arguments)
    return session


def accepted(*names: str) -> Iterator[tuple[dict[str, Any], Step]]:
    for name in names:
        yield from (pair for pair in tried()[name] if pair[1].error is None)


@pytest.mark.parametrize("rule", Retail.rules, ids=lambda rule: rule.name)
def test_a_rule_passes_its_good_case_and_catches_its_bad_one(rule: Any) -> None:
    env = retail()
    good, bad = play(rule.passes(env.seed)), play(rule.fails(env.seed))
    assert [step.observation for step in [*good.trace, *bad.trace] if step.error] == []
    assert env.breaches(good.trace) == []
    assert {found.name for found, _ in env.breaches(bad.trace)} == {rule.name}


@pytest.mark.parametrize("rule", Retail.rules, ids=lambda rule: rule.name)
def test_a_rule_quotes_the_policy_word_for_word(rule: Any) -> None:
    assert rule.sentence in retail().policy_text


@pytest.mark.parametrize("name", PROPOSERS)
def test_proposals_are_accepted_mostly_and_refused_at_times(name: str) -> None:
    steps = [step for _, step in tried()[name]]
    share = sum(step.error is None for step in steps) / len(steps)
    assert 0.5 < share < 0.98
    assert not {step.error for step in steps} & {"invalid_arguments", "not_found"}


@pytest.mark.parametrize("name", PROPOSERS)
def test_proposals_are_few_and_the_same_for_the_same_randomness(name: str) -> None:
    env = retail()
    propose = env.tool(name).propose
    assert propose is not None
    for user in list(env.seed.users)[:80]:
        first = list(propose(env.seed, user, Random(5)))
        assert first == list(propose(env.seed, user, Random(5)))
        assert len(first) <= 8


def test_accepted_proposals_change_something_and_touch_only_the_customers_own_rows() -> None:
    for _, step in accepted(*PROPOSERS):
        assert step.changed


def test_messages_of_refusals_name_no_ids_and_have_stable_codes() -> None:
    codes: Counter[str] = Counter()
    for _, step in (pair for pairs in tried().values() for pair in pairs):
        if step.error is not None:
            codes[step.error] += 1
            assert not ID.search(step.observation)
            assert "_id" not in step.observation
    assert codes.keys() >= {
        "not_pending",
        "not_delivered",
        "out_of_stock",
        "final_sale",
        "window_closed",
        "already_requested",
        "refund_elsewhere",
        "balance_too_low",
    }


def test_an_unknown_id_is_not_repeated() -> None:
    session = retail().session()
    for tool in retail().tools:
        ids = {name: "x" for name in tool.parameters["required"] if name.endswith("_id")}
        if set(ids) == set(tool.parameters["required"]):
            step = session.call(tool.name, ids)
            assert step.error == "not_found"
            assert "'" not in step.observation


def test_the_shop_has_the_promised_size() -> None:
    db = retail().seed
    assert (len(db.users) >= 500, len(db.orders) >= 1000, len(db.products)) == (True, True, 50)
    owned = Counter(order["user_id"] for order in db.orders)
    assert sum(2 <= owned[user["user_id"]] <= 5 for user in db.users) > 0.8 * len(db.users)
    assert len({user["email"] for user in db.users}) == len(db.users)
    assert any(not user["first_name"].isascii() for user in db.users)
    assert len({line.name for line in LINES}) == 50


def test_the_same_scale_gives_the_same_state_and_a_larger_one_more_customers() -> None:
    assert Retail().seed.digest == retail().seed.digest == retail().seed.full_digest()
    larger = Retail(scale=2).seed
    assert len(larger.users) == 2 * len(retail().seed.users)
    assert len(larger.products) == 50


def test_totals_and_dates_of_the_seed_agree() -> None:
    today = retail().now.date().isoformat()
    for order in retail().seed.orders:
        assert order["total"] == round(sum(item["price"] for item in order["items"]), 2)
        assert (order["status"] == "delivered") == (order["delivered_on"] is not None)
        assert order["placed_on"] <= (order["delivered_on"] or today) <= today
        variants = [item["variant_id"] for item in order["items"]]
        assert len(set(variants)) == len(variants)


def test_a_customers_own_things_can_be_told_apart() -> None:
    db = retail().seed
    for user in db.users:
        for table, label in (
            ("orders", labels.order_label),
            ("payment_methods", labels.method_label),
        ):
            names = [label(row)[0] for row in db.table(table).where(user_id=user["user_id"])]
            assert len(set(names)) == len(names)
    names = [labels.variant_label(variant)[0] for variant in db.variants]
    assert len(set(names)) == len(names)


def test_every_customer_is_found_by_email_and_by_name() -> None:
    session = retail().session()
    for user in list(retail().seed.users)[:60]:
        one = session.call("find_user_by_email", {"email": f" {user['email'].upper()}"})
        assert one.result["user_id"] == user["user_id"]
        names = {key: user[key] for key in ("first_name", "last_name", "zip")}
        two = session.call(
            "find_user_by_name_zip", {**names, "last_name": names["last_name"].lower()}
        )
        assert two.error == "several_accounts" or two.result["user_id"] == user["user_id"]


def test_a_return_refunds_the_sum_of_the_prices() -> None:
    for arguments, step in accepted("return_items"):
        order = step.before.table("orders").get(arguments["order_id"])
        prices = {item["variant_id"]: item["price"] for item in order["items"]}
        expected = sum(prices[variant_id] for variant_id in arguments["variant_ids"])
        assert step.result["refund"] == pytest.approx(expected)
        assert step.after.table("orders").get(arguments["order_id"])["aftercare"] != "none"


def test_money_and_stock_are_kept_by_swaps() -> None:
    for arguments, step in accepted("change_order_items", "exchange_items"):
        new = [step.before.table("variants").get(one) for one in arguments["new_variant_ids"]]
        order = step.before.table("orders").get(arguments["order_id"])
        old = [one for one in order["items"] if one["variant_id"] in arguments["variant_ids"]]
        extra = sum(one["price"] for one in new) - sum(one["price"] for one in old)
        assert step.result["price_difference"] == pytest.approx(extra)
        assert _paid(step, arguments["order_id"]) == pytest.approx(extra)
        assert _moved(step, arguments["payment_method_id"]) in (None, pytest.approx(-extra))
        for one in new:
            after = step.after.table("variants").get(one["variant_id"])
            assert after["stock"] == one["stock"] - 1


def test_a_cancelled_order_has_cost_nothing() -> None:
    for arguments, step in accepted("cancel_order"):
        order = step.after.table("orders").get(arguments["order_id"])
        assert step.result["refund"] == order["total"]
        assert _balance_of(order) == 0
        moved = _moved(step, order["payment_method_id"])
        assert moved in (None, pytest.approx(order["total"]))


def test_moving_a_payment_moves_the_whole_total() -> None:
    for arguments, step in accepted("change_order_payment"):
        order = step.after.table("orders").get(arguments["order_id"])
        assert _balance_of(order) == pytest.approx(order["total"])
        assert _moved(step, arguments["payment_method_id"]) in (
            None,
            pytest.approx(-order["total"]),
        )


def test_only_one_return_or_exchange_is_made_of_an_order() -> None:
    db = retail().seed
    order = cases.delivered(db)
    session = play([*cases.give_back(db, order), *cases.give_back(db, order)])
    assert [step.error for step in session.trace] == [None, "already_requested"]


def test_every_template_speaks_of_parameters_that_exist() -> None:
    env = retail()
    for name, said in env.phrasing.tools.items():
        known = {*env.tool(name).parameters["properties"], "result", "value"}
        templates = [*said.want, *said.why, *said.offer, *said.notice, *said.done]
        templates += [part for one in said.questions for part in (one.ask, one.answer)]
        for template in templates:
            assert set(places(template)) <= known, template
    for tool in env.tools:
        assert set(tool.parameters["properties"]) <= set(env.phrasing.asks)
        if tool.writes:
            said = env.phrasing.tools[tool.name]
            assert len(said.want) >= 5
            assert len(said.why) >= 6
            assert min(len(said.offer), len(said.done)) >= 3
    assert sum(len(said.questions) for said in env.phrasing.tools.values()) >= 14


def test_every_refusal_says_its_words() -> None:
    for decline in retail().phrasing.declines:
        for because in decline.because:
            assert decline.says.lower() in because.lower()


def test_labels_work_on_rows_and_on_what_tools_return() -> None:
    env = retail()
    session = env.session()
    order = cases.pending(env.seed)
    brief = session.call("list_orders", {"user_id": order["user_id"]}).result
    full = session.call("get_order", {"order_id": order["order_id"]}).result
    assert labels.order_label(full) in [labels.order_label(one) for one in brief]
    item = full["items"][0]
    variant = session.call("get_variant", {"variant_id": item["variant_id"]}).result
    assert labels.variant_label(item) == labels.variant_label(variant)
    assert labels.method_label(full) == []
    assert labels.user_label(full) == []


def test_a_conversation_replays_the_same_each_time() -> None:
    assert Retail().seed.digest
    env, db = retail(), retail().seed
    order = cases.delivered(db)
    calls = cases.signed_in(db, order, [cases.look, cases.give_back])
    for _ in range(5):
        assert play(calls).db.digest != env.seed.digest


def _paid(step: Step, order_id: str) -> float:
    before, after = (db.table("orders").get(order_id) for db in (step.before, step.after))
    return _balance_of(after) - _balance_of(before)


def _balance_of(order: Any) -> float:
    signs = {"charge": 1, "refund": -1}
    return float(sum(signs[one["kind"]] * one["amount"] for one in order["payments"]))


def _moved(step: Step, payment_method_id: str) -> float | None:
    """By how much a gift card's balance moved; None for cards and wallets."""
    before, after = (
        db.table("payment_methods").get(payment_method_id)["balance"]
        for db in (step.before, step.after)
    )
    return None if before is None else after - before
