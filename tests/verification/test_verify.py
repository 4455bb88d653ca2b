"""The verifier against conversations that were tampered with; each must be found out."""

from collections.abc import Callable

import pytest

from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall
from apigen_mt.records.review import Reason
from apigen_mt.verification.verify import Verifier
from tests.journeys import accepted, journey

RETAIL = journey().environment
VERIFIER = Verifier(RETAIL)
Messages = tuple[Message, ...]


def writing() -> list[tuple[Messages, Blueprint]]:
    """Conversations that write, of which every test tampers with several."""
    found = [(one.trajectory.messages, one.trajectory.blueprint) for one in accepted()]
    return [pair for pair in found if pair[1].diff][:25]


def writes(messages: Messages) -> list[int]:
    return [
        place
        for place, message in enumerate(messages)
        if message.tool_calls and RETAIL.tool(message.tool_calls[0].name).writes
    ]


def found(messages: Messages, blueprint: Blueprint) -> set[Reason]:
    outcome = VERIFIER.verify(messages, blueprint)
    assert outcome.reward == (0 if outcome.findings else 1)
    return {one.reason for one in outcome.findings}


def test_untouched_conversations_pass():
    for messages, blueprint in writing():
        assert found(messages, blueprint) == set()


def without(messages: Messages, *places: int) -> Messages:
    return tuple(message for place, message in enumerate(messages) if place not in places)


def recalled(message: Message, **arguments: object) -> Message:
    call = message.tool_calls[0]
    changed = ToolCall(id=call.id, name=call.name, arguments={**call.arguments, **arguments})
    return message.model_copy(update={"tool_calls": (changed,)})


def drop_a_write(messages: Messages) -> Messages:
    place = writes(messages)[-1]
    return without(messages, place, place + 1)


def repeat_the_gold_alone(messages: Messages) -> Messages:
    """All the calls and none of the talk."""
    return tuple(
        message
        for place, message in enumerate(messages)
        if message.role != "assistant" or message.tool_calls or place == len(messages) - 1
    )


def do_nothing(messages: Messages) -> Messages:
    return tuple(m for m in messages if m.role in ("system", "user"))


def skip_the_question(messages: Messages) -> Messages:
    place = writes(messages)[0]
    asked = max(n for n in range(place) if messages[n].role == "assistant" and messages[n].content)
    return without(messages, asked)


def skip_the_yes(messages: Messages) -> Messages:
    place = writes(messages)[0]
    yes = max(n for n in range(place) if messages[n].role == "user")
    changed = messages[yes].model_copy(update={"content": "hm, what would that mean for me"})
    return (*messages[:yes], changed, *messages[yes + 1 :])


def act_before_the_caller_is_known(messages: Messages) -> Messages:
    found = [n for n, m in enumerate(messages) if m.tool_calls and "find_" in m.tool_calls[0].name]
    return without(messages, *found, *(place + 1 for place in found))


def stop_early(messages: Messages) -> Messages:
    place = writes(messages)[0]
    return (*messages[: place - 1], messages[-1])


def never_stop(messages: Messages) -> Messages:
    return messages[:-1]


def invent_a_value(messages: Messages) -> Messages:
    reads = [n for n, m in enumerate(messages) if m.tool_calls and "order_id" in str(m.tool_calls)]
    if not reads:
        return drop_a_write(messages)
    place = reads[0]
    call = messages[place].tool_calls[0]
    known = str(call.arguments["order_id"])
    other = next(key for key in RETAIL.seed.rows()["orders"] if key["order_id"] != known)
    return (
        *messages[:place],
        recalled(messages[place], order_id=other["order_id"]),
        *messages[place + 1 :],
    )


TAMPERINGS: list[tuple[Callable[[Messages], Messages], set[Reason]]] = [
    (drop_a_write, {Reason.STATE_MISMATCH, Reason.EARLY_STOP}),
    (repeat_the_gold_alone, {Reason.UNCONFIRMED_WRITE}),
    (do_nothing, {Reason.STATE_MISMATCH}),
    (skip_the_question, {Reason.UNCONFIRMED_WRITE}),
    (skip_the_yes, {Reason.UNCONFIRMED_WRITE}),
    (act_before_the_caller_is_known, {Reason.POLICY, Reason.UNGROUNDED_ARGUMENT}),
    (stop_early, {Reason.STATE_MISMATCH, Reason.EARLY_STOP}),
    (never_stop, {Reason.TURN_LIMIT}),
    (invent_a_value, {Reason.UNGROUNDED_ARGUMENT, Reason.STATE_MISMATCH, Reason.EARLY_STOP}),
]


@pytest.mark.parametrize(
    ("tamper", "reasons"), TAMPERINGS, ids=[tamper.__name__ for tamper, _ in TAMPERINGS]
)
def test_tampering_is_found_out_with_the_right_reason(tamper, reasons):
    for messages, blueprint in writing():
        seen = found(tamper(messages), blueprint)
        assert seen & reasons, (tamper.__name__, seen)


def test_a_write_with_another_value_is_found_out():
    for messages, blueprint in writing():
        for place in writes(messages):
            call = messages[place].tool_calls[0]
            for name, value in call.arguments.items():
                if isinstance(value, str) and not RETAIL.tool(call.name).prose(name):
                    changed = recalled(messages[place], **{name: f"{value}x"})
                    seen = found((*messages[:place], changed, *messages[place + 1 :]), blueprint)
                    assert Reason.STATE_MISMATCH in seen
                    assert Reason.UNGROUNDED_ARGUMENT in seen


def test_a_confirmation_of_other_details_is_found_out():
    tampered = 0
    for messages, blueprint in writing():
        for place in writes(messages):
            if messages[place].tool_calls[0].name != "update_user_address":
                continue
            street = messages[place].tool_calls[0].arguments["address"]["street"]
            asked = max(n for n in range(place) if street in messages[n].content)
            text = messages[asked].content.replace(street, "1 Elsewhere Road")
            changed = messages[asked].model_copy(update={"content": text})
            seen = found((*messages[:asked], changed, *messages[asked + 1 :]), blueprint)
            assert Reason.UNCONFIRMED_WRITE in seen
            tampered += 1
    assert tampered


def test_a_value_that_only_contains_the_expected_one_is_not_enough():
    tampered = 0
    for one in accepted():
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        for output in blueprint.outputs:
            if output.kind == "value" and output.text.isdigit():
                changed = tuple(
                    m.model_copy(
                        update={"content": m.content.replace(output.text, f"{output.text}0")}
                    )
                    if m.role == "assistant"
                    else m
                    for m in messages
                )
                assert Reason.MISSING_OUTPUT in found(changed, blueprint)
                tampered += 1
    assert tampered


def test_a_refusal_that_is_not_said_is_missed():
    tampered = 0
    for one in accepted():
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        if any(output.kind == "refusal" for output in blueprint.outputs):
            silent = tuple(
                m.model_copy(update={"content": "Let me see."})
                if m.role == "assistant" and m.content
                else m
                for m in messages
            )
            assert Reason.MISSING_OUTPUT in found(silent, blueprint)
            tampered += 1
    assert tampered


def test_harmless_edits_still_pass():
    for messages, blueprint in writing():
        shouted = tuple(
            m.model_copy(update={"content": m.content.upper()}) if m.role == "assistant" else m
            for m in messages
        )
        assert found(shouted, blueprint) == set()
        first = next(n for n, m in enumerate(messages) if m.tool_calls)
        again = messages[first].model_copy(
            update={"tool_calls": (messages[first].tool_calls[0].model_copy(update={"id": "x"}),)}
        )
        answer = messages[first + 1].model_copy(update={"tool_call_id": "x"})
        reread = (*messages[: first + 2], again, answer, *messages[first + 2 :])
        assert found(reread, blueprint) == set()
