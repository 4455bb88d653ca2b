import pytest

from apigen_mt.language.intent import agrees, asks_for, asks_go_ahead, closes, refuses


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes, go ahead.",
        "yep, that's fine",
        "sure, go for it",
        "ok do it",
        "Confirmed.",
        "Sounds good, please do.",
        "perfect",
        "yes, no problem",
        "Absolutely!",
    ],
)
def test_a_clear_yes_agrees(text):
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes but wait",
        "ok, actually make it the blue one",
        "sure, but use my other card instead",
        "don't do that",
        "hold on",
        "hmm",
        "what would that cost?",
        "yes. no, on second thought not",
        "I changed my mind, okay?",
    ],
)
def test_anything_less_than_a_clear_yes_does_not(text):
    assert not agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'll cancel it. Shall I go ahead?",
        "Return the lamp, refund to your card. Is that correct?",
        "Do you want me to proceed?",
        "Does that sound right?",
        "OK if I do that?",
    ],
)
def test_asking_for_a_go_ahead_is_recognised(text):
    assert asks_go_ahead(text)


@pytest.mark.parametrize(
    "text",
    [
        "May I have your email?",
        "Could you tell me your zip code?",
        "What else can I do for you?",
        "I'll go ahead now.",
        "Which one do you mean?",
    ],
)
def test_other_questions_are_no_go_ahead(text):
    assert not asks_go_ahead(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm afraid I can't do that.",
        "Unfortunately that's not possible.",
        "I am unable to change it.",
        "We don't allow it, so it isn't allowed.",
    ],
)
def test_a_refusal_is_recognised(text):
    assert refuses(text)


@pytest.mark.parametrize("text", ["Sure, done!", "Your order is cancelled.", "It can be returned."])
def test_consent_is_no_refusal(text):
    assert not refuses(text)


def test_closing_questions_and_topics_are_told_apart():
    assert closes("All done. Anything else?")
    assert not closes("Which order?")
    assert asks_for("Could you tell me the email on your account?", "the email on your account")
    assert not asks_for("Which colour would you like?", "the email on your account")
    assert not asks_for("I've sent an email. Anything else?", "the email on your account")
