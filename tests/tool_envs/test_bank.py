"""The bank keeps promises of its own: books, authority, data and wording."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from apigen_mt.environment import Session
from apigen_mt.language.grammar import places
from tests.tool_envs.desk import BANK, cents
from tool_envs.bank import cases, labels
from tool_envs.bank.ledger import dollars


def books_agree(db: Any) -> bool:
    """Whether each balance is the opening balance and all transactions of the account."""
    sums = {one["account_id"]: cents(one["opening_balance"]) for one in db.accounts}
    for line in db.transactions:
        sums[line["account_id"]] += cents(line["amount"])
    return all(cents(one["balance"]) == sums[one["account_id"]] for one in db.accounts)


# Money


def test_balances_of_the_seed_add_up() -> None:
    assert books_agree(BANK.env.seed)


@pytest.mark.parametrize("seed", range(6))
def test_balances_add_up_after_any_sequence_of_writes(seed: int) -> None:
    session, done = BANK.wander(seed)
    assert done.total() > 60
    assert books_agree(session.db)
    for account in session.db.accounts:
        before = BANK.env.seed.accounts.get(account["account_id"])
        assert before is not None
        assert account["balance"] >= min(before["balance"], -account["overdraft"])


def test_money_moved_inside_the_bank_is_neither_made_nor_lost() -> None:
    for arguments, step in BANK.accepted("transfer_between_accounts"):
        moved = [
            cents(step.after.table("accounts").get(arguments[name])["balance"])
            - cents(step.before.table("accounts").get(arguments[name])["balance"])
            for name in ("from_account_id", "to_account_id")
        ]
        assert moved == [-cents(arguments["amount"]), cents(arguments["amount"])]


def test_a_payment_costs_its_amount_and_three_dollars_when_instant() -> None:
    for arguments, step in BANK.accepted("pay_payee"):
        key = arguments["account_id"]
        before, after = (db.table("accounts").get(key) for db in (step.before, step.after))
        fee = 300 if arguments["speed"] == "instant" else 0
        assert cents(before["balance"] - after["balance"]) == cents(arguments["amount"]) + fee


def test_withdrawing_a_dispute_undoes_its_credit() -> None:
    for arguments, step in BANK.accepted("open_dispute"):
        session = Session(BANK.env.toolbox, step.after.fork())
        account_id = step.before.table("transactions").get(arguments["transaction_id"])[
            "account_id"
        ]
        back = session.call("withdraw_dispute", {"dispute_id": step.result["dispute_id"]})
        if back.error is None:
            balances = [
                db.table("accounts").get(account_id)["balance"] for db in (step.before, session.db)
            ]
            assert balances[0] == pytest.approx(balances[1])
            assert books_agree(session.db)
            return
    pytest.fail("no dispute was withdrawn")


def test_a_fee_is_waived_once_in_twelve_months() -> None:
    for arguments, step in BANK.accepted("waive_fee"):
        again = Session(BANK.env.toolbox, step.after.fork()).call("waive_fee", arguments)
        assert again.error == "already_waived"


# Authority


def test_every_customer_is_found_in_both_ways() -> None:
    session = BANK.env.session()
    for one in list(BANK.env.seed.customers)[:80]:
        number = {name: one[name] for name in ("customer_number", "date_of_birth")}
        phone = {"phone": one["phone"], "code_word": one["code_word"].upper()}
        for tool, arguments in (
            ("find_customer_by_number", number),
            ("find_customer_by_phone", phone),
        ):
            assert session.call(tool, arguments).result["customer_id"] == one["customer_id"]


def test_nobody_is_told_a_secret() -> None:
    session = BANK.env.session()
    for one in list(BANK.env.seed.customers)[:40]:
        told = session.call("get_customer", {"customer_id": one["customer_id"]}).result
        assert not {"code_word", "security_answer"} & told.keys()


def test_a_wrong_answer_clears_nothing_and_a_right_one_clears_each_kind_of_change() -> None:
    one = next(iter(BANK.env.seed.customers))
    call = {"customer_id": one["customer_id"], "security_answer": "Nobody"}
    session = BANK.env.session()
    assert session.call("verify_security_answer", call).error == "wrong_answer"
    call["security_answer"] = one["security_answer"].upper()
    scopes = session.call("verify_security_answer", call).result["clearances"]
    assert len({scope["purpose"] for scope in scopes}) == len(scopes) == 6


def test_a_clearance_serves_its_own_kind_of_change_and_its_own_customer() -> None:
    env = BANK.env
    for arguments, _ in list(BANK.accepted("unfreeze_card"))[:5]:
        card = env.seed.cards.get(arguments["card_id"])
        assert card is not None
        for one in env.seed.clearances:
            changed = {**arguments, "clearance_id": one["clearance_id"]}
            mine = one["customer_id"] == card["customer_id"]
            if mine or one["customer_id"] == "cust_20010":
                step = env.session().call("unfreeze_card", changed)
                assert (step.error is None) == (mine and one["purpose"] == "card")


def test_large_payments_need_a_clearance() -> None:
    large = [one for one, _ in BANK.accepted("pay_payee") if one["amount"] > 500]
    assert large
    for arguments in large:
        bare = {name: value for name, value in arguments.items() if name != "clearance_id"}
        assert BANK.env.session().call("pay_payee", bare).error == "clearance_needed"


def test_authority_over_other_peoples_accounts_is_bounded() -> None:
    codes = {step.error for _, step in BANK.tried["pay_payee"]}
    assert {"authority_ended", "above_authority", "daily_limit", "not_covered"} <= codes
    assert "payments_only" in {step.error for _, step in BANK.tried["transfer_between_accounts"]}


def test_refusals_have_stable_codes() -> None:
    assert {step.error for step in BANK.refused()} >= {
        "not_covered",
        "daily_limit",
        "new_payee",
        "wrong_kind",
        "authority_ended",
        "withdrawals_used",
        "already_set_up",
        "already_frozen",
        "more_than_double",
        "supplementary",
        "evidence_missing",
        "too_old",
        "already_disputed",
        "once_a_year",
    }


# Data and wording


def test_the_bank_has_the_promised_size() -> None:
    db = BANK.env.seed
    assert len(db.customers) == 420
    owned = Counter(one["customer_id"] for one in db.accounts)
    assert sum(2 <= owned[one["customer_id"]] <= 6 for one in db.customers) > 0.85 * 420
    assert len({one["email"] for one in db.customers}) == 420
    assert len({one["customer_number"] for one in db.customers}) == 420
    assert all(
        one["email"].endswith((".example", "example.com", "example.net")) for one in db.customers
    )
    assert {one["role"] for one in db.mandates} == {
        "owner",
        "joint holder",
        "power of attorney",
        "authorized user",
    }
    pairs = Counter((one["customer_id"], one["name"]) for one in db.payees)
    assert sum(count > 1 for count in pairs.values()) > 50


def test_a_customers_own_things_can_be_told_apart() -> None:
    db = BANK.env.seed
    for customer in db.customers:
        key = customer["customer_id"]
        reach = [db.accounts.get(one["account_id"]) for one in db.mandates.where(customer_id=key)]
        assert None not in reach
        names = [labels.account_label(row)[0] for row in reach if row is not None]
        assert len(set(names)) == len(names)
        for table, label in (("cards", labels.card_label), ("payees", labels.payee_label)):
            names = [label(row)[0] for row in db.table(table).where(customer_id=key)]
            assert len(set(names)) == len(names)


def test_every_wish_that_may_need_a_clearance_says_what_it_is_for() -> None:
    words = {
        "pay_payee": "payment",
        "add_payee": "payee",
        "set_up_standing_order": "standing order",
        "update_email": "email",
        "update_address": "address",
    }
    for tool, word in words.items():
        for template in BANK.env.phrasing.tools[tool].want:
            assert re.search(rf"\b{word}\b", re.sub(r"\{\w+\}", "", template)), template


def test_every_wish_that_rests_on_an_authority_names_the_account() -> None:
    for tool in BANK.env.tools:
        if "mandate_id" in tool.parameters["properties"] and tool.writes:
            for template in BANK.env.phrasing.tools[tool.name].want:
                assert {"account_id", "from_account_id"} & set(places(template)), template


def test_labels_work_on_rows_and_on_what_tools_return() -> None:
    session, customer = BANK.env.session(), cases.regular(BANK.env.seed)
    key = {"customer_id": customer["customer_id"]}
    for tool, label in (
        ("list_accounts", labels.account_label),
        ("list_cards", labels.card_label),
        ("list_payees", labels.payee_label),
    ):
        assert all(label(row) for row in session.call(tool, key).result)
    line = cases.purchase(BANK.env.seed)
    told = session.call("list_transactions", {"account_id": line["account_id"]}).result
    assert labels.transaction_label(line) in [labels.transaction_label(one) for one in told]
    assert dollars(-1204.5) == "-$1,204.50"
