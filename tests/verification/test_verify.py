"""The verifier against conversations that were tampered with; each must be found out."""

from collections.abc import Callable

import pytest

from apigen_mt.language.consent import Rows
from apigen_mt.language.intent import refuses
from apigen_mt.language.match import says
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message, ToolCall
from apigen_mt.records.review import Reason
from apigen_mt.verification.verify import Verifier
from tests.journeys import accepted, calm, journey

RETAIL = journey().environment
VERIFIER = Verifier(RETAIL)
Messages = tuple[Message, ...]


def writing() -> list[tuple[Messages, Blueprint]]:
    """Conversations that write, of which every test tampers with several."""
    found = [(one.trajectory.messages, one.trajectory.blueprint) for one in calm()]
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


def repeat_a_write(messages: Messages) -> Messages:
    place = writes(messages)[-1]
    again = messages[place].tool_calls[0].model_copy(update={"id": "again"})
    return (
        *messages[: place + 2],
        messages[place].model_copy(update={"tool_calls": (again,)}),
        messages[place + 1].model_copy(update={"tool_call_id": "again"}),
        *messages[place + 2 :],
    )


def ask_for_nothing_in_particular(messages: Messages) -> Messages:
    place = writes(messages)[0]
    asked = max(n for n in range(place) if messages[n].role == "assistant" and messages[n].content)
    vague = messages[asked].model_copy(update={"content": "Shall I go ahead?"})
    return (*messages[:asked], vague, *messages[asked + 1 :])


def announce_without_asking(messages: Messages) -> Messages:
    place = writes(messages)[0]
    asked = max(n for n in range(place) if messages[n].role == "assistant" and messages[n].content)
    told = messages[asked].model_copy(update={"content": f"{messages[asked].content[:-1]}."})
    return (*messages[:asked], told, *messages[asked + 1 :])


def take_a_conditional_yes(messages: Messages) -> Messages:
    place = writes(messages)[0]
    yes = max(n for n in range(place) if messages[n].role == "user")
    changed = messages[yes].model_copy(update={"content": "yes, but use my other card"})
    return (*messages[:yes], changed, *messages[yes + 1 :])


def invent_a_reading(messages: Messages) -> Messages:
    """One more read, of an order that nobody has named."""
    place = next(n for n, m in enumerate(messages) if m.tool_calls)
    said = str(messages)
    other = next(o["order_id"] for o in RETAIL.seed.table("orders") if o["order_id"] not in said)
    call = ToolCall(id="more", name="get_order", arguments={"order_id": other})
    step = RETAIL.session().call(call.name, call.arguments)
    return (
        *messages[: place + 2],
        Message(role="assistant", tool_calls=(call,)),
        Message(role="tool", content=step.observation, tool_call_id="more", name="get_order"),
        *messages[place + 2 :],
    )


# For each tampering: reasons of which every one must be found, and of which one must be.
TAMPERINGS: list[tuple[Callable[[Messages], Messages], set[Reason], set[Reason]]] = [
    (drop_a_write, {Reason.STATE_MISMATCH, Reason.EARLY_STOP}, set()),
    (repeat_a_write, {Reason.UNCONFIRMED_WRITE}, set()),
    (repeat_the_gold_alone, {Reason.UNCONFIRMED_WRITE}, set()),
    (do_nothing, {Reason.STATE_MISMATCH, Reason.EARLY_STOP}, set()),
    (skip_the_question, {Reason.UNCONFIRMED_WRITE}, set()),
    (ask_for_nothing_in_particular, {Reason.UNCONFIRMED_WRITE}, set()),
    (announce_without_asking, {Reason.UNCONFIRMED_WRITE}, set()),
    (skip_the_yes, {Reason.UNCONFIRMED_WRITE}, set()),
    (take_a_conditional_yes, {Reason.UNCONFIRMED_WRITE}, set()),
    (act_before_the_caller_is_known, set(), {Reason.POLICY, Reason.UNGROUNDED_ARGUMENT}),
    (stop_early, {Reason.STATE_MISMATCH, Reason.EARLY_STOP}, set()),
    (never_stop, {Reason.TURN_LIMIT}, set()),
    (invent_a_value, set(), {Reason.UNGROUNDED_ARGUMENT, Reason.STATE_MISMATCH}),
    (invent_a_reading, {Reason.UNGROUNDED_ARGUMENT}, set()),
]


@pytest.mark.parametrize(
    ("tamper", "every", "some"), TAMPERINGS, ids=[one[0].__name__ for one in TAMPERINGS]
)
def test_tampering_is_found_out_with_the_right_reason(tamper, every, some):
    for messages, blueprint in writing():
        seen = found(tamper(messages), blueprint)
        assert every <= seen, (tamper.__name__, seen)
        assert not some or seen & some, (tamper.__name__, seen)


def test_a_yes_covers_one_write():
    """The second wish is carried out at once with the first, on the first one's yes."""
    tampered = 0
    for messages, blueprint in writing():
        places = writes(messages)
        if len(places) < 2:
            continue
        tampered += 1
        calls = messages[places[0]].tool_calls + messages[places[1]].tool_calls
        both = messages[places[0]].model_copy(update={"tool_calls": calls})
        rest = without(messages, places[1], places[1] + 1)
        seen = found((*rest[: places[0]], both, *rest[places[0] + 1 :]), blueprint)
        assert Reason.UNCONFIRMED_WRITE in seen
    assert tampered > 5


def test_nothing_at_all_earns_nothing():
    for env in ("retail", "library"):
        verifier = Verifier(journey(env).environment)
        for one in accepted(env):
            outcome = verifier.verify(one.trajectory.messages[:1], one.trajectory.blueprint)
            assert outcome.reward == 0
            assert Reason.TURN_LIMIT in {finding.reason for finding in outcome.findings}


def test_an_expected_output_that_is_cut_is_missed():
    cut = 0
    for env in ("retail", "library"):
        verifier = Verifier(journey(env).environment)
        for one in accepted(env):
            messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
            for output in blueprint.outputs:
                tells = (
                    (lambda text, output=output: says(text, output.text))
                    if output.kind == "value"
                    else refuses
                )
                mute = tuple(
                    m.model_copy(update={"content": "Okay."})
                    if m.role == "assistant" and m.content and tells(m.content)
                    else m
                    for m in messages
                )
                outcome = verifier.verify(mute, blueprint)
                assert not outcome.outputs_match
                assert Reason.MISSING_OUTPUT in {finding.reason for finding in outcome.findings}
                cut += 1
    assert cut > 60


def renamed(messages: Messages, place: int, table: str, slot: str, keys: list[str]) -> Messages:
    """The conversation with another seen row of the table named in the offer before `place`."""
    rows = Rows()
    for message in messages[:place]:
        if message.role == "tool" and not message.error:
            rows.observe(RETAIL.tool(message.name), message.content)
    label = RETAIL.phrasing.labels[table]
    asked = max(n for n in range(place) if messages[n].role == "assistant" and messages[n].content)
    text = messages[asked].content
    for key in keys:
        mine = label(rows.find(table, key) or {})
        for other in rows.of(slot):
            row = rows.find(table, other) or {}
            if other not in keys and mine and label(row) and label(row)[0] not in text:
                changed = messages[asked].model_copy(
                    update={"content": text.replace(mine[0], label(row)[0])}
                )
                return (*messages[:asked], changed, *messages[asked + 1 :])
    return messages


@pytest.mark.parametrize(("table", "share"), [("wishes", 1.0), ("orders", 0.75)])
def test_a_confirmation_that_names_another_row_is_found_out(table, share):
    """Orders are also known by what is in them, so an offer that names the goods may still pass."""
    tampered = noticed = 0
    for one in accepted():
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        for place in writes(messages):
            call = messages[place].tool_calls[0]
            slots = RETAIL.tool(call.name).slots(call.arguments)
            keys = [key for _, slot, key in slots if slot == f"ref:{table}"]
            changed = renamed(messages, place, table, f"ref:{table}", keys)
            if changed != messages:
                tampered += 1
                noticed += Reason.UNCONFIRMED_WRITE in found(changed, blueprint)
    assert tampered > 4
    assert noticed >= share * tampered


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


@pytest.mark.parametrize(
    "yes",
    ["Yes.", "YES PLEASE", "sure, go ahead", "That's right. Will I get an email?", "ok", "do it!"],
)
def test_any_clear_yes_will_do(yes):
    for messages, blueprint in writing():
        agreed = tuple(
            m.model_copy(update={"content": yes})
            if m.role == "user" and n + 1 in writes(messages)
            else m
            for n, m in enumerate(messages)
        )
        assert found(agreed, blueprint) == set()


def test_small_talk_changes_nothing():
    for messages, blueprint in writing():
        place = next(n for n, m in enumerate(messages) if m.role == "assistant" and m.content)
        chat = (
            Message(role="assistant", content="One moment please, the system is slow today."),
            Message(role="user", content="no hurry"),
        )
        assert found((*messages[:place], *chat, *messages[place:]), blueprint) == set()


def test_a_refused_call_may_be_mended_on_the_same_yes():
    for messages, blueprint in writing():
        place = writes(messages)[0]
        call = messages[place].tool_calls[0]
        slip = call.model_copy(update={"id": "slip", "arguments": {}})
        refused = RETAIL.session().call(call.name, {}).observation
        answer = Message(role="tool", content=refused, tool_call_id="slip", name=call.name)
        tried = (messages[place].model_copy(update={"tool_calls": (slip,)}), answer)
        assert found((*messages[:place], *tried, *messages[place:]), blueprint) == set()


def test_the_verdict_depends_on_the_messages_alone():
    for messages, blueprint in writing()[:5]:
        assert VERIFIER.verify(messages, blueprint) == Verifier(RETAIL).verify(messages, blueprint)
        stored = tuple(Message.model_validate_json(m.model_dump_json()) for m in messages)
        assert VERIFIER.verify(stored, blueprint) == VERIFIER.verify(messages, blueprint)


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
