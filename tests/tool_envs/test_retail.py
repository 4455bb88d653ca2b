"""The shop keeps promises of its own: money, data and wording."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from apigen_mt.environment import Step
from tests.tool_envs.desk import RETAIL
from tool_envs.retail import Retail, cases, labels
from tool_envs.retail.catalog import LINES


def test_refusals_have_stable_codes() -> None:
    assert {step.error for step in RETAIL.refused()} >= {
        "not_pending",
        "not_delivered",
        "out_of_stock",
        "final_sale",
        "window_closed",
        "already_requested",
        "refund_elsewhere",
        "balance_too_low",
    }


def test_the_shop_has_the_promised_size() -> None:
    db = RETAIL.env.seed
    assert (len(db.users) >= 500, len(db.orders) >= 1000, len(db.products)) == (True, True, 50)
    owned = Counter(order["user_id"] for order in db.orders)
    assert sum(2 <= owned[user["user_id"]] <= 5 for user in db.users) > 0.8 * len(db.users)
    assert len({user["email"] for user in db.users}) == len(db.users)
    assert any(not user["first_name"].isascii() for user in db.users)
    assert len({line.name for line in LINES}) == 50


def test_a_larger_shop_has_more_customers_and_the_same_products() -> None:
    assert len(Retail(scale=2).seed.products) == 50


def test_totals_and_dates_of_the_seed_agree() -> None:
    today = RETAIL.env.now.date().isoformat()
    for order in RETAIL.env.seed.orders:
        assert order["total"] == round(sum(item["price"] for item in order["items"]), 2)
        assert (order["status"] == "delivered") == (order["delivered_on"] is not None)
        assert order["placed_on"] <= (order["delivered_on"] or today) <= today
        variants = [item["variant_id"] for item in order["items"]]
        assert len(set(variants)) == len(variants)


def test_a_customers_own_things_can_be_told_apart() -> None:
    db = RETAIL.env.seed
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
    session = RETAIL.env.session()
    for user in list(RETAIL.env.seed.users)[:60]:
        one = session.call("find_user_by_email", {"email": f" {user['email'].upper()}"})
        assert one.result["user_id"] == user["user_id"]
        names = {key: user[key] for key in ("first_name", "last_name", "zip")}
        two = session.call(
            "find_user_by_name_zip", {**names, "last_name": names["last_name"].lower()}
        )
        assert two.error == "several_accounts" or two.result["user_id"] == user["user_id"]


def test_a_return_refunds_the_sum_of_the_prices() -> None:
    for arguments, step in RETAIL.accepted("return_items"):
        order = step.before.table("orders").get(arguments["order_id"])
        prices = {item["variant_id"]: item["price"] for item in order["items"]}
        expected = sum(prices[variant_id] for variant_id in arguments["variant_ids"])
        assert step.result["refund"] == pytest.approx(expected)
        assert step.after.table("orders").get(arguments["order_id"])["aftercare"] != "none"


def test_money_and_stock_are_kept_by_swaps() -> None:
    for arguments, step in RETAIL.accepted("change_order_items", "exchange_items"):
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
    for arguments, step in RETAIL.accepted("cancel_order"):
        order = step.after.table("orders").get(arguments["order_id"])
        assert step.result["refund"] == order["total"]
        assert _balance_of(order) == 0
        moved = _moved(step, order["payment_method_id"])
        assert moved in (None, pytest.approx(order["total"]))


def test_moving_a_payment_moves_the_whole_total() -> None:
    for arguments, step in RETAIL.accepted("change_order_payment"):
        order = step.after.table("orders").get(arguments["order_id"])
        assert _balance_of(order) == pytest.approx(order["total"])
        assert _moved(step, arguments["payment_method_id"]) in (
            None,
            pytest.approx(-order["total"]),
        )


def test_only_one_return_or_exchange_is_made_of_an_order() -> None:
    db = RETAIL.env.seed
    order = cases.delivered(db)
    session = RETAIL.env.replay([*cases.give_back(db, order), *cases.give_back(db, order)])
    assert [step.error for step in session.trace] == [None, "already_requested"]


def test_a_customer_may_ask_many_things() -> None:
    assert sum(len(said.questions) for said in RETAIL.env.phrasing.tools.values()) >= 14


def test_labels_work_on_rows_and_on_what_tools_return() -> None:
    env = RETAIL.env
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
