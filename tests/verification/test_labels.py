from apigen_mt.records.chat import Message, ToolCall
from apigen_mt.verification.verify import Verifier
from tests.journeys import accepted, calm, journey

RETAIL = journey().environment
VERIFIER = Verifier(RETAIL)


def first_read(messages):
    return next(n for n, m in enumerate(messages) if m.tool_calls)


def inserted(messages, place, name, arguments):
    call = ToolCall(id="more", name=name, arguments=arguments)
    step = RETAIL.session().call(name, arguments)
    answer = Message(role="tool", content=step.observation, tool_call_id="more", name=name)
    return (
        *messages[:place],
        Message(role="assistant", tool_calls=(call,)),
        answer,
        *messages[place:],
    )


def labels(messages, blueprint):
    return VERIFIER.verify(messages, blueprint).labels


def test_every_message_of_the_agent_has_a_label_and_no_other_has():
    for one in accepted():
        found = one.outcome.labels
        assert len(found) == len(one.trajectory.messages)
        for message, label in zip(one.trajectory.messages, found, strict=True):
            assert bool(label) == (message.role == "assistant")


def test_the_loss_mask_covers_turns_to_learn_from_and_nothing_else():
    for one in accepted():
        mask = one.outcome.loss_mask
        assert all(
            bit == (label in ("ok", "recovered"))
            for bit, label in zip(mask, one.outcome.labels, strict=True)
        )
        assert sum(mask) > 2


def test_a_read_that_tells_nothing_new_is_redundant():
    for one in calm()[:10]:
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        place = first_read(messages)
        if messages[place + 1].error:  # a mistyped detail: nothing is known yet
            continue
        call = messages[place].tool_calls[0]
        again = inserted(messages, place + 2, call.name, call.arguments)
        assert labels(again, blueprint)[place + 2] == "redundant"
        assert VERIFIER.verify(again, blueprint).reward == 1


def test_a_call_that_does_not_fit_is_an_error_and_the_next_one_recovers():
    for one in calm()[:10]:
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        place = first_read(messages)
        tried = inserted(messages, place, messages[place].tool_calls[0].name, {})
        found = labels(tried, blueprint)
        assert found[place] == "error"
        if not messages[place + 1].error:
            assert found[place + 2] == "recovered"


def test_a_look_up_that_finds_nobody_is_no_mistake_of_the_agent():
    mistaken = [one for one in calm() if "mistaken_identity" in one.outcome.behaviours]
    failed = 0
    for one in mistaken:
        for message, after, label in zip(
            one.trajectory.messages,
            one.trajectory.messages[1:],
            one.outcome.labels,
            strict=False,
        ):
            if message.tool_calls and after.error:
                failed += 1
                assert label == "ok"
    assert failed


def test_a_read_out_of_nowhere_is_ungrounded():
    for one in calm()[:10]:
        messages, blueprint = one.trajectory.messages, one.trajectory.blueprint
        said = str(messages)
        other = next(
            o["order_id"] for o in RETAIL.seed.table("orders") if o["order_id"] not in said
        )
        place = first_read(messages) + 2
        found = labels(inserted(messages, place, "get_order", {"order_id": other}), blueprint)
        assert found[place] in ("ungrounded", "policy_breach")
