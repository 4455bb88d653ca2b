import inspect
from itertools import pairwise

import orjson

from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.language.match import leaves, normal
from apigen_mt.records.chat import STOP
from tests.journeys import accepted, journey

RETAIL = journey().environment


def test_the_agent_uses_only_what_the_user_said_or_a_tool_returned():
    """Followed anew here, by plain means: the conversation is the only source."""
    used = 0
    for one in accepted():
        said, returned = "", set()
        for message in one.trajectory.messages[1:]:
            if message.role == "user":
                said += normal(message.content)
            elif message.role == "tool" and not message.error:
                returned |= set(leaves(orjson.loads(message.content)))
            for call in message.tool_calls:
                tool = RETAIL.tool(call.name)
                for name, value in call.arguments.items():
                    if tool.prose(name):
                        continue
                    for leaf in leaves(value):
                        used += 1
                        assert leaf in returned or normal(leaf) in said, (call.name, name, leaf)
    assert used > 500


def test_the_user_is_given_words_and_nothing_else():
    assert list(inspect.signature(ScriptedUser.reply).parameters) == ["self", "text"]
    assert "environment" not in inspect.signature(ScriptedUser.__init__).parameters
    for one in accepted():
        for message in one.trajectory.messages:
            if message.role == "user":
                assert not message.tool_calls
                assert "{" not in message.content
                assert not any(name in message.content for name in RETAIL.toolbox if "_" in name)


def test_conversations_take_turns_and_every_call_is_answered():
    for one in accepted():
        messages = one.trajectory.messages
        assert [message.role for message in messages[:2]] == ["system", "user"]
        assert messages[-1].role == "user"
        assert messages[-1].content.endswith(STOP)
        for before, after in pairwise(messages):
            if before.tool_calls:
                assert after.role == "tool"
                assert after.tool_call_id == before.tool_calls[0].id
            if before.role == "user":
                assert after.role == "assistant"


def test_the_agent_asks_for_what_is_missing_before_it_acts():
    asked = 0
    for one in accepted():
        messages = one.trajectory.messages
        first_call = next(n for n, m in enumerate(messages) if m.tool_calls)
        questions = [m for m in messages[:first_call] if m.role == "assistant" and "?" in m.content]
        asked += bool(questions)
    assert asked == len(accepted())


def test_a_mistyped_detail_is_noticed_and_corrected():
    found = 0
    for one in accepted("retail", 60):
        wrong = [fact for fact in one.trajectory.blueprint.facts if fact.mistaken]
        errors = [m for m in one.trajectory.messages if m.error]
        assert bool(errors) <= bool(wrong)
        found += bool(wrong and errors)
    assert found


def test_a_change_of_mind_is_taken_up_before_the_write():
    for one in accepted():
        for goal in one.trajectory.blueprint.goals:
            if goal.change is None:
                continue
            calls = [c for m in one.trajectory.messages for c in m.tool_calls]
            mine = [c.arguments for c in calls if c.name == goal.tool]
            assert goal.arguments in mine
            assert {**goal.arguments, goal.change.argument: goal.change.before} not in mine


class Mumbler:
    """An agent that never gets anywhere."""

    def reply(self, text):
        from apigen_mt.records.chat import Message

        return Message(role="assistant", content="Which one do you mean?")


def test_a_conversation_that_goes_nowhere_ends_at_the_limit():
    blueprint = accepted()[0].trajectory.blueprint
    user = ScriptedUser(blueprint, 1)
    messages, stop = converse(blueprint, RETAIL, user, Mumbler(), max_turns=5)
    assert stop == "turn_limit"
    assert sum(message.role == "user" for message in messages) == 5


def test_attempts_differ_in_words_and_agree_in_deeds():
    blueprint = next(o.trajectory.blueprint for o in accepted() if o.trajectory.blueprint.diff)

    def play(seed):
        agent = ScriptedAgent(blueprint, RETAIL, seed)
        return converse(blueprint, RETAIL, ScriptedUser(blueprint, seed), agent, 40)[0]

    first, second, again = play(1), play(2), play(1)
    assert first == again
    assert [m.content for m in first] != [m.content for m in second]
