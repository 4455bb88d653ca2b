"""Models that never end stop at the caps: turns, calls, tokens, dollars; also after a kill."""

import signal
import subprocess
import sys
import time

import orjson
import pytest
import yaml

from apigen_mt.errors import BudgetSpent
from apigen_mt.execution.run import generate
from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.model_agent import ModelAgent
from apigen_mt.interplay.model_user import MOST_ACTS, ModelUser
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.llm.line import Speaker, json_in
from apigen_mt.llm.model import Call, CallFailed, ChatReply
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.chat import Message
from apigen_mt.records.usage import Usage
from apigen_mt.storage.lines import read_lines
from tests.endpoint import rehearsing, settings
from tests.journeys import accepted, finish, journey
from tests.runs import apigen

BLUEPRINT = accepted("library")[0].trajectory.blueprint
LIBRARY = journey("library").environment
PROMPTS = Prompts()


class Endless:
    """A model that answers everything alike, and counts."""

    def __init__(self, text="", calls=()):
        self.text, self.calls, self.asked = text, calls, 0

    async def ask(self, request):
        self.asked += 1
        usage = Usage(calls=1, prompt_tokens=10, completion_tokens=10)
        return ChatReply(self.text, tuple(self.calls) if request.tools else (), "stop", usage)


def look(number=1):
    return [Call("search_books", orjson.dumps({"title": f"x{n}"}).decode()) for n in range(number)]


def played(user_model, agent_model, turns, calls):
    user = ModelUser(Speaker("u", user_model, 64), BLUEPRINT, 0, PROMPTS)
    agent = ModelAgent(Speaker("a", agent_model, 64), BLUEPRINT, LIBRARY, 0, PROMPTS, True)
    return finish(converse(BLUEPRINT, LIBRARY, user, agent, turns, calls))


def made(messages):
    return sum(len(one.tool_calls) for one in messages)


def test_two_that_never_say_goodbye_stop_at_the_turns():
    user, agent = Endless("And another thing."), Endless("Go on.")
    conversation = played(user, agent, turns=7, calls=100)
    assert conversation.stop == "turn_limit"
    assert agent.asked == 7
    assert user.asked <= 8


@pytest.mark.parametrize("at_once", [1, 3, 7, 5000])
def test_an_endless_caller_makes_no_call_over_the_limit(at_once):
    conversation = played(Endless("Hello."), Endless("", look(at_once)), turns=40, calls=20)
    assert conversation.stop == "call_limit"
    assert made(conversation.messages) == 20
    answers = [one for one in conversation.messages if one.role == "tool"]
    assert len(answers) == 20
    assert journey("library").verifier.verify(conversation.messages, BLUEPRINT).reward == 0


def test_a_person_with_a_device_does_not_act_without_end():
    telecom = journey("telecom").environment
    blueprint = accepted("telecom", 4)[0].trajectory.blueprint
    name = next(iter(telecom.user_toolbox))
    model = Endless("Done.", [Call(name, "{}")] * 5000)
    tools = list(telecom.user_toolbox.values())
    user = ModelUser(Speaker("u", model, 64), blueprint, 0, PROMPTS, tools=tools)
    acted = []

    class Hands:
        def act(self, name, arguments):
            acted.append(name)
            return "{}"

    finish(user.reply("Please look at your phone.", Hands()))
    assert len(acted) <= MOST_ACTS * MOST_ACTS
    assert model.asked <= MOST_ACTS + 1


def test_a_scripted_person_leaves_an_agent_that_never_helps():
    agent = ModelAgent(Speaker("a", Endless("Hm?"), 64), BLUEPRINT, LIBRARY, 0, PROMPTS, True)
    user = ScriptedUser(BLUEPRINT, LIBRARY, 1, 0.0)
    conversation = finish(converse(BLUEPRINT, LIBRARY, user, agent, 12, 100))
    assert len(conversation.messages) <= 1 + 2 * 12


DEEP = "[" * 300 + "]" * 300


@pytest.mark.parametrize(
    "arguments",
    ['{"title":' + DEEP + "}", '{"a":1' + "0" * 400 + "}", r'{"title":"\ud800"}', '{"a":NaN}'],
)
def test_arguments_that_nobody_could_store_are_not_taken(arguments):
    agent = ModelAgent(
        Speaker("a", Endless("", [Call("search_books", arguments)]), 64),
        BLUEPRINT,
        LIBRARY,
        0,
        PROMPTS,
        True,
    )
    with pytest.raises(CallFailed, match="no JSON object"):
        finish(agent.reply([Message(role="user", content="hello")]))


@pytest.mark.parametrize(
    "text",
    [
        DEEP,
        '{"a":' + DEEP + "}",
        "```json\n" + DEEP + "\n```",
        '{"a":1' + "0" * 400 + "}",
        "}{",
        "{ never closed",
        "```" + "\n" * 200_000,
        "```json" + " " * 200_000,
        "```\n" * 50_000,
    ],
)
def test_an_answer_that_holds_no_usable_json_is_turned_down_at_once(text):
    with pytest.raises(ValueError):
        json_in(text)


def test_an_item_ends_at_its_tokens(tmp_path):
    with rehearsing() as (url, rehearsal):
        generate(settings(url, **{"limits.item_tokens": 4000}), tmp_path / "run")
    reasons = [one["reasons"] for one in read_lines(tmp_path / "run/rejects/shard-00000.jsonl")]
    assert any("token_cap" in one for one in reasons)
    tokens = rehearsal.bill.prompt_tokens + rehearsal.bill.completion_tokens
    assert tokens < 2 * (4000 + 3 * 6000)  # two items, three jurors in flight at the cap


def test_dollars_that_are_spent_stay_spent_after_a_kill(tmp_path):
    in_flight = 3
    with rehearsing(latency_ms=2) as (url, rehearsal):
        config = settings(url, count=30, model={"max_in_flight": in_flight})
        (tmp_path / "run.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json")))
        words = ("generate", "-c", "run.yaml", "-o", "run", "-q", "--max-cost")
        process = subprocess.Popen(
            [sys.executable, "-c", "from apigen_mt.cli import main; main()", *words, "9"],
            cwd=tmp_path,
        )
        while rehearsal.bill.answered < 20 and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        bill = rehearsal.bill
        paid = bill.prompt_tokens / 1e6 + bill.completion_tokens * 2 / 1e6
        asked = bill.requests
        # what was in flight at the kill was never answered to us; all else is on the account
        for _ in range(2):
            again = apigen(tmp_path, *words, f"{paid / 2:.6f}")
            assert again.returncode == 1, again.stderr
            assert "--max-cost continues" in again.stderr
            assert rehearsal.bill.requests == asked


def test_a_run_overshoots_its_dollars_by_what_is_in_flight_at_most(tmp_path):
    limit, in_flight = 0.02, 2
    costs = []

    def chooser(number, asked):
        costs.append(len(orjson.dumps(asked)))
        return None

    with rehearsing(chooser=chooser) as (url, rehearsal):
        config = settings(url, model={"max_in_flight": in_flight}, **{"limits.max_cost": limit})
        with pytest.raises(BudgetSpent):
            generate(config, tmp_path / "run")
    bill = rehearsal.bill
    paid = bill.prompt_tokens / 1e6 + bill.completion_tokens * 2 / 1e6
    dearest = max(costs) / 1e6 + 2048 * 2 / 1e6
    assert limit <= paid <= limit + in_flight * dearest
