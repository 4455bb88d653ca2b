import asyncio

import pytest

from apigen_mt.config import ModelConfig
from apigen_mt.llm.limits import Limiter
from tests.llm.virtual import Scripted, completion, gateway, request, virtually


async def ask_all(model, count):
    return await asyncio.gather(*(model.ask(request(n)) for n in range(count)))


def test_no_more_calls_at_once_than_allowed():
    transport = Scripted(latency=1.0)
    virtually(ask_all(gateway(transport, max_in_flight=7), 50))
    assert transport.most_in_flight == 7


@pytest.mark.parametrize("rpm", [60, 600])
def test_calls_a_minute_are_kept(rpm):
    transport = Scripted()
    virtually(ask_all(gateway(transport, rpm=rpm, max_in_flight=500), 300))
    times = [moment for moment, _ in transport.sent]
    for start in times:
        assert sum(start <= moment < start + 60 for moment in times) <= rpm + rpm / 60 + 1


def test_tokens_a_minute_are_kept_by_what_calls_really_took():
    transport = Scripted(*[completion(usage=(900, 100))] * 30)
    virtually(ask_all(gateway(transport, tpm=6000, max_in_flight=1), 30))
    times = [moment for moment, _ in transport.sent]
    assert times[-1] - times[0] >= (30 - 2) * 1000 / 6000 * 60


def test_a_crowded_endpoint_halves_the_window_once_a_burst_and_answers_grow_it():
    limiter = Limiter(ModelConfig(model="m", max_in_flight=32))

    async def burst():
        loop = asyncio.get_running_loop()
        admitted = [loop.time()] * 10
        for moment in admitted:
            limiter.shrink(moment)
            await asyncio.sleep(0.01)
        assert limiter.window == 16
        limiter.shrink(loop.time())
        assert limiter.window == 8
        for _ in range(200):
            limiter.grow()
        assert 16 < limiter.window <= 32
        for _ in range(20):
            await asyncio.sleep(1)
            limiter.shrink(loop.time())
        assert limiter.window == 1

    virtually(burst())


def test_a_place_is_given_back_when_a_waiting_call_is_cancelled():
    limiter = Limiter(ModelConfig(model="m", max_in_flight=1))

    async def scene():
        async def hold(seconds):
            async with limiter.slot(1):
                await asyncio.sleep(seconds)

        first = asyncio.create_task(hold(5))
        await asyncio.sleep(1)
        waiting = [asyncio.create_task(hold(1)) for _ in range(3)]
        await asyncio.sleep(1)
        waiting[0].cancel()
        await asyncio.gather(first, *waiting, return_exceptions=True)
        assert limiter.in_flight == 0
        assert asyncio.get_running_loop().time() == pytest.approx(1007.0)

    virtually(scene())


def test_two_thousand_calls_wait_at_once():
    transport = Scripted(latency=2.0)
    replies = virtually(ask_all(gateway(transport, max_in_flight=2000), 6000))
    assert len(replies) == 6000
    assert transport.most_in_flight == 2000
