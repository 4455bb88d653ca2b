"""What every desk promises: rules, proposals, messages and wording."""

from __future__ import annotations

import json
import re
from random import Random

import pytest

from apigen_mt.environment import Rule
from apigen_mt.language.grammar import places
from tests.tool_envs.desk import DESKS, Desk

each_desk = pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.name)
each_rule = pytest.mark.parametrize(
    ("desk", "rule"),
    [
        pytest.param(desk, rule, id=f"{desk.name}-{rule.name}")
        for desk in DESKS
        for rule in desk.kind.rules
    ],
)
each_proposer = pytest.mark.parametrize(
    ("desk", "name"),
    [
        pytest.param(desk, name, id=f"{desk.name}-{name}")
        for desk in DESKS
        for name in desk.proposers
    ],
)


@each_rule
def test_a_rule_passes_its_good_case_and_catches_its_bad_one(desk: Desk, rule: Rule) -> None:
    good, bad = (desk.env.replay(calls(desk.env.seed)) for calls in (rule.passes, rule.fails))
    assert {step.error for step in [*good.trace, *bad.trace]} <= {None, *desk.harmless}
    assert desk.env.breaches(good.trace) == []
    assert {found.name for found, _ in desk.env.breaches(bad.trace)} == {rule.name}


@each_rule
def test_a_rule_quotes_the_policy_word_for_word(desk: Desk, rule: Rule) -> None:
    assert rule.sentence in desk.env.policy_text


@each_rule
def test_a_conversation_replays_the_same_each_time(desk: Desk, rule: Rule) -> None:
    calls = list(rule.passes(desk.env.seed))
    first, second = desk.env.replay(calls), desk.env.replay(calls)
    assert [step.observation for step in first.trace] == [one.observation for one in second.trace]
    assert first.db.digest == second.db.digest == second.db.full_digest()


@each_proposer
def test_proposals_are_accepted_mostly_and_refused_at_times(desk: Desk, name: str) -> None:
    steps = [step for _, step in desk.tried[name]]
    least, most = desk.accepted_share
    assert least < sum(step.error is None for step in steps) / len(steps) < most
    assert not {step.error for step in steps} & {"invalid_arguments", "not_found"}


@each_proposer
def test_accepted_proposals_change_something(desk: Desk, name: str) -> None:
    assert all(step.changed for _, step in desk.accepted(name))


@each_proposer
def test_proposals_are_few_and_the_same_for_the_same_randomness(desk: Desk, name: str) -> None:
    for person in desk.people[:80]:
        first, second = (desk.proposals(name, desk.env.seed, person, Random(5)) for _ in range(2))
        assert first == second
        assert len(first) <= desk.proposals_at_most


@each_desk
def test_messages_of_refusals_name_no_ids(desk: Desk) -> None:
    ids = re.compile(rf"\b({desk.ids})_\w+")
    for step in desk.refused():
        message = json.loads(step.observation)["error"]
        assert not ids.search(message)
        assert "_id" not in message


@each_desk
def test_an_unknown_id_is_not_repeated(desk: Desk) -> None:
    session, tried = desk.env.session(), 0
    for tool in desk.env.tools:
        required = tool.parameters.get("required", [])
        if required and all(name.endswith("_id") for name in required):
            step = session.call(tool.name, dict.fromkeys(required, "x"))
            assert step.error == "not_found"
            assert "'" not in step.observation
            tried += 1
    assert tried


@each_desk
def test_the_same_scale_gives_the_same_state_and_a_larger_one_more_customers(desk: Desk) -> None:
    seed = desk.env.seed
    assert desk.kind().seed.digest == seed.digest == seed.full_digest()
    larger = desk.kind(scale=2).seed
    assert len(larger.table(desk.env.people)) == 2 * len(desk.people)


@each_desk
def test_every_template_speaks_of_parameters_that_exist(desk: Desk) -> None:
    for name, said in desk.env.phrasing.tools.items():
        known = {*desk.env.every_tool[name].parameters["properties"], "result", "value"}
        templates = [*said.want, *said.why, *said.offer, *said.notice, *said.done]
        templates += [*said.guide, *said.told]
        templates += [part for one in said.questions for part in (one.ask, one.answer)]
        for template in templates:
            assert set(places(template)) <= known, template


@each_desk
def test_every_parameter_can_be_asked_for_and_every_write_worded_in_several_ways(
    desk: Desk,
) -> None:
    for tool in desk.env.tools:
        assert set(tool.parameters["properties"]) <= set(desk.env.phrasing.asks)
        if tool.writes:
            said = desk.env.phrasing.tools[tool.name]
            assert len(said.want) >= desk.wordings, tool.name
            assert len(said.why) >= 6, tool.name
            assert min(len(said.offer), len(said.done)) >= 3, tool.name


@each_desk
def test_every_refusal_says_its_words(desk: Desk) -> None:
    for decline in desk.env.phrasing.declines:
        for because in decline.because:
            assert decline.says.lower() in because.lower()
