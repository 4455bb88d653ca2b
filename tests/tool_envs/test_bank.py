"""The bank environment keeps its own promises: books, authority, rules, data and wording."""

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
from tool_envs.bank import Bank, cases, labels
from tool_envs.bank.ledger import dollars

ID = re.compile(r"\b(cust|clear|acct|mand|card|payee|txn|so|disp|dispute|waiver|handover)_\w+")
PROPOSERS = [tool.name for tool in Bank.tools if tool.propose]


@cache
def bank() -> Bank:
    return Bank()


@cache
def tried() -> dict[str, list[tuple[dict[str, Any], Step]]]:
    """Every proposal of every third customer, each in a session of its own."""
    env = bank()
    found: dict[str, list[tuple[dict[str, Any], Step]]] = {name: [] for name in PROPOSERS}
    for customer in list(env.seed.customers)[::3]:
        for name in PROPOSERS:
            propose = env.tool(name).propose
            assert propose is not None
            for arguments in propose(env.seed, customer, Random(customer["customer_id"])):
                found[name].append((arguments, env.session().call(name, arguments)))
    return found


def play(calls: Any) -> Session:
    session = bank().session()
    for name, arguments in calls:
        session.call(name, arguments)
    return session


def accepted(*names: str) -> Iterator[tuple[dict[str, Any], Step]]:
    for name in names:
        yield from (pair for pair in tried()[name] if pair[1].error is None)


def cents(amount: float) -> int:
    return round(amount * 100)


def books_agree(db: Any) -> bool:
    """Whether each balance is the opening balance and all transactions of the account."""
    sums = {one["account_id"]: cents(one["opening_balance"]) for one in db.accounts}
    for line in db.transactions:
        assert abs(line["amount"] * 100 - cents(line["amount"])) < 1e-6
        sums[line["account_id"]] += cents(line["amount"])
    return all(cents(one["balance"]) == sums[one["account_id"]] for one in db.accounts)


# Money


def test_balances_of_the_seed_add_up() -> None:
    assert books_agree(bank().seed)


@pytest.mark.parametrize("seed", range(6))
def test_balances_add_up_after_any_sequence_of_writes(seed: int) -> None:
    random, env = Random(seed), bank()
    session = env.session(seed)
    customers = list(env.seed.customers)
    done = 0
    for _ in range(60):
        customer = random.choice(customers)
        for name in random.sample(PROPOSERS, 4):
            propose = env.tool(name).propose
            assert propose is not None
            for arguments in list(propose(session.db, customer, random))[:2]:
                done += session.call(name, arguments).changed
    assert done > 60
    assert books_agree(session.db)
    for account in session.db.accounts:
        before = env.seed.accounts.get(account["account_id"])
        assert before is not None
        assert account["balance"] >= min(before["balance"], -account["overdraft"])


def test_money_moved_inside_the_bank_is_neither_made_nor_lost() -> None:
    for arguments, step in accepted("transfer_between_accounts"):
        moved = [
            cents(step.after.table("accounts").get(arguments[name])["balance"])
            - cents(step.before.table("accounts").get(arguments[name])["balance"])
            for name in ("from_account_id", "to_account_id")
        ]
        assert moved == [-cents(arguments["amount"]), cents(arguments["amount"])]


def test_a_payment_costs_its_amount_and_three_dollars_when_instant() -> None:
    for arguments, step in accepted("pay_payee"):
        key = arguments["account_id"]
        before, after = (db.table("accounts").get(key) for db in (step.before, step.after))
        fee = 300 if arguments["speed"] == "instant" else 0
        assert cents(before["balance"] - after["balance"]) == cents(arguments["amount"]) + fee


def test_withdrawing_a_dispute_undoes_its_credit() -> None:
    for arguments, step in accepted("open_dispute"):
        session = Session(bank().toolbox, step.after.fork())
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
    for arguments, step in accepted("waive_fee"):
        again = Session(bank().toolbox, step.after.fork()).call("waive_fee", arguments)
        assert again.error == "already_waived"


# Authority


def test_every_customer_is_found_in_both_ways() -> None:
    session = bank().session()
    for one in list(bank().seed.customers)[:80]:
        number = {name: one[name] for name in ("customer_number", "date_of_birth")}
        phone = {"phone": one["phone"], "code_word": one["code_word"].upper()}
        for tool, arguments in (
            ("find_customer_by_number", number),
            ("find_customer_by_phone", phone),
        ):
            assert session.call(tool, arguments).result["customer_id"] == one["customer_id"]


def test_nobody_is_told_a_secret() -> None:
    session = bank().session()
    for one in list(bank().seed.customers)[:40]:
        told = session.call("get_customer", {"customer_id": one["customer_id"]}).result
        assert not {"code_word", "security_answer"} & told.keys()


def test_a_wrong_answer_clears_nothing_and_a_right_one_clears_each_kind_of_change() -> None:
    one = next(iter(bank().seed.customers))
    call = {"customer_id": one["customer_id"], "security_answer": "Nobody"}
    session = bank().session()
    assert session.call("verify_security_answer", call).error == "wrong_answer"
    call["security_answer"] = one["security_answer"].upper()
    scopes = session.call("verify_security_answer", call).result["clearances"]
    assert len({scope["purpose"] for scope in scopes}) == len(scopes) == 6


def test_a_clearance_serves_its_own_kind_of_change_and_its_own_customer() -> None:
    env = bank()
    for arguments, _ in list(accepted("unfreeze_card"))[:5]:
        card = env.seed.cards.get(arguments["card_id"])
        assert card is not None
        for one in env.seed.clearances:
            changed = {**arguments, "clearance_id": one["clearance_id"]}
            mine = one["customer_id"] == card["customer_id"]
            if mine or one["customer_id"] == "cust_20010":
                step = env.session().call("unfreeze_card", changed)
                assert (step.error is None) == (mine and one["purpose"] == "card")


def test_large_payments_need_a_clearance() -> None:
    large = [one for one, _ in accepted("pay_payee") if one["amount"] > 500]
    assert large
    for arguments in large:
        bare = {name: value for name, value in arguments.items() if name != "clearance_id"}
        assert bank().session().call("pay_payee", bare).error == "clearance_needed"


def test_authority_over_other_peoples_accounts_is_bounded() -> None:
    codes = {step.error for _, step in tried()["pay_payee"]}
    assert {"authority_ended", "above_authority", "daily_limit", "not_covered"} <= codes
    assert "payments_only" in {step.error for _, step in tried()["transfer_between_accounts"]}


# Rules, proposals, messages


@pytest.mark.parametrize("rule", Bank.rules, ids=lambda rule: rule.name)
def test_a_rule_passes_its_good_case_and_catches_its_bad_one(rule: Any) -> None:
    env = bank()
    good, bad = play(rule.passes(env.seed)), play(rule.fails(env.seed))
    failed = {step.error for step in [*good.trace, *bad.trace]}
    assert failed <= {None, "wrong_answer"}
    assert env.breaches(good.trace) == []
    assert {found.name for found, _ in env.breaches(bad.trace)} == {rule.name}


@pytest.mark.parametrize("rule", Bank.rules, ids=lambda rule: rule.name)
def test_a_rule_quotes_the_policy_word_for_word(rule: Any) -> None:
    assert rule.sentence in bank().policy_text


@pytest.mark.parametrize("name", PROPOSERS)
def test_proposals_are_accepted_mostly_and_refused_at_times(name: str) -> None:
    steps = [step for _, step in tried()[name]]
    share = sum(step.error is None for step in steps) / len(steps)
    assert 0.35 < share < 0.98
    assert not {step.error for step in steps} & {"invalid_arguments", "not_found"}
    assert all(step.changed for step in steps if step.error is None)


@pytest.mark.parametrize("name", PROPOSERS)
def test_proposals_are_few_and_the_same_for_the_same_randomness(name: str) -> None:
    env = bank()
    propose = env.tool(name).propose
    assert propose is not None
    for customer in list(env.seed.customers)[:80]:
        first = list(propose(env.seed, customer, Random(5)))
        assert first == list(propose(env.seed, customer, Random(5)))
        assert len(first) <= 9


def test_messages_of_refusals_name_no_ids_and_have_stable_codes() -> None:
    codes: Counter[str] = Counter()
    for _, step in (pair for pairs in tried().values() for pair in pairs):
        if step.error is not None:
            codes[step.error] += 1
            assert not ID.search(step.observation)
            assert "_id" not in step.observation
    assert codes.keys() >= {
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


def test_an_unknown_id_is_not_repeated() -> None:
    session = bank().session()
    for tool in bank().tools:
        ids = {name: "x" for name in tool.parameters["required"] if name.endswith("_id")}
        if set(ids) == set(tool.parameters["required"]):
            step = session.call(tool.name, ids)
            assert step.error == "not_found"
            assert "'" not in step.observation


# Data and wording


def test_the_bank_has_the_promised_size() -> None:
    db = bank().seed
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


def test_the_same_scale_gives_the_same_state_and_a_larger_one_more_customers() -> None:
    assert Bank().seed.digest == bank().seed.digest == bank().seed.full_digest()
    assert len(Bank(scale=2).seed.customers) == 840


def test_a_customers_own_things_can_be_told_apart() -> None:
    db = bank().seed
    for customer in db.customers:
        key = customer["customer_id"]
        reach = [db.accounts.get(one["account_id"]) for one in db.mandates.where(customer_id=key)]
        assert None not in reach
        names = [labels.account_label(row)[0] for row in reach if row is not None]
        assert len(set(names)) == len(names)
        for table, label in (("cards", labels.card_label), ("payees", labels.payee_label)):
            names = [label(row)[0] for row in db.table(table).where(customer_id=key)]
            assert len(set(names)) == len(names)


def test_every_template_speaks_of_parameters_that_exist() -> None:
    env = bank()
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
            assert len(said.want) >= 3
            assert len(said.why) >= 6
            assert min(len(said.offer), len(said.done)) >= 3


def test_every_wish_that_may_need_a_clearance_says_what_it_is_for() -> None:
    words = {
        "pay_payee": "payment",
        "add_payee": "payee",
        "set_up_standing_order": "standing order",
        "update_email": "email",
        "update_address": "address",
    }
    for tool, word in words.items():
        for template in bank().phrasing.tools[tool].want:
            assert re.search(rf"\b{word}\b", re.sub(r"\{\w+\}", "", template)), template


def test_every_wish_that_rests_on_an_authority_names_the_account() -> None:
    for tool in bank().tools:
        if "mandate_id" in tool.parameters["properties"] and tool.writes:
            for template in bank().phrasing.tools[tool.name].want:
                assert {"account_id", "from_account_id"} & set(places(template)), template


def test_every_refusal_says_its_words() -> None:
    for decline in bank().phrasing.declines:
        for because in decline.because:
            assert decline.says.lower() in because.lower()


def test_labels_work_on_rows_and_on_what_tools_return() -> None:
    session, customer = bank().session(), cases.regular(bank().seed)
    key = {"customer_id": customer["customer_id"]}
    for tool, label in (
        ("list_accounts", labels.account_label),
        ("list_cards", labels.card_label),
        ("list_payees", labels.payee_label),
    ):
        assert all(label(row) for row in session.call(tool, key).result)
    line = cases.purchase(bank().seed)
    told = session.call("list_transactions", {"account_id": line["account_id"]}).result
    assert labels.transaction_label(line) in [labels.transaction_label(one) for one in told]
    assert dollars(-1204.5) == "-$1,204.50"


def test_a_conversation_replays_the_same_each_time() -> None:
    assert Bank().seed.digest
    calls = cases.sign_in(bank().seed) + cases.look(bank().seed) + cases.pay(bank().seed)
    for _ in range(5):
        assert play(calls).db.digest != bank().seed.digest
