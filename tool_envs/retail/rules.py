"""The policy as code: each rule watches a trace for breaches of one sentence of policy.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from apigen_mt.environment import Step, Trace, rule
from tool_envs.retail import cases

FINDERS = ("find_user_by_email", "find_user_by_name_zip")
ITEM_CHANGES = ("change_order_items", "return_items", "exchange_items")


@rule(
    "Find the customer's account by email, or by name and zip code, before you read or change "
    "anything that belongs to it.",
    explains="I need to find your account by email, or by your name and zip code, first",
    passes=lambda db: cases.signed_in(db, cases.pending(db), [cases.cancel]),
    fails=lambda db: cases.anonymous(db, cases.pending(db), [cases.cancel]),
)
def identify_first(trace: Trace) -> Iterator[Step]:
    """Nothing of anybody's is read or changed before an account was found."""
    identified = False
    for step in trace:
        if step.error is None and step.tool in FINDERS:
            identified = True
        elif step.error is None and not identified and owner(step) is not None:
            yield step


@rule(
    "Serve only the customer whom you identified first; accounts, orders and payment methods of "
    "other people stay closed to them.",
    explains="I can only open and change what is on your own account",
    passes=lambda db: cases.signed_in(db, cases.delivered(db), [cases.give_back]),
    fails=lambda db: [
        *cases.sign_in(db, cases.stranger(db, cases.pending(db))),
        *cases.anonymous(db, cases.pending(db), [cases.cancel]),
    ],
)
def only_the_identified_customer(trace: Trace) -> Iterator[Step]:
    """Every look and every change concerns the account that was found first."""
    customer: str | None = None
    for step in trace:
        if step.error is not None:
            continue
        if step.tool in FINDERS and customer is None:
            customer = step.result["user_id"]
        elif customer is not None and owner(step) not in (None, customer):
            yield step


@rule(
    "Open an order with get_order before you change it, so that you speak of it as it stands now.",
    explains="I have to open the order and look at it before I change anything in it",
    passes=lambda db: cases.signed_in(db, cases.pending(db), [cases.move]),
    fails=lambda db: [*cases.sign_in(db, cases.pending(db)), *cases.move(db, cases.pending(db))],
)
def look_before_changing(trace: Trace) -> Iterator[Step]:
    """A changed order was opened before."""
    opened: set[str] = set()
    for step in trace:
        if step.error is not None or "order_id" not in step.arguments:
            continue
        if step.tool == "get_order":
            opened.add(step.arguments["order_id"])
        elif step.writes and step.arguments["order_id"] not in opened:
            yield step


@rule(
    "Look at a payment method with list_payment_methods or get_payment_method before you name it "
    "in a change, and offer only what is on the account.",
    explains="I have to see which payment methods are on your account before I use one",
    passes=lambda db: cases.signed_in(db, cases.delivered(db), [cases.give_back]),
    fails=lambda db: [
        *cases.sign_in(db, cases.delivered(db)),
        ("get_order", {"order_id": cases.delivered(db)["order_id"]}),
        *cases.give_back(db, cases.delivered(db)),
    ],
)
def look_at_payment_methods(trace: Trace) -> Iterator[Step]:
    """A payment method that a change names was looked at before."""
    listed: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.tool == "list_payment_methods":
            listed.update(method["payment_method_id"] for method in step.result)
        elif step.tool == "get_payment_method":
            listed.add(step.result["payment_method_id"])
        elif step.writes and step.arguments.get("payment_method_id", "") not in {"", *listed}:
            yield step


@rule(
    "Look up a version with get_product or get_variant before you put it into an order or send it "
    "out.",
    explains="I have to check price and stock of the version you'd like first",
    passes=lambda db: cases.signed_in(db, cases.pending(db), [cases.look, cases.swap]),
    fails=lambda db: cases.signed_in(db, cases.pending(db), [cases.swap]),
)
def look_up_versions(trace: Trace) -> Iterator[Step]:
    """Every version that a swap brings in was looked up before."""
    seen: set[str] = set()
    for step in trace:
        if step.error is not None:
            continue
        if step.tool == "get_variant":
            seen.add(step.result["variant_id"])
        elif step.tool == "get_product":
            seen.update(offer["variant_id"] for offer in step.result["variants"])
        elif step.writes and not seen.issuperset(step.arguments.get("new_variant_ids", ())):
            yield step


@rule(
    "Change, return or exchange the items of one order at most once in a conversation, so gather "
    "everything first.",
    explains="the items of an order can be changed only once in a conversation",
    passes=lambda db: cases.signed_in(db, cases.pending(db), [cases.look, cases.swap]),
    fails=lambda db: cases.signed_in(
        db, cases.pending(db), [cases.look, cases.swap, cases.swap_back]
    ),
)
def one_item_change_an_order(trace: Trace) -> Iterator[Step]:
    """No order has its items changed, returned or exchanged twice."""
    touched: set[str] = set()
    for step in trace:
        if step.error is None and step.tool in ITEM_CHANGES:
            if step.arguments["order_id"] in touched:
                yield step
            touched.add(step.arguments["order_id"])


@rule(
    "Cancel at most two orders in one conversation; a wish to cancel more goes to a human "
    "colleague.",
    explains="I can cancel two orders at most in one conversation",
    passes=lambda db: cases.cancel_many(db, 2),
    fails=lambda db: cases.cancel_many(db, 3),
)
def two_cancellations(trace: Trace) -> Iterator[Step]:
    """The third cancellation and every later one is too many."""
    count = 0
    for step in trace:
        if step.error is None and step.tool == "cancel_order":
            count += 1
            if count > 2:
                yield step


@rule(
    "Change the email of an account at most once in a conversation.",
    explains="the email of an account can be changed only once in a conversation",
    passes=lambda db: cases.signed_in(db, cases.pending(db), [cases.rename]),
    fails=lambda db: cases.signed_in(db, cases.pending(db), [cases.rename, cases.rename_again]),
)
def one_email_change(trace: Trace) -> Iterator[Step]:
    """No account has its email changed twice."""
    times: Counter[str] = Counter()
    for step in trace:
        if step.error is None and step.tool == "update_user_email":
            times[step.arguments["user_id"]] += 1
            if times[step.arguments["user_id"]] > 1:
                yield step


@rule(
    "Handing over ends your part, so make every other change first and none afterwards.",
    explains="a colleague has taken over now, so I can't change anything else here",
    passes=lambda db: cases.signed_in(db, cases.pending(db), [cases.cancel, cases.hand_over]),
    fails=lambda db: cases.signed_in(db, cases.pending(db), [cases.hand_over, cases.cancel]),
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
    only_the_identified_customer,
    look_before_changing,
    look_at_payment_methods,
    look_up_versions,
    one_item_change_an_order,
    two_cancellations,
    one_email_change,
    hand_over_last,
)


def owner(step: Step) -> str | None:
    """Return the customer whose things a call concerns; None for the open catalog."""
    arguments = step.arguments
    if "user_id" in arguments:
        return str(arguments["user_id"])
    for table, name in (
        ("orders", "order_id"),
        ("payment_methods", "payment_method_id"),
        ("wishes", "wish_id"),
    ):
        row = step.before.table(table).get(str(arguments.get(name)))
        if row is not None:
            return str(row["user_id"])
    return None
