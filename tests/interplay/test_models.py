import orjson
import pytest

from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.critic import ModelCritic, Moment, RuleCritic
from apigen_mt.interplay.model_agent import ModelAgent
from apigen_mt.interplay.model_user import ModelUser
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.model import CallFailed
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.chat import STOP, Message
from tests.journeys import accepted, journey
from tests.llm.virtual import Scripted, completion, gateway, virtually

BLUEPRINT = accepted("library")[0].trajectory.blueprint
LIBRARY = journey("library").environment
PROMPTS = Prompts()
HELLO = [Message(role="user", content="hello")]


def speaker(*responses):
    transport = Scripted(*responses)
    return transport, Speaker("m", gateway(transport), 64)


def agent(*responses, parallel=True):
    transport, speaks = speaker(*responses)
    return transport, ModelAgent(speaks, BLUEPRINT, LIBRARY, 0, PROMPTS, parallel)


TWO = [("find_member", '{"card_number": "1"}'), ("search_books", '{"title": "x"}')]


def test_calls_are_numbered_by_us_and_go_back_as_objects():
    transport, plays = agent(completion("", calls=TWO), completion("There."))
    message = virtually(plays.reply(HELLO))
    assert [call.id for call in message.tool_calls] == ["call_001", "call_002"]
    answers = [
        Message(role="tool", content="{}", tool_call_id=call.id, name=call.name)
        for call in message.tool_calls
    ]
    assert virtually(plays.reply(answers)).content == "There."
    sent = orjson.loads(transport.sent[1][1])["messages"]
    assert [one["role"] for one in sent] == ["system", "user", "assistant", "tool", "tool"]
    assert sent[2]["tool_calls"][0]["function"]["arguments"] == '{"card_number":"1"}'


def test_where_calls_come_one_at_a_time_the_first_is_made():
    transport, plays = agent(completion("", calls=TWO), parallel=False)
    message = virtually(plays.reply(HELLO))
    assert [call.name for call in message.tool_calls] == ["find_member"]
    assert orjson.loads(transport.sent[0][1])["parallel_tool_calls"] is False


@pytest.mark.parametrize("arguments", ["{", "[1]", '"x"', "null", "5"])
def test_arguments_that_are_no_object_are_asked_for_again_and_never_stored(arguments):
    bad = completion("", calls=[("find_member", arguments)])
    transport, plays = agent(bad, bad, completion("", calls=TWO[:1]))
    message = virtually(plays.reply(HELLO))
    assert message.tool_calls[0].arguments == {"card_number": "1"}
    assert all(len(orjson.loads(body)["messages"]) == 2 for _, body in transport.sent)
    _, plays = agent(bad, bad, bad)
    with pytest.raises(CallFailed):
        virtually(plays.reply(HELLO))


def test_the_agent_sees_policy_and_tools_and_nothing_of_the_blueprint():
    transport, plays = agent(completion("Hi."))
    virtually(plays.reply(HELLO))
    body = transport.sent[0][1].decode()
    assert len(orjson.loads(body)["tools"]) == len(LIBRARY.toolbox)
    assert BLUEPRINT.instruction not in body
    assert BLUEPRINT.scenario.person not in body


def user(*responses, best_of=1):
    transport, speaks = speaker(*responses)
    return transport, ModelUser(speaks, BLUEPRINT, 0, PROMPTS, best_of, RuleCritic())


def test_the_human_sees_instruction_and_persona_alone():
    transport, plays = user(completion("Hi"), completion("It's me"))
    virtually(plays.open())
    virtually(plays.reply("Who are you?"))
    body = transport.sent[1][1].decode()
    assert "tools" not in orjson.loads(body)
    for action in BLUEPRINT.actions:
        assert action.tool not in body
    assert BLUEPRINT.end_digest not in body
    roles = [one["role"] for one in orjson.loads(body)["messages"]]
    assert roles == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize("text", ['"Hi there"', "“Hi there”", " Hi there \n"])
def test_quotes_around_a_message_are_taken_off(text):
    _, plays = user(completion(text))
    assert virtually(plays.open()) == "Hi there"


def test_the_best_of_several_candidates_is_said():
    early, lost, good = f"Bye {STOP}", "I don't remember.", "I'd like to ask something."
    transport, plays = user(*map(completion, (early, lost, good)), best_of=3)
    assert virtually(plays.open()) == good
    assert len({orjson.loads(body)["seed"] for _, body in transport.sent}) == 3


def test_what_contradicts_the_instruction_is_counted():
    _, plays = user(completion("It's 99999."), completion("It's 99998."), best_of=2)
    virtually(plays.open())
    assert plays.contradictions == 1


@pytest.mark.parametrize(
    ("heard", "draft", "low", "high"),
    [
        ("Anything else?", f"No, thanks. {STOP}", 9, 10),
        ("What is your card number?", f"Bye {STOP}", 0, 3),
        ("I'm afraid that isn't possible.", f"Pity. {STOP}", 9, 10),
        ("What is your card number?", "It's LC-000000.", 0, 5),
        ("What is your card number?", "I don't know that.", 5, 8),
        ("Shall I go ahead?", "Yes, please.", 9, 10),
    ],
)
def test_rules_score_a_draft_by_the_moment(heard, draft, low, high):
    moment = Moment(BLUEPRINT, [("me", "hi"), ("desk", heard)])
    assert low <= virtually(RuleCritic().score(moment, draft)).score <= high


def test_an_early_stop_is_low_even_where_the_critic_likes_it():
    _, speaks = speaker(completion('{"score": 10, "reason": "polite"}'))
    line = speaks.line(BLUEPRINT.scenario, "critic.0")
    moment = Moment(BLUEPRINT, [("desk", "What is your name?")])
    opinion = virtually(ModelCritic(PROMPTS).score(moment, f"Bye {STOP}", line))
    assert opinion.score <= 2


def test_what_was_said_is_kept_when_a_model_gives_no_answer():
    _, asks = user(completion("Hi"))
    _, answers = agent(
        completion("", finish="content_filter"), completion("", finish="content_filter")
    )
    played = virtually(converse(BLUEPRINT, LIBRARY, asks, answers, 10))
    assert played.stop == "no_answer"
    assert played.failure is not None
    assert [one.role for one in played.messages] == ["system", "user"]
