"""Servers that end, hang, babble and leave things behind."""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.environment.mcp.private import PrivateFolder
from apigen_mt.errors import EnvironmentFault, SeedDataError, ToolFault
from tests.environment.mcp.servers import HERE, plain

pytest.importorskip("mcp")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which private copies are made, and nowhere else."""
    (tmp_path / "private").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "private"))
    return tmp_path


@pytest.fixture
def environment(home: Path) -> Iterator[McpEnvironment]:
    made = plain(home)
    yield made
    made.close()
    assert list((home / "private").iterdir()) == []


def gone(pid: int) -> bool:
    """Whether there is no such process, not even one that waits to be buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_all_pages_of_tools_are_asked_for(environment: McpEnvironment) -> None:
    assert len(environment.toolbox) == 10


def test_a_server_that_ends_in_mid_call_is_told_and_replaced(environment: McpEnvironment) -> None:
    with environment.session() as session:
        session.call("put", {"text": "second"})
        with pytest.raises(ToolFault, match="ended during the call") as raised:
            session.call("die", {})
        assert "exit code 3; its last line on stderr: out of luck" in str(raised.value)
        assert session.call("get", {}).result == "second"
        assert session.call("get", {"path": "half"}).error == "no_file"


def test_a_server_that_hangs_is_ended_and_its_writes_undone(home: Path) -> None:
    environment = plain(home)
    with environment.session() as session:
        pid = session.call("pid", {}).result
        (server,) = environment._desk._seats.values()
        server.recipe = server.recipe.model_copy(update={"timeout_s": 0.01})
        with pytest.raises(ToolFault, match=r"gave no answer within 0\.01 s"):
            session.call("hang", {})
        assert gone(pid)
        assert session.call("get", {"path": "half"}).error == "no_file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_nothing_is_left_of_a_server_and_what_it_started(
    environment: McpEnvironment, home: Path
) -> None:
    os.mkfifo(home / "held")
    with environment.session() as session:
        pid = session.call("pid", {}).result
        session.call("spawn", {"text": str(home / "held")})
        held = (home / "held").open("rb")  # once the other process holds it too
        assert not gone(pid)
    assert gone(pid)
    with held:
        assert held.read() == b""  # once nobody does any more


def test_a_session_that_is_dropped_ends_its_server(environment: McpEnvironment) -> None:
    session = environment.session()
    session.call("pid", {})
    assert environment._desk.running == 1
    del session
    gc.collect()
    assert environment._desk.running == 0


def test_output_that_is_no_message_is_passed_over(environment: McpEnvironment) -> None:
    with environment.session() as session:
        assert session.call("babble", {}).result == "done"
        assert session.call("long", {}).result == "x" * 300_000


def test_a_link_in_the_state_is_refused(environment: McpEnvironment) -> None:
    with environment.session() as session:
        with pytest.raises(ToolFault, match="a state that cannot be copied"):
            session.call("link", {})
        assert session.call("get", {}).result == "first"


def test_a_session_keeps_its_process_while_its_state_is_its_own(
    environment: McpEnvironment,
) -> None:
    with environment.session() as session:
        for _ in range(3):
            session.call("put", {"text": "again"})
        assert session.call("calls", {}).result == 4


def test_the_server_unused_for_longest_makes_room_and_its_session_goes_on(home: Path) -> None:
    environment = plain(home, most_servers=1)
    with environment.session() as one, environment.session() as other:
        one.call("put", {"text": "of one"})
        other.call("put", {"text": "of other"})
        assert environment._desk.running == 1
        assert one.call("get", {}).result == "of one"
        assert other.call("get", {}).result == "of other"


def test_a_server_that_rereads_its_state_is_reset_without_a_new_process(home: Path) -> None:
    environment = plain(home, rereads=True)
    with environment.session() as session:
        session.call("put", {"path": "new", "text": "of the first"})
        session.call("put", {"text": "changed"})
        pid = session.call("pid", {}).result
    with environment.session() as session:
        assert session.call("pid", {}).result == pid
        assert session.call("get", {"path": "new"}).error == "no_file"
        assert session.call("get", {}).result == "first"
    environment.close()


def test_a_program_that_is_not_there_is_named(home: Path) -> None:
    environment = McpEnvironment.of("no-such-program", name="gone")
    with pytest.raises(EnvironmentFault, match="'no-such-program' cannot be started"):
        environment.toolbox  # noqa: B018


def test_a_program_that_is_no_server_is_told_with_its_last_words(home: Path) -> None:
    environment = McpEnvironment.of(sys.executable, "-c", "raise SystemExit('wrong door')")
    with pytest.raises(EnvironmentFault, match=r"exit code 1; .*wrong door"):
        environment.toolbox  # noqa: B018
    assert list((home / "private").iterdir()) == []


def test_a_state_that_is_not_there_is_named(home: Path) -> None:
    environment = McpEnvironment.of("true", "{state}", state="nowhere", home=home)
    with pytest.raises(SeedDataError, match="cannot be read: No such file"):
        environment.seed  # noqa: B018


def test_a_process_that_ends_without_closing_leaves_nothing(home: Path) -> None:
    (home / "kept").mkdir()
    program = (
        "import tempfile; from apigen_mt.environment.mcp import McpEnvironment\n"
        f"tempfile.tempdir = {str(home / 'private')!r}\n"
        f"environment = McpEnvironment.of({sys.executable!r}, {str(HERE / 'plain_server.py')!r}, "
        f"'{{state}}', state='kept', home={str(home)!r})\n"
        "session = environment.session(); print(session.call('pid', {}).observation)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr == ""
    assert gone(int(done.stdout))
    assert list((home / "private").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_worker_has_servers_of_its_own(environment: McpEnvironment) -> None:
    import multiprocessing

    SHARED.append(environment)
    session = environment.session()
    session.call("put", {"text": "before the fork"})
    pid = session.call("pid", {}).result
    with multiprocessing.get_context("fork").Pool(1) as pool:
        theirs, told = pool.apply(_asked)
    assert theirs != pid and told == "first"
    assert session.call("pid", {}).result == pid
    session.close()


SHARED: list[McpEnvironment] = []


def _asked() -> tuple[int, str]:
    with SHARED.pop().session() as session:
        return session.call("pid", {}).result, session.call("get", {}).result


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no signals here")
def test_what_a_killed_process_left_is_removed_by_the_next_start(home: Path) -> None:
    (home / "kept").mkdir()
    begin = (
        "import os, signal, tempfile; from apigen_mt.environment.mcp import McpEnvironment\n"
        f"tempfile.tempdir = {str(home / 'private')!r}\n"
        f"environment = McpEnvironment.of({sys.executable!r}, {str(HERE / 'plain_server.py')!r}, "
        f"'{{state}}', state='kept', home={str(home)!r})\n"
        "session = environment.session(); print(session.call('pid', {}).observation, flush=True)\n"
    )
    kill = "os.kill(os.getpid(), signal.SIGKILL)\n"
    first = subprocess.run([sys.executable, "-c", begin + kill], capture_output=True, text=True)
    assert first.returncode == -9
    (left,) = (home / "private").iterdir()
    assert (left / "state").is_dir()
    other = PrivateFolder()  # in use, by us
    second = subprocess.run([sys.executable, "-c", begin], capture_output=True, text=True)
    assert second.stderr == ""
    assert not left.exists()
    assert list((home / "private").iterdir()) == [other.path]
    other.remove()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes cannot be read here")
def test_what_still_runs_in_a_folder_of_nobody_is_ended(home: Path) -> None:
    left = PrivateFolder()
    program = [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"]
    with subprocess.Popen(
        [*program, str(left.path)], stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        assert child.stdout is not None and child.stdout.readline()
        left.occupied_by(child.pid)
        os.close(left._lock)  # type: ignore[arg-type]  as if its maker had been killed
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import tempfile; from apigen_mt.environment.mcp.private import sweep\n"
                f"tempfile.tempdir = {str(home / 'private')!r}; sweep()",
            ],
            check=True,
        )
        assert child.wait() == -9
    assert not left.path.exists()
