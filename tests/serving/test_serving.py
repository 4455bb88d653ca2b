"""A built-in environment behind the protocol answers as it does in process."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from apigen_mt.environment import Environment, load_environment
from apigen_mt.environment.exploration import explore
from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.errors import ConfigError, SeedDataError
from apigen_mt.serving import serve_http
from apigen_mt.serving.state import open_session, save

pytest.importorskip("mcp")
SERVE = (sys.executable, "-c", "from apigen_mt.cli import main; main()", "env", "serve", "library")
VARIABLES = ("PATH", "PYTHONPATH")


@pytest.fixture(scope="module")
def library() -> Environment:
    return load_environment("library")


@pytest.fixture(scope="module")
def seed_file(library: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("served") / "state.json"
    save(library.session(), file)
    return file


@pytest.fixture(scope="module", params=["stdio", "http"])
def served(request: pytest.FixtureRequest, seed_file: Path) -> Iterator[McpEnvironment]:
    keys = {"name": "library", "pass_env": VARIABLES}
    if request.param == "http":
        url = "http://127.0.0.1:{port}/mcp"
        made = McpEnvironment.of(*SERVE, "--http", "{port}", url=url, **keys)
    else:
        words = ("--state", "{state}", "--seed", "{seed}")
        made = McpEnvironment.of(*SERVE, *words, state=seed_file, **keys)
    yield made
    made.close()


def test_tools_effects_and_policy_are_those_of_the_environment(
    served: McpEnvironment, library: Environment
) -> None:
    assert [one.published() for one in served.toolbox.values()] == [
        one.published() for one in library.toolbox.values()
    ]
    assert {name: one.effect for name, one in served.toolbox.items()} == {
        name: one.effect for name, one in library.toolbox.items()
    }
    assert served.policy_text == library.policy_text


def test_every_answer_equals_that_of_a_session_in_process(
    served: McpEnvironment, library: Environment
) -> None:
    calls = [(step.tool, step.arguments) for step in explore(library)[:80]]
    mine = library.session(7)
    with served.session(7) as theirs:
        for tool, arguments in calls:
            one, other = mine.call(tool, arguments), theirs.call(tool, arguments)
            assert (one.observation, one.error) == (other.observation, other.error)
    errors = {step.error for step in mine.trace}
    assert len(errors) > 1 and mine.db.digest != library.seed.digest


def test_the_end_state_and_its_diff_come_back(library: Environment, seed_file: Path) -> None:
    served = McpEnvironment.of(
        *SERVE, "--state", "{state}", state=seed_file, pass_env=VARIABLES, rereads=False
    )
    write = next(step for step in explore(library) if step.changed)
    mine = library.replay([(write.tool, write.arguments)])
    with served.replay([(write.tool, write.arguments)]) as theirs:
        places = {
            f"content.tables.{one.table}.{one.row}" + (f".{one.field}" if one.field != "*" else "")
            for one in mine.db.diff()
        }
        assert {one.field for one in theirs.db.diff()} == {*places, "content.writes"}
        kept = seed_file.with_name("end.json")
        kept.write_bytes(theirs.db._image["state.json"])
    assert open_session(library, 0, kept).db.full_digest() == mine.db.digest


def test_connections_over_http_have_sessions_of_their_own(library: Environment) -> None:
    """The client that opens with the newest protocol is led back to one with sessions."""
    from mcp import Client

    write = next(step for step in explore(library) if step.changed)
    arguments = dict(write.arguments)

    async def talk() -> list[tuple[bool, str]]:
        bound: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve_http(library, ready=bound.set_result))
        url = f"http://127.0.0.1:{await bound}/mcp"
        told = []
        async with Client(url) as one, Client(url) as other:
            for client in (one, one, other):
                result = await client.call_tool(write.tool, arguments)
                told.append((result.is_error, result.content[0].text))  # type: ignore[union-attr]
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        return told

    first, again, elsewhere = asyncio.run(talk())
    assert first == elsewhere == (False, write.observation)
    assert again == _twice(library, write.tool, arguments)


def _twice(library: Environment, tool: str, arguments: dict[str, object]) -> tuple[bool, str]:
    step = library.replay([(tool, arguments), (tool, arguments)]).trace[1]
    return step.error is not None, step.observation


def test_a_port_in_use_is_told(library: Environment) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"Port {port} cannot be used"):
            asyncio.run(serve_http(library, port))


def test_a_file_that_is_no_state_is_told(library: Environment, tmp_path: Path) -> None:
    for text in ("[]", "no json", '{"tables": {"books": []}}'):
        (tmp_path / "state.json").write_text(text)
        with pytest.raises(SeedDataError, match="is no state of 'library'"):
            open_session(library, 0, tmp_path / "state.json")
