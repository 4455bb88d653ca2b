import asyncio

import orjson
import pytest

from apigen_mt.execution.forecast import Rehearsed, forecast
from apigen_mt.llm.open import Models
from apigen_mt.llm.prompt import Prompts
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import STOP
from apigen_mt.records.trajectory import Accepted
from apigen_mt.records.usage import told
from apigen_mt.rehearsal.answer import answer
from apigen_mt.rehearsal.mind import understand
from tests.endpoint import settings
from tests.journeys import accepted

PROMPTS = Prompts()
NOTHING = {"persona": {}, "wishes": [], "manner": []}


def said(messages, **options):
    return answer({"model": "m", "messages": messages, **options})["choices"][0]


def formed(role, **fields):
    return orjson.loads(
        said(PROMPTS[role].fill(**fields), response_format={"type": "json_schema"})["message"][
            "content"
        ]
    )


def rehearsed(env, count, **flags):
    config = settings("http://127.0.0.1:9/v1", env=env, count=count, **flags)

    async def run():
        models = Models(config, carrier=Rehearsed)
        stage = wire(config, models.gateways)
        found = [[one async for one in stage.travel(index)] for index in range(count)]
        return found, models.ledger

    return asyncio.run(run())


@pytest.mark.parametrize(("env", "least"), [("library", 0.6), ("retail", 0.35)])
def test_a_run_of_the_text_of_requests_alone_gives_verified_conversations(env, least):
    """Nothing but prompts reaches these roles: they carry what a model needs."""
    found, _ = rehearsed(env, 30)
    kept = sum(any(isinstance(one, Accepted) for one in outcomes) for outcomes in found)
    assert kept / 30 >= least
    for outcomes in found:
        for one in outcomes:
            messages = one.trajectory.messages if isinstance(one, Accepted) else one.messages
            for message in messages[1:]:
                if message.role in ("user", "assistant"):
                    assert "{" not in message.content
                    assert "_id" not in message.content


def test_feedback_makes_good_of_what_was_wrong():
    def share(revisions):
        config = settings("http://127.0.0.1:9/v1", count=40, **{"review.max_revisions": revisions})

        async def run():
            stage = wire(config, Models(config, carrier=Rehearsed).gateways)
            return [await stage.propose(index) for index in range(40)]

        return sum(isinstance(one, Blueprint) for one in asyncio.run(run())) / 40

    without, with_feedback = share(0), share(3)
    assert with_feedback > without + 0.1
    assert with_feedback > 0.7


def test_a_forecast_of_the_whole_run_is_what_the_run_takes():
    config = settings("http://127.0.0.1:9/v1", count=6)
    _, ledger = rehearsed("library", 6)
    expected = forecast(config)
    total = told(ledger.roles)
    for name in ("calls", "prompt_tokens", "completion_tokens"):
        assert expected[name] == total[name]
    assert expected["cost"] == pytest.approx(total["cost"], abs=1e-4)


def test_a_forecast_does_not_wait_for_limits():
    slow = settings("http://127.0.0.1:9/v1", count=3, model={"rpm": 1, "tpm": 10})
    free = settings("http://127.0.0.1:9/v1", count=3)
    assert forecast(slow) == forecast(free)


def test_equal_requests_get_equal_answers_and_another_seed_other_words():
    chat = PROMPTS["user"].fill(instruction="I'd like to renew “X”.", **NOTHING)
    answers = {said(chat, seed=seed)["message"]["content"] for seed in range(12)}
    assert said(chat, seed=1) == said(chat, seed=1)
    assert len(answers) > 2


def test_the_human_understands_every_instruction_of_the_planner():
    for env in ("library", "retail"):
        for one in accepted(env):
            blueprint = one.trajectory.blueprint
            persona = blueprint.scenario.persona.description
            mind = understand(blueprint.instruction, persona)
            told = " ".join(
                [
                    *(wish.text for wish in mind.wishes),
                    *(text for wish in mind.wishes for _, text in wish.known),
                    *(wish.change[1] for wish in mind.wishes if wish.change),
                    *(wish.meant for wish in mind.wishes),
                    *(text for _, text in mind.mine),
                ]
            )
            for fact in blueprint.facts:
                assert fact.said in told, (fact, blueprint.instruction)


def test_a_reply_is_cut_at_its_limit():
    chat = PROMPTS["user"].fill(instruction="I'd like to renew “A Long Title”.", **NOTHING)
    reply = said(chat, max_tokens=3)
    assert reply["finish_reason"] == "length"
    assert len(reply["message"]["content"]) == 12


def test_the_critic_likes_what_fits_and_not_what_ends_too_early():
    def score(heard, draft):
        return formed(
            "critic",
            instruction="My card is LC-1. I'd like to renew “X”.",
            persona={},
            wishes=[],
            manner=[],
            conversation=[{"who": "desk", "text": heard}],
            draft=draft,
        )

    assert score("Your card number?", "LC-1.")["score"] >= 8
    assert score("Your card number?", f"Bye. {STOP}")["score"] == 0
    assert score("Your card number?", "LC-2222.")["contradicts"]
    assert score("Anything else?", f"No, thanks. {STOP}")["score"] >= 8


def test_the_juror_objects_to_keys_and_to_nothing_at_all():
    def review(instruction, diff, outputs):
        return formed(
            "juror",
            instruction=instruction,
            actions=[],
            outputs=outputs,
            diff=diff,
            unmet=[],
            tools=[],
        )

    assert review("Renew loan_1003 please.", [{}], [])["completeness"]["score"] == 0
    assert review("Hello.", [], [])["creativity"]["score"] == 0
    good = review("Renew “X” please.", [{"table": "loans"}], [])
    assert good["completeness"]["score"] == good["creativity"]["score"] == 1


def test_an_unknown_role_is_answered_too():
    assert said([{"role": "user", "content": "hi"}])["message"]["content"]


@pytest.mark.parametrize("env", ["library", "retail"])
def test_models_join_blueprints_as_well(env):
    found, ledger = rehearsed(env, 12, **{"sampler.recombined": 1.0})
    blueprints = [
        one.trajectory.blueprint
        for outcomes in found
        for one in outcomes
        if isinstance(one, Accepted)
    ]
    assert ledger.roles["recombination"].calls
    assert any(blueprint.parts for blueprint in blueprints)


def test_a_joined_instruction_says_everything_once():
    known = {"ask": "your first name", "said": "Luca", "mistaken": "Luac"}
    own = "A teacher. My first name is Luca. I mistype it as Luac at first."
    told = formed(
        "recombine",
        caller=[known],
        instructions=[f"{own} I want a refund.", f"{own} I'd like to move."],
        persona={"description": "A teacher."},
    )
    assert told["instruction"] == f"{own} I want a refund. I'd like to move."
