import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from apigen_mt.config import LimitsConfig, Price
from apigen_mt.errors import BudgetSpent, ModelError
from apigen_mt.llm.fault import Transient
from apigen_mt.llm.model import CallFailed
from apigen_mt.llm.responses import Responses
from apigen_mt.records.review import Reason
from tests.llm.virtual import Scripted, completion, gateway, request, virtually

TRANSIENT = {
    "429": (429, {}, b""),
    "429 in milliseconds": (429, {"retry-after-ms": "250"}, b""),
    "429 in seconds": (429, {"retry-after": "3"}, b"{}"),
    "429 in half seconds": (429, {"retry-after": "2.5"}, b"{}"),
    "429 before now": (429, {"retry-after": "-7"}, b"{}"),
    "429 with nonsense": (429, {"retry-after": "soon"}, b"{}"),
    "408": (408, {}, b""),
    "409": (409, {}, b""),
    "500": (500, {}, b"<html>oops</html>"),
    "502": (502, {}, b""),
    "503": (503, {"retry-after": "1"}, b""),
    "504": (504, {}, b""),
    "529": (529, {}, b""),
    "reset": Transient("a broken answer (ServerDisconnectedError)"),
    "silence": Transient("no answer within 120 s"),
    "html": (200, {}, b"<html>maintenance</html>"),
    "truncated": (200, {}, completion()[2][:-9]),
    "a list": (200, {}, b"[]"),
    "no choices": (200, {}, b'{"choices": []}'),
    "null message": (200, {}, b'{"choices": [{"message": null}]}'),
    "error inside": (200, {}, b'{"error": {"message": "overloaded"}}'),
    "content of a number": (200, {}, b'{"choices": [{"message": {"content": 5}}]}'),
    "calls of a text": (200, {}, b'{"choices": [{"message": {"tool_calls": "x"}}]}'),
    "nameless call": (200, {}, b'{"choices": [{"message": {"tool_calls": [{}]}}]}'),
    "not text": (200, {}, b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("name", TRANSIENT)
def test_a_passing_failure_is_tried_again(name):
    transport = Scripted(TRANSIENT[name], TRANSIENT[name], completion("there"))
    model = gateway(transport)
    reply = virtually(model.ask(request()))
    assert reply.text == "there"
    assert len(transport.sent) == reply.usage.attempts == 3
    assert model.ledger.total.attempts == 3
    assert model.ledger.total.calls == 1


@pytest.mark.parametrize("name", TRANSIENT)
def test_a_lasting_failure_ends_the_item_within_the_attempts(name):
    transport = Scripted(*[TRANSIENT[name]] * 50)
    with pytest.raises(CallFailed) as failed:
        virtually(gateway(transport, attempts=4).ask(request()))
    assert failed.value.reason is Reason.NO_ANSWER
    assert len(transport.sent) == 4


def at(seconds):
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "300", "retry-after": "9"}, 0.3),
        ({"retry-after": "date"}, 28.0),
    ],
)
def test_no_call_goes_out_before_its_retry_after_has_passed(headers, least):
    if "date" in headers.values():
        headers = {"retry-after": at(30)}
    transport = Scripted((429, headers, b""), completion())
    model = gateway(transport, backoff_s=0.0)

    async def both():
        first = asyncio.create_task(model.ask(request(0)))
        await asyncio.sleep(least / 2)
        await asyncio.gather(first, model.ask(request(1)))

    virtually(both())
    times = [moment for moment, _ in transport.sent]
    assert len(times) == 3
    assert all(later - times[0] > least - 1e-6 for later in times[1:])
    assert times[-1] - times[0] <= least * 1.1 + 3.0


@pytest.mark.parametrize("wait", ["3600", "1e12", "99999999999"])
def test_a_wait_that_is_too_long_stops_the_run_and_says_so(wait):
    transport = Scripted((429, {"retry-after": wait}, b""))
    model = gateway(transport)
    with pytest.raises(ModelError, match="longer than max_wait_s"):
        virtually(model.ask(request()))
    with pytest.raises(ModelError):
        virtually(model.ask(request(1)))
    assert len(transport.sent) == 1


QUOTA = b'{"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}'


@pytest.mark.parametrize(
    ("response", "says"),
    [
        ((401, {}, b'{"error": {"message": "Incorrect API key"}}'), "Incorrect API key"),
        ((403, {}, b""), "refuses"),
        ((404, {}, b'{"error": {"message": "no model m"}}'), "does not know model 'm'"),
        ((402, {}, b""), "no quota"),
        ((429, {}, QUOTA), "no quota"),
        ((302, {}, b""), "redirect"),
    ],
)
def test_what_cannot_be_mended_stops_every_call_at_once(response, says):
    transport = Scripted(response, latency=1.0)
    model = gateway(transport, max_in_flight=1)

    async def many():
        return await asyncio.gather(
            *(model.ask(request(n)) for n in range(20)), return_exceptions=True
        )

    errors = virtually(many())
    assert len(transport.sent) == 1
    assert {type(error) for error in errors} == {ModelError}
    assert says in str(errors[0])


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_that_is_not_taken_ends_its_item_without_another_try(status):
    body = b'{"error": {"message": "maximum context length", "code": "context_length_exceeded"}}'
    transport = Scripted((status, {}, body), completion())
    model = gateway(transport)
    with pytest.raises(CallFailed, match="maximum context length"):
        virtually(model.ask(request()))
    assert virtually(model.ask(request(1))).text == "fine"
    assert len(transport.sent) == 2


def test_an_endpoint_that_takes_nothing_stops_the_run():
    transport = Scripted(*[(400, {}, b'{"error": {"message": "no response_format"}}')] * 50)
    model = gateway(transport)

    async def all_of():
        for place in range(50):
            try:
                await model.ask(request(place))
            except CallFailed:
                continue

    with pytest.raises(ModelError, match="10 calls in a row"):
        virtually(all_of())
    assert len(transport.sent) == 10


def test_nobody_there_is_said_soon():
    transport = Scripted(*[Transient("no connection", unreached=True)] * 9)
    with pytest.raises(ModelError, match="Nobody answers at http"):
        virtually(gateway(transport).ask(request()))
    assert len(transport.sent) == 3


def test_the_same_question_is_not_asked_twice():
    responses = Responses()
    first, second = Scripted(completion("one")), Scripted()
    assert virtually(gateway(first, responses).ask(request())).text == "one"
    again = gateway(second, responses)
    assert virtually(again.ask(request())).text == "one"
    assert second.sent == []
    assert again.ledger.total.attempts == 0
    assert again.ledger.item(1).calls == 1


@pytest.mark.parametrize(
    "other",
    [
        request(ordinal=1),
        request(text="ho"),
        request(item=2),
        request(temperature=0.5),
        request(max_tokens=9),
        request(tools=[{"type": "function", "function": {"name": "f"}}]),
    ],
)
def test_another_question_is_asked(other):
    responses = Responses()
    transport = Scripted(completion("one"), completion("two"))
    model = gateway(transport, responses)
    assert virtually(model.ask(request())).text == "one"
    assert virtually(model.ask(other)).text == "two"


@pytest.mark.parametrize("change", [{"base_url": "http://h/v1"}, {"timeout_s": 9}, {"rpm": 5}])
def test_where_and_how_fast_a_model_answers_does_not_make_another_question(change):
    responses, second = Responses(), Scripted()
    virtually(gateway(Scripted(completion("one")), responses).ask(request()))
    assert virtually(gateway(second, responses, **change).ask(request())).text == "one"
    assert second.sent == []


def test_the_run_stops_at_its_calls_counting_every_attempt():
    transport = Scripted((500, {}, b""), completion(), completion(), completion())
    model = gateway(transport, limits=LimitsConfig(max_calls=3))

    async def three():
        for place in range(3):
            await model.ask(request(place))

    with pytest.raises(BudgetSpent, match="--max-calls"):
        virtually(three())
    assert len(transport.sent) == 3


def test_the_run_stops_at_its_dollars():
    transport = Scripted()
    model = gateway(
        transport, limits=LimitsConfig(max_cost=0.05), price=Price(input=1000, output=2000)
    )

    async def many():
        for place in range(20):
            await model.ask(request(place))

    with pytest.raises(BudgetSpent, match="--max-cost"):
        virtually(many())
    assert len(transport.sent) == 3  # two cents each
    assert model.ledger.total.cost == pytest.approx(0.06)


def test_an_item_stops_at_its_tokens_and_others_go_on():
    transport = Scripted()
    model = gateway(transport, limits=LimitsConfig(item_tokens=30))
    for place in range(2):
        virtually(model.ask(request(place)))
    with pytest.raises(CallFailed) as failed:
        virtually(model.ask(request(2)))
    assert failed.value.reason is Reason.TOKEN_CAP
    assert virtually(model.ask(request(0, item=2))).text == "fine"


def test_tokens_are_estimated_where_the_endpoint_tells_none():
    reply = virtually(gateway(Scripted(completion(usage=None))).ask(request()))
    assert reply.usage.estimated
    assert reply.usage.prompt_tokens > 0


@pytest.mark.parametrize(
    "response",
    [
        completion("cut", finish="length"),
        completion("cut", usage=(5, 64)),
        completion(None, calls=[("act", '{"a": 1}')], finish="length"),
        completion(None, calls=[("act", '{"a": 1}')], finish="tool_calls", usage=(5, 64)),
    ],
)
def test_a_reply_at_its_limit_says_so_even_when_the_endpoint_does_not(response):
    reply = virtually(gateway(Scripted(response), max_tokens=64).ask(request()))
    assert reply.finish == "length"


KEY = "canary-key-5b1d7c0e9f"


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_key_is_in_no_message_even_when_the_endpoint_echoes_it(status):
    body = b'{"error": {"message": "bad header Bearer ' + KEY.encode() + b' given"}}'
    transport = Scripted(*[(status, {}, body)] * 9)
    with pytest.raises((CallFailed, ModelError)) as failed:
        virtually(gateway(transport, key=KEY, attempts=2).ask(request()))
    assert KEY not in str(failed.value)
    assert KEY[:10] not in str(failed.value)
