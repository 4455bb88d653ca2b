"""What a message does, in tables: sentences that do it, and sentences that only look like it."""

from random import Random

import pytest

from apigen_mt.interplay.scripted_agent import lines as agent
from apigen_mt.interplay.scripted_user import lines as user
from apigen_mt.language.grammar import expand
from apigen_mt.language.intent import agrees, asks_for, asks_go_ahead, closes, refuses

YES = """
yes
y
Yes, go ahead.
Yes, go ahead. Will I get an email?
yep, that's fine
Yup
yea
sure, go for it
ok do it
Confirmed.
I confirm
Sounds good, please do.
looks good
perfect
yes, no problem
no problem, go ahead
Go ahead, no rush
Why not, go for it
Absolutely!
of course
certainly
I agree
approved
alright
all right, do that
Right, go ahead
correct
that works
That is right.
That's fine with me
That would be great
please proceed
yes I'm sure
By all means.
"""
NO_YES = """
no
nope
never
definitely not
absolutely not
Not right now, okay?
not okay
I'm not sure
that's not correct
that isn't right, is it correct?
are you sure?
Is that correct?
Can you confirm the price first?
I can't confirm that
yes but wait
yes but use my other card
Yes, except the lamp
ok, actually make it the blue one
sure, but use my other card instead
make sure it's the blue one
I need to correct the address
let me confirm with my wife
Okay, let me think
do it later
don't do that
hold on
hmm
what would that cost?
sure, what would that cost?
ok and how much is it?
ok so which card is that?
ok thats wrong
yes... wrong order
yes - i mean no
yes. no, on second thought not
I changed my mind, okay?
"""
GO_AHEAD = """
I'll cancel it. Shall I go ahead?
Shall I cancel it?
Should I do that?
Return the lamp, refund to your card. Is that correct?
Is this okay?
Does this look right?
Does that sound right?
Does that work for you?
Do you want me to proceed?
Do you want to go ahead?
Would you like me to cancel it?
Would you like to proceed?
Would that be okay?
Do you agree?
Ready to proceed?
OK if I do that?
I'll cancel it, okay?
Are you happy with that?
Can you confirm that I should cancel it?
Is that what you want?
May I go ahead?
Can I do that for you?
Shall I borrow “The Hobbit” by J. R. R. Tolkien for you?
Shall I send it to 12 Oak St. Denver?
Shall I go ahead, or is there anything else to change?
"""
NO_GO_AHEAD = """
May I have your email?
Can I have your zip?
Could you tell me your zip code?
Could you confirm your email?
Please confirm your zip code?
I'll go ahead now.
I'll go ahead and look. What's your email?
I can't proceed without your email. What is it?
Sounds good! What is your name?
What else can I do for you?
What would you like me to do?
How would you like to proceed?
Which one do you mean?
Which one do you want me to return?
Anything else you'd like me to do?
Is there anything else you'd like me to do?
Something else you want me to look up?
Is that your current address, right?
Why would you like that?
Your order is on its way.
"""
REFUSALS = """
I'm afraid I can't do that.
Unfortunately that's not possible.
That isn't possible.
It is impossible.
I am unable to change it.
We're not able to.
We cannot take it back.
We don't allow it, so it isn't allowed.
The policy doesn't permit that.
The policy does not allow it.
That's against our policy.
That is not permitted.
I have to decline.
I must decline.
That isn't something I can do.
That's not something we offer.
I won't be able to.
There's no way to do it.
There's no option for that.
It is too late to cancel.
I'm afraid not.
That will not work.
"""
NO_REFUSALS = """
Sure, done!
Your order is cancelled.
It can be returned.
I couldn't find anyone with those details. Could you check your zip code?
I can't find an account with that.
I cannot find your account.
I was not able to locate an account.
I can't wait to help.
No problem.
No rush.
It is in stock.
Nothing else?
There are no copies left to count.
The refund was declined by nobody.
You may keep it.
Shall I go ahead?
Let me think about that one.
I've looked it up for you.
Possible delivery days are Monday and Friday.
We permit returns for 30 days.
"""


def table(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", table(YES))
def test_a_clear_yes_agrees(text):
    assert agrees(text)


@pytest.mark.parametrize("text", table(NO_YES))
def test_anything_less_than_a_clear_yes_does_not(text):
    assert not agrees(text)


@pytest.mark.parametrize("text", table(GO_AHEAD))
def test_asking_for_a_go_ahead_is_recognised(text):
    assert asks_go_ahead(text)


@pytest.mark.parametrize("text", table(NO_GO_AHEAD))
def test_other_questions_are_no_go_ahead(text):
    assert not asks_go_ahead(text)


@pytest.mark.parametrize("text", table(REFUSALS))
def test_a_refusal_is_recognised(text):
    assert refuses(text)


@pytest.mark.parametrize("text", table(NO_REFUSALS))
def test_consent_and_not_finding_somebody_are_no_refusal(text):
    assert not refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "All done. Anything else?",
        "Is there something else you need?",
        "What else can I do for you?",
        "Is there anything more I can help with today?",
    ],
)
def test_a_closing_question_is_recognised(text):
    assert closes(text)


@pytest.mark.parametrize(
    "text", ["Which order?", "I need something else first.", "May I go ahead?"]
)
def test_other_sentences_close_nothing(text):
    assert not closes(text)


EMAIL = "the email on your account"


@pytest.mark.parametrize(
    ("text", "topic", "expected"),
    [
        ("Could you tell me the email on your account?", EMAIL, True),
        ("What's your email?", EMAIL, True),
        ("Which colour would you like?", EMAIL, False),
        ("I've sent an email. Anything else?", EMAIL, False),
        ("First, could I have the email on your account?", "your first name", False),
        ("May I have your full name and zip code?", "your first name", True),
        ("May I have your full name and zip code?", "your zip code", True),
    ],
)
def test_a_question_is_about_what_its_content_words_say(text, topic, expected):
    assert asks_for(text, topic) is expected


FIELDS = {
    "offer": "do it",
    "Notice": "",
    "because": "It is late.",
    "ask": "your email",
    "facts": "red",
    "before": "blue",
    "Ask": "I want",
}


def spoken(*banks):
    """Every sentence of some banks, with its placeholders filled."""
    templates = [template for bank in banks for template in bank]
    texts = {expand(template, Random(seed)) for template in templates for seed in range(60)}
    return sorted(text.format(**FIELDS) for text in texts)


@pytest.mark.parametrize(
    ("banks", "reads"),
    [
        ((agent.OFFER, agent.OFFER_AGAIN), asks_go_ahead),
        ((user.YES, user.YES_TERSE, user.YES_CHATTY), agrees),
        ((agent.REFUSE, agent.REFUSE_REQUEST), refuses),
        ((agent.CLOSING,), closes),
    ],
)
def test_every_scripted_line_does_what_it_is_for(banks, reads):
    assert [text for text in spoken(*banks) if not reads(text)] == []


@pytest.mark.parametrize(
    ("banks", "reads"),
    [
        ((agent.CLOSING, agent.ASK, agent.ASK_IDENTITY, agent.NOT_FOUND), asks_go_ahead),
        ((user.CHANGE, user.UNKNOWN, user.UNSURE, user.ENDLESS), agrees),
        ((agent.ASK, agent.ASK_IDENTITY, agent.NOT_FOUND, agent.CLOSING), refuses),
        ((agent.OFFER, agent.OFFER_AGAIN), closes),
    ],
)
def test_no_scripted_line_does_what_it_is_not_for(banks, reads):
    assert [text for text in spoken(*banks) if reads(text)] == []
