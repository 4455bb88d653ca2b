"""The policy as code: each rule watches a trace for breaches of one sentence of policy.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from apigen_mt.environment import Step, Trace, rule
from tool_envs.bank import cases

FINDERS = ("find_customer_by_number", "find_customer_by_phone")
OWNED = {
    "account_id": "accounts",
    "from_account_id": "accounts",
    "to_account_id": "accounts",
    "mandate_id": "mandates",
    "clearance_id": "clearances",
    "card_id": "cards",
    "payee_id": "payees",
    "transaction_id": "transactions",
    "standing_order_id": "standing_orders",
    "dispute_id": "disputes",
}
PERSONAL = ("mandates", "clearances")
"""What is its holder's alone, whoever else may act on the account."""


@rule(
    "Find the customer by customer number and date of birth, or by phone number and code word, "
    "before you read or change anything.",
    explains="I need to find you by your customer number and date of birth, or by your phone "
    "number and code word, first",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.freeze(db),
    fails=lambda db: cases.look(db) + cases.freeze(db),
)
def identify_first(trace: Trace) -> Iterator[Step]:
    """Nothing is read or changed before a customer was found."""
    identified = False
    for step in trace:
        if step.error is None and step.tool in FINDERS:
            identified = True
        elif step.error is None and not identified:
            yield step


@rule(
    "Serve only the customer whom you found first: their own accounts and cards, and accounts of "
    "others on which they have a recorded authority.",
    explains="I can only open and change what you have a recorded authority over",
    passes=lambda db: cases.helped(db, looking=True),
    fails=lambda db: cases.sign_in(db) + cases.strange(db),
)
def only_with_authority(trace: Trace) -> Iterator[Step]:
    """Every call concerns the customer found first, or an account they have authority over."""
    customer: str | None = None
    for step in trace:
        if step.error is not None:
            continue
        if step.tool in FINDERS and customer is None:
            customer = step.result["customer_id"]
        elif customer is not None and not _concerns(step, customer):
            yield step


@rule(
    "Open an account with get_account before money leaves it, so that you speak of it as it "
    "stands now.",
    explains="I have to look at the account before any money leaves it",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.pay(db),
    fails=lambda db: cases.sign_in(db) + cases.pay(db),
)
def look_at_the_account(trace: Trace) -> Iterator[Step]:
    """An account that pays was opened before."""
    opened: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.tool == "get_account":
            opened.add(step.arguments["account_id"])
        elif step.writes:
            giver = step.arguments.get("from_account_id", step.arguments.get("account_id"))
            if giver is not None and giver not in opened:
                yield step


@rule(
    "Open the authority with get_mandate before money leaves an account that belongs to somebody "
    "else.",
    explains="I have to look at the authority over the account before any money leaves it",
    passes=lambda db: cases.helped(db, looking=True),
    fails=lambda db: cases.helped(db, looking=False),
)
def look_at_the_authority(trace: Trace) -> Iterator[Step]:
    """The authority that a write on somebody else's account rests on was opened before."""
    opened: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.tool == "get_mandate":
            opened.add(step.arguments["mandate_id"])
        elif step.writes and step.arguments.get("mandate_id", "") not in {"", *opened}:
            mandate = step.before.table("mandates").get(step.arguments["mandate_id"])
            if mandate is not None and mandate["role"] in ("power of attorney", "authorized user"):
                yield step


@rule(
    "Open a card with get_card, and a purchase or fee with get_transaction, before you change "
    "anything about it.",
    explains="I have to look at it first before I change anything about it",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.dispute(db),
    fails=lambda db: cases.sign_in(db) + cases.dispute(db),
)
def look_before_changing(trace: Trace) -> Iterator[Step]:
    """A card or a transaction that a write is about was opened before."""
    opened: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        keys = {
            step.arguments[name] for name in ("card_id", "transaction_id") if name in step.arguments
        }
        if step.tool in ("get_card", "get_transaction"):
            opened |= keys
        elif step.writes and not keys <= opened:
            yield step


@rule(
    "Use a clearance only after verify_security_answer has given it in this conversation.",
    explains="I need the answer to your security question before I can do that",
    passes=lambda db: cases.sign_in(db) + cases.clear(db) + cases.rename(db),
    fails=lambda db: cases.sign_in(db) + cases.rename(db),
)
def clear_first(trace: Trace) -> Iterator[Step]:
    """A clearance that a write uses was given before."""
    given: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.tool == "verify_security_answer":
            given.update(one["clearance_id"] for one in step.result["clearances"])
        elif step.arguments.get("clearance_id") not in {None, *given}:
            yield step


@rule(
    "After two wrong answers to the security question check no third one in the same conversation.",
    explains="after two wrong answers I can't check another one today",
    passes=lambda db: cases.sign_in(db) + cases.guess(db, 1) + cases.clear(db),
    fails=lambda db: cases.sign_in(db) + cases.guess(db, 2) + cases.clear(db),
)
def two_wrong_answers(trace: Trace) -> Iterator[Step]:
    """No answer is checked once two were wrong."""
    wrong = 0
    for step in trace:
        if step.tool == "verify_security_answer":
            if wrong >= 2:
                yield step
            wrong += step.error == "wrong_answer"


@rule(
    "Make at most two payments to payees in one conversation.",
    explains="I can make two payments at most in one conversation",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.pay(db, 2),
    fails=lambda db: cases.sign_in(db) + cases.look(db) + cases.pay(db, 3),
)
def two_payments(trace: Trace) -> Iterator[Step]:
    """The third payment and every later one is too many."""
    count = 0
    for step in trace:
        if step.error is None and step.tool == "pay_payee":
            count += 1
            if count > 2:
                yield step


@rule(
    "Change the limit of a card at most once in a conversation.",
    explains="the limit of a card can be changed only once in a conversation",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.lower(db, 200.0),
    fails=lambda db: cases.sign_in(db) + cases.look(db) + cases.lower(db, 200.0, 100.0),
)
def one_limit_change(trace: Trace) -> Iterator[Step]:
    """No card has its limit changed twice."""
    times: Counter[str] = Counter()
    for step in trace:
        if step.error is None and step.tool == "change_card_limit":
            times[step.arguments["card_id"]] += 1
            if times[step.arguments["card_id"]] > 1:
                yield step


@rule(
    "Once an email or address was changed, add no payee and set up no standing order in the same "
    "conversation.",
    explains="after a change of contact details I can't set up anything that sends money out, "
    "until tomorrow",
    passes=lambda db: cases.sign_in(db) + cases.clear(db) + cases.enlist(db) + cases.rename(db),
    fails=lambda db: cases.sign_in(db) + cases.clear(db) + cases.rename(db) + cases.enlist(db),
)
def no_new_ways_out(trace: Trace) -> Iterator[Step]:
    """After new contact details there is no new payee and no new standing order."""
    moved = False
    for step in trace:
        if step.error is not None:
            continue
        if moved and step.tool in ("add_payee", "set_up_standing_order"):
            yield step
        moved = moved or step.tool in ("update_email", "update_address")


@rule(
    "Handing over ends your part, so make every other change first and none afterwards.",
    explains="a colleague has taken over now, so I can't change anything else here",
    passes=lambda db: cases.sign_in(db) + cases.look(db) + cases.freeze(db) + cases.hand_over(db),
    fails=lambda db: cases.sign_in(db) + cases.look(db) + cases.hand_over(db) + cases.freeze(db),
)
def hand_over_last(trace: Trace) -> Iterator[Step]:
    """Nothing is changed after a hand-over."""
    handed_over = False
    for step in trace:
        if step.error is not None:
            continue
        if handed_over and step.writes:
            yield step
        handed_over = handed_over or step.tool == "hand_over_to_human"


RULES = (
    identify_first,
    only_with_authority,
    look_at_the_account,
    look_at_the_authority,
    look_before_changing,
    clear_first,
    two_wrong_answers,
    two_payments,
    one_limit_change,
    no_new_ways_out,
    hand_over_last,
)


def _concerns(step: Step, customer: str) -> bool:
    """Whether everything that a call names is the customer's, or on an account open to them."""
    for name, key in step.arguments.items():
        if name == "customer_id" and key != customer:
            return False
        table = OWNED.get(name)
        row = step.before.table(table).get(key) if table else None
        if row is None or row.get("customer_id") == customer:
            continue
        if table in PERSONAL or "account_id" not in row:
            return False
        mandates = step.before.table("mandates").where(account_id=row["account_id"])
        if all(one["customer_id"] != customer for one in mandates):
            return False
    return True
