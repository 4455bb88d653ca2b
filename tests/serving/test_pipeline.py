"""Checks and verification run on a foreign server as they do in process."""

from collections.abc import Iterator

import pytest

from apigen_mt.environment import load_environment
from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.generation.checks import Checker
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.review import Reason
from apigen_mt.serving.state import save
from apigen_mt.verification.verify import Verifier
from tests.journeys import calm
from tests.serving.test_serving import SERVE, VARIABLES

pytest.importorskip("mcp")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[McpEnvironment]:
    file = tmp_path_factory.mktemp("served") / "state.json"
    save(load_environment("library").session(), file)
    words = ("--state", "{state}", "--seed", "{seed}")
    made = McpEnvironment.of(*SERVE, *words, name="library", state=file, pass_env=VARIABLES)
    yield made
    made.close()


@pytest.fixture(scope="module")
def played(served: McpEnvironment) -> tuple[tuple[Message, ...], Blueprint]:
    """Return a conversation that wrote, whose gold end state is that of the served library."""
    item = next(one.trajectory for one in calm("library") if one.trajectory.blueprint.diff)
    calls = [(one.tool, one.arguments) for one in item.blueprint.actions]
    with served.replay(calls, item.blueprint.scenario.seed) as gold:
        ends = {"end_digest": gold.db.digest}
    return item.messages, item.blueprint.model_copy(update=ends)


Played = tuple[tuple[Message, ...], Blueprint]


def test_gold_actions_pass_the_checks_and_each_write_is_needed(
    served: McpEnvironment, played: Played
) -> None:
    execution, findings = Checker(served).check(played[1])
    assert findings == ()
    assert execution is not None and execution.end_digest == played[1].end_digest
    assert {one.table for one in execution.diff} == {"files"}


def test_the_conversation_reaches_the_gold_end_state(
    served: McpEnvironment, played: Played
) -> None:
    outcome = Verifier(served).verify(*played)
    assert outcome.state_match and outcome.outputs_match
    # Which parameters are keys is not told over the protocol, so their bare values must be said.
    assert {one.reason for one in outcome.findings} <= {Reason.UNCONFIRMED_WRITE}


def test_a_conversation_without_its_write_does_not(served: McpEnvironment, played: Played) -> None:
    messages, blueprint = played
    place = next(
        place
        for place, message in enumerate(messages)
        if message.tool_calls and served.tool(message.tool_calls[0].name).writes
    )
    cut = (*messages[:place], *messages[place + 2 :])
    outcome = Verifier(served).verify(cut, blueprint)
    assert not outcome.state_match
    assert Reason.STATE_MISMATCH in {one.reason for one in outcome.findings}
