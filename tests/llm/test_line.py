import pytest
from pydantic import BaseModel

from apigen_mt.llm.line import Speaker, json_in
from apigen_mt.llm.model import CallFailed
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.review import Reason
from tests.journeys import journey
from tests.llm.virtual import Scripted, completion, gateway, virtually

SCENARIO = journey("library").sampler.sample(journey("library").environment, 0)
PROMPTS = Prompts()


class Grade(BaseModel):
    score: int


def line(*responses, **settings):
    transport = Scripted(*responses)
    model = gateway(transport, **settings)
    return transport, Speaker("m", model, 64).line(SCENARIO, "critic")


@pytest.mark.parametrize(
    "text",
    [
        '{"score": 3}',
        'Here:\n```json\n{"score": 3}\n```\nDone.',
        '```\n{"score": 3}\n```',
        'I think {"score": 3} fits.',
    ],
)
def test_json_is_found_however_it_is_wrapped(text):
    transport, asking = line(completion(text))
    grade, _ = virtually(asking.fill([{"role": "user", "content": "?"}], Grade, PROMPTS))
    assert grade.score == 3
    assert len(transport.sent) == 1


@pytest.mark.parametrize("bad", ["no json at all", "{", '{"score": "high"}', "[]", "{}"])
def test_a_reply_of_the_wrong_form_is_repaired_once(bad):
    transport, asking = line(completion(bad), completion('{"score": 4}'))
    grade, _ = virtually(asking.fill([{"role": "user", "content": "?"}], Grade, PROMPTS))
    assert grade.score == 4
    assert b"could not be used" in transport.sent[1][1]


def test_a_second_reply_of_the_wrong_form_is_a_finding():
    transport, asking = line(completion("{"), completion("{"), completion('{"score": 4}'))
    with pytest.raises(CallFailed) as failed:
        virtually(asking.fill([{"role": "user", "content": "?"}], Grade, PROMPTS))
    assert failed.value.reason is Reason.MALFORMED_REPLY
    assert len(transport.sent) == 2


USELESS = {
    "cut": (completion("half of", finish="length"), Reason.CUT_OFF),
    "cut in silence": (completion("half of", usage=(5, 128)), Reason.CUT_OFF),
    "cut call": (completion(None, calls=[("act", "{}")], finish="length"), Reason.CUT_OFF),
    "filtered": (completion("", finish="content_filter"), Reason.REFUSED),
    "refused": (completion(None, refusal="I won't"), Reason.REFUSED),
    "empty": (completion(""), Reason.REFUSED),
    "only thoughts": (completion(None, reasoning_content="hm"), Reason.REFUSED),
}


@pytest.mark.parametrize("name", USELESS)
def test_a_useless_reply_is_asked_for_once_more_with_another_seed(name):
    transport, asking = line(USELESS[name][0], completion("good"))
    reply = virtually(asking.ask([{"role": "user", "content": "?"}]))
    assert reply.text == "good"
    assert transport.sent[0][1] != transport.sent[1][1]


@pytest.mark.parametrize("name", USELESS)
def test_two_useless_replies_end_the_item(name):
    response, reason = USELESS[name]
    _, asking = line(response, response, completion("good"))
    with pytest.raises(CallFailed) as failed:
        virtually(asking.ask([{"role": "user", "content": "?"}]))
    assert failed.value.reason is reason


@pytest.mark.parametrize("structured", ["json_schema", "tool", "fenced"])
def test_each_way_to_ask_for_json_reads_its_own_replies(structured):
    answer = {
        "json_schema": completion('{"score": 1}'),
        "tool": completion(None, calls=[("grade", '{"score": 1}')]),
        "fenced": completion('```json\n{"score": 1}\n```'),
    }[structured]
    transport, asking = line(answer, structured=structured)
    grade, _ = virtually(asking.fill([{"role": "user", "content": "?"}], Grade, PROMPTS))
    assert grade.score == 1
    body = transport.sent[0][1]
    assert (b"response_format" in body) == (structured == "json_schema")
    assert (b"tool_choice" in body) == (structured == "tool")


@pytest.mark.parametrize("text", ["", "nothing", "} {", "```json\n{\n```"])
def test_text_without_json_is_an_error(text):
    with pytest.raises(ValueError, match=r"JSON|substring"):
        json_in(text)
