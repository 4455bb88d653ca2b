"""Tools that move money: to payees, between accounts, and the list of payees itself."""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.bank import ledger, money_wishes
from tool_envs.bank.authority import (
    CLEAR_FROM,
    acting,
    check_cleared,
    check_full,
    check_payment,
    cleared,
    payee_of,
)
from tool_envs.bank.database import (
    AccountId,
    BankDatabase,
    ClearanceId,
    CustomerId,
    MandateId,
    PayeeId,
    Speed,
    known,
)
from tool_envs.bank.labels import account_label

INSTANT_FEE = 3.0
INSTANT_MOST = 2000.0
SAVINGS_WITHDRAWALS = 3


class PayeePage(Row):
    """Somebody on a customer's list of payees."""

    payee_id: PayeeId
    name: str
    bank: str
    account_number: str
    added_on: str


class Sent(Row):
    """Money that has left, in dollars."""

    amount: float
    payee: str
    cost: str
    arrives: str
    balance: float


class Moved(Row):
    """Money that has moved within the bank, in dollars."""

    amount: float
    from_account: str
    from_balance: float
    to_account: str
    to_balance: float


@tool("read")
def list_payees(db: BankDatabase, customer_id: CustomerId) -> list[PayeePage]:
    """List the people and companies whom a customer pays at other banks.

    Args:
        customer_id: The customer's id.
    """
    known(db.customers, customer_id, "customer")
    return [
        get_payee.function(db, payee["payee_id"])
        for payee in db.payees.where(customer_id=customer_id)
    ]


@tool("read")
def get_payee(db: BankDatabase, payee_id: PayeeId) -> PayeePage:
    """Look up one payee: name, bank, account number and since when they are on the list.

    Args:
        payee_id: The payee's id.
    """
    payee = known(db.payees, payee_id, "payee")
    return {
        "payee_id": payee_id,
        "name": payee["name"],
        "bank": payee["bank"],
        "account_number": payee["account_number"],
        "added_on": payee["added_on"],
    }


@tool("write", propose=money_wishes.add_payee)
def add_payee(
    db: BankDatabase,
    name: str,
    bank: str,
    account_number: str,
    clearance_id: ClearanceId,
) -> PayeePage:
    """Put somebody on the payees of the customer who was cleared; payments can leave tomorrow.

    Args:
        name: The name of the person or company.
        bank: Their bank.
        account_number: Their account number there, nine digits.
        clearance_id: The clearance for a payee, from verify_security_answer.
    """
    customer_id = cleared(db, clearance_id, "payee")
    number = "".join(letter for letter in account_number if letter.isalnum())
    if len(number) != 9 or not number.isdigit():
        raise ToolError("An account number has nine digits.", code="bad_number")
    for payee in db.payees.where(customer_id=customer_id):
        if payee["account_number"] == number:
            raise ToolError(
                f"That account number is already on the list, as {payee['name']} "
                f"at {payee['bank']}.",
                code="already_listed",
            )
    row = db.payees.insert(
        {
            "payee_id": db.new_id("payee"),
            "customer_id": customer_id,
            "name": name.strip(),
            "bank": bank.strip(),
            "account_number": number,
            "added_on": ledger.today(db),
        }
    )
    return get_payee.function(db, row["payee_id"])  # type: ignore[no-any-return]


@tool("write", propose=money_wishes.pay_payee)
def pay_payee(
    db: BankDatabase,
    account_id: AccountId,
    payee_id: PayeeId,
    amount: float,
    speed: Speed,
    mandate_id: MandateId,
    clearance_id: ClearanceId | None = None,
) -> Sent:
    """Send money to a payee once; an instant payment costs $3, a standard one nothing.

    Args:
        account_id: The account that pays.
        payee_id: Who gets the money.
        amount: How much, in dollars.
        speed: Standard arrives the next day, instant within a minute.
        mandate_id: The customer's authority over the account, from list_accounts.
        clearance_id: For more than $500: the clearance for a payment, from
            verify_security_answer.
    """
    mandate = acting(db, mandate_id, account_id)
    account = known(db.accounts, account_id, "account")
    name = payee_of(db, payee_id, mandate)
    amount = ledger.check_amount(amount)
    if account["kind"] not in ("checking", "joint"):
        raise ToolError(
            f"Payments leave from checking and joint accounts, not from a {account['kind']} "
            "account.",
            code="wrong_kind",
        )
    if known(db.payees, payee_id, "payee")["added_on"] == ledger.today(db):
        raise ToolError(
            "That payee was added today; the first payment can leave tomorrow.", code="new_payee"
        )
    check_payment(mandate, amount)
    if amount > CLEAR_FROM:
        check_cleared(db, clearance_id, mandate["customer_id"], "payment")
    if speed == "instant" and amount > INSTANT_MOST:
        raise ToolError(
            f"An instant payment can be {ledger.dollars(INSTANT_MOST)} at most.", code="instant"
        )
    left = ledger.cents(account["daily_limit"] - ledger.sent_today(db, account_id))
    if amount > left:
        raise ToolError(
            f"The account's daily limit leaves {ledger.dollars(max(0.0, left))} for payments "
            "today.",
            code="daily_limit",
        )
    fee = INSTANT_FEE if speed == "instant" else 0.0
    ledger.check_covers(account, amount + fee)
    ledger.post(db, account_id, "payment", name, -amount)
    if fee:
        ledger.post(db, account_id, "fee", "Instant payment fee", -fee)
    return {
        "amount": amount,
        "payee": name,
        "cost": f"for a fee of {ledger.dollars(fee)}" if fee else "free of charge",
        "arrives": "within a minute" if speed == "instant" else "tomorrow",
        "balance": db.accounts[account_id]["balance"],
    }


@tool("write", propose=money_wishes.transfer_between_accounts)
def transfer_between_accounts(
    db: BankDatabase,
    from_account_id: AccountId,
    to_account_id: AccountId,
    amount: float,
    mandate_id: MandateId,
) -> Moved:
    """Move money at once between two accounts that the customer may act on; it costs nothing.

    Args:
        from_account_id: The account that gives.
        to_account_id: The account that receives.
        amount: How much, in dollars.
        mandate_id: The customer's authority over the giving account, from list_accounts.
    """
    mandate = acting(db, mandate_id, from_account_id)
    giver = known(db.accounts, from_account_id, "account")
    taker = known(db.accounts, to_account_id, "account")
    amount = ledger.check_amount(amount)
    if from_account_id == to_account_id:
        raise ToolError("Both accounts are the same one.", code="same_account")
    theirs = db.mandates.where(account_id=to_account_id, customer_id=mandate["customer_id"])
    if not theirs:
        raise ToolError("The receiving account is somebody else's.", code="foreign_account")
    acting(db, theirs[0]["mandate_id"], to_account_id)
    check_full(mandate, "move money to other accounts")
    if giver["kind"] == "credit card":
        raise ToolError(
            "Money cannot be taken out of a credit card account.", code="no_cash_advance"
        )
    used = ledger.withdrawals(db, from_account_id)
    if giver["kind"] == "savings" and used >= SAVINGS_WITHDRAWALS:
        raise ToolError(
            f"The savings account has had its {SAVINGS_WITHDRAWALS} withdrawals this month.",
            code="withdrawals_used",
        )
    owed = ledger.cents(-taker["balance"])
    if taker["kind"] == "credit card" and amount > owed:
        raise ToolError(
            f"Only {ledger.dollars(max(0.0, owed))} is owed on the credit card account, "
            "and it takes no more than that.",
            code="overpaid",
        )
    ledger.check_covers(giver, amount)
    ledger.post(db, from_account_id, "transfer", f"to {taker['name']}", -amount)
    ledger.post(db, to_account_id, "transfer", f"from {giver['name']}", amount)
    return {
        "amount": amount,
        "from_account": account_label(giver)[0],
        "from_balance": db.accounts[from_account_id]["balance"],
        "to_account": account_label(taker)[0],
        "to_balance": db.accounts[to_account_id]["balance"],
    }
