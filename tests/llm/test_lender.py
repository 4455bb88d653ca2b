import asyncio

import pytest

from apigen_mt.config import LimitsConfig
from apigen_mt.errors import BudgetSpent, EngineError
from apigen_mt.execution.engines.lending import Limits
from tests.llm.virtual import Scripted, completion, gateway, request, virtually


class Here:
    """Lends in this process, with the delay of a network; `gone` answers nobody."""

    def __init__(self, rates=(), totals=()):
        self.limits = Limits(dict(rates), dict(totals))
        self.gone = False

    def to(self, borrower):
        return Way(self, borrower)


class Way:
    def __init__(self, here, borrower):
        self.here, self.borrower = here, borrower

    async def borrow(self, name, wanted):
        await asyncio.sleep(0.005)
        if self.here.gone:
            return None
        now = asyncio.get_running_loop().time()
        return self.here.limits.borrow(self.borrower, name, wanted, now)


def workers(here, count, transport, rpm=None, limits=None, **settings):
    share = rpm and rpm / count
    return [
        gateway(transport, limits=limits, lender=here.to(str(n)), rpm=share, **settings)
        for n in range(count)
    ]


async def ask_all(model, count, first=0):
    return await asyncio.gather(*(model.ask(request(first + n)) for n in range(count)))


async def one_by_one(model, count):
    for n in range(count):
        await model.ask(request(n))


def sent(transport):
    return [moment for moment, _ in transport.sent]


def test_workers_that_borrow_keep_to_the_rate_together_and_use_all_of_it():
    transport, here = Scripted(), Here({"default.rpm": 600})
    models = workers(here, 4, transport, rpm=600)

    async def run():
        await asyncio.gather(*(ask_all(one, 150) for one in models))

    virtually(run())
    times = sent(transport)
    for start in times[::10]:
        for end in (moment for moment in times[::10] if moment > start):
            within = sum(start <= moment <= end for moment in times)
            # what was borrowed a moment before may be used now: a second's worth for each worker
            assert within <= (end - start) * 10 + 10 + 4 * 2.5 + 1
    assert times[-1] - times[0] <= 600 / 10 * 1.1


def test_one_worker_uses_what_the_others_do_not():
    transport, here = Scripted(), Here({"default.rpm": 600})
    busy, *idle = workers(here, 4, transport, rpm=600)

    async def run():
        for one in idle:
            await ask_all(one, 1)
        await ask_all(busy, 300)

    virtually(run())
    times = sent(transport)
    assert times[-1] - times[0] <= 300 / 10 * 1.2  # its share alone would take four times as long


def test_tokens_a_minute_are_borrowed_by_what_calls_really_took():
    transport = Scripted(*[completion(usage=(900, 100))] * 40)
    here = Here({"default.tpm": 60_000})
    models = [gateway(transport, lender=here.to(str(n)), tpm=30_000) for n in range(2)]

    async def run():
        await asyncio.gather(*(one_by_one(one, 20) for one in models))

    virtually(run())
    times = sent(transport)
    assert 38 * 0.7 <= times[-1] - times[0] <= 40 * 1.3


def test_when_nobody_lends_any_more_each_keeps_to_its_share():
    transport, here = Scripted(), Here({"default.rpm": 600})
    models = workers(here, 4, transport, rpm=600)
    here.gone = True
    virtually(ask_all(models[0], 100))
    times = sent(transport)
    assert 100 / 2.5 * 0.9 <= times[-1] - times[0] <= 100 / 2.5 * 1.1


def test_workers_make_no_more_calls_together_than_the_run_may_make():
    transport, here = Scripted(latency=0.01), Here(totals={"calls": (100, 0)})
    models = workers(here, 3, transport, limits=LimitsConfig(max_calls=100))

    async def run():
        asked = (one.ask(request(n)) for one in models for n in range(60))
        return await asyncio.gather(*asked, return_exceptions=True)

    found = virtually(run())
    assert len(transport.sent) == 100
    assert {type(one) for one in found if isinstance(one, Exception)} == {BudgetSpent}


def test_dollars_are_overdrawn_by_no_more_than_what_was_under_way():
    price = {"input": 1000.0, "output": 0.0}  # a cent for each call
    transport, here = Scripted(latency=0.01), Here(totals={"nanodollars": (10**9, 0)})
    limits = LimitsConfig(max_cost=1)
    models = workers(here, 2, transport, limits=limits, price=price, max_in_flight=3)

    async def run():
        asked = (one.ask(request(n)) for one in models for n in range(200))
        return await asyncio.gather(*asked, return_exceptions=True)

    virtually(run())
    assert 100 <= len(transport.sent) <= 100 + 2 * 3


def test_what_is_borrowed_and_not_spent_is_given_back():
    here = Here(totals={"calls": (1000, 0)})

    async def run():
        one, other = workers(here, 2, Scripted(), limits=LimitsConfig(max_calls=1000))
        await ask_all(one, 3)
        await one.ledger.close()
        await ask_all(other, 12)
        await other.ledger.close()

    virtually(run())
    lent = []
    while amount := here.limits.borrow("anybody", "calls", 10_000, 0.0):
        lent.append(amount)
    assert sum(lent) == 1000 - 15


def test_a_budget_that_nobody_counts_any_more_stops_the_worker():
    transport, here = Scripted(), Here(totals={"calls": (1000, 0)})
    [model] = workers(here, 1, transport, limits=LimitsConfig(max_calls=1000))

    async def run():
        await model.ask(request(0))
        here.gone = True
        for n in range(1, 50):
            await model.ask(request(n))

    with pytest.raises(EngineError, match="same command continues"):
        virtually(run())
    assert len(transport.sent) == 10  # what it had borrowed
