import inspect
from itertools import pairwise

import orjson
import pytest

from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.language.intent import agrees, asks_for, asks_go_ahead, closes, refuses
from apigen_mt.language.match import leaves, normal, says
from apigen_mt.language.telling import unsaid
from apigen_mt.records.chat import STOP, Message, ToolCall
from tests.journeys import accepted, calm, finish, journey

RETAIL = journey().environment


def spoken(conversation):
    played = finish(conversation)
    return played.messages, played.stop


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
    assert list(inspect.signature(ScriptedUser.reply).parameters) == ["self", "text", "hands"]
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


def test_who_tells_everything_at_once_rarely_has_to_add_a_list_of_details():
    acts, lacking = 0, 0
    for one in accepted("telecom"):
        blueprint = one.trajectory.blueprint
        if "missing_parameter" in blueprint.scenario.behaviours:
            continue
        for goal in blueprint.goals:
            if goal.kind == "act" and not goal.regrets:
                acts, lacking = acts + 1, lacking + bool(unsaid(blueprint, goal))
    assert acts > 20
    assert lacking < acts / 10


@pytest.mark.parametrize("env", ["retail", "telecom"])
def test_what_a_change_of_mind_replaces_was_said_and_what_it_brings_was_not_foreseen(env):
    changes = 0
    for one in calm(env):
        blueprint, messages = one.trajectory.blueprint, one.trajectory.messages
        for change in (goal.change for goal in blueprint.goals if goal.change is not None):
            final = blueprint.fact(change.fact)
            asked = [at for at, m in enumerate(messages) if asks_go_ahead(m.content)]
            offered = next(at for at in asked if says(messages[at].content, change.said_before))
            users = [m.content for m in messages[:offered] if m.role == "user"]
            assert any(says(text, change.said_before) for text in users)
            wished = max((n for n in range(offered) if closes(messages[n].content)), default=0)
            calls = [call for one in messages[wished:offered] for call in one.tool_calls]
            keys = {final.value} if not final.literal and isinstance(final.value, str) else set()
            named = {leaf for call in calls for leaf in leaves(call.arguments)}
            earlier = any(says(text, final.said) for text in users)
            assert earlier or not keys & named
            changes += 1
    assert changes > 3


def test_a_mistyped_detail_is_noticed_and_corrected():
    found = 0
    for one in calm("retail", 60):
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


def test_nobody_is_looked_up_by_what_was_said_of_something_else():
    """A zip code in a new address, or a name in an email, does not tell who is calling."""
    looked = 0
    for one in (*accepted("retail"), *accepted("library")):
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        first_call = next(n for n, m in enumerate(messages) if m.tool_calls)
        answers = [m.content for m in messages[2:first_call] if m.role == "user"]
        for fact in blueprint.facts:
            if "." not in fact.key:
                looked += 1
                assert says(" ".join(answers), fact.mistaken or fact.said)
    assert looked > 100


def test_the_caller_never_answers_with_something_that_was_not_asked_for():
    """Asked for the email alone, a caller gives it or everything else, not a first name alone."""
    for one in accepted():
        own = [fact for fact in one.trajectory.blueprint.facts if "." not in fact.key]
        if [fact.key for fact in own] != ["first_name", "last_name", "zip"]:
            continue
        if one.trajectory.blueprint.scenario.persona.confused:
            continue
        answer = [m.content for m in one.trajectory.messages if m.role == "user"][1]
        assert all(says(answer, fact.mistaken or fact.said) for fact in own), answer


def test_what_is_refused_is_never_tried_and_the_reason_is_said():
    refused = 0
    for env in ("retail", "library"):
        for one in calm(env):
            calls = [(c.name, c.arguments) for m in one.trajectory.messages for c in m.tool_calls]
            said = [m.content for m in one.trajectory.messages if m.role == "assistant"]
            for goal in one.trajectory.blueprint.goals:
                if goal.kind in ("refuse", "decline") and not goal.actions:
                    refused += 1
                if goal.kind == "refuse":
                    assert (goal.tool, goal.arguments) not in calls
                    assert any(goal.because in text and refuses(text) for text in said)
                elif goal.kind == "decline":
                    assert any(goal.because in text and refuses(text) for text in said)
    assert refused


def test_every_write_follows_a_yes_to_a_question_about_it():
    for one in calm():
        messages = one.trajectory.messages
        for place, message in enumerate(messages):
            if message.tool_calls and RETAIL.tool(message.tool_calls[0].name).writes:
                assert messages[place - 1].role == "user"
                assert agrees(messages[place - 1].content)
                assert asks_go_ahead(messages[place - 2].content)


def test_a_value_the_agent_lacks_is_asked_for_and_then_used():
    """Facts that the opening leaves out: a question comes first, then the answer, then the call."""
    asked = 0
    for one in accepted():
        messages = one.trajectory.messages
        told = {
            fact.key: next(
                (n for n, m in enumerate(messages) if m.role == "user" and says(m.content, f)), 0
            )
            for fact in one.trajectory.blueprint.facts
            if (f := fact.said)
        }
        for goal in one.trajectory.blueprint.goals:
            if goal.kind != "act":
                continue
            write = next(
                n
                for n, m in enumerate(messages)
                if any(c.name == goal.tool and c.arguments == goal.arguments for c in m.tool_calls)
            )
            for key in goal.facts:
                assert 0 < told[key] < write
                asked += asks_for(
                    messages[told[key] - 1].content, one.trajectory.blueprint.fact(key).ask
                )
    assert asked > 40


class Mumbler:
    """An agent that never gets anywhere."""

    async def reply(self, heard):
        return Message(role="assistant", content="Which one do you mean?")


def test_a_conversation_that_goes_nowhere_ends_at_the_limit():
    blueprint = accepted()[0].trajectory.blueprint
    user = ScriptedUser(blueprint, RETAIL, 1)
    messages, stop = spoken(converse(blueprint, RETAIL, user, Mumbler(), max_turns=5))
    assert stop == "turn_limit"
    assert sum(message.role == "user" for message in messages) == 5


@pytest.mark.parametrize("turns", [1, 2, 7])
def test_the_limit_counts_the_turns_of_the_user(turns):
    blueprint = accepted()[0].trajectory.blueprint
    user = ScriptedUser(blueprint, RETAIL, 1)
    messages, stop = spoken(converse(blueprint, RETAIL, user, Mumbler(), turns))
    assert stop == "turn_limit"
    assert [message.role for message in messages[1:]] == ["user", "assistant"] * turns


class Caller:
    """An agent that calls for ever."""

    def __init__(self):
        self.calls = 0

    async def reply(self, heard):
        self.calls += 1
        call = ToolCall(id=f"c{self.calls}", name="nothing_like_it", arguments={})
        return Message(role="assistant", tool_calls=(call,))


def test_an_agent_that_only_calls_is_stopped_and_every_call_is_answered():
    blueprint = accepted()[0].trajectory.blueprint
    messages, stop = spoken(
        converse(blueprint, RETAIL, ScriptedUser(blueprint, RETAIL, 1), Caller(), 2)
    )
    assert stop == "call_limit"
    calls = [call.id for message in messages for call in message.tool_calls]
    answers = [message for message in messages if message.role == "tool"]
    assert calls == [message.tool_call_id for message in answers]
    assert all(message.error for message in answers)
    assert len(calls) == 100


def test_two_calls_in_one_message_are_both_answered_in_order():
    blueprint = accepted()[0].trajectory.blueprint

    class Pair:
        async def reply(self, heard):
            if heard[-1].content.startswith(("[", "{")):
                return Message(role="assistant", content="Anything else?")
            calls = [
                ToolCall(id=name, name="search_products", arguments={"product_name": name})
                for name in ("lamp", "no such thing")
            ]
            return Message(role="assistant", tool_calls=tuple(calls))

    messages, _ = spoken(converse(blueprint, RETAIL, ScriptedUser(blueprint, RETAIL, 1), Pair(), 1))
    assert [one.tool_call_id for one in messages if one.role == "tool"] == ["lamp", "no such thing"]


def test_attempts_differ_in_words_and_agree_in_deeds():
    blueprint = next(o.trajectory.blueprint for o in accepted() if o.trajectory.blueprint.diff)

    def play(seed):
        agent = ScriptedAgent(blueprint, RETAIL, seed)
        return spoken(
            converse(blueprint, RETAIL, ScriptedUser(blueprint, RETAIL, seed), agent, 40)
        )[0]

    first, second, again = play(1), play(2), play(1)
    assert first == again
    assert [m.content for m in first] != [m.content for m in second]
