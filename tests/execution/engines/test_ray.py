"""A real Ray cluster on loopback: a head without cores, and nodes that can be killed."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
import yaml

from apigen_mt.errors import BudgetSpent, EngineError
from apigen_mt.execution.engines.ray import NAME, Ray
from apigen_mt.execution.engines.ray_desk import Desk
from apigen_mt.execution.run import generate
from tests.endpoint import rehearsing, settings
from tests.execution.engines.watching import SLOW, SMALL, at_work, below, data, until
from tests.runs import command, config

pytestmark = [
    pytest.mark.xdist_group("ray"),
    pytest.mark.skipif(sys.platform != "linux", reason="who is at work is looked up in /proc"),
]


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """Keep what Ray writes about a person out of the home folder, and Ray itself on loopback."""
    room = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(room))
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        for name in ("RAY_ADDRESS", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"):
            patch.delenv(name, raising=False)
        yield room


@pytest.fixture(scope="module")
def cluster(home):
    """Two nodes of one core each."""
    from ray.cluster_utils import Cluster

    quiet = {"num_cpus": 0, "include_dashboard": False}
    found = Cluster(initialize_head=True, head_node_args=quiet)
    try:
        nodes = [found.add_node(num_cpus=1) for _ in range(2)]
        yield found, nodes
    finally:
        found.shutdown()


@pytest.fixture
def endpoint():
    with rehearsing(latency_ms=60) as (url, _):
        yield url


def parent(number):
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_node_is_lost_and_the_run_ends_unaided_with_the_bytes_of_a_local_run(
    tmp_path, cluster, endpoint
):
    found, nodes = cluster
    wanted, folder = settings(endpoint, **SMALL, **SLOW), tmp_path / "run"
    killed = []

    def lose():
        until(lambda: at_work(folder), 60)
        [victim, *_] = at_work(folder)
        [node] = [one for one in nodes if raylet(one) == parent(victim)]
        found.remove_node(node, allow_graceful=False)
        killed.append(node)

    accident = Thread(target=lose)
    accident.start()
    summary = generate(wanted, folder, engine=Ray(found.address))
    accident.join()
    assert killed
    assert summary.complete
    assert '"worker_lost"' in (folder / "events.jsonl").read_text()
    generate(settings(endpoint, **SMALL), tmp_path / "local")
    assert data(folder) == data(tmp_path / "local")


def raylet(node):
    return node.all_processes["raylet"][0].process.pid


def test_workers_spend_no_more_together_than_the_run_may_and_say_so(tmp_path, cluster):
    with rehearsing() as (url, rehearsal):
        wanted = settings(url, **SMALL, **{"limits.max_calls": 120})
        with pytest.raises(BudgetSpent, match="has made its 120 calls"):
            generate(wanted, tmp_path / "run", engine=Ray(cluster[0].address))
        assert 100 <= rehearsal.bill.requests <= 120


def test_a_run_whose_lender_is_gone_goes_on_with_shares(tmp_path, cluster):
    with rehearsing(latency_ms=20) as (url, _):
        wanted = settings(url, **SMALL, **SLOW, model={"rpm": 60_000})
        folder, killed = tmp_path / "run", []

        def lose():
            import ray
            from ray.util import list_named_actors

            until(lambda: at_work(folder), 60)
            [desk] = [one for one in list_named_actors(all_namespaces=True) if NAME in one["name"]]
            ray.kill(ray.get_actor(**desk), no_restart=True)
            killed.append(desk)

        accident = Thread(target=lose)
        accident.start()
        summary = generate(wanted, folder, engine=Ray(cluster[0].address))
        accident.join()
        assert killed
        assert summary.complete


def test_a_cluster_of_our_own_is_out_of_reach_for_others_and_gives_the_same_bytes(tmp_path):
    doors = []

    def look(items, accepted, reasons):
        doors.extend(listening([os.getpid(), *below(os.getpid())]))

    generate(config(), tmp_path / "ray", workers=2, progress=look, engine=Ray("local"))
    generate(config(), tmp_path / "here")
    assert data(tmp_path / "ray") == data(tmp_path / "here")
    assert len(doors) > 5
    assert {host for host in doors if not host.endswith("0100007F")} == set()


def listening(processes):
    """Return the addresses on which processes wait for others, as /proc writes them."""
    sockets = {}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A":
                sockets[f"socket:[{words[9]}]"] = words[1].partition(":")[0]
    for process in processes:
        for handle in Path(f"/proc/{process}/fd").glob("*"):
            with suppress(OSError):
                if (host := sockets.get(os.readlink(handle))) is not None:
                    yield host


def test_a_signal_stops_workers_after_their_items_and_another_engine_goes_on(tmp_path):
    with rehearsing(latency_ms=60) as (url, _):
        wanted, folder = settings(url, **SMALL, **SLOW), tmp_path / "run"
        (tmp_path / "run.yaml").write_text(yaml.safe_dump(wanted.model_dump(mode="json")))
        words = ("generate", "--config", "run.yaml", "--out", "run", "--engine", "ray", "-w", "2")
        process = subprocess.Popen(command(*words), cwd=tmp_path)
        until(lambda: at_work(folder), 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 75
        assert '"ended"' in (folder / "events.jsonl").read_text()
        assert generate(settings(url, **SMALL), folder).resumed_items >= 1


def test_where_there_is_no_cluster_it_says_so(tmp_path):
    with pytest.raises(EngineError, match=r"No Ray cluster at 127\.0\.0\.1:9"):
        generate(config(), tmp_path, engine=Ray("127.0.0.1:9"))


def test_without_ray_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(EngineError, match=r"pip install 'apigen-mt\[ray\]'"):
        generate(config(), tmp_path, engine=Ray())


def test_a_lender_that_starts_again_counts_from_the_disk_what_is_spent(tmp_path):
    with rehearsing() as (url, rehearsal):
        wanted = settings(url, **SMALL, **{"limits.max_calls": 90})
        with pytest.raises(BudgetSpent):
            generate(wanted, tmp_path)
        more = wanted.limits.model_copy(update={"max_calls": 100})
        desk = Desk(str(tmp_path), wanted.model_copy(update={"limits": more}).model_dump_json())
        lent = 0
        while amount := desk.borrow("somebody", "calls", 1000):
            lent += amount
        assert lent == 100 - rehearsal.bill.requests
